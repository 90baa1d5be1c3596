"""The search from two beginnings keeps the better path and gives up what lags behind."""

import numpy as np

from vae.latent.geodesic_search import begun, continued
from vae.latent.geodesics import Curve


def curve(energy, is_converged=False):
    return Curve(np.zeros((3, 2)), energy, energy, is_converged=is_converged)


def test_the_lower_beginning_comes_first_and_the_best_is_kept():
    search = begun(curve(10.0), curve(8.0))
    assert search.best.energy == 8.0 and [each.energy for each in search.waiting] == [8.0, 10.0]
    search = continued(search, curve(7.9))
    assert [each.energy for each in search.waiting] == [7.9, 10.0]  # slow, but the best
    search = continued(search, curve(5.0, is_converged=True))
    assert search.best.energy == 5.0 and [each.energy for each in search.waiting] == [10.0]
    search = continued(search, curve(6.0))
    assert not search.is_done and search.best.energy == 5.0  # behind, but quick
    search = continued(search, curve(5.9))
    assert search.is_done and search.best.energy == 5.0 and search.line.energy == 10.0


def test_the_second_beginning_may_win():
    search = continued(begun(curve(8.0), curve(9.0)), curve(7.0, is_converged=True))
    search = continued(continued(search, curve(6.0)), curve(5.5, is_converged=True))
    assert search.is_done and search.best.energy == 5.5
