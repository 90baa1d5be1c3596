"""What motions are measured by: how far the tip is off, how long its way is, how jerky it is, and what the arm hits."""

import numpy as np

from vae.motion.arm import angles_of, distances, tips
from vae.motion.profiles import minimum_jerk

_BETWEEN = 4
"""Moments that are looked at for each one of a motion: an arm must not be missed as it passes a thin thing."""


def figures(targets: np.ndarray, outputs: np.ndarray) -> dict[str, float]:
    """Return how far the tip of decoded motions is from where it should be.

    Args:
        targets: values in [0, 1] of the motions that were given, [n, 40, 2].
        outputs: of those that came back, likewise.

    Returns:
        In centimetres, over all moments of all motions: the median as tip_error, and what 95 % stay below as
        tip_error_95.
    """
    errors = 100 * tip_errors(angles_of(targets), angles_of(outputs))
    return {"tip_error": float(np.median(errors)), "tip_error_95": float(np.quantile(errors, 0.95))}


def tip_errors(wanted: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Return how far apart the tips of two motions are, in metres [...], of angles in radians [..., 2]."""
    x, y = np.moveaxis(tips(given) - tips(wanted), -1, 0)
    return np.hypot(x, y)


def lengths(angles: np.ndarray) -> np.ndarray:
    """Return how long the ways of tips are, in metres [n], of motions in radians [n, steps, 2]."""
    x, y = np.moveaxis(np.diff(tips(angles), axis=-2), -1, 0)
    return np.hypot(x, y).sum(axis=-1)


def jerks(angles: np.ndarray) -> np.ndarray:
    """Return how jerky motions are, [n], of angles in radians [n, steps, 2].

    The sum of the squared third differences of both angles, over that of the motion of minimum jerk along the straight
    line between the same two poses, which no motion between them undercuts: 1 and up. Infinite where both ends are one
    pose.
    """
    least = _third(minimum_jerk(np.linspace(0.0, 1.0, angles.shape[-2]))[:, None])
    apart = ((angles[..., -1, :] - angles[..., 0, :]) ** 2).sum(axis=-1)
    with np.errstate(divide="ignore"):
        return _third(angles) / (least * apart)


def _third(angles: np.ndarray) -> np.ndarray:
    return (np.diff(angles, n=3, axis=-2) ** 2).sum(axis=(-2, -1))


def collide(angles: np.ndarray, places: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Return which motions hit their disc with any part of the arm, bool [n], also between two moments.

    Args:
        angles: in radians [n, steps, 2].
        places: middle of the disc of each, in metres [n, 2].
        radii: of the discs, in metres [n].
    """
    return clearances(angles, places, radii) < 0


def clearances(angles: np.ndarray, places: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Return how near motions come to their disc, in metres [n]; below 0 where they hit it. Arguments as `collide`."""
    return (distances(refined(angles, _BETWEEN), places[:, None]) - radii[:, None]).min(axis=1)


def refined(angles: np.ndarray, factor: int) -> np.ndarray:
    """Return motions [n, steps, 2] with moments put between, on straight lines, [n, (steps - 1) * factor + 1, 2]."""
    shares = np.arange(factor)[:, None] / factor
    before, after = angles[:, :-1, None], angles[:, 1:, None]
    between = (before + shares * (after - before)).reshape(len(angles), -1, angles.shape[-1])
    return np.concatenate([between, angles[:, -1:]], axis=1)
