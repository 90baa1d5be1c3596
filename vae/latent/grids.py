"""Regular sets of codes: axes and squares of a grid, and traversals along one dimension."""

import math

import numpy as np
from numpy.typing import ArrayLike

from vae.latent.latents import Latents

SPACINGS = ("linear", "quantile")


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
        from scipy.special import ndtri  # not at the top: the command line lists runs without SciPy

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


def traversal_codes(base: ArrayLike, values: np.ndarray) -> np.ndarray:
    """Return for every dimension copies of one code with that coordinate replaced by its values.

    Args:
        base: the code to start from, [d].
        values: new values of each dimension, [d, num_steps].

    Returns:
        float32 [d, num_steps, d].
    """
    codes = [traversal(base, dimension, own) for dimension, own in enumerate(values)]
    return np.stack(codes).astype(np.float32)


def traversal_values(latents: Latents, num_steps: int, extent: float = 3.0) -> np.ndarray:
    """Return the values a strip goes through in every dimension, float64 [latent_dim, num_steps].

    From -extent to extent standard deviations: of the prior N(0, 1), or for codes that are places, see
    `Latents.as_places`, of the held-out codes around their mean.
    """
    steps = np.linspace(-extent, extent, num_steps)
    z = np.asarray(latents.z_mean, np.float64)
    if latents.z_log_var is not None:
        return np.broadcast_to(steps, (z.shape[1], num_steps)).copy()
    return z.mean(axis=0)[:, None] + z.std(axis=0)[:, None] * steps
