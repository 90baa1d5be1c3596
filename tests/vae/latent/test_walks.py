"""The walk over a map: it visits every class, stays where codes are, turns smoothly and closes."""

import numpy as np
import pytest

from vae.latent import walks


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def crescent_codes(rng, dims=2):
    """Five classes along three quarters of a circle: the straight way between the outer two crosses empty space."""
    labels = np.repeat(np.arange(5), 200)
    angles = rng.uniform(size=1000) * 0.2 * 1.5 * np.pi + labels * 0.2 * 1.5 * np.pi
    codes = np.zeros((1000, dims))
    codes[:, :2] = 3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return codes + rng.normal(size=codes.shape) * 0.1, labels


def test_the_walk_of_a_single_class_travels_through_its_clusters(rng):
    codes, _ = crescent_codes(rng)
    points, walk_labels = walks.class_walk(codes, np.full(1000, 3), num_points=200)
    assert points.shape == (200, 2) and set(walk_labels) == {3}
    gaps = np.linalg.norm(points[:, None] - codes[None], axis=-1)
    assert np.quantile(gaps.min(axis=1), 0.9) < 0.3
    # places all along the crescent are passed, its two ends too
    assert np.quantile(gaps.min(axis=0), 0.95) < 1.0
    np.testing.assert_array_equal(walks.class_walk(np.ones((5, 2)), np.zeros(5, int), 4)[0], np.ones((4, 2)))
    np.testing.assert_array_equal(walks.class_walk(np.ones((1, 2)), np.zeros(1, int), 4)[0], np.ones((4, 2)))


@pytest.mark.parametrize("dims", [2, 5])
def test_class_walk_visits_every_class_and_closes(rng, dims):
    codes, labels = crescent_codes(rng, dims)
    points, walk_labels = walks.class_walk(codes, labels, num_points=200)
    steps = np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1)
    assert points.shape == (200, dims) and walk_labels.shape == (200,)
    assert set(walk_labels) == set(range(5))
    assert steps.max() < 2 * np.median(steps)
    # while it passes a class, it comes right up to codes of that class
    for label in range(5):
        gaps = np.linalg.norm(points[walk_labels == label][:, None] - codes[labels == label][None], axis=-1)
        assert gaps.min() < 0.3


def test_class_walk_stays_where_codes_are(rng):
    codes, labels = crescent_codes(rng)
    points, _ = walks.class_walk(codes, labels)
    nearest = np.linalg.norm(points[:, None] - codes[None], axis=-1).min(axis=1)
    assert nearest.max() < 0.5


def test_class_walk_turns_smoothly(rng):
    labels = np.arange(1000) % 6
    codes = 3 * np.stack([np.cos(labels * np.pi / 3), np.sin(labels * np.pi / 3)], axis=1)
    codes = codes + rng.normal(size=codes.shape) * 0.5

    def sharpest_turn(num_points):
        points, _ = walks.class_walk(codes, labels, num_points)
        steps = points - np.roll(points, 1, axis=0)
        return (np.linalg.norm(steps - np.roll(steps, 1, axis=0), axis=1) / np.linalg.norm(steps, axis=1)).max()

    # a corner turns by the same angle however short the steps are
    assert sharpest_turn(4000) < 0.4 * sharpest_turn(1000)


@pytest.mark.parametrize("num_classes", [1, 2, 3])
def test_class_walk_with_few_classes_and_coinciding_codes(num_classes):
    labels = np.arange(num_classes * 3) % num_classes
    points, walk_labels = walks.class_walk(np.zeros((len(labels), 2)), labels, num_points=12)
    assert np.isfinite(points).all()
    np.testing.assert_allclose(points, 0, atol=1e-9)
    assert set(walk_labels) <= set(range(num_classes))


def test_class_walk_says_what_it_expected():
    with pytest.raises(ValueError, match=r"\[3, 2\] and \[4\]"):
        walks.class_walk(np.zeros((3, 2)), np.zeros(4))


def test_ring_walk_shows_every_class_alike():
    axes = np.array([[0.0, 0.6, 0.8], [1.0, 0.0, 0.0]])
    points, labels = walks.ring_walk(axes, num_classes=10, num_points=240, radius=1.5)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1.5)
    assert points.shape == (240, 3)
    np.testing.assert_allclose(points @ np.cross(*axes), 0, atol=1e-12, err_msg="in the plane of the map")
    swing, _ = walks.ring_walk(np.eye(2, 1), num_classes=2, num_points=4)
    np.testing.assert_allclose(swing[:, 0], [1.2, 0, -1.2, 0], atol=1e-12)
    np.testing.assert_array_equal(np.bincount(labels), np.full(10, 24))
