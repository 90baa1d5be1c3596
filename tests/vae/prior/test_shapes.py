"""Shapes of priors: where each lies."""

import math

import numpy as np

from tests.support.paintings import painting_of
from vae.config import RunConfig
from vae.prior.draws import DrawnPrior, prior_of
from vae.prior.shapes import CELLS, raster
from vae.priors import PAINTING_SIZE

DISC = painting_of(lambda x, y: math.hypot(x, y) < 2.0)


def drawn(name):
    return DrawnPrior(raster(name, 10, DISC))


def test_shapes_lie_where_their_names_say():
    def is_inside(name, *places):
        return [part >= 0 for part in drawn(name).parts_at(np.array(places))]

    assert is_inside("circle", (0, 0), (0, 2.2), (0, 2.4), (9, 0)) == [True, True, False, False]
    assert is_inside("ring", (0, 0), (0, 2.0), (0, -2.0), (0, 2.6)) == [False, True, True, False]
    assert is_inside("star", (0, 0), (0, 2.6), (0, -2.6), (0, -1.0)) == [True, True, False, True]
    assert is_inside("moons", (-0.9, 1.2), (0.9, -1.2), (0.9, 1.2), (0, 0)) == [True, True, False, False]
    assert is_inside("painted", (0, 0), (0, 1.8), (0, 2.3)) == [True, True, False]


def test_a_painting_is_seen_as_it_was_painted():
    top_left = "8" + "0" * (PAINTING_SIZE**2 // 4 - 1)
    assert int(top_left, 16).bit_count() == 1
    bits = painting_of(lambda x, y: x < -2.0 and y > 2.0)
    prior = prior_of(RunConfig(name="run", family="adversarial", prior="painted", painting=bits))
    rows, columns = np.nonzero(prior.raster)
    assert rows.min() > 0.8 * CELLS and columns.max() < 0.2 * CELLS
