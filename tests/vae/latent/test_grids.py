"""Regular sets of codes: axes and squares of a grid, and traversals along one dimension."""

import dataclasses

import numpy as np
import pytest
from scipy.stats import norm

from vae.latent import grids
from vae.latent.latents import Latents


def test_linear_axis_has_even_steps_to_its_extent():
    np.testing.assert_allclose(grids.grid_axis(5, extent=2.0), [-2, -1, 0, 1, 2])
    np.testing.assert_allclose(grids.grid_axis(1), [0])


def test_quantile_axis_parts_the_prior_evenly():
    axis = grids.grid_axis(4, "quantile")
    np.testing.assert_allclose(norm.cdf(axis), [0.125, 0.375, 0.625, 0.875])


def test_grid_is_laid_out_like_a_picture():
    codes = grids.grid(3, extent=1.0)
    assert codes.shape == (3, 3, 2)
    np.testing.assert_allclose(codes[0, 0], [-1, 1])
    np.testing.assert_allclose(codes[2, 1], [0, -1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0,), "num_points must be at least 1, got 0"),
        ((3, "log"), "linear, quantile, got 'log'"),
        ((3, "linear", -1.0), "positive"),
        ((3, "linear", float("nan")), "positive"),
    ],
)
def test_grid_axis_says_what_it_expected(arguments, message):
    with pytest.raises(ValueError, match=message):
        grids.grid_axis(*arguments)


def test_traversal_changes_one_coordinate_only():
    codes = grids.traversal([1.0, 2.0, 3.0], 1, [-1.0, 0.0])
    np.testing.assert_allclose(codes, [[1, -1, 3], [1, 0, 3]])
    with pytest.raises(ValueError, match="between 0 and 2, got 3"):
        grids.traversal([1.0, 2.0, 3.0], 3, [0.0])


@pytest.fixture
def latents():
    rng = np.random.default_rng(0)
    return Latents(rng.normal(size=(50, 3)), rng.normal(size=(50, 3)) - 2, rng.integers(0, 4, 50).astype(np.uint8))


def test_traversals_go_through_the_prior_or_the_codes(latents):
    values = grids.traversal_values(latents, 5, 2.0)
    np.testing.assert_allclose(values, [[-2, -1, 0, 1, 2]] * 3)
    codes = grids.traversal_codes([0.5, 0.25, 4.0], values)
    assert codes.shape == (3, 5, 3) and codes.dtype == np.float32
    np.testing.assert_array_equal(codes[1, 3], [0.5, 1, 4])
    np.testing.assert_array_equal(codes[2, 0], [0.5, 0.25, -2])
    plain = dataclasses.replace(latents, z_log_var=None)
    values = grids.traversal_values(plain, 3, 3.0)
    mean, sigma = latents.z_mean.mean(axis=0), latents.z_mean.std(axis=0)
    np.testing.assert_allclose(values, np.stack([mean - 3 * sigma, mean, mean + 3 * sigma], axis=1))
