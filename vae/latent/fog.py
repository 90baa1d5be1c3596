"""Where a model has seen something: the fog over the rest of a map, and how near a code must lie to count."""

import numpy as np
from numpy.typing import ArrayLike

from vae.latent.density import aggregate_posterior_density
from vae.latent.planes import Plane

NEAR_QUANTILE = 0.99
_SEEN_QUANTILE = 0.02
_FADE = 40.0
_MAX_QUERIES = 1000
_ROWS_AT_ONCE = 100
_PRODUCTS_AT_ONCE = 250_000


def near_distance(codes: ArrayLike, labels: ArrayLike | None = None) -> float:
    """Return the distance within which nearly every code has another one: beyond it, nothing was seen.

    It is the 0.99 quantile of the distances from a code to its nearest other code, over up to 1,000 codes spread evenly
    through the set.

    Args:
        codes: [n, d], n at least 2.
        labels: classes, int [n]; when given, only codes of the same class count as neighbours.

    Raises:
        ValueError: there are fewer than two codes.
    """
    points = np.asarray(codes, np.float32)
    if points.ndim != 2 or len(points) < 2:
        raise ValueError(f"codes must be [n, d] with n at least 2, got {list(points.shape)}")
    classes = np.zeros(len(points), np.uint8) if labels is None else np.asarray(labels)
    queries = np.unique(np.linspace(0, len(points) - 1, min(_MAX_QUERIES, len(points))).astype(int))
    squares = np.square(points).sum(axis=1)
    nearest = []
    step = rows_at_once(*points.shape)
    for start in range(0, len(queries), step):
        rows = queries[start : start + step]
        distances = squares[rows, None] + squares - 2.0 * points[rows] @ points.T
        distances[classes[rows, None] != classes] = np.inf
        distances[np.arange(len(rows)), rows] = np.inf
        nearest.append(np.sqrt(np.maximum(distances.min(axis=1), 0.0)))
    found = np.concatenate(nearest)
    found = found[np.isfinite(found)]
    return float(np.quantile(found, NEAR_QUANTILE)) if len(found) else 0.0


def rows_at_once(num_codes: int, num_dims: int) -> int:
    """Return for how many places the distances to all codes are worked out in one product, 1 to 100.

    For a large product the linear algebra library wakes threads that go on spinning when it is done, and takes the
    processor from the training that is looked at: 0.30 s in place of 0.01 for 1,000 draws and codes in 16 dimensions.
    """
    return min(_ROWS_AT_ONCE, max(1, _PRODUCTS_AT_ONCE // max(1, num_codes * num_dims)))


def fog(plane: Plane, z_mean: ArrayLike, z_log_var: ArrayLike | None, xs: ArrayLike, ys: ArrayLike) -> np.ndarray:
    """Return how thick the fog lies on a grid of the map: 0 where codes are dense, 255 where nothing was seen.

    The fog clears where the aggregate posterior is at least as dense as at all but 2 % of the codes, and is full where
    it is 40 times thinner, evenly in the logarithm.

    Args:
        plane: what the map shows.
        z_mean: posterior means, [n, d].
        z_log_var: posterior log variances, [n, d], or None for a plain autoencoder.
        xs: rising, evenly spaced coordinates of the map's first axis.
        ys: the same of the second axis; unused with one latent dimension, where every row is alike.

    Returns:
        uint8 [len(ys), len(xs)].
    """
    columns, rows = np.asarray(xs, np.float64), np.asarray(ys, np.float64)
    means = plane.project(z_mean)
    log_vars = None if z_log_var is None else plane.project_log_var(z_log_var)
    is_line = plane.axes.shape[1] == 1
    if is_line:
        rows = np.zeros(1)
    density = aggregate_posterior_density(means, log_vars, columns, rows)
    column = np.clip(np.searchsorted(columns, means[:, 0]), 0, len(columns) - 1)
    row = np.clip(np.searchsorted(rows, means[:, 1]), 0, len(rows) - 1)
    seen = max(float(np.quantile(density[row, column], _SEEN_QUANTILE)), float(np.finfo(np.float64).tiny))
    clear = 1.0 + np.log(np.maximum(density, seen * 1e-9) / seen) / np.log(_FADE)
    thickness = np.round(255.0 * (1.0 - np.clip(clear, 0.0, 1.0))).astype(np.uint8)
    return np.repeat(thickness, len(np.atleast_1d(ys)), axis=0) if is_line else thickness
