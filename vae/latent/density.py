"""How densely codes lie: the prior and the aggregate posterior, on a plane's grid and at single codes."""

import math

import numpy as np
from numpy.typing import ArrayLike

MIN_WIDTH = 1e-3
_BLOCK_NUMBERS = 8_000_000


def aggregate_posterior_log_density(codes: np.ndarray, z_mean: np.ndarray, z_log_var: np.ndarray | None) -> np.ndarray:
    """Return log q(z) of the mixture q(z) = mean over images of q(z | x), in nats: high where many posteriors overlap.

    Args:
        codes: where to measure, [m, latent_dim].
        z_mean: posterior means, [n, latent_dim].
        z_log_var: posterior log variances, [n, latent_dim]; None (a plain autoencoder) gives a Gaussian kernel
            density with Scott's width, n^(-1/(latent_dim + 4)) times the spread of the codes along each axis.

    Returns:
        float32 [m].
    """
    means = np.asarray(z_mean, np.float64)
    count, dims = means.shape
    if z_log_var is None:
        sigma = np.broadcast_to(means.std(axis=0) * count ** (-1.0 / (dims + 4)), means.shape)
    else:
        sigma = np.exp(0.5 * np.asarray(z_log_var, np.float64))
    precision = 1.0 / np.square(np.maximum(sigma, MIN_WIDTH))
    # (z - m)^2 / s^2 multiplied out: two matrix products instead of an array of all differences.
    constant = 0.5 * (np.log(precision).sum(axis=1) - dims * np.log(2 * np.pi) - (means**2 * precision).sum(axis=1))
    linear = (means * precision).T
    block = max(1, _BLOCK_NUMBERS // count)
    densities = np.empty(len(codes), np.float32)
    for start in range(0, len(codes), block):
        z = np.asarray(codes[start : start + block], np.float64)
        logs = z @ linear - 0.5 * z**2 @ precision.T + constant
        highest = logs.max(axis=1, keepdims=True)
        sums = np.exp((logs - highest).astype(np.float32)).sum(axis=1, dtype=np.float64)
        densities[start : start + block] = highest[:, 0] + np.log(sums / count)
    return densities


def prior_density(xs: ArrayLike, ys: ArrayLike) -> np.ndarray:
    """Return the density of the prior N(0, I) over two dimensions on a grid, float64 [len(ys), len(xs)]."""
    return np.outer(*(_normal_density(np.asarray(axis, np.float64), 0.0, 1.0) for axis in (ys, xs)))


def aggregate_posterior_density(
    z_mean: ArrayLike, z_log_var: ArrayLike | None, xs: ArrayLike, ys: ArrayLike
) -> np.ndarray:
    """Return the density of q(z) = mean over images of q(z | x) on a 2-D grid: where the model has seen something.

    Each posterior is a Gaussian with independent axes, so the mixture is one matrix product of its values along the
    two axes. For more than two latent dimensions pass the codes and log variances projected by a `Plane`.

    Args:
        z_mean: posterior means, [n, 2].
        z_log_var: posterior log variances, [n, 2]; None (a plain autoencoder) gives a Gaussian kernel density with
            Scott's width, n^(-1/6) times the spread of the codes along each axis (Scott, 1992).
        xs: rising coordinates of the first axis.
        ys: coordinates of the second axis.

    Returns:
        float64 [len(ys), len(xs)], a density per unit of area.

    Raises:
        ValueError: the codes are not two-dimensional.
    """
    means = np.asarray(z_mean, np.float64)
    if means.ndim != 2 or means.shape[1] != 2 or not len(means):
        raise ValueError(f"z_mean must have shape [n, 2] with n at least 1, got {list(means.shape)}")
    if z_log_var is None:
        widths = np.broadcast_to(means.std(axis=0) * len(means) ** (-1 / 6), means.shape)
    else:
        widths = np.exp(0.5 * np.asarray(z_log_var, np.float64))
    widths = np.maximum(widths, MIN_WIDTH)
    along_x, along_y = (
        _normal_density(np.asarray(axis, np.float64), means[:, [k]], widths[:, [k]]) for k, axis in enumerate((xs, ys))
    )
    return along_y.T @ along_x / len(means)


def _normal_density(x: np.ndarray, mean: np.ndarray | float, sigma: np.ndarray | float) -> np.ndarray:
    return np.exp(-0.5 * np.square((x - mean) / sigma)) / (sigma * math.sqrt(2.0 * math.pi))
