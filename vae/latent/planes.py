"""The plane of latent space that a map shows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from vae.families import FAMILIES
from vae.latent.density import MIN_WIDTH


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
        return np.log(np.maximum(variances, MIN_WIDTH**2))


def map_plane(family: str, z_mean: ArrayLike) -> Plane:
    """Return the plane of a run's map: that of the last level of its codes, or the principal one where they have none.

    Args:
        family: the run's, a name in `vae.families`.
        z_mean: codes, [n, d].
    """
    levels = FAMILIES[family].dimensions
    return level_plane(z_mean, levels[-1]) if levels else principal_plane(z_mean)


def level_plane(z_mean: ArrayLike, dimensions: Sequence[int]) -> Plane:
    """Return the plane of two of the codes' dimensions as they are, through the origin.

    Args:
        z_mean: codes, [n, d].
        dimensions: which two, from 0.
    """
    codes = np.asarray(z_mean, np.float64)
    variances = codes.var(axis=0)
    axes = np.eye(codes.shape[1])[list(dimensions)]
    total = max(float(variances.sum()), np.finfo(np.float64).tiny)
    return Plane(np.zeros(codes.shape[1]), axes, variances[list(dimensions)] / total)


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
