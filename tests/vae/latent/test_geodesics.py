"""Geodesics against decoders whose shortest paths are known, and against what they promise of every step."""

import numpy as np
import pytest

from vae.latent import geodesics


def linear(dims, seed=0):
    """Return decode and jacobian of a random linear decoder: its geodesics are straight lines."""
    matrix = np.random.default_rng(seed).normal(size=(40, dims))
    return lambda z: z @ matrix.T, lambda z: np.broadcast_to(matrix, (len(z), *matrix.shape))


def polar(z):
    return np.stack([z[:, 0] * np.cos(z[:, 1]), z[:, 0] * np.sin(z[:, 1])], axis=1)


def polar_jacobian(z):
    (r, angle), rows = z.T, np.zeros((len(z), 2, 2))
    rows[:, 0, 0], rows[:, 0, 1] = np.cos(angle), -r * np.sin(angle)
    rows[:, 1, 0], rows[:, 1, 1] = np.sin(angle), r * np.cos(angle)
    return rows


def hill(z):
    """A plane with a hill at the origin: over it is far, round it is near."""
    height = 6 * np.exp(-2 * np.square(z).sum(axis=1))
    return np.column_stack([z, height])


def hill_jacobian(z):
    height = hill(z)[:, 2]
    return np.concatenate([np.broadcast_to(np.eye(2), (len(z), 2, 2)), (-4 * z * height[:, None])[:, None]], axis=1)


def bent(start, end, seed=0):
    points = geodesics.straight(start, end)
    points[1:-1] += np.random.default_rng(seed).normal(0, 0.3, points[1:-1].shape)
    return points


@pytest.mark.parametrize("dims", [1, 2, 64])
def test_a_linear_decoder_gives_the_straight_line(dims):
    decode, jacobian = linear(dims)
    start, end = np.full(dims, -1.0), np.linspace(0.5, 1.5, dims)
    found = geodesics.shorten(geodesics.measured(bent(start, end), decode, 2), decode, jacobian, 2)
    line = geodesics.measured(geodesics.straight(start, end), decode, 2)
    assert found.is_converged
    assert line.energy <= found.energy * (1 + 1e-12) < 1.01 * line.energy
    np.testing.assert_allclose(found.points, line.points, atol=0.01 * np.linalg.norm(end - start))
    assert line.energy == pytest.approx(np.square(decode((end - start)[None])).sum())  # |g(b) - g(a)|^2
    assert line.length == pytest.approx(np.linalg.norm(decode((end - start)[None])))


def test_in_polar_coordinates_the_shortest_path_is_the_chord():
    start, end = np.array([1.0, 0.0]), np.array([2.0, 2.0])
    first = geodesics.measured(geodesics.straight(start, end), polar, 4)
    found = geodesics.shorten(first, polar, polar_jacobian, 4)
    a, b = polar(np.stack([start, end]))
    assert found.length == pytest.approx(np.linalg.norm(b - a), rel=1e-3) and first.length > 1.1 * found.length
    along, offset = (b - a) / np.linalg.norm(b - a), polar(found.points) - a
    off_the_chord = offset[:, 0] * along[1] - offset[:, 1] * along[0]
    assert np.abs(off_the_chord).max() < 0.01


def test_every_step_lowers_the_energy_and_the_ends_stay():
    start, end = np.array([-2.0, 0.3]), np.array([2.0, 0.2])
    curve = geodesics.measured(bent(start, end), hill, 4)
    whole = geodesics.shorten(curve, hill, hill_jacobian, 4, max_steps=12)
    while not curve.is_converged:
        after = geodesics.shorten(curve, hill, hill_jacobian, 4, seconds=0.0)
        assert after.energy < curve.energy or after.is_converged
        assert after.energy <= curve.energy
        np.testing.assert_array_equal(after.points[[0, -1]], [start, end])
        curve = after
    assert curve.energy <= whole.energy <= geodesics.measured(geodesics.straight(start, end), hill, 4).energy
    assert np.square(curve.length) <= curve.energy * (1 + 1e-9)


def test_a_search_in_pieces_takes_the_same_steps():
    curve = geodesics.measured(bent([-2.0, 0.3], [2.0, 0.2]), hill, 4)
    whole = geodesics.shorten(curve, hill, hill_jacobian, 4, max_steps=6)
    for _ in range(3):
        curve = geodesics.shorten(curve, hill, hill_jacobian, 4, max_steps=2)
    np.testing.assert_array_equal(curve.points, whole.points)
    assert curve.damping == whole.damping


def test_the_way_over_codes_finds_the_side_of_the_hill_where_they_are():
    # Codes lie on a half circle below the hill: the line goes over it, the route round it.
    angles = np.linspace(np.pi, 2 * np.pi, 400)
    codes = 2 * np.column_stack([np.cos(angles), np.sin(angles)]) + np.random.default_rng(0).normal(0, 0.03, (400, 2))
    start, end = np.array([-2.0, 0.0]), np.array([2.0, 0.0])
    route = geodesics.graph_route(codes, start, end, hill)
    assert route.shape == (geodesics.NUM_POINTS, 2) and route[:, 1].min() < -1.5
    np.testing.assert_array_equal(route[[0, -1]], [start, end])
    curves = [geodesics.measured(points, hill, 4) for points in (geodesics.straight(start, end), route)]
    line, round_it = (geodesics.shorten(curve, hill, hill_jacobian, 4) for curve in curves)
    assert line.length > 1.5 * round_it.length
    assert round_it.length < 5.5


def test_a_path_goes_no_farther_than_nearly_all_codes_but_reaches_its_ends():
    codes = np.random.default_rng(0).uniform([-3.0, -0.6], [3.0, 0.6], (1000, 2))
    codes[0] = 0.0, 9.0
    start, end = np.array([-2.0, 0.1]), np.array([4.0, 0.1])
    low, high = geodesics.box_of(codes, [start, end])
    np.testing.assert_allclose([low, high], [[-3.0, -0.6], [4.0, 0.6]], atol=0.05)
    first = geodesics.measured(geodesics.straight(start, end), hill, 4)
    free, kept = (geodesics.shorten(first, hill, hill_jacobian, 4, box=box) for box in (None, (low, high)))
    assert np.abs(free.points[:, 1]).max() > 0.8 > 0.6 > kept.points[:, 1].max() > 0.5
    assert (kept.points >= low).all() and (kept.points <= high).all()
    assert free.energy < kept.energy < first.energy


def test_without_codes_the_route_is_the_line():
    route = geodesics.graph_route(np.zeros((0, 2)), [0.0, 0.0], [1.0, 1.0], hill)
    np.testing.assert_allclose(route, geodesics.straight([0.0, 0.0], [1.0, 1.0]), atol=1e-6)


def test_a_constant_decoder_and_equal_ends_are_converged_at_once():
    decode, jacobian = linear(2)
    same = geodesics.measured(geodesics.straight([1.0, 1.0], [1.0, 1.0]), decode, 4)
    assert geodesics.shorten(same, decode, jacobian, 4).is_converged
    flat = geodesics.measured(bent([0.0, 0.0], [1.0, 1.0]), lambda z: np.zeros((len(z), 3)), 4)
    assert geodesics.shorten(flat, lambda z: np.zeros((len(z), 3)), lambda z: np.zeros((len(z), 3, 2)), 4).energy == 0


@pytest.mark.parametrize(
    ("points", "sentence"), [(np.zeros((2, 2)), "n at least 3, got"), (np.full((4, 2), np.nan), "finite")]
)
def test_what_is_no_curve_gets_a_sentence(points, sentence):
    with pytest.raises(ValueError, match=sentence):
        geodesics.measured(points, hill, 4)


def test_samples_lie_evenly_on_the_polyline_and_are_more_where_the_decoder_is_sharper():
    np.testing.assert_allclose(geodesics.sampled([[0.0], [1.0], [3.0]], 2)[:, 0], [0, 0.5, 1, 2, 3])
    assert geodesics.num_samples(2) == 4 and geodesics.num_samples(16) == 2
