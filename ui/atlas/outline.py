"""Outlines drawn on the map, thinned to what a link can carry, and the points inside them."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MOST_CORNERS = 60
"""Corners of all outlines of an address together."""
NUMBER = r"-?\d{1,9}(?:\.\d{1,9})?(?:e[+-]?\d{1,2})?"
"""A number of an address."""
_CORNERS = f"{NUMBER}(?:,{NUMBER}){{5,{2 * MOST_CORNERS - 1}}}"
TEXT = re.compile(rf"{_CORNERS}(?:;{_CORNERS})*(?:_\d{{1,4}}(?:-\d{{1,4}})*)?")
"""Outlines in an address: corners "x,y,x,y,...", outlines apart by ";", then the classes, where not all count."""
_MOST_READ = 1000
_STEPS = 1000  # of the drawing's size: finer than a pixel of the map


@dataclass(frozen=True)
class Outlined:
    """What an address says of a selection by outlines.

    Attributes:
        text: as TEXT has it; nothing where there are too many outlines.
        num_missed: how many points it chooses more or fewer than were chosen.
    """

    text: str
    num_missed: int


def written(xy: np.ndarray, labels: np.ndarray, outlines: Sequence[np.ndarray], chosen: np.ndarray) -> Outlined:
    """Return outlines as an address writes them.

    Args:
        xy: where the points lie, float [n, 2].
        labels: their classes, int [n]: those that the chart hides are in no selection.
        outlines: corners of each, float [m, 2].
        chosen: the points that they chose on the chart, int.
    """
    most = MOST_CORNERS // max(1, len(outlines))
    if not outlines or most < 3:
        return Outlined("", 0)
    size = max(float(np.ptp(np.concatenate(outlines), axis=0).max()), 1e-6)
    decimals = min(8, max(0, math.ceil(-math.log10(size / _STEPS))))
    text = ";".join(_text(thinned(corners, most), decimals) for corners in outlines)
    found = inside(xy, labels, text)
    missed = len(np.setxor1d(found, chosen))
    of_classes = text + "_" + "-".join(map(str, np.unique(labels[chosen])))
    if missed and len(chosen) and (fewer := len(np.setxor1d(inside(xy, labels, of_classes), chosen))) < missed:
        return Outlined(of_classes, fewer)
    return Outlined(text, missed)


def inside(xy: np.ndarray, labels: np.ndarray, text: str) -> np.ndarray:
    """Return the points inside outlines of an address, by the rule of even and odd crossings, which Plotly has, too."""
    corners, _, classes = text.partition("_")
    is_inside = np.zeros(len(xy), bool)
    for numbers in corners.split(";"):
        values = np.array([float(number) for number in numbers.split(",")])
        is_inside |= _is_inside(xy, values[: len(values) // 2 * 2].reshape(-1, 2))
    if classes:
        is_inside &= np.isin(labels, [int(label) for label in classes.split("-")])
    return np.flatnonzero(is_inside)


def thinned(corners: np.ndarray, most: int) -> np.ndarray:
    """Return an outline of at most so many corners: those go whose triangle with their neighbours is smallest.

    The way is that of Visvalingam and Whyatt (1993).
    """
    rows = np.asarray(corners, np.float64)[:: max(1, -(-len(corners) // _MOST_READ))]
    while len(rows) > max(most, 3):
        before, after = np.roll(rows, 1, axis=0) - rows, np.roll(rows, -1, axis=0) - rows
        rows = np.delete(rows, np.argmin(np.abs(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0])), axis=0)
    return rows


def _text(corners: np.ndarray, decimals: int) -> str:
    return ",".join(f"{round(value, decimals) + 0.0:.9g}" for value in corners.ravel().tolist())


def _is_inside(xy: np.ndarray, corners: np.ndarray) -> np.ndarray:
    x, y = np.asarray(xy, np.float64).T
    is_inside = np.zeros(len(x), bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 != y1:
            crosses = ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
            is_inside ^= crosses
    return is_inside
