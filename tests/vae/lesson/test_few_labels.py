"""Few labels are drawn evenly, and what is added bears the label of its picture."""

import dataclasses

import numpy as np
import pytest
from sklearn.svm import SVC

from vae.lesson import few_labels


def test_labels_are_drawn_evenly_and_with_a_seed(digits):
    chosen = few_labels.labelled(digits.train_labels, 50, 3)
    assert np.bincount(digits.train_labels[chosen]).tolist() == [5] * 10 and len(set(chosen)) == 50
    assert (chosen == few_labels.labelled(digits.train_labels, 50, 3)).all()
    assert (chosen != few_labels.labelled(digits.train_labels, 50, 4)).any()


def test_a_classifier_is_measured_on_what_it_has_not_seen(digits):
    train, test = (images.reshape(len(images), -1) / 255.0 for images in (digits.train_images, digits.test_images))
    few, many = (few_labels.accuracy(train[:n], digits.train_labels[:n], test, digits.test_labels) for n in (60, 1000))
    assert 0.5 < few < many < 1.0
    own = SVC(C=10.0).fit(train[:60], digits.train_labels[:60]).score(test, digits.test_labels)
    assert few == pytest.approx(own, abs=0.005)


def test_pictures_are_moved_by_no_more_than_two_pixels(digits):
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 14, 14] = 255
    moved = few_labels._moved(np.repeat(image, 200, axis=0), 0).reshape(200, 28, 28)
    places = {tuple(np.argwhere(one)[0] - 14) for one in moved}
    assert len(places) > 15 and np.abs(list(places)).max() == 2


@pytest.fixture
def small(monkeypatch, save_tiny_run, tmp_path, without_xla):
    for name, value in {
        "NUM_SEEDS": 2,
        "NUM_ADDED": 60,
        "NUM_STEPS": 3,
        "ENLARGED_LABELS": (20,),
        "FEATURE_LABELS": (10, 20),
        "_OF_FEW": dataclasses.replace(few_labels._OF_FEW, epochs=1),
    }.items():
        monkeypatch.setattr(few_labels, name, value)
    monkeypatch.setattr(few_labels, "FEATURES", ("tiny",))
    monkeypatch.setattr(few_labels, "ENLARGED_BY", "tiny")
    return {"tiny": save_tiny_run(tmp_path / "tiny", latent_dim=3)}


def test_a_training_set_is_enlarged_three_ways(digits, small):
    (row,) = few_labels.enlarging(small, digits, lambda text: None).values()
    assert list(row) == ["alone", "decoded", "told", "moved"]
    assert all(0.1 < one.value < 1.0 and one.num_seeds == 2 and one.num_images == 360 for one in row.values())
    assert row["moved"].value > row["alone"].value - 0.1 and row["alone"].spread > 0


def test_pictures_are_drawn_by_one_that_has_seen_a_few_and_knows_their_classes(digits, monkeypatch, without_xla):
    monkeypatch.setattr(few_labels, "NUM_STEPS", 300)
    chosen = few_labels.labelled(digits.train_labels, 40, 0)
    images, labels = digits.train_images[chosen], digits.train_labels[chosen]
    few = dataclasses.replace(digits, train_images=images, train_labels=labels, test_images=images, test_labels=labels)
    pixels, classes = few_labels.drawn_by_class(few, 200, 1)
    assert pixels.shape == (200, 784) and np.bincount(classes).tolist() == [20] * 10
    assert pixels.min() >= 0 and pixels.max() <= 1
    means = np.stack([images[labels == label].mean(axis=0).ravel() / 255.0 for label in range(10)])
    drawn = np.stack([pixels[classes == label].mean(axis=0) for label in range(10)])
    nearest = np.square(drawn[:, None] - means).sum(axis=2).argmin(axis=1)
    assert (nearest == np.arange(10)).mean() >= 0.8, "on average they look like their class"


def test_codes_are_compared_with_pixels(digits, small):
    rows = few_labels.features(small, digits, lambda text: None)
    assert list(rows) == ["10", "20"] and list(rows["20"]) == ["pixels", "tiny"]
    assert rows["20"]["pixels"].value > rows["10"]["pixels"].value
