"""Draws from a prior inside of a step, and the distance of codes from them."""

import keras
import numpy as np
import pytest

from vae.config import RunConfig
from vae.prior.draws import DrawnPrior, prior_of
from vae.variants.drawn_codes import PriorDraws, squared_discrepancy

WIDTHS = (0.05, 0.2, 0.5, 1.0, 2.0, 5.0)


def test_draws_are_the_priors_and_of_the_class_of_each_picture():
    generator = keras.random.SeedGenerator(1)
    normal = PriorDraws(RunConfig(name="run", family="wasserstein", latent_dim=3))
    draws = np.asarray(normal.draw(4000, None, generator))
    assert draws.shape == (4000, 3) and abs(draws.mean()) < 0.03 and abs(draws.std() - 1.0) < 0.03
    config = RunConfig(name="run", family="adversarial", prior="petals", num_classes=5)
    petals, shape = PriorDraws(config), prior_of(config)
    assert isinstance(shape, DrawnPrior) and petals.has_classes and not normal.has_classes
    labels = np.arange(2000) % 5
    draws = np.asarray(petals.draw(2000, labels, generator))
    assert shape.share_inside(draws, labels) > 0.95, "moved within their cells alone"
    assert len(np.unique(draws, axis=0)) > 1990
    ring = PriorDraws(RunConfig(name="run", family="adversarial", prior="ring"))
    radii = np.linalg.norm(np.asarray(ring.draw(2000, None, generator)), axis=1)
    assert radii.min() > 1.4 and radii.max() < 2.5


@pytest.mark.parametrize("labels", [None, np.array([0, 1, 0, 1, 1, 0])])
def test_the_discrepancy_is_that_of_pairs_that_differ(labels):
    rng = np.random.default_rng(0)
    z, draws = (rng.normal(size=(6, 2)).astype(np.float32) for _ in range(2))

    def mean(a, b, is_same_set):
        values = [
            np.mean([4 * width / (4 * width + np.square(a[i] - b[j]).sum()) for width in WIDTHS])
            for i in range(6)
            for j in range(6)
            if not (is_same_set and i == j) and (labels is None or labels[i] == labels[j])
        ]
        return np.mean(values)

    expected = mean(z, z, True) - 2 * mean(z, draws, False) + mean(draws, draws, True)
    assert float(squared_discrepancy(keras.ops.convert_to_tensor(z), draws, labels)) == pytest.approx(
        expected, abs=1e-5
    )
