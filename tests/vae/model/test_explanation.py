"""The noise of every picture's -ELBO is as that of many draws, so that the figure is, too."""

import numpy as np
import pytest

from vae.model.explanation import NUM_FIXED, fixed_noise
from vae.runs import store


@pytest.mark.parametrize("dims", [1, 2, 4, 7, 16])
def test_fixed_noise_has_the_moments_of_a_normal_distribution(dims):
    noise = fixed_noise(dims)
    assert noise.shape == (NUM_FIXED, dims) and noise.dtype == np.float32 and (noise == fixed_noise(dims)).all()
    np.testing.assert_allclose(noise.mean(axis=0), 0.0, atol=1e-6)
    np.testing.assert_allclose(np.square(noise).mean(axis=0), 1.0, rtol=1e-5)
    block = noise[:, : NUM_FIXED // 2]
    np.testing.assert_allclose(block.T @ block / NUM_FIXED, np.eye(block.shape[1]), atol=1e-5)


def test_the_scores_that_ship_are_those_of_the_runs_own_bound():
    """Scored anew by `python -m vae evaluate RUN --scores`; a gap below 0 there cannot be but by the draws' noise."""
    found = {}
    for run in store.list_runs()[0]:
        config, latents = run.config, store.load_latents(run)
        if run.shipped and config.variational and not config.is_binarized and not config.conditional:
            found[run.name] = float(latents.neg_elbo.mean()) - run.metrics["neg_elbo"]["value"]
            # Eight draws say less of posteriors in many dimensions, or as wide as many draws at once want them.
            is_near = config.latent_dim <= 2 and config.family != "importance"
            assert abs(found[run.name]) < (0.05 if is_near else 1.0), run.name
            if latents.gap is not None:
                assert latents.gap.min() > -1.5 and np.median(latents.gap) > -0.02, run.name
    assert len(found) >= 6
