"""What a level holds is the share of what pictures differ in that changes with it."""

import numpy as np
import pytest

from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.variants.levels import level_metrics

RNG = np.random.default_rng(0)


class Drawn:
    """A decoder that draws an upright bar: as bright as the first number says, as wide as the fifth."""

    config = RunConfig(name="ladder", family="ladder", latent_dim=6)

    def encode(self, images, labels=None):
        return self.codes_of(images), np.zeros((len(images), 6), np.float32)

    @staticmethod
    def codes_of(images):
        codes = np.zeros((len(images), 6), np.float32)
        codes[:, 0], codes[:, 4] = images[:, 14, 14] / 255.0, (images[:, 14] > 0).sum(axis=1)
        return codes

    def expected_kl_per_dimension(self, z_mean, z_log_var):
        return np.tile(np.arange(6.0), (len(z_mean), 1))

    def decode(self, z, labels=None):
        return np.stack([bar(round(float(code[4])), float(code[0])) for code in z])


def bar(width, brightness):
    picture = np.zeros((28, 28), np.float32)
    picture[4:24, 14 - width // 2 : 14 - width // 2 + width] = brightness
    return picture


def test_each_level_is_credited_with_what_it_settles():
    widths = RNG.choice([2, 8], size=400)
    images = np.stack([bar(width, RNG.uniform(0.9, 1.0)) for width in widths])
    images, labels = (255 * images).astype(np.uint8), (widths == 8).astype(np.uint8)
    dataset = Dataset("bars", images, labels, images, labels, ("thin", "thick"))
    found = level_metrics(Drawn(), dataset)
    assert list(found) == ["level_1", "level_2", "level_3"]
    assert found["level_3"].extras["stroke"] == pytest.approx(1.0, abs=0.15)
    assert found["level_3"].extras["class"] == pytest.approx(0.5, abs=0.1)
    assert found["level_1"].extras["stroke"] == found["level_1"].extras["class"] == 0.0
    assert found["level_2"].value == 0.0 and found["level_1"].value < 0.1 < 0.8 < found["level_3"].value
    assert found["level_1"].num_images == 400 and [one.extras["kl"] for one in found.values()] == [1.0, 5.0, 9.0]


def test_no_judge_is_trained_where_it_must_be_brief(monkeypatch):
    monkeypatch.setattr("vae.variants.levels.class_judge", lambda *_: pytest.fail("trained"))
    images, labels = np.stack([255 * bar(2 + k % 6, 1.0) for k in range(20)]).astype(np.uint8), np.arange(20) % 2
    dataset = Dataset("bars", images, labels, images, labels, ("thin", "thick"))
    found = level_metrics(Drawn(), dataset, briefly=True)
    assert set(found["level_3"].extras) == {"kl", "slant", "stroke"}


def test_one_class_is_nobodys_to_change():
    images = np.zeros((20, 28, 28), np.uint8)
    dataset = Dataset("black", images, np.zeros(20, np.uint8), images, np.zeros(20, np.uint8), ("black",))
    found = level_metrics(Drawn(), dataset)
    assert "class" not in found["level_1"].extras and found["level_1"].value == 0.0
