"""The manifold's grid of codes, on every kind of plane, and its pictures as one."""

import numpy as np
import pytest
from scipy.stats import norm

from vae.latent.latents import Latents
from vae.latent.manifold import manifold, montage

LABELS = np.zeros(200, np.uint8)


def latents(dims, plain=False):
    z = np.random.default_rng(dims).normal(size=(200, dims)) * np.linspace(3, 1, dims) + 0.5
    return Latents(z, None if plain else np.zeros_like(z), LABELS)


def test_two_dimensions_are_the_plane_by_equal_probability_or_equal_steps():
    grid = manifold(latents(2), [9, 9], 4)
    expected = norm.ppf([0.125, 0.375, 0.625, 0.875])
    np.testing.assert_allclose(grid.across, expected)
    np.testing.assert_allclose(grid.up, expected[::-1])
    np.testing.assert_allclose(grid.codes[0, 3], [expected[3], expected[3]], rtol=1e-6)
    np.testing.assert_allclose(grid.codes[3, 1], [expected[1], expected[0]], rtol=1e-6)
    assert grid.codes.dtype == np.float32
    np.testing.assert_allclose(manifold(latents(2), [0, 0], 3, "linear", 2.0).across, [-2, 0, 2])


def test_wide_pictures_have_as_many_times_fewer_columns():
    grid = manifold(latents(2), [0, 0], 10, "linear", 2.0, stretch=5)
    np.testing.assert_allclose(grid.across, [-2, 2])
    assert grid.codes.shape == (10, 2, 2)
    assert manifold(latents(2), [0, 0], 20, stretch=5).codes.shape == (20, 4, 2)


def test_one_dimension_is_one_row():
    grid = manifold(latents(1), [5], 3, "linear", 1.5)
    np.testing.assert_allclose(grid.codes, [[[-1.5], [0], [1.5]]])
    assert list(grid.up) == [0]


def test_two_of_many_dimensions_leave_the_rest_of_the_base():
    base = np.array([10.0, 20, 30, 40])
    grid = manifold(latents(4), base, 3, "linear", 1.0, (2, 0))
    np.testing.assert_allclose(grid.codes[0, 2], [1, 20, 1, 40])
    np.testing.assert_allclose(grid.codes[2, 0], [-1, 20, -1, 40])
    np.testing.assert_allclose(grid.codes[1, 1], [0, 20, 0, 40])


def test_main_axes_of_many_dimensions_go_through_the_base_around_the_prior():
    given = latents(5)
    base = np.arange(5.0)
    grid = manifold(given, base, 3, "linear", 2.0)
    centred = given.z_mean - given.z_mean.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    # The middle has the prior's mean along both axes; what is orthogonal to them is the base's.
    middle = grid.codes[1, 1].astype(np.float64)
    np.testing.assert_allclose(axes @ middle, 0, atol=1e-5)
    np.testing.assert_allclose(middle, base - axes.T @ (axes @ base), atol=1e-5)
    step = grid.codes[1, 2].astype(np.float64) - middle
    assert abs(axes[0] @ step) == pytest.approx(2, abs=1e-5) and np.linalg.norm(step) == pytest.approx(2, abs=1e-5)
    sign = np.sign(axes[0] @ step)
    np.testing.assert_allclose(grid.across[1], -sign * axes[0] @ given.z_mean.mean(axis=0), atol=1e-6)


def test_a_plain_autoencoder_has_its_grid_where_its_codes_are():
    given = latents(2, plain=True)
    grid = manifold(given, [0, 0], 3, "linear", 2.0)
    mean, sigma = given.z_mean.mean(axis=0), given.z_mean.std(axis=0)
    np.testing.assert_allclose(grid.across, mean[0] + sigma[0] * np.array([-2, 0, 2]))
    np.testing.assert_allclose(grid.codes[0, 0], [mean[0] - 2 * sigma[0], mean[1] + 2 * sigma[1]], rtol=1e-5)


@pytest.mark.parametrize("chosen", [(1, 1), (0, 3), (-1, 0)])
def test_the_same_or_unknown_dimensions_are_refused(chosen):
    with pytest.raises(ValueError, match="two different numbers from 0 to 2"):
        manifold(latents(3), [0, 0, 0], 3, dimensions=chosen)


def test_pictures_in_one_row_are_no_montage():
    with pytest.raises(ValueError, match=r"shape \[rows, columns, height, width, \.\.\.\], got \[4, 28, 28\]"):
        montage(np.zeros((4, 28, 28)))


def test_a_montage_has_every_picture_at_its_place():
    pictures = np.random.default_rng(0).integers(0, 255, (3, 4, 5, 6), np.uint8)
    whole = montage(pictures)
    assert whole.shape == (15, 24)
    np.testing.assert_array_equal(whole[10:15, 6:12], pictures[2, 1])
