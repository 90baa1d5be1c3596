import numpy as np
import pytest

from vae.motion import arm, measures, profiles

LINE = np.radians([10, 30]) + profiles.minimum_jerk()[:, None] * np.radians([100, 20])


def test_a_tip_that_is_off_is_measured_in_centimetres():
    wanted = np.broadcast_to(arm.values_of(np.radians([0.0, 0.0])), (3, 40, 2))
    given = arm.values_of(arm.angles_of(wanted) + [0.01, 0])
    found = measures.figures(wanted, given)
    assert found == pytest.approx({"tip_error": 1.8, "tip_error_95": 1.8}, rel=1e-3)
    assert measures.figures(wanted, wanted) == pytest.approx({"tip_error": 0, "tip_error_95": 0}, abs=1e-9)


def test_the_length_of_a_way_is_that_of_its_arc():
    swing = np.stack([np.linspace(0, 1, 40), np.zeros(40)], axis=1)
    assert measures.lengths(swing[None])[0] == pytest.approx(1.8, rel=1e-3)


def test_the_straight_line_of_minimum_jerk_is_the_least_jerky():
    assert measures.jerks(LINE[None])[0] == pytest.approx(1)
    rough = LINE + 0.001 * np.random.default_rng(0).normal(size=LINE.shape)
    even = np.linspace(LINE[0], LINE[-1], 40)
    bowed = LINE + 0.2 * profiles.bow()[:, None]
    assert measures.jerks(np.stack([rough, bowed])).min() > 1.1
    assert measures.jerks(even[None])[0] == pytest.approx(0, abs=1e-9)  # it neither starts nor stops
    assert np.isinf(measures.jerks(np.concatenate([LINE, LINE[::-1]])[None])[0])


def test_a_thin_thing_that_is_passed_between_two_moments_is_hit():
    quick = np.radians([[0.0, 0.0], [90.0, 0.0]])[None]
    place = 1.7 * np.array([np.cos(np.radians(45)), np.sin(np.radians(45))])[None]
    assert measures.collide(quick, place, np.array([0.05]))[0]
    assert not measures.collide(quick, 1.1 * place, np.array([0.05]))[0]
    assert measures.clearances(quick, 1.1 * place, np.array([0.05]))[0] == pytest.approx(0.02, abs=1e-6)
    assert measures.refined(quick, 4).shape == (1, 5, 2)
