"""Latent-space maths against its definitions: interpolation, grids, densities, planes and walks."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import multivariate_normal, norm

from vae.latent import density, grids, interpolation, planes, walks


def vectors(dims: int) -> st.SearchStrategy[np.ndarray]:
    return hnp.arrays(np.float64, dims, elements=st.floats(-50, 50))


pairs = st.integers(1, 6).flatmap(lambda dims: st.tuples(vectors(dims), vectors(dims)))


@given(pairs)
def test_both_interpolations_start_and_end_at_their_ends(ends):
    start, end = ends
    for interpolate in (interpolation.lerp, interpolation.slerp):
        points = interpolate(start, end, [0.0, 1.0])
        np.testing.assert_allclose(points, [start, end], rtol=1e-6, atol=1e-6)


@given(pairs, st.floats(0, 1))
def test_slerp_changes_the_length_evenly(ends, t):
    start, end = ends
    if len(start) == 1:
        return
    a, b = np.linalg.norm(start), np.linalg.norm(end)
    point = interpolation.slerp(start, end, t)
    assert np.isfinite(point).all()
    assert np.linalg.norm(point) == pytest.approx((1 - t) * a + t * b, rel=1e-6, abs=1e-9)


@given(pairs, st.floats(0, 1))
def test_slerp_of_equal_lengths_is_shoemakes_formula(ends, t):
    start, end = (vector / max(np.linalg.norm(vector), 1e-3) for vector in ends)
    angle = math.acos(np.clip(start @ end, -1, 1))
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    if not np.allclose(lengths, 1.0) or not 1e-3 < angle < math.pi - 1e-3:
        return
    expected = (math.sin((1 - t) * angle) * start + math.sin(t * angle) * end) / math.sin(angle)
    np.testing.assert_allclose(interpolation.slerp(start, end, t), expected, atol=1e-8)


@given(st.integers(2, 6).flatmap(vectors), st.floats(0.1, 10))
def test_slerp_between_opposite_ends_takes_a_half_circle(start, scale):
    if np.linalg.norm(start) < 1e-3:
        return
    points = interpolation.slerp(start, -scale * start, np.linspace(0, 1, 9))
    direction = start / np.linalg.norm(start)
    cosines = points @ direction / np.linalg.norm(points, axis=1)
    np.testing.assert_allclose(cosines, np.cos(np.linspace(0, np.pi, 9)), atol=1e-6)


def test_slerp_at_zero_and_equal_ends():
    np.testing.assert_allclose(interpolation.slerp([0, 0], [2, 4], 0.25), [0.5, 1.0])
    np.testing.assert_allclose(interpolation.slerp([2, 4], [0, 0], 0.25), [1.5, 3.0])
    np.testing.assert_allclose(interpolation.slerp([0, 0], [0, 0], [0.0, 0.5]), np.zeros((2, 2)))
    np.testing.assert_allclose(interpolation.slerp([1, 2], [1, 2], 0.3), [1, 2])
    np.testing.assert_allclose(interpolation.slerp([1.0], [-1.0], 0.25), [0.5])


def test_slerp_between_opposite_ends_turns_counter_clockwise_from_z1():
    np.testing.assert_allclose(interpolation.slerp([1, 0], [-1, 0], 0.5), [0, 1], atol=1e-12)


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


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def crescent_codes(rng, dims=2):
    """Five classes along three quarters of a circle: the straight way between the outer two crosses empty space."""
    labels = np.repeat(np.arange(5), 200)
    angles = rng.uniform(size=1000) * 0.2 * 1.5 * np.pi + labels * 0.2 * 1.5 * np.pi
    codes = np.zeros((1000, dims))
    codes[:, :2] = 3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return codes + rng.normal(size=codes.shape) * 0.1, labels


def test_the_walk_of_a_single_class_travels_through_its_clusters(rng):
    codes, _ = crescent_codes(rng)
    points, walk_labels = walks.class_walk(codes, np.full(1000, 3), num_points=200)
    assert points.shape == (200, 2) and set(walk_labels) == {3}
    gaps = np.linalg.norm(points[:, None] - codes[None], axis=-1)
    assert np.quantile(gaps.min(axis=1), 0.9) < 0.3
    # places all along the crescent are passed, its two ends too
    assert np.quantile(gaps.min(axis=0), 0.95) < 1.0
    np.testing.assert_array_equal(walks.class_walk(np.ones((5, 2)), np.zeros(5, int), 4)[0], np.ones((4, 2)))
    np.testing.assert_array_equal(walks.class_walk(np.ones((1, 2)), np.zeros(1, int), 4)[0], np.ones((4, 2)))


@pytest.mark.parametrize("dims", [2, 5])
def test_class_walk_visits_every_class_and_closes(rng, dims):
    codes, labels = crescent_codes(rng, dims)
    points, walk_labels = walks.class_walk(codes, labels, num_points=200)
    steps = np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1)
    assert points.shape == (200, dims) and walk_labels.shape == (200,)
    assert set(walk_labels) == set(range(5))
    assert steps.max() < 2 * np.median(steps)
    # while it passes a class, it comes right up to codes of that class
    for label in range(5):
        gaps = np.linalg.norm(points[walk_labels == label][:, None] - codes[labels == label][None], axis=-1)
        assert gaps.min() < 0.3


def test_class_walk_stays_where_codes_are(rng):
    codes, labels = crescent_codes(rng)
    points, _ = walks.class_walk(codes, labels)
    nearest = np.linalg.norm(points[:, None] - codes[None], axis=-1).min(axis=1)
    assert nearest.max() < 0.5


def test_class_walk_turns_smoothly(rng):
    labels = np.arange(1000) % 6
    codes = 3 * np.stack([np.cos(labels * np.pi / 3), np.sin(labels * np.pi / 3)], axis=1)
    codes = codes + rng.normal(size=codes.shape) * 0.5

    def sharpest_turn(num_points):
        points, _ = walks.class_walk(codes, labels, num_points)
        steps = points - np.roll(points, 1, axis=0)
        return (np.linalg.norm(steps - np.roll(steps, 1, axis=0), axis=1) / np.linalg.norm(steps, axis=1)).max()

    # a corner turns by the same angle however short the steps are
    assert sharpest_turn(4000) < 0.4 * sharpest_turn(1000)


@pytest.mark.parametrize("num_classes", [1, 2, 3])
def test_class_walk_with_few_classes_and_coinciding_codes(num_classes):
    labels = np.arange(num_classes * 3) % num_classes
    points, walk_labels = walks.class_walk(np.zeros((len(labels), 2)), labels, num_points=12)
    assert np.isfinite(points).all()
    np.testing.assert_allclose(points, 0, atol=1e-9)
    assert set(walk_labels) <= set(range(num_classes))


def test_class_walk_says_what_it_expected():
    with pytest.raises(ValueError, match=r"\[3, 2\] and \[4\]"):
        walks.class_walk(np.zeros((3, 2)), np.zeros(4))


def test_ring_walk_shows_every_class_alike():
    points, labels = walks.ring_walk(3, num_classes=10, num_points=240, radius=1.5)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1.5)
    assert points.shape == (240, 3)
    np.testing.assert_array_equal(np.bincount(labels), np.full(10, 24))


@given(corners=hnp.arrays(np.float64, (4, 3), elements=st.floats(-10, 10)), u=st.floats(0, 1), v=st.floats(0, 1))
def test_bilinear_is_a_line_of_lines(corners, u, v):
    a, b, c, d = corners
    blended = interpolation.bilinear(corners, u, v)
    np.testing.assert_allclose(
        blended, interpolation.lerp(interpolation.lerp(a, b, u), interpolation.lerp(c, d, u), v), atol=1e-9
    )
    np.testing.assert_allclose(
        blended, interpolation.lerp(interpolation.lerp(a, c, v), interpolation.lerp(b, d, v), u), atol=1e-9
    )


def test_bilinear_meets_its_corners_and_takes_many_places():
    corners = np.array([[0.0, 1], [2, 3], [4, 5], [6, -7]])
    found = interpolation.bilinear(corners, [0, 1, 0, 1, 0.5], [0, 0, 1, 1, 0.5])
    np.testing.assert_array_equal(found, [*corners, corners.mean(axis=0)])
    with pytest.raises(ValueError, match=r"must have shape \[4, d\], got \[3, 2\]"):
        interpolation.bilinear(corners[:3], 0, 0)
