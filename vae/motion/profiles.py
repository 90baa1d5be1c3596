"""How motions run in time: minimum jerk along a line, round a bow and along a drawn path."""

import numpy as np

from vae.motion.arm import NUM_STEPS

TIMES = np.linspace(0.0, 1.0, NUM_STEPS)
"""Moments of a motion, from 0 to 1."""


def minimum_jerk(times: np.ndarray = TIMES) -> np.ndarray:
    """Return how far along its line a motion of minimum jerk is, from 0 to 1, at rest at both ends.

    10 t^3 - 15 t^4 + 6 t^5: Flash and Hogan, "The coordination of arm movements", J. Neurosci. 5 (1985), 1688-1703.
    """
    return times**3 * (10 + times * (6 * times - 15))


def bow(times: np.ndarray = TIMES) -> np.ndarray:
    """Return how far a motion is beside its line: 64 t^3 (1 - t)^3, 1 in the middle, at rest at both ends."""
    return 64 * (times * (1 - times)) ** 3


def along(places: np.ndarray, count: int = NUM_STEPS) -> np.ndarray:
    """Return the places of a motion of minimum jerk along a path, as far as its corners let it.

    Args:
        places: the path's points in order, [n, 2] with n at least 2; they need not be equally far apart.
        count: moments.

    Returns:
        [count, 2], the path's ends first and last; all the same place where the path has no length.
    """
    places = np.asarray(places, float)
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(places, axis=0), axis=1))])
    wanted = minimum_jerk(np.linspace(0.0, 1.0, count)) * way[-1]
    even = np.stack([np.interp(wanted, way, places[:, axis]) for axis in range(2)], axis=1)
    return rounded(even)


def rounded(paths: np.ndarray, times: int = 2) -> np.ndarray:
    """Return paths [..., n, 2] with corners rounded by a mean over three moments, taken some times; the ends stay."""
    result = np.array(paths, float)
    for _ in range(times):
        result[..., 1:-1, :] = (result[..., :-2, :] + 2 * result[..., 1:-1, :] + result[..., 2:, :]) / 4
    return result
