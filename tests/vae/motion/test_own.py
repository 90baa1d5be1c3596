import numpy as np
import pytest

from vae.motion import arm, own, rules, words


def usual(rule, **changed):
    return {number.name: number.usual for number in own.NUMBERS[rule]} | changed


@pytest.mark.parametrize("rule", rules.KINDS)
def test_what_stands_there_at_first_is_a_motion_of_its_rule(rule):
    values = own.by_rule(rule, usual(rule))
    assert values.shape == (40, 2) and values.dtype == np.float32
    assert words.told(values)[0] == rule
    assert all(number.low <= number.usual <= number.high for number in own.NUMBERS[rule])


def test_the_letter_is_the_one_that_was_chosen():
    assert words.text(own.by_rule("letter", usual("letter"), "N")) == "writes N, 50 cm tall"


@pytest.mark.parametrize(
    ("rule", "changed", "reason"),
    [
        ("reach", {"goal_x": 1.7, "goal_y": 1.0}, "1.8. m away, and the arm is 1.80 m long|1.9. m away"),
        ("reach", {"goal_x": -0.8, "goal_y": 0.9}, "start and goal are one place"),
        ("reach", {"start_y": 0.1, "goal_y": 0.1}, "no nearer than 0.31 m"),
        ("circle", {"radius": 0.6, "middle_y": 1.5}, "can't follow the circle"),
        ("letter", {"height": 1.0, "middle_y": 1.6}, "can't follow the letter S"),
        ("wave", {"elbow": 10}, "the joints don't turn as far"),
        ("reach", {"goal_x": 0.1, "goal_y": -0.9}, "where the joints don't turn|no nearer"),
    ],
)
def test_what_the_arm_cannot_do_is_said(rule, changed, reason):
    with pytest.raises(own.MotionError, match=reason):
        own.by_rule(rule, usual(rule, **changed))


def test_the_tip_follows_a_drawn_path():
    path = [[-0.5, 1.0], [0.0, 1.3], [0.5, 1.0], [0.5, 1.0]]
    tips = arm.tips(arm.angles_of(own.by_path(path)))
    np.testing.assert_allclose(tips[[0, -1]], [path[0], path[-1]], atol=1e-6)
    assert tips[:, 1].max() == pytest.approx(1.3, abs=0.05)


@pytest.mark.parametrize("path", [[], [[0, 1]], [[0, 1], [0.01, 1]]])
def test_a_point_is_no_path(path):
    with pytest.raises(own.MotionError, match="at least 5 cm long"):
        own.by_path(path)


def test_a_path_beyond_the_arm_is_refused():
    with pytest.raises(own.MotionError, match="can't follow the path"):
        own.by_path([[0, 1], [0, 2.5]])
