import numpy as np
import pytest

from vae.motion import arm, measures, rules, shapes


@pytest.fixture(scope="module")
def made():
    values, labels = rules.motions(500, seed=1)
    return arm.angles_of(values), labels


def test_motions_are_the_same_every_time_and_of_each_kind_as_many():
    values, labels = rules.motions(50, seed=3)
    again, _ = rules.motions(50, seed=3)
    assert values.dtype == np.float32 and values.shape == (50, 40, 2) and np.array_equal(values, again)
    assert np.bincount(labels).tolist() == [10] * 5
    assert not np.array_equal(values, rules.motions(50, seed=4)[0])
    assert ((values >= 0) & (values <= 1)).all()


def test_reaches_are_straight_and_of_minimum_jerk(made):
    tips = arm.tips(made[0][made[1] == 0])
    across = tips[:, -1] - tips[:, 0]
    beside = (tips - tips[:, :1]) @ np.array([[0, 1], [-1, 0]]) * across[:, None]
    np.testing.assert_allclose(beside.sum(axis=-1) / np.linalg.norm(across, axis=1)[:, None], 0, atol=1e-5)
    half = np.linalg.norm(tips[:, 19] + tips[:, 20] - tips[:, 0] - tips[:, -1], axis=1)
    np.testing.assert_allclose(half, 0, atol=1e-5)


def test_waves_swing_the_forearm_alone(made):
    angles = made[0][made[1] == 1]
    np.testing.assert_allclose(np.ptp(angles[..., 0], axis=1), 0, atol=1e-6)
    assert (np.ptp(angles[..., 1], axis=1) > np.radians(15)).all()


def test_circles_are_round_and_closed(made):
    tips = arm.tips(made[0][made[1] == 2])
    np.testing.assert_allclose(tips[:, 0], tips[:, -1], atol=1e-5)
    middle = (tips[:, 0] + (tips[:, 19] + tips[:, 20]) / 2) / 2
    radii = np.linalg.norm(tips - middle[:, None], axis=-1)
    assert (np.ptp(radii, axis=1) < 0.05 * radii.mean(axis=1)).all()


def test_letters_are_upright_and_of_their_size(made):
    tips = arm.tips(made[0][made[1] == 3])
    tall = np.ptp(tips[..., 1], axis=1)
    assert tall.min() > 0.25 and tall.max() < 0.71 and set(shapes.letter_shapes()) >= {"C", "S", "Z"}


def test_who_goes_round_something_does_not_go_straight(made):
    angles = made[0][made[1] == 4]
    tips = arm.tips(angles)
    apart = np.linalg.norm(tips[:, -1] - tips[:, 0], axis=1)
    assert (apart > 0.4).all() and (measures.lengths(angles) > 1.01 * apart).all()


def test_what_is_trained_on_and_what_is_held_out_differ():
    train, train_labels, test, test_labels = rules.arrays()
    assert (len(train), len(test)) == (rules.NUM_TRAINING, rules.NUM_HELD_OUT)
    assert (len(train_labels), len(test_labels)) == (len(train), len(test))
    known = {motion.tobytes() for motion in train}
    assert not known & {motion.tobytes() for motion in test}
