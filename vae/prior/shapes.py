"""The shapes that a prior can have in the plane, each as a raster of cells."""

import math
from functools import lru_cache

import numpy as np

from vae.priors import PAINTING_SIZE

EXTENT = 3.0
"""A shape lies between minus and plus this along both axes."""
CELLS = 192
"""Cells of a shape's raster across and up."""
CELL = 2.0 * EXTENT / CELLS
"""How wide a cell is."""


@lru_cache(maxsize=8)
def raster(name: str, num_classes: int, painting: str = "") -> np.ndarray:
    """Return where the shape of a prior lies.

    Args:
        name: of a drawn one in `vae.priors`.
        num_classes: parts of one that has some for classes.
        painting: of a painted one.

    Returns:
        uint8 [CELLS, CELLS], rows from the smallest z2 up: 0 outside of the shape, 1 inside, or with parts for classes
        1 + class.
    """
    middles = (np.arange(CELLS) + 0.5) * CELL - EXTENT
    x, y = np.meshgrid(middles, middles)
    if name == "petals":
        return _petals(x, y, num_classes)
    if name == "painted":
        return _painted(painting)
    radius = np.hypot(x, y)
    inside = {
        "circle": lambda: radius < 2.3,
        "ring": lambda: (radius > 1.5) & (radius < 2.4),
        "star": lambda: _star(x, y),
        "moons": lambda: _moons(x, y),
    }[name]()
    return inside.astype(np.uint8)


def _star(x: np.ndarray, y: np.ndarray, outer: float = 2.9, inner: float = 1.2) -> np.ndarray:
    """Return what lies in a star of five points, one of them upwards."""
    radius, half = np.hypot(x, y), math.pi / 5.0
    angle = np.abs((np.arctan2(x, y) + half) % (2.0 * half) - half)  # from the nearest point's direction
    tip, notch = np.array([outer, 0.0]), inner * np.array([math.cos(half), math.sin(half)])
    along, across = radius * np.cos(angle), radius * np.sin(angle)
    edge = notch - tip
    return edge[0] * (across - tip[1]) - edge[1] * (along - tip[0]) > 0.0


def _moons(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return what lies in two half rings that reach into each other."""

    def moon(across: np.ndarray, up: np.ndarray) -> np.ndarray:
        radius = np.hypot(across, up)
        return (radius > 1.2) & (radius < 2.0) & (up > 0.0)

    return moon(x + 0.9, y + 0.5) | moon(x - 0.9, 0.5 - y)


def _petals(x: np.ndarray, y: np.ndarray, count: int) -> np.ndarray:
    """Return petals around the middle, the first upwards and the others clockwise, each 1 + its class."""
    middle, long, gap = 1.72, 1.16, 0.86
    wide = min(0.75, gap * middle * math.sin(min(math.pi / count, math.pi / 2.0)))
    raster = np.zeros(x.shape, np.uint8)
    for index in range(count):
        angle = 2.0 * math.pi * index / count
        along, across = x * math.sin(angle) + y * math.cos(angle), x * math.cos(angle) - y * math.sin(angle)
        # wider towards its end, as a petal is
        width = wide * (0.45 + 0.55 * np.clip((along - middle + long) / (2.0 * long), 0.0, 1.0))
        raster[np.square((along - middle) / long) + np.square(across / width) < 1.0] = index + 1
    return raster


def _painted(painting: str) -> np.ndarray:
    """Return a painting's cells with rounded corners."""
    bits = np.array([int(digit, 16) >> shift & 1 for digit in painting for shift in (3, 2, 1, 0)], np.float64)
    rows = bits.reshape(PAINTING_SIZE, PAINTING_SIZE)[::-1]
    places = (np.arange(CELLS) + 0.5) / CELLS * PAINTING_SIZE - 0.5
    cells = np.arange(PAINTING_SIZE)
    taller = np.stack([np.interp(places, cells, column) for column in rows.T], axis=1)
    smooth = np.stack([np.interp(places, cells, row) for row in taller])
    # a lone line of cells thins out between them: they are painted themselves, too
    nearest = np.clip(np.round(places).astype(int), 0, PAINTING_SIZE - 1)
    return ((smooth >= 0.5) | (rows[np.ix_(nearest, nearest)] > 0.5) & (smooth > 0.4)).astype(np.uint8)
