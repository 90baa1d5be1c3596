import numpy as np

from vae.motion import profiles


def test_minimum_jerk_and_bows_begin_and_end_at_rest():
    fine = np.linspace(0, 1, 10_001)
    for profile, end in ((profiles.minimum_jerk, 1), (profiles.bow, 0)):
        path = profile(fine)
        speed, push = np.gradient(path, fine), np.gradient(np.gradient(path, fine), fine)
        np.testing.assert_allclose([path[0], path[-1]], [0, end], atol=1e-12)
        np.testing.assert_allclose([speed[0], speed[-1], push[0], push[-1]], 0, atol=0.05)
    assert profiles.bow(np.array([0.5])) == 1
    np.testing.assert_allclose(profiles.minimum_jerk(fine) + profiles.minimum_jerk(fine)[::-1], 1, atol=1e-12)


def test_a_drawn_path_is_followed_from_end_to_end_whatever_its_points():
    corner = np.array([[0, 0], [0, 0], [1, 0], [1, 0.2], [1, 1]], float)
    path = profiles.along(corner)
    assert path.shape == (40, 2)
    np.testing.assert_allclose(path[[0, -1]], corner[[0, -1]])
    beside = np.minimum(abs(path[:, 1]), abs(path[:, 0] - 1))
    assert beside.max() < 0.05  # corners are rounded
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    assert steps.argmax() in range(15, 25) and steps[0] < steps.max() / 20


def test_a_path_without_length_stays_where_it_is():
    assert (profiles.along(np.full((3, 2), 0.7)) == 0.7).all()
