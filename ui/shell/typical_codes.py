"""One held-out code a class, the one that stands for it."""

import numpy as np

from ui.shell import address
from vae.latent.latents import Latents
from vae.latent.neighbours import nearest


def representatives(latents: Latents, num_classes: int) -> list[list[float] | None]:
    """Return for every class the test code nearest to its codes' mean, rounded to 0.001; None where it has no codes."""
    found: list[list[float] | None] = []
    for label in range(num_classes):
        own = np.asarray(latents.z_mean, np.float64)[latents.labels == label]
        if len(own) == 0:
            found.append(None)
            continue
        index = nearest(own, own.mean(axis=0), 1)[0][0]
        found.append((np.round(own[index], address.DECIMALS) + 0.0).tolist())
    return found
