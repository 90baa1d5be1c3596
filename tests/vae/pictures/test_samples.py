import numpy as np
import pytest

from tests.support.distorted import CONDITIONS, hand_drawn, photograph
from vae.pictures.samples import sample_images, sample_strokes
from vae.pictures.strokes import curve, draw


def test_every_class_is_drawn_within_the_unit_square():
    samples = sample_strokes()
    assert sorted({sample.label for sample in samples}) == list(range(10))
    assert len({sample.name for sample in samples}) == len(samples) <= 20
    for sample in samples:
        points = np.concatenate(sample.strokes)
        assert sample.name.startswith(str(sample.label))
        assert points.min() > -0.03 and points.max() < 1.03
        assert np.ptp(points[:, 1]) > 0.9


def test_pictures_are_drawn_in_the_order_of_the_strokes():
    images, labels = sample_images(140)
    assert images.shape == (len(sample_strokes()), 140, 140) and images.dtype == np.uint8
    assert labels.tolist() == [sample.label for sample in sample_strokes()]
    for image, sample in zip(images, sample_strokes(), strict=True):
        assert image[0].max() == image[:, 0].max() == 0 and image.max() == 255
        inside = np.concatenate(sample.strokes) * 140 * 0.6 + 140 * 0.2
        assert image[np.round(inside[:, 1]).astype(int), np.round(inside[:, 0]).astype(int)].min() > 200


def test_a_curve_goes_through_its_points():
    points = np.array([[0.0, 0.0], [0.4, 0.5], [0.1, 0.9], [0.8, 1.0]])
    distances = np.linalg.norm(curve(points, 400)[:, None] - points, axis=2)
    assert distances.min(axis=0).max() < 0.01
    assert np.array_equal(curve(points, 400)[[0, -1]].round(9), points[[0, -1]])
    straight = curve(points[:2], 5)
    assert straight == pytest.approx(np.linspace(points[0], points[1], 5))
    assert curve(points[:1], 3) == pytest.approx(np.zeros((3, 2)))


def test_a_line_has_its_width_place_and_round_ends():
    picture = draw([np.array([[20.0, 30.0], [80.0, 30.0]])], (60, 100), 10.0) / 255.0
    assert picture.sum() == pytest.approx(60 * 10 + np.pi * 25, rel=0.02)
    assert picture[:, 50].sum() == pytest.approx(10, abs=0.6)
    rows = picture.sum(axis=1)
    assert rows @ np.arange(60) / rows.sum() == pytest.approx(30, abs=0.2)
    dot = draw([np.array([[20.0, 20.0]])], (40, 40), 12.0) / 255.0
    assert dot.sum() == pytest.approx(np.pi * 36, rel=0.03)


def test_a_pen_may_change_its_width():
    stroke = np.array([[20.0, 30.0], [80.0, 30.0]])
    picture = draw([stroke], (60, 100), [np.array([2.0, 14.0])]) / 255.0
    assert picture[:, 70].sum() > 2 * picture[:, 30].sum() > 4


def test_the_generated_pictures_depend_on_the_seed_alone():
    pictures, labels, conditions = hand_drawn(10, 4)
    again = hand_drawn(10, 4)[0]
    assert pictures.shape == (10, 320, 280, 3) and np.array_equal(pictures, again)
    assert not np.array_equal(pictures, hand_drawn(10, 5)[0])
    assert labels.tolist() == [0] * 5 + [1] * 5
    assert conditions.tolist() == 2 * list(range(len(CONDITIONS)))
    image = np.zeros((28, 28), np.uint8)
    image[8:20, 12:16] = 255
    photos = [photograph(image, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert np.array_equal(photos[0], photos[1]) and not np.array_equal(photos[0], photos[2])
    assert min(photos[0].shape) >= 240 and max(photos[0].shape) <= 420
