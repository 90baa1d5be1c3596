"""How alike two runs arrange the same pictures: turning one map onto another, and the neighbours that codes share."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

_ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Alignment:
    """A shift, a rotation or reflection, and a scale that bring places near to other places of the same pictures.

    Attributes:
        rotation: orthogonal, float64 [d, d]; places are rows, multiplied from the left.
        scale: factor on the distances; 1 unless it was asked for.
        origin: the middle of the places before, float64 [d].
        target: their middle after, float64 [d].
        disparity: share of the other places' variance that even the best scale leaves unexplained, 0 to 1, as
            `scipy.spatial.procrustes` returns it.
    """

    rotation: np.ndarray
    scale: float
    origin: np.ndarray
    target: np.ndarray
    disparity: float

    @property
    def correlation(self) -> float:
        """The correlation of aligned places with the others, 0 to 1: the square root of 1 - disparity."""
        return float(np.sqrt(max(0.0, 1.0 - self.disparity)))

    def apply(self, places: ArrayLike) -> np.ndarray:
        """Return where places [..., d] come to lie, float64 of the same shape."""
        return self.scale * (np.asarray(places, np.float64) - self.origin) @ self.rotation + self.target

    def undo(self, places: ArrayLike) -> np.ndarray:
        """Return the places [..., d] that `apply` brought here, float64 of the same shape."""
        return (np.asarray(places, np.float64) - self.target) @ self.rotation.T / self.scale + self.origin


def align(reference: ArrayLike, places: ArrayLike, scales: bool = False) -> Alignment:
    """Find how to turn places onto the reference so that the squared distances of pairs are least.

    This is orthogonal Procrustes analysis (Schönemann, 1966); places that are all the same are only shifted.

    Args:
        reference: [n, d].
        places: of the same n pictures in the same order, [n, d].
        scales: whether distances may shrink or grow, too.

    Raises:
        ValueError: the shapes differ, or there is nothing to align.
    """
    fixed, moved = np.asarray(reference, np.float64), np.asarray(places, np.float64)
    if fixed.ndim != 2 or fixed.shape != moved.shape or not fixed.size:
        raise ValueError(f"both must be [n, d] with n at least 1, got {list(fixed.shape)} and {list(moved.shape)}")
    target, origin = fixed.mean(axis=0), moved.mean(axis=0)
    fixed, moved = fixed - target, moved - origin
    left, strengths, right = np.linalg.svd(moved.T @ fixed)
    size_fixed, size_moved = float(np.linalg.norm(fixed)), float(np.linalg.norm(moved))
    if size_fixed == 0.0 or size_moved == 0.0:
        return Alignment(np.eye(fixed.shape[1]), 1.0, origin, target, 1.0)
    agreement = float(strengths.sum())
    scale = agreement / size_moved**2 if scales and agreement > 0.0 else 1.0
    disparity = 1.0 - min(1.0, agreement / (size_fixed * size_moved)) ** 2
    return Alignment(left @ right, scale, origin, target, disparity)


def nearest_neighbours(codes: ArrayLike, k: int) -> np.ndarray:
    """Return the numbers of the k nearest other codes of every code, in no order, int64 [n, k].

    Args:
        codes: [n, d].
        k: how many, 1 to n - 1.

    Raises:
        ValueError: there are too few codes.
    """
    points = np.asarray(codes, np.float64)
    if points.ndim != 2 or not 1 <= k < len(points):
        raise ValueError(f"codes must be [n, d] and k from 1 to n - 1, got {list(points.shape)} and {k}")
    squares = np.square(points).sum(axis=1)
    found = []
    for start in range(0, len(points), _ROWS_AT_ONCE):
        rows = points[start : start + _ROWS_AT_ONCE]
        distances = squares - 2.0 * rows @ points.T
        distances[np.arange(len(rows)), start + np.arange(len(rows))] = np.inf
        found.append(np.argpartition(distances, k - 1, axis=1)[:, :k])
    return np.concatenate(found)


def common_share(first: np.ndarray, second: np.ndarray) -> float:
    """Return the mean share of its neighbours that a picture has in both runs, 0 to 1.

    Args:
        first: neighbours in one run, int [n, k].
        second: neighbours of the same pictures in another run, int [n, k].
    """
    return float((first[:, :, None] == second[:, None, :]).any(axis=2).mean())


def chosen_pictures(count: int, most: int, seed: int = 0) -> np.ndarray:
    """Return the rising numbers of up to `most` of `count` pictures, drawn with the seed, int64 [min(count, most)]."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, most, replace=False))


def one_of_each(labels: np.ndarray, num_classes: int, seed: int) -> list[int]:
    """Return the number of one picture of every class that has any, drawn with the seed."""
    rng = np.random.default_rng(seed)
    found = []
    for label in range(num_classes):
        own = np.flatnonzero(labels == label)
        if len(own):
            found.append(int(rng.choice(own)))
    return found
