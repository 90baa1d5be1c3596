"""The prior of a run's codes: draws from it, where it lies, and how well codes fill it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from vae.config import RunConfig
from vae.prior.mixture import MixturePrior
from vae.prior.shapes import CELL, CELLS, EXTENT, raster
from vae.priors import PRIORS

_ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class NormalPrior:
    """The normal distribution N(0, I).

    Attributes:
        latent_dim: number of latent dimensions.
    """

    latent_dim: int

    def sample(self, count: int, rng: np.random.Generator, labels: np.ndarray | None = None) -> np.ndarray:
        """Draw codes, float32 [count, latent_dim]; classes make no difference."""
        return rng.normal(size=(count, self.latent_dim)).astype(np.float32)


@dataclass(frozen=True)
class DrawnPrior:
    """A shape in the plane that is evenly filled.

    Attributes:
        raster: as `vae.prior.shapes.raster` has it.
    """

    raster: np.ndarray

    @property
    def num_parts(self) -> int:
        """Parts that classes have for themselves; 1 where all share the shape."""
        return int(self.raster.max())

    def sample(self, count: int, rng: np.random.Generator, labels: np.ndarray | None = None) -> np.ndarray:
        """Draw places, float32 [count, 2].

        Args:
            count: how many.
            rng: source of the draws.
            labels: class of each, int [count]; None draws from all parts, in the proportion of their sizes.
        """
        if labels is None or self.num_parts == 1:
            return self._draw(np.flatnonzero(self.raster), count, rng)
        places = np.empty((count, 2), np.float32)
        for label in np.unique(labels):
            rows = labels == label
            places[rows] = self._draw(np.flatnonzero(self.raster == label + 1), int(rows.sum()), rng)
        return places

    def _draw(self, cells: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
        row, column = np.divmod(cells[rng.integers(len(cells), size=count)], CELLS)
        within = rng.random((count, 2))
        return (np.stack([column, row], axis=1) + within).astype(np.float32) * np.float32(CELL) - np.float32(EXTENT)

    def parts_at(self, places: ArrayLike) -> np.ndarray:
        """Return the part of the shape at each place [n, 2]: its class, 0 where there is one part, -1 outside."""
        cells = np.floor((np.asarray(places, np.float64) + EXTENT) / CELL).astype(int)
        is_near = np.all((cells >= 0) & (cells < CELLS), axis=1)
        column, row = np.where(is_near[:, None], cells, 0).T
        return np.where(is_near, self.raster[row, column].astype(int) - 1, -1)

    def share_inside(self, places: ArrayLike, labels: ArrayLike) -> float:
        """Return the share of codes [n, 2] that lie in the shape, in the part of their class where classes have one."""
        parts = self.parts_at(places)
        return float((parts == np.asarray(labels) if self.num_parts > 1 else parts >= 0).mean())


Prior = NormalPrior | DrawnPrior | MixturePrior


def prior_of(config: RunConfig) -> Prior | None:
    """Return what a run's codes are pulled to as far as its configuration says.

    None for a plain autoencoder, whose codes lie anywhere, and where the prior is learnt: that is a file of the run.
    """
    if PRIORS[config.prior].is_drawn:
        return DrawnPrior(raster(config.prior, config.num_classes, config.painting))
    return NormalPrior(config.latent_dim) if config.has_prior else None


def shape_of(config: RunConfig) -> np.ndarray | None:
    """Return the shape in the plane that a run's codes are pulled to, see `DrawnPrior`; None without one."""
    prior = prior_of(config)
    return prior.raster if isinstance(prior, DrawnPrior) else None


def mean_discrepancy(codes: ArrayLike, draws: ArrayLike, widths: tuple[float, ...] | None = None) -> float:
    """Return the maximum mean discrepancy between two sets of codes, from pairs that differ (Gretton et al., 2012).

    MMD^2 = E k(z, z') - 2 E k(z, e) + E k(e, e'), k(a, b) = exp(-|a - b|^2 / (2 w^2)), the mean over the widths w.

    Args:
        codes: [n, d], n at least 2.
        draws: from the prior, [m, d], m at least 2.
        widths: of the kernel; None takes sqrt(d), as `vae.model.metrics.prior_distance` does.

    Returns:
        The root of MMD^2, of 0 where chance makes it negative.
    """
    first, second = np.asarray(codes, np.float64), np.asarray(draws, np.float64)
    widths = widths or (math.sqrt(first.shape[1]),)

    def mean_kernel(a: np.ndarray, b: np.ndarray, num_same: int) -> float:
        total, norms = 0.0, np.square(b).sum(axis=1)
        for rows in np.array_split(a, -(-len(a) // _ROWS_AT_ONCE)):
            squares = np.maximum(np.square(rows).sum(axis=1)[:, None] + norms - 2.0 * rows @ b.T, 0.0)
            total += sum(float(np.exp(-squares / (2.0 * w * w)).sum()) for w in widths) / len(widths)
        return (total - num_same) / (len(a) * len(b) - num_same)

    within = mean_kernel(first, first, len(first)) + mean_kernel(second, second, len(second))
    return math.sqrt(max(0.0, within - 2.0 * mean_kernel(first, second, 0)))
