"""The loss terms against independent computations: NumPy, SciPy and Monte Carlo."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special, stats

from vae.likelihoods import LIKELIHOODS
from vae.model import losses

rng = np.random.default_rng(0)


def test_gaussian_kl_agrees_with_monte_carlo():
    z_mean, z_log_var = np.array([[0.7, -1.2]], np.float32), np.array([[-0.5, 0.3]], np.float32)
    sigma = np.exp(0.5 * z_log_var)
    draws = z_mean + sigma * rng.standard_normal((400_000, 2))
    estimate = stats.norm.logpdf(draws, z_mean, sigma).sum(1) - stats.norm.logpdf(draws).sum(1)
    assert float(losses.gaussian_kl(z_mean, z_log_var)[0]) == pytest.approx(estimate.mean(), abs=0.01)


def test_gaussian_kl_is_zero_at_the_prior_only():
    zero = np.zeros((1, 3), np.float32)
    np.testing.assert_array_equal(np.asarray(losses.gaussian_kl_per_dimension(zero, zero)), 0.0)
    assert float(losses.gaussian_kl(zero + 0.1, zero)[0]) > 0.01
    assert float(losses.gaussian_kl(zero, zero + 0.1)[0]) > 0.005


@given(arrays(np.float32, (2, 4), elements=st.floats(-5, 5, width=32)))
def test_the_kl_of_all_dimensions_is_the_sum_of_each(values):
    z_mean, z_log_var = values[:1], values[1:]
    per_dimension = np.asarray(losses.gaussian_kl_per_dimension(z_mean, z_log_var))
    assert per_dimension.shape == (1, 4) and (per_dimension >= -1e-6).all()
    assert float(losses.gaussian_kl(z_mean, z_log_var)[0]) == pytest.approx(per_dimension.sum(), rel=1e-5, abs=1e-5)


def test_bernoulli_nll_is_the_log_probability_of_the_pixels():
    images = rng.integers(0, 2, (3, 28, 28)).astype(np.float32)
    logits = rng.normal(0, 3, (3, 28, 28)).astype(np.float32)
    expected = -stats.bernoulli.logpmf(images, 1 / (1 + np.exp(-logits.astype(float)))).sum((1, 2))
    np.testing.assert_allclose(np.asarray(losses.bernoulli_nll(images, logits)), expected, rtol=1e-5)


def test_bernoulli_nll_stays_finite_where_probabilities_round_to_0_or_1():
    images = np.array([[[1.0, 0.0]]], np.float32)
    assert float(losses.bernoulli_nll(images, np.array([[[-200.0, 200.0]]], np.float32))[0]) == pytest.approx(400.0)


@pytest.mark.parametrize("sigma", [0.1, losses.GAUSSIAN_SIGMA, 2.0])
def test_gaussian_nll_is_the_log_density_of_the_pixels(sigma):
    images, means = rng.random((2, 28, 28)).astype(np.float32), rng.random((2, 28, 28)).astype(np.float32)
    expected = -stats.norm.logpdf(images, means, sigma).sum((1, 2))
    np.testing.assert_allclose(np.asarray(losses.gaussian_nll(images, means, sigma)), expected, rtol=1e-5)


def test_the_default_gaussian_is_the_squared_error_plus_a_constant():
    images, means = rng.random((2, 28, 28)).astype(np.float32), rng.random((2, 28, 28)).astype(np.float32)
    nll = np.asarray(losses.gaussian_nll(images, means)) - np.asarray(losses.gaussian_nll(images, images))
    np.testing.assert_allclose(nll, np.square(images - means).sum((1, 2)), rtol=1e-4)


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
def test_reconstruction_nll_takes_the_likelihood_by_name(likelihood):
    images, logits = rng.random((2, 28, 28)).astype(np.float32), rng.normal(size=(2, 28, 28)).astype(np.float32)
    pixels = 1 / (1 + np.exp(-logits))
    expected = {
        "gaussian": losses.gaussian_nll(images, pixels),
        "gaussian_learnt": losses.gaussian_nll(images, pixels, 0.1),
        "categorical": -(images * special.log_softmax(logits, axis=-1)).sum((1, 2)),
    }.get(likelihood, losses.bernoulli_nll(images, logits))
    actual = losses.reconstruction_nll(likelihood, images, logits, 0.1)
    np.testing.assert_allclose(np.asarray(actual), np.asarray(expected), rtol=1e-5)


@pytest.mark.parametrize("sigma", [0.0021, 0.05, 0.25, 3.0])
def test_a_learnt_width_is_found_again_from_its_number(sigma):
    assert float(losses.sigma_of(losses.width_of(sigma))) == pytest.approx(sigma, rel=1e-4)
    assert float(losses.sigma_of(-1e3)) == pytest.approx(losses.LEAST_SIGMA)
    assert float(losses.sigma_of(0.0)) == pytest.approx(0.25)
