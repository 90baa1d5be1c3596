"""The density of the aggregate posterior at single codes, against SciPy's mixture of Gaussians."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from vae.latent import density
from vae.latent.density import aggregate_posterior_density, aggregate_posterior_log_density

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("dims", [1, 2, 5])
def test_it_is_the_log_of_the_mean_of_all_posteriors(dims, monkeypatch):
    monkeypatch.setattr(density, "_BLOCK_NUMBERS", 100)  # several blocks
    z_mean, z_log_var = RNG.normal(size=(30, dims)), RNG.normal(-2, 1, (30, dims))
    codes = RNG.normal(size=(11, dims))
    parts = [
        multivariate_normal(mean, np.diag(np.exp(log_var))).pdf(codes)
        for mean, log_var in zip(z_mean, z_log_var, strict=True)
    ]
    np.testing.assert_allclose(
        aggregate_posterior_log_density(codes, z_mean, z_log_var), np.log(np.mean(parts, axis=0)), rtol=1e-4
    )


def test_it_agrees_with_the_density_on_a_grid():
    z_mean, z_log_var = RNG.normal(size=(20, 2)), RNG.normal(-1, 0.5, (20, 2))
    for given in (z_log_var, None):
        grid = aggregate_posterior_density(z_mean, given, [0.3], [-0.4])[0, 0]
        at_point = aggregate_posterior_log_density(np.array([[0.3, -0.4]]), z_mean, given)[0]
        assert at_point == pytest.approx(np.log(grid), rel=1e-4)


def test_far_away_it_is_small_and_not_minus_infinity():
    value = aggregate_posterior_log_density(np.full((1, 2), 100.0), np.zeros((3, 2)), np.full((3, 2), -6.0))
    assert np.isfinite(value).all() and value[0] < -1e5
