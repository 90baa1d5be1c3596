"""Paths through points: legs, easings and mixtures, against their definitions."""

import numpy as np
import pytest

from vae.latent import interpolation, paths

POINTS = np.array([[-1.0, 0.0], [0.0, 2.0], [1.0, 0.5], [3.0, 0.5]])
BULGE = 0.3 * np.sin(np.linspace(0, np.pi, 32))[:, None]
CURVES = [np.linspace(POINTS[leg], POINTS[leg + 1], 32) + BULGE for leg in range(3)]


def test_knots_are_shares_of_the_straight_length():
    lengths = np.linalg.norm(np.diff(POINTS, axis=0), axis=1)
    np.testing.assert_allclose(paths.knots(POINTS), np.append(0, np.cumsum(lengths)) / lengths.sum())
    np.testing.assert_allclose(paths.knots(np.ones((3, 2))), [0, 0.5, 1])


@pytest.mark.parametrize("kind", ["linear", "spherical", "geodesic"])
def test_every_kind_passes_every_point_at_its_knot(kind):
    np.testing.assert_allclose(paths.codes_along(POINTS, paths.knots(POINTS), kind, CURVES), POINTS, atol=1e-9)


def test_between_two_points_a_path_is_that_of_vae_latent():
    t = np.linspace(0, 1, 11)
    np.testing.assert_allclose(paths.codes_along(POINTS[:2], t, "linear"), interpolation.lerp(*POINTS[:2], t))
    np.testing.assert_allclose(paths.codes_along(POINTS[:2], t, "spherical"), interpolation.slerp(*POINTS[:2], t))


def test_a_geodesic_passes_its_control_points_evenly():
    found = paths.codes_along(POINTS[:2], np.arange(32) / 31, "geodesic", CURVES[:1])
    np.testing.assert_allclose(found, CURVES[0], atol=1e-12)
    between = paths.codes_along(POINTS[:2], [0.5 / 31], "geodesic", CURVES[:1])
    np.testing.assert_allclose(between[0], CURVES[0][:2].mean(axis=0))


def test_two_equal_neighbours_are_passed_without_a_stop():
    codes = paths.codes_along([[0.0], [0.0], [1.0]], [0.0, 0.5, 1.0], "linear")
    np.testing.assert_allclose(codes[:, 0], [0, 0.5, 1])


def test_unknown_kinds_and_missing_curves_get_a_sentence():
    with pytest.raises(ValueError, match="kind must be linear, spherical or geodesic, got 'curved'"):
        paths.codes_along(POINTS, [0.5], "curved")
    with pytest.raises(ValueError, match="a geodesic of 3 legs needs as many curves, got 0"):
        paths.codes_along(POINTS, [0.5], "geodesic")


def test_a_cross_fade_weighs_the_two_points_of_a_leg():
    t = np.linspace(0, 1, 23)
    weights = paths.fade_weights(POINTS, t)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    np.testing.assert_allclose(weights @ POINTS, paths.codes_along(POINTS, t, "linear"), atol=1e-12)
    np.testing.assert_allclose(paths.fade_weights(POINTS, paths.knots(POINTS)), np.eye(4), atol=1e-12)


def test_a_mixture_goes_from_one_class_to_the_other():
    np.testing.assert_allclose(paths.class_mixture(0, 2, [0, 0.25, 1], 3), [[1, 0, 0], [0.75, 0, 0.25], [0, 0, 1]])
    np.testing.assert_allclose(paths.class_mixture(1, 1, [0.3], 3), [[0, 1, 0]])


def test_picture_changes_are_root_mean_squares():
    pictures = np.stack([np.zeros((28, 28)), np.full((28, 28), 0.5), np.full((28, 28), 0.5)])
    np.testing.assert_allclose(paths.picture_changes(pictures), [0.5, 0.0])


def test_easings_keep_the_ends_and_the_order():
    shares = np.linspace(0, 1, 50)
    for easing in paths.EASINGS:
        t = paths.eased(shares, easing, [1.0, 5.0, 0.0, 2.0])
        np.testing.assert_allclose(t[[0, -1]], [0, 1], atol=1e-12)
        assert (np.diff(t) > 0).all()
    np.testing.assert_array_equal(paths.eased(shares, "even"), shares)
    smooth = paths.eased(shares, "smooth")
    assert smooth[1] < 0.2 * shares[1]
    np.testing.assert_allclose(smooth + smooth[::-1], 1)


def test_even_steps_in_the_picture_change_it_evenly():
    def picture(t):
        return np.column_stack([np.tanh(8 * (t - 0.3)), t**3])

    t = paths.eased(np.linspace(0, 1, 12), "picture", paths.picture_changes(picture(np.linspace(0, 1, 65))))
    changes = paths.picture_changes(picture(t))
    assert changes.std() / changes.mean() < 0.05
    assert paths.eased([0.25], "picture", [0.0, 0.0])[0] == 0.25


@pytest.mark.parametrize(("easing", "sentence"), [("odd", "easing must be one of"), ("picture", "needs the changes")])
def test_what_is_no_easing_gets_a_sentence(easing, sentence):
    with pytest.raises(ValueError, match=sentence):
        paths.eased([0.5], easing)
