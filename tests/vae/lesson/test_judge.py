"""The judge tells digits from what is none, and its distance is Fréchet's."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from vae.lesson import judge as judges
from vae.lesson.judge import Judge


@pytest.fixture(scope="module")
def judge(digits):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judges, "NUM_CHOSEN_ON", 300)
        return judges.train_judge(digits.train_images / np.float32(255.0), digits.train_labels)


def test_it_names_digits_it_has_not_seen(judge, digits):
    images = digits.test_images / np.float32(255.0)
    assert judge.accuracy(images, digits.test_labels) > 0.9
    assert judge.probabilities(images).sum(axis=1) == pytest.approx(1.0, abs=1e-5)


def test_it_is_sure_of_most_digits_and_of_few_blends(judge, digits):
    images = digits.test_images / np.float32(255.0)
    assert judge.sure_share(images) > 0.85
    assert judge.sure_share((images[:180] + images[180:]) / 2) < 0.7 * judge.sure_share(images)


def test_what_is_sure_is_chosen_by_pictures_it_was_not_trained_on(judge, digits):
    images = digits.train_images[-300:] / np.float32(255.0)
    assert judge.sure_share(images) == pytest.approx(judges.SURE_SHARE, abs=0.01)


def test_kinds_are_counted_by_how_frequent_they_are(judge, digits):
    images = digits.test_images / np.float32(255.0)
    assert judge.kinds(images) == pytest.approx(10.0, abs=0.2)
    assert judge.kinds(np.repeat(images[:1], 9, axis=0)) == 1.0


def test_the_distance_is_that_of_two_normal_distributions():
    rng = np.random.default_rng(0)
    plain = Judge(((np.eye(784, 3, dtype=np.float32), np.zeros(3, np.float32)), (np.eye(3), np.zeros(3))), 0.5)
    images, others = rng.random((200, 28, 28)), 2.0 * rng.random((300, 28, 28))
    (a, b) = (pictures.reshape(len(pictures), -1)[:, :3] for pictures in (images, others))
    product = sqrtm(np.cov(a, rowvar=False) @ np.cov(b, rowvar=False)).real
    expected = np.square(a.mean(0) - b.mean(0)).sum() + a.var(0, ddof=1).sum() + b.var(0, ddof=1).sum()
    assert plain.distance(images, others) == pytest.approx(expected - 2 * np.trace(product))
    assert plain.distance(images, images) == pytest.approx(0.0, abs=1e-9)
