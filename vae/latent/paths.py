"""Paths through points of latent space: straight lines, arcs and geodesics leg by leg, and how evenly they are walked.

A path is walked by its parameter t from 0 to 1. Every leg between two neighbouring points takes the share of t that is
its share of the straight lines' length, whatever the kind of path, so that all kinds pass a way point at the same t.
Within its leg a line goes evenly, an arc turns evenly and a geodesic passes its control points evenly.
"""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from vae.latent.interpolation import lerp, slerp

Easing = Literal["even", "picture", "smooth"]
EASINGS: tuple[Easing, ...] = get_args(Easing)
"""Even steps of t; steps over which the picture changes evenly; slow at both ends."""
PathName = Literal["linear", "spherical", "geodesic", "fade"]
PATHS: tuple[PathName, ...] = get_args(PathName)
"""The straight line, the arc around the origin, the shortest path under the decoder's metric; and a cross-fade."""
PROBES = 64
"""Steps in which the picture's change along a path is measured to walk it evenly."""


def knots(points: ArrayLike) -> np.ndarray:
    """Return t at each point of a path, float64 [n], from 0 to 1; evenly spread where all points are one place.

    Args:
        points: [n, d], n at least 2.
    """
    rows = np.asarray(points, np.float64)
    lengths = np.linalg.norm(np.diff(rows, axis=0), axis=1)
    if lengths.sum() == 0:
        lengths = np.ones(len(lengths))
    return np.concatenate([[0.0], np.cumsum(lengths)]) / lengths.sum()


def codes_along(points: ArrayLike, t: ArrayLike, kind: str, curves: Sequence[np.ndarray] | None = None) -> np.ndarray:
    """Return the codes of a path at t, float64 [m, d].

    Args:
        points: where the path begins, the way points and where it ends, [n, d].
        t: [m], each in [0, 1].
        kind: "linear", "spherical" or "geodesic".
        curves: for a geodesic the control points of each leg, [k, d] each.

    Raises:
        ValueError: the kind is unknown, or a geodesic's curves are not as many as its legs.
    """
    rows, shares = np.asarray(points, np.float64), np.asarray(t, np.float64)
    if kind not in ("linear", "spherical", "geodesic"):
        raise ValueError(f"kind must be linear, spherical or geodesic, got {kind!r}")
    if kind == "geodesic" and len(curves or ()) != len(rows) - 1:
        raise ValueError(f"a geodesic of {len(rows) - 1} legs needs as many curves, got {len(curves or ())}")
    legs, within = _located(knots(rows), shares)
    codes = np.empty((len(shares), rows.shape[1]))
    for leg in np.unique(legs):
        own = legs == leg
        if kind == "geodesic":
            codes[own] = _by_index(np.asarray((curves or ())[leg], np.float64), within[own])
        else:
            codes[own] = (lerp if kind == "linear" else slerp)(rows[leg], rows[leg + 1], within[own])
    return codes


def fade_weights(points: ArrayLike, t: ArrayLike) -> np.ndarray:
    """Return how much of each point's picture a cross-fade shows at t, float64 [m, n]; rows sum to 1."""
    legs, within = _located(knots(points), np.asarray(t, np.float64))
    weights = np.zeros((len(legs), len(np.asarray(points))))
    weights[np.arange(len(legs)), legs] = 1.0 - within
    weights[np.arange(len(legs)), legs + 1] += within
    return weights


def class_mixture(first: int, last: int, t: ArrayLike, num_classes: int) -> np.ndarray:
    """Return (1 - t) onehot(first) + t onehot(last), float64 [m, num_classes]."""
    return lerp(np.eye(num_classes)[first], np.eye(num_classes)[last], t)


def picture_changes(pictures: ArrayLike) -> np.ndarray:
    """Return the root mean square change of a pixel from each picture [n, ...] to the next, float64 [n - 1]."""
    rows = np.asarray(pictures, np.float64).reshape(len(np.asarray(pictures)), -1)
    return np.sqrt(np.square(np.diff(rows, axis=0)).mean(axis=1))


def eased(shares: ArrayLike, easing: str, changes: ArrayLike | None = None) -> np.ndarray:
    """Return t at shares of the time: how a path is walked.

    Args:
        shares: of the time, or of the frames, [m] in [0, 1].
        easing: one of EASINGS.
        changes: for "picture", how much the picture changes over each of evenly spaced steps of t, [k].

    Raises:
        ValueError: the easing is unknown, or "picture" has no changes.
    """
    u = np.asarray(shares, np.float64)
    if easing not in EASINGS:
        raise ValueError(f"easing must be one of {', '.join(EASINGS)}, got {easing!r}")
    if easing == "smooth":
        return u * u * (3.0 - 2.0 * u)
    if easing == "even":
        return u
    if changes is None or not len(np.asarray(changes)):
        raise ValueError("easing 'picture' needs the changes of the picture along the path")
    way = np.concatenate([[0.0], np.cumsum(np.asarray(changes, np.float64))])
    if way[-1] == 0:
        return u
    # a little of the even pace keeps stretches without change from being one place
    way = way / way[-1] + 1e-6 * np.linspace(0.0, 1.0, len(way))
    return np.interp(u * way[-1], way, np.linspace(0.0, 1.0, len(way)))


def _located(at: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for every t its leg and the share of the leg gone."""
    legs = np.clip(np.searchsorted(at, t, side="right") - 1, 0, len(at) - 2)
    widths = at[legs + 1] - at[legs]
    return legs, np.clip((t - at[legs]) / np.where(widths > 0, widths, 1.0), 0.0, 1.0)


def _by_index(curve: np.ndarray, share: np.ndarray) -> np.ndarray:
    place = share * (len(curve) - 1)
    before = np.minimum(place.astype(int), len(curve) - 2)
    rest = (place - before)[:, None]
    return (1.0 - rest) * curve[before] + rest * curve[before + 1]
