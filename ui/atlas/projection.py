"""Which two coordinates of the codes the map shows."""

import numpy as np

from vae.latent import principal_plane
from vae.projections import Places
from vae.runs import Latents, Run


def choose(run: Run, latents: Latents) -> Places:
    """Return the places of the codes: z1 and z2 themselves, or the two principal components of more dimensions."""
    plane = principal_plane(latents.z_mean)
    xy = plane.project(latents.z_mean).astype(np.float32)
    if run.config.latent_dim <= 2:
        return Places(xy, ("z1", "z2"), "", "raw")
    note = f"The map shows the two principal components, {plane.explained.sum():.0%} of the spread."
    return Places(xy, ("first principal component", "second principal component"), note, "pca")
