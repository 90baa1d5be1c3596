"""The density of the aggregate posterior, at single codes and over the plane, against SciPy's mixture of Gaussians."""

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


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_prior_density_is_the_standard_normal():
    xs, ys = np.array([-1.0, 0.0, 2.0]), np.array([0.5, 1.5])
    expected = multivariate_normal([0, 0]).pdf(np.stack(np.meshgrid(xs, ys), axis=-1))
    np.testing.assert_allclose(density.prior_density(xs, ys), expected)


def test_aggregate_posterior_is_the_mixture_of_posteriors(rng):
    means, log_vars = rng.normal(size=(7, 2)), rng.normal(size=(7, 2))
    xs, ys = np.linspace(-2, 2, 4), np.linspace(-1, 3, 5)
    places = np.stack(np.meshgrid(xs, ys), axis=-1)
    each = [multivariate_normal(m, np.diag(np.exp(v))).pdf(places) for m, v in zip(means, log_vars, strict=True)]
    found = density.aggregate_posterior_density(means, log_vars, xs, ys)
    assert found.shape == (5, 4)
    np.testing.assert_allclose(found, np.mean(each, axis=0))


def test_kernel_density_of_an_autoencoder_integrates_to_one(rng):
    codes = rng.normal(size=(500, 2)) * [3.0, 0.5]
    xs, ys = np.linspace(-20, 20, 300), np.linspace(-5, 5, 300)
    found = density.aggregate_posterior_density(codes, None, xs, ys)
    assert found.sum() * (xs[1] - xs[0]) * (ys[1] - ys[0]) == pytest.approx(1.0, abs=1e-3)


def test_density_of_coinciding_codes_is_finite():
    assert np.isfinite(density.aggregate_posterior_density(np.zeros((3, 2)), None, [0.0, 1.0], [0.0])).all()


def test_density_refuses_other_dimensions():
    with pytest.raises(ValueError, match=r"\[n, 2\].*\[4, 3\]"):
        density.aggregate_posterior_density(np.zeros((4, 3)), None, [0.0], [0.0])
