"""An arm of two links in the plane: where elbow and tip are, which angles reach a place, and what it touches."""

import math

import numpy as np

UPPER, FORE = 0.9, 0.9
"""Lengths of the two links, in metres; the shoulder is the origin."""
REACH = UPPER + FORE
LOW = np.radians([-80.0, 0.0])
HIGH = np.radians([180.0, 160.0])
"""Least and greatest angle of shoulder and elbow, in radians: the shoulder's against the x axis, the elbow's against
the upper arm. The elbow bends one way only, so that a place is reached by one pair of angles."""
LEAST_REACH = math.sqrt(UPPER**2 + FORE**2 + 2 * UPPER * FORE * math.cos(HIGH[1]))
NUM_STEPS, NUM_ANGLES = 40, 2
"""Moments of a motion, and angles at each."""
_ROUNDING = 1e-9


def angles_of(values: np.ndarray) -> np.ndarray:
    """Return angles in radians of values in [0, 1], shares of what each joint can turn; [..., 2] both."""
    return LOW + np.asarray(values, float) * (HIGH - LOW)


def values_of(angles: np.ndarray) -> np.ndarray:
    """Return what `angles_of` takes: values in [0, 1] where the joints can turn as far."""
    return (np.asarray(angles, float) - LOW) / (HIGH - LOW)


def elbows(angles: np.ndarray) -> np.ndarray:
    """Return where the elbow is, in metres [..., 2], at angles [..., 2]."""
    shoulder = np.asarray(angles)[..., 0]
    return UPPER * np.stack([np.cos(shoulder), np.sin(shoulder)], axis=-1)


def tips(angles: np.ndarray) -> np.ndarray:
    """Return where the tip is, in metres [..., 2], at angles [..., 2]."""
    angles = np.asarray(angles)
    turned = angles[..., 0] + angles[..., 1]
    return elbows(angles) + FORE * np.stack([np.cos(turned), np.sin(turned)], axis=-1)


def angles_at(places: np.ndarray) -> np.ndarray:
    """Return the angles that bring the tip to places, by inverse kinematics.

    Args:
        places: in metres, [..., 2].

    Returns:
        Angles in radians [..., 2], the shoulder's in (-pi/2, 3 pi/2]; where `can_reach` says no, those of a place
        nearby or beyond what the joints can turn.
    """
    x, y = np.moveaxis(np.asarray(places, float), -1, 0)
    cosine = (x**2 + y**2 - UPPER**2 - FORE**2) / (2 * UPPER * FORE)
    elbow = np.arccos(np.clip(cosine, -1.0, 1.0))
    shoulder = np.arctan2(y, x) - np.arctan2(FORE * np.sin(elbow), UPPER + FORE * np.cos(elbow))
    shoulder = (shoulder + math.pi / 2) % (2 * math.pi) - math.pi / 2
    return np.stack([shoulder, elbow], axis=-1)


def are_possible(angles: np.ndarray) -> np.ndarray:
    """Return which angles the joints can take, bool [...], of angles in radians [..., 2]."""
    is_within = (angles >= LOW - _ROUNDING) & (angles <= HIGH + _ROUNDING)
    return is_within[..., 0] & is_within[..., 1]


def can_reach(places: np.ndarray) -> np.ndarray:
    """Return which places the tip can be brought to, bool [...], of places in metres [..., 2]."""
    radius = np.hypot(*np.moveaxis(np.asarray(places, float), -1, 0))
    is_far_enough = radius > LEAST_REACH - _ROUNDING
    return is_far_enough & (radius < REACH + _ROUNDING) & are_possible(angles_at(places))


def distances(angles: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return how far places are from the nearest point of the arm, in metres.

    Args:
        angles: in radians [..., 2].
        places: in metres [..., 2]; both broadcast.
    """
    elbow, tip = elbows(angles), tips(angles)
    return np.minimum(_from_link(places, np.zeros(2), elbow), _from_link(places, elbow, tip))


def _from_link(places: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    # Coordinate by coordinate: sums over an axis of two numbers take NumPy three times as long.
    x, y = np.moveaxis(places - start, -1, 0)
    along_x, along_y = np.moveaxis(end - start, -1, 0)
    share = np.clip((x * along_x + y * along_y) / (along_x**2 + along_y**2), 0.0, 1.0)
    return np.hypot(x - share * along_x, y - share * along_y)
