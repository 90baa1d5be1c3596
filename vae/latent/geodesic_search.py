"""The search for a shortest path from two beginnings, a piece at a time: the better of what they lead to."""

from dataclasses import dataclass

from vae.latent.geodesics import Curve

_SLOW = 0.97


@dataclass(frozen=True)
class Search:
    """How far a search has come.

    Attributes:
        line: the straight line, to compare with.
        waiting: curves yet to be shortened; the first of them is next.
        best: the curve of lowest energy so far, at first the lower of the two beginnings.
    """

    line: Curve
    waiting: tuple[Curve, ...]
    best: Curve

    @property
    def is_done(self) -> bool:
        """Whether no curve is left to shorten."""
        return not self.waiting


def begun(line: Curve, route: Curve) -> Search:
    """Return a search that has the straight line and a way over codes to begin from.

    The lower one comes first: it mostly leads to the better path, and is what can be shown while the other is tried.
    """
    first, second = sorted((line, route), key=lambda curve: curve.energy)
    return Search(line, (first, second), first)


def continued(search: Search, shortened: Curve) -> Search:
    """Return the search after a piece of time in which the first waiting curve became `shortened`.

    A curve is given up when it has converged, or when it is behind the best one and has gained less than 3 %: at that
    pace it would take long to be no better.
    """
    best = min(search.best, shortened, key=lambda curve: curve.energy)
    is_behind = shortened.energy > best.energy and shortened.energy > _SLOW * search.waiting[0].energy
    is_over = shortened.is_converged or is_behind
    return Search(search.line, search.waiting[1:] if is_over else (shortened, *search.waiting[1:]), best)
