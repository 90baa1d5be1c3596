"""Codes between codes: on straight lines, on arcs and between four corners."""

import math

import numpy as np
from numpy.typing import ArrayLike


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
