"""The plane that a map shows, against the directions and variances it must find."""

import numpy as np
import pytest

from vae.latent import planes


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_plane_of_two_dimensions_shows_them_as_they_are(rng):
    codes = rng.normal(size=(50, 2)) * [3.0, 1.0] + 5.0
    plane = planes.principal_plane(codes)
    np.testing.assert_array_equal(plane.project(codes), codes)
    np.testing.assert_allclose(plane.explained, codes.var(axis=0) / codes.var(axis=0).sum())


def test_plane_of_one_dimension_leaves_the_second_axis_empty(rng):
    codes = rng.normal(size=(20, 1))
    plane = planes.principal_plane(codes)
    np.testing.assert_allclose(plane.project(codes), np.hstack([codes, np.zeros((20, 1))]))
    np.testing.assert_allclose(plane.explained, [1, 0])


def test_plane_finds_the_directions_of_largest_variance(rng):
    rotation, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    codes = rng.normal(size=(4000, 4)) * [5.0, 3.0, 0.5, 0.1] @ rotation.T + 2.0
    plane = planes.principal_plane(codes)
    np.testing.assert_allclose(np.abs(np.sum(plane.axes * rotation.T[:2], axis=1)), 1.0, atol=1e-2)
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(plane.explained, np.array([25, 9]) / 34.26, atol=0.03)
    np.testing.assert_allclose(plane.project(plane.lift([[0.3, -2.0]])), [[0.3, -2.0]])


def test_projected_variances_match_drawn_samples(rng):
    plane = planes.principal_plane(rng.normal(size=(100, 3)) * [3.0, 2.0, 1.0])
    log_var = np.array([0.5, -1.0, 1.0])
    samples = plane.project(rng.normal(size=(200_000, 3)) * np.exp(log_var / 2))
    np.testing.assert_allclose(np.exp(plane.project_log_var(log_var)), samples.var(axis=0), rtol=0.02)


def test_the_map_of_levels_is_that_of_the_last_one_as_it_is():
    codes = np.random.default_rng(0).normal(size=(200, 6)) * (1, 1, 1, 1, 2, 3)
    plane = planes.map_plane("ladder", codes)
    np.testing.assert_array_equal(plane.project(codes), codes[:, 4:])
    assert plane.explained.sum() == pytest.approx(codes[:, 4:].var(axis=0).sum() / codes.var(axis=0).sum())
    np.testing.assert_array_equal(planes.level_plane(codes, (2, 0)).project(codes), codes[:, [2, 0]])
    np.testing.assert_array_equal(planes.map_plane("vae", codes).axes, planes.principal_plane(codes).axes)
