"""The learned manifold: a grid of codes on a plane of latent space, and their pictures as one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from vae.latent.grids import grid_axis
from vae.latent.latents import Latents
from vae.latent.planes import Plane, principal_plane


@dataclass(frozen=True)
class Manifold:
    """A grid of codes.

    Attributes:
        codes: float32 [rows, columns, latent_dim], row 0 at the top.
        across: coordinates of the columns along the first axis, rising, float64 [columns].
        up: coordinates of the rows along the second axis, falling, float64 [rows].
    """

    codes: np.ndarray
    across: np.ndarray
    up: np.ndarray


def manifold(
    latents: Latents,
    base: ArrayLike,
    num_points: int,
    spacing: str = "quantile",
    extent: float = 3.0,
    dimensions: tuple[int, int] | None = None,
    stretch: int = 1,
) -> Manifold:
    """Lay a square grid of codes through one code; what is not along its axes stays as in that code.

    Coordinates are those of the prior N(0, I). A plain autoencoder has none: its grid is centred on the held-out codes
    and stretched by their standard deviation along each axis.

    Args:
        latents: held-out posteriors, z_mean [n, latent_dim].
        base: the code that the grid goes through, [latent_dim].
        num_points: columns and rows; a single latent dimension gives one row.
        spacing: as for `vae.latent.grids.grid_axis`.
        extent: as for `vae.latent.grids.grid_axis`.
        dimensions: numbers of the dimensions across and up, from 0; None takes z1 and z2 of two, z1 of one, and the two
            principal axes of more dimensions, with their coordinates counted from the mean of the codes.
        stretch: how many times as wide as high pictures are: there are as many times fewer columns than rows, two at
            least; of a single row as many as of others.

    Raises:
        ValueError: num_points or extent is out of range, the spacing is unknown, or the two dimensions are the same or
            unknown.
    """
    z_mean = np.asarray(latents.z_mean, np.float64)
    plane = principal_plane(z_mean) if dimensions is None else _raw_plane(z_mean.shape[1], dimensions)
    centre, width = plane.project(np.zeros(z_mean.shape[1])), np.ones(2)
    if latents.z_log_var is None:
        places = plane.project(z_mean)
        centre, width = places.mean(axis=0), places.std(axis=0)
    columns = num_points if z_mean.shape[1] == 1 else max(min(2, num_points), num_points // stretch)
    across = centre[0] + width[0] * grid_axis(columns, spacing, extent)
    up = (centre[1] + width[1] * grid_axis(num_points, spacing, extent))[::-1]
    if z_mean.shape[1] == 1:
        up = np.zeros(1)
    code = np.asarray(base, np.float64)
    steps = np.stack(np.meshgrid(across, up), axis=-1) - plane.project(code)
    return Manifold((code + steps @ plane.axes).astype(np.float32), across, up)


def montage(pictures: np.ndarray) -> np.ndarray:
    """Join pictures [rows, columns, height, width, ...] into one, [rows * height, columns * width, ...].

    Raises:
        ValueError: they are not in rows and columns.
    """
    if np.ndim(pictures) < 4:
        given = list(np.shape(pictures))
        raise ValueError(f"pictures must have shape [rows, columns, height, width, ...], got {given}")
    rows, columns, height, width, *channels = pictures.shape
    return pictures.swapaxes(1, 2).reshape(rows * height, columns * width, *channels)


def _raw_plane(latent_dim: int, dimensions: tuple[int, int]) -> Plane:
    first, second = dimensions
    if first == second or not all(0 <= index < latent_dim for index in dimensions):
        raise ValueError(f"dimensions must be two different numbers from 0 to {latent_dim - 1}, got {first}, {second}")
    return Plane(np.zeros(latent_dim), np.eye(latent_dim)[[first, second]], np.zeros(2))
