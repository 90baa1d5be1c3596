import numpy as np

from vae.motion import profiles, shapes


def test_a_bow_leads_to_the_left_of_its_line():
    start, goal = np.array([[-0.5, 1.0]]), np.array([[0.5, 1.0]])
    bowed = shapes.lines(start, goal, 0.3)[0]
    np.testing.assert_allclose(bowed[[0, -1]], [start[0], goal[0]], atol=1e-12)
    assert bowed[:, 1].max() > 1.29 and bowed[:, 1].min() >= 1
    np.testing.assert_allclose(bowed[:, 0], -0.5 + profiles.minimum_jerk())
    assert np.ptp(shapes.lines(start, goal)[0][:, 1]) == 0


def test_circles_keep_their_radius_and_turn_their_way():
    given = np.array([[0.2, 1.0]]), np.array([0.3]), np.array([0.0])
    one, other = (shapes.circles(*given, np.array([way]))[0] for way in (1.0, -1.0))
    np.testing.assert_allclose(np.linalg.norm(one - [0.2, 1.0], axis=1), 0.3)
    np.testing.assert_allclose(one[[0, -1]], [[0.5, 1.0]] * 2, atol=1e-12)
    assert one[10, 1] > 1 > other[10, 1]


def test_letters_are_as_tall_as_they_are_to_be():
    names = list(shapes.letter_shapes())
    for number, letter in enumerate(names):
        places = shapes.letters(np.array([[0.1, 1.0]]), np.array([0.4]), np.array([number]))[0]
        assert 0.36 <= np.ptp(places[:, 1]) <= 0.4, letter
        assert abs(places - [0.1, 1.0]).max() <= 0.21


def test_a_swing_begins_and_ends_at_rest_about_its_elbow():
    one = np.array([1.0])
    angles = shapes.swings(one, one, 0.3 * one, 2.5 * one)[0]
    assert np.ptp(angles[:, 0]) == 0 and angles[0, 1] == angles[-1, 1] == 1
    assert angles[:, 1].max() > 1.25 and angles[:, 1].min() < 0.75
