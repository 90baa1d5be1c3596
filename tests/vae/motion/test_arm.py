import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vae.motion import arm


def test_places_are_those_of_the_angles():
    np.testing.assert_allclose(arm.tips(np.array([0.0, 0.0])), [1.8, 0], atol=1e-12)
    np.testing.assert_allclose(arm.tips(np.radians([90.0, 90.0])), [-0.9, 0.9], atol=1e-12)
    np.testing.assert_allclose(arm.elbows(np.radians([90.0, 90.0])), [0, 0.9], atol=1e-12)


@given(st.floats(-79.9, 179.9), st.floats(0.1, 159.9))
def test_the_angles_at_a_tip_are_those_it_came_from(shoulder, elbow):
    angles = np.radians([shoulder, elbow])
    np.testing.assert_allclose(arm.angles_at(arm.tips(angles)), angles, atol=1e-6)
    assert arm.can_reach(arm.tips(angles))


@pytest.mark.parametrize(
    ("place", "is_met"),
    [
        ((0, 1.8), True),
        ((0, 1.81), False),
        ((0, arm.LEAST_REACH + 1e-6), True),
        ((0, 0.2), False),
        ((0.3, -1.4), False),
        ((-1.2, 0.1), True),
        ((0, 0), False),
    ],
)
def test_places_beyond_the_arm_or_its_joints_cannot_be_reached(place, is_met):
    assert arm.can_reach(np.array(place, float)) == is_met


def test_values_are_shares_of_what_the_joints_turn():
    np.testing.assert_allclose(arm.values_of(np.array([arm.LOW, arm.HIGH])), [[0, 0], [1, 1]], atol=1e-12)
    angles = np.random.default_rng(0).uniform(-1, 1, (4, 40, 2))
    np.testing.assert_allclose(arm.angles_of(arm.values_of(angles)), angles, atol=1e-12)
    assert arm.are_possible(np.array([arm.LOW, arm.HIGH, arm.HIGH + 0.01])).tolist() == [True, True, False]


def test_distances_are_those_to_points_along_both_links():
    rng = np.random.default_rng(1)
    angles, places = rng.uniform(arm.LOW, arm.HIGH, (50, 2)), rng.uniform(-2, 2, (50, 2))
    shares = np.linspace(0, 1, 2001)[:, None, None]
    elbow, tip = arm.elbows(angles), arm.tips(angles)
    points = np.concatenate([shares * elbow, elbow + shares * (tip - elbow)])
    nearest = np.linalg.norm(points - places, axis=-1).min(axis=0)
    np.testing.assert_allclose(arm.distances(angles, places), nearest, atol=1e-3)
