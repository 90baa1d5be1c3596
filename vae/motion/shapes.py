"""What motions are made of: straight lines and bows, circles, letters and swings of the forearm, n of each at once."""

from functools import cache

import numpy as np

from vae.motion.profiles import TIMES, along, bow, minimum_jerk

# Strokes in a box one high, y up.
_LETTERS = {
    "C": [(0.7, 0.85), (0.5, 1), (0.2, 0.95), (0, 0.7), (0, 0.3), (0.2, 0.05), (0.5, 0), (0.7, 0.15)],
    "L": [(0, 1), (0, 0), (0.6, 0)],
    "N": [(0, 0), (0, 1), (0.7, 0), (0.7, 1)],
    "S": [(0.6, 0.9), (0.3, 1), (0, 0.8), (0.1, 0.58), (0.5, 0.45), (0.65, 0.2), (0.35, 0), (0, 0.1)],
    "U": [(0, 1), (0, 0.3), (0.15, 0.05), (0.35, 0), (0.55, 0.05), (0.7, 0.3), (0.7, 1)],
    "V": [(0, 1), (0.35, 0), (0.7, 1)],
    "Z": [(0, 1), (0.7, 1), (0, 0), (0.7, 0)],
}


@cache
def letter_shapes() -> dict[str, np.ndarray]:
    """Return the letters that are written: how the tip moves in a box one high, its middle at 0, [40, 2] each."""
    return {letter: along(np.array(stroke)) - [0.35, 0.5] for letter, stroke in _LETTERS.items()}


def lines(start: np.ndarray, goal: np.ndarray, aside: np.ndarray | float = 0.0) -> np.ndarray:
    """Return places of the tip on lines with a bow.

    Args:
        start: where they begin, in metres [n, 2].
        goal: where they end, likewise.
        aside: how far the bow leads to the left of the line, in metres [n] or the same for all; 0 for straight lines.

    Returns:
        [n, 40, 2].
    """
    across = (goal - start)[:, ::-1] * [-1.0, 1.0]
    left = across / np.maximum(np.linalg.norm(across, axis=1), 1e-9)[:, None]
    straight = start[:, None] + minimum_jerk()[:, None] * (goal - start)[:, None]
    return straight + np.reshape(aside, (-1, 1, 1)) * bow()[:, None] * left[:, None]


def circles(middle: np.ndarray, radius: np.ndarray, begin: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Return places of the tip on circles.

    Args:
        middle: in metres [n, 2].
        radius: in metres [n].
        begin: angles at which they begin and end, in radians [n].
        way: 1 for anticlockwise, -1 for clockwise [n].

    Returns:
        [n, 40, 2].
    """
    turned = begin[:, None] + 2 * np.pi * way[:, None] * minimum_jerk()
    return middle[:, None] + radius[:, None, None] * np.stack([np.cos(turned), np.sin(turned)], axis=-1)


def letters(middle: np.ndarray, height: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return places of the tip on letters, [n, 40, 2].

    Args:
        middle: in metres [n, 2].
        height: in metres [n].
        numbers: which letters of `letter_shapes`, int [n].
    """
    return middle[:, None] + height[:, None, None] * np.stack(list(letter_shapes().values()))[numbers]


def swings(shoulder: np.ndarray, elbow: np.ndarray, swing: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return motions of a forearm that swings to and fro while the shoulder rests.

    Args:
        shoulder: its angle, in radians [n].
        elbow: the angle about which the forearm swings, likewise.
        swing: how far it swings to the one side, negative to the other first, in radians [n].
        times: how often [n].

    Returns:
        Angles in radians [n, 40, 2].
    """
    ramp = minimum_jerk(np.clip(np.minimum(TIMES, 1 - TIMES) / 0.15, 0, 1))
    turned = elbow[:, None] + swing[:, None] * np.sin(2 * np.pi * times[:, None] * TIMES) * ramp
    return np.stack([np.broadcast_to(shoulder[:, None], turned.shape), turned], axis=-1)
