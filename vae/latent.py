"""Places in latent space: grids, traversals, interpolations, densities and the plane that a map shows."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from vae.walk import class_walk, ring_walk

__all__ = [
    "Plane", "aggregate_posterior_density", "bilinear", "class_walk", "grid", "grid_axis", "lerp", "principal_plane",
    "prior_density", "ring_walk", "slerp", "traversal",
]  # fmt: skip

SPACINGS = ("linear", "quantile")
_MIN_WIDTH = 1e-3


def grid_axis(num_points: int, spacing: str = "linear", extent: float = 3.0) -> np.ndarray:
    """Return the coordinates of one axis of a grid, rising.

    Args:
        num_points: how many, at least 1.
        spacing: "linear" goes from -extent to extent in equal steps (a single point is 0); "quantile" gives the
            medians of num_points bands of equal prior probability, as in figure 4 of Kingma and Welling (2014).
        extent: end of a linear axis, in standard deviations of the prior; a quantile axis ends where its bands do.

    Returns:
        float64 [num_points], symmetric around 0.

    Raises:
        ValueError: num_points is below 1, the spacing is unknown or extent is not a positive number.
    """
    if num_points < 1:
        raise ValueError(f"num_points must be at least 1, got {num_points}")
    if not (math.isfinite(extent) and extent > 0):
        raise ValueError(f"extent must be a positive number, got {extent}")
    if spacing == "quantile":
        return ndtri((np.arange(num_points) + 0.5) / num_points)
    if spacing != "linear":
        raise ValueError(f"spacing must be one of {', '.join(SPACINGS)}, got {spacing!r}")
    return np.linspace(-extent, extent, num_points) if num_points > 1 else np.zeros(1)


def grid(num_points: int, spacing: str = "linear", extent: float = 3.0) -> np.ndarray:
    """Return the codes of a square 2-D grid as a picture shows them.

    Args:
        num_points: points a side.
        spacing: as for `grid_axis`.
        extent: as for `grid_axis`.

    Returns:
        float64 [num_points, num_points, 2]: row 0 is the top (largest z2), column 0 the left (smallest z1).
    """
    axis = grid_axis(num_points, spacing, extent)
    return np.stack(np.meshgrid(axis, axis[::-1]), axis=-1)


def traversal(z: ArrayLike, dimension: int, values: ArrayLike) -> np.ndarray:
    """Return copies of one code with one of its coordinates replaced by each of the values.

    Args:
        z: the code to start from, [d].
        dimension: number of the coordinate, from 0.
        values: its new values, [n].

    Returns:
        float64 [n, d].

    Raises:
        ValueError: there is no such dimension.
    """
    code, coordinates = np.asarray(z, np.float64), np.asarray(values, np.float64)
    if not 0 <= dimension < len(code):
        raise ValueError(f"dimension must be between 0 and {len(code) - 1}, got {dimension}")
    codes = np.repeat(code[None], len(coordinates), axis=0)
    codes[:, dimension] = coordinates
    return codes


def lerp(start: ArrayLike, end: ArrayLike, t: ArrayLike) -> np.ndarray:
    """Interpolate along the straight line (1 - t) * start + t * end.

    Args:
        start: code at t = 0, [d].
        end: code at t = 1, [d].
        t: one share or many, [] or [n].

    Returns:
        float64 [d] for a single t, else [n, d].
    """
    share = np.asarray(t, np.float64)[..., None]
    return (1.0 - share) * np.asarray(start, np.float64) + share * np.asarray(end, np.float64)


def bilinear(corners: ArrayLike, u: ArrayLike, v: ArrayLike) -> np.ndarray:
    """Blend four codes by (1-u)(1-v) A + u(1-v) B + (1-u)v C + uv D.

    Every row and column of the square is a straight line, evenly paced; its middle is the mean of the four corners.

    Args:
        corners: codes at the top left (A), top right (B), bottom left (C) and bottom right (D), [4, d].
        u: share of the way from left to right, [] or [n].
        v: share of the way from top to bottom, [] or [n].

    Returns:
        float64 [d] for a single place, else [n, d].

    Raises:
        ValueError: there are not four corners.
    """
    codes = np.asarray(corners, np.float64)
    if codes.ndim != 2 or len(codes) != 4:
        raise ValueError(f"corners must have shape [4, d], got {list(codes.shape)}")
    across, down = np.asarray(u, np.float64), np.asarray(v, np.float64)
    weights = ((1 - across) * (1 - down), across * (1 - down), (1 - across) * down, across * down)
    return np.stack(weights, axis=-1) @ codes


def slerp(start: ArrayLike, end: ArrayLike, t: ArrayLike) -> np.ndarray:
    """Interpolate along an arc around the origin: the direction turns evenly, the length changes evenly.

    For ends of equal length this is Shoemake's slerp (1985), sin((1-t)a)/sin(a) start + sin(ta)/sin(a) end with the
    angle a between them. Ends of different length keep their directions' arc while |z| goes linearly from one to the
    other, so no point is farther from the origin than the farther end.

    Where the arc is not defined: an end at the origin has no direction, so the path is the straight line; equal
    directions move along their ray; opposite ends have many half circles, and the one taken turns towards the
    coordinate axis least aligned with `start` (towards its positive side); with d = 1 there is no way around, so it
    is the straight line.

    Args:
        start: code at t = 0, [d].
        end: code at t = 1, [d].
        t: one share or many, [] or [n].

    Returns:
        float64 [d] for a single t, else [n, d].
    """
    a, b = np.asarray(start, np.float64), np.asarray(end, np.float64)
    length_a, length_b = math.hypot(*a), math.hypot(*b)
    if length_a == 0 or length_b == 0 or len(a) == 1:
        return lerp(a, b, t)
    u, v = _direction(a), _direction(b)
    across = v - (u @ v) * u
    sine = math.hypot(*across)
    angle = math.atan2(sine, u @ v)
    if sine < 1e-9:
        across = np.eye(len(a))[np.argmin(np.abs(u))]
        across -= (u @ across) * u
    w = _direction(across)
    share = np.asarray(t, np.float64)[..., None]
    length = (1.0 - share) * length_a + share * length_b
    return length * (np.cos(share * angle) * u + np.sin(share * angle) * w)


def _direction(vector: np.ndarray) -> np.ndarray:
    scaled = vector / np.abs(vector).max()
    return scaled / math.hypot(*scaled)


@dataclass(frozen=True)
class Plane:
    """The plane of latent space that a map shows.

    Attributes:
        mean: the code at the map's origin, float64 [d].
        axes: the map's two directions as rows, orthonormal, float64 [2, d]; for d = 1 the second row is zero.
        explained: share of the codes' variance along each axis, float64 [2].
    """

    mean: np.ndarray
    axes: np.ndarray
    explained: np.ndarray

    def project(self, z: ArrayLike) -> np.ndarray:
        """Return the map coordinates [..., 2] of codes [..., d]."""
        return (np.asarray(z, np.float64) - self.mean) @ self.axes.T

    def lift(self, coordinates: ArrayLike) -> np.ndarray:
        """Return the codes [..., d] within the plane at map coordinates [..., 2]."""
        return self.mean + np.asarray(coordinates, np.float64) @ self.axes

    def project_log_var(self, z_log_var: ArrayLike) -> np.ndarray:
        """Return the log variances [..., 2] along the two axes of diagonal Gaussians with log variances [..., d].

        Exact for each axis by itself; the correlation that the rotation may bring between the two is left out.
        """
        variances = np.exp(np.asarray(z_log_var, np.float64)) @ np.square(self.axes).T
        return np.log(np.maximum(variances, _MIN_WIDTH**2))


def principal_plane(z_mean: ArrayLike) -> Plane:
    """Return the plane of the two principal components of the codes.

    With two latent dimensions the map shows them as they are: axes z1 and z2, origin 0. With one, z1 lies along the
    first axis and the second says nothing: a row of zeros. Signs are fixed: the largest entry of an axis is positive.

    Args:
        z_mean: codes, [n, d].

    Returns:
        The plane and the share of the variance along each axis.
    """
    codes = np.asarray(z_mean, np.float64)
    dims = codes.shape[1]
    covariance = np.atleast_2d(np.cov(codes, rowvar=False, bias=True))
    total = max(float(np.trace(covariance)), np.finfo(np.float64).tiny)
    if dims <= 2:
        axes = np.eye(2, dims)
        explained = np.pad(np.diag(covariance), (0, 2 - dims)) / total
        return Plane(np.zeros(dims), axes, explained)
    variances, vectors = np.linalg.eigh(covariance)
    axes = vectors.T[::-1][:2]
    signs = np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])
    return Plane(codes.mean(axis=0), axes * signs[:, None], variances[::-1][:2] / total)


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
    widths = np.maximum(widths, _MIN_WIDTH)
    along_x, along_y = (
        _normal_density(np.asarray(axis, np.float64), means[:, [k]], widths[:, [k]]) for k, axis in enumerate((xs, ys))
    )
    return along_y.T @ along_x / len(means)


def _normal_density(x: np.ndarray, mean: np.ndarray | float, sigma: np.ndarray | float) -> np.ndarray:
    return np.exp(-0.5 * np.square((x - mean) / sigma)) / (sigma * math.sqrt(2.0 * math.pi))
