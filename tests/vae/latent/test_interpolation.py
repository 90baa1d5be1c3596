"""Ways between codes against their definitions: lines, arcs, and blends of four corners."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vae.latent import interpolation


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
