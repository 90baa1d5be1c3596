import numpy as np
import pytest

from vae.latent.latents import codes_of_others

RNG = np.random.default_rng(0)
MEANS, LOG_VARS, GROUPS = RNG.normal(size=(9, 2)), RNG.normal(size=(9, 2)), np.array([4, 1, 4, 4, 1, 9, 9, 1, 4])


def product(rows):
    """Return the mean of a product of Gaussian densities of one dimension each, by summing up their product."""
    grid = np.linspace(-30, 30, 200_001)
    log = -0.5 * ((grid[:, None, None] - MEANS[rows]) ** 2 * np.exp(-LOG_VARS[rows])).sum(1)
    density = np.exp(log - log.max(0))
    return (grid[:, None] * density).sum(0) / density.sum(0)


def test_the_code_of_the_others_knows_nothing_of_the_picture():
    codes = codes_of_others(MEANS, LOG_VARS, GROUPS)
    for row in range(len(GROUPS)):
        others = (GROUPS[row] == GROUPS) & (np.arange(len(GROUPS)) != row)
        np.testing.assert_allclose(codes[row], product(others), atol=1e-6)
    with pytest.raises(ValueError, match="at least 2 pictures"):
        codes_of_others(MEANS, LOG_VARS, np.arange(9))
