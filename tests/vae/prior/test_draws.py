"""Priors that are drawn: where their shapes lie, draws from them, and how codes are held against them."""

import math

import numpy as np
import pytest

from tests.support.paintings import painting_of
from vae.config import RunConfig
from vae.prior.draws import DrawnPrior, NormalPrior, mean_discrepancy, prior_of
from vae.prior.shapes import CELLS, EXTENT
from vae.priors import PRIORS

DISC = painting_of(lambda x, y: math.hypot(x, y) < 2.0)


def drawn(name, **fields):
    prior = prior_of(RunConfig(name="run", family="adversarial", prior=name, painting=DISC, **fields))
    assert isinstance(prior, DrawnPrior)
    return prior


def test_what_codes_are_pulled_to_follows_the_configuration():
    assert prior_of(RunConfig(name="run", latent_dim=3)) == NormalPrior(3)
    assert prior_of(RunConfig(name="run", family="wasserstein")) == NormalPrior(2)
    assert prior_of(RunConfig(name="run", variational=False)) is None
    draws = NormalPrior(3).sample(4000, np.random.default_rng(0))
    assert draws.shape == (4000, 3) and abs(draws.std() - 1.0) < 0.05


@pytest.mark.parametrize("name", [name for name, prior in PRIORS.items() if prior.is_drawn])
def test_draws_fill_a_shape_evenly(name):
    prior = drawn(name)
    draws = prior.sample(20_000, np.random.default_rng(0))
    assert (prior.parts_at(draws) >= 0).all() and np.abs(draws).max() < EXTENT
    # The share of draws in each quarter is that of the quarter's area.
    half = CELLS // 2
    area = np.array([(part > 0).sum() for part in (prior.raster[:half, :half], prior.raster[half:, half:])])
    share = np.array([(draws < 0).all(axis=1).mean(), (draws > 0).all(axis=1).mean()])
    np.testing.assert_allclose(share, area / (prior.raster > 0).sum(), atol=0.015)


def test_each_class_has_a_petal_the_first_upwards_and_the_others_clockwise():
    prior = drawn("petals", num_classes=4)
    assert prior.num_parts == 4
    assert prior.parts_at([[0, 1.7], [1.7, 0], [0, -1.7], [-1.7, 0], [0, 0]]).tolist() == [0, 1, 2, 3, -1]
    labels = np.array([3, 0, 0, 1])
    draws = prior.sample(4, np.random.default_rng(0), labels)
    assert prior.parts_at(draws).tolist() == labels.tolist()
    assert prior.share_inside(draws, labels) == 1.0 and prior.share_inside(draws, labels[::-1]) == 0.5
    assert drawn("star").share_inside([[0, 0], [2.9, 2.9]], [0, 1]) == 0.5
    areas = np.bincount(drawn("petals").raster.ravel(), minlength=11)[1:]
    assert areas.min() > 0.9 * areas.max()


def test_the_discrepancy_agrees_with_its_definition_and_tells_a_miss():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(40, 2)), rng.normal(size=(30, 2)) + 2.0

    def kernel(x, y):
        return math.exp(-((x - y) @ (x - y)) / (2 * 2))

    within = np.mean([kernel(x, y) for i, x in enumerate(a) for j, y in enumerate(a) if i != j])
    other = np.mean([kernel(x, y) for i, x in enumerate(b) for j, y in enumerate(b) if i != j])
    across = np.mean([kernel(x, y) for x in a for y in b])
    assert mean_discrepancy(a, b) == pytest.approx(math.sqrt(within + other - 2 * across))
    same = drawn("ring").sample(1000, rng), drawn("ring").sample(1000, rng)
    assert mean_discrepancy(*same) < 0.03 < 0.3 < mean_discrepancy(same[0], drawn("circle").sample(1000, rng) / 4)
