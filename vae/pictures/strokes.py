"""Digits as pen strokes: curves through a few points, and their anti-aliased picture in white on black."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw
from scipy.interpolate import make_interp_spline

_POINTS_PER_STROKE = 48
_SUPERSAMPLING = 4


def curve(points: np.ndarray, num_points: int = _POINTS_PER_STROKE) -> np.ndarray:
    """Return a smooth curve through the points of one stroke, in their order.

    Args:
        points: [n, 2], n at least 1, neighbours apart from each other; two points make a straight line.
        num_points: number of points of the curve.

    Returns:
        float64 [num_points, 2], at an even pace along the chords.
    """
    points = np.asarray(points, np.float64)
    if len(points) == 1:
        return np.repeat(points, num_points, axis=0)
    chords = np.hypot(*np.diff(points, axis=0).T)
    pace = np.concatenate([[0.0], np.cumsum(chords)]) / chords.sum()
    return make_interp_spline(pace, points, k=min(3, len(points) - 1))(np.linspace(0.0, 1.0, num_points))


def draw(strokes: Sequence[np.ndarray], size: tuple[int, int], width: float | Sequence[np.ndarray]) -> np.ndarray:
    """Draw strokes with a round pen.

    Args:
        strokes: polylines [n, 2] of (x, y) in pixels, y down; parts outside of the picture are cut off.
        size: (height, width) of the picture in pixels.
        width: the pen's width in pixels, or one array [n] a stroke with its width at every point.

    Returns:
        uint8 [height, width], white (255) on black, anti-aliased.
    """
    canvas = Image.new("L", (size[1] * _SUPERSAMPLING, size[0] * _SUPERSAMPLING), 0)
    pen = ImageDraw.Draw(canvas)
    for index, stroke in enumerate(strokes):
        points = np.asarray(stroke, np.float64)
        widths = np.full(len(points), width) if isinstance(width, (int, float)) else np.asarray(width[index])
        for (x, y), radius in zip(*_dense(points, widths), strict=True):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(canvas.reduce(_SUPERSAMPLING))


def _dense(points: np.ndarray, widths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return points so close to each other that discs make a line, and their radii, in supersampled pixels."""
    chords = np.hypot(*np.diff(points, axis=0).T) if len(points) > 1 else np.zeros(0)
    pace = np.concatenate([[0.0], np.cumsum(chords)])
    spacing = max(0.25, 0.25 * float(widths.min()))
    steps = np.linspace(0.0, pace[-1], max(2, int(np.ceil(pace[-1] / spacing)) + 1))
    dense = np.stack([np.interp(steps, pace, points[:, axis]) for axis in (0, 1)], axis=1)
    # the centre of pixel 0 is at 0, half a pixel inside of the canvas; Pillow's ellipse includes both of its ends
    radii = np.interp(steps, pace, widths) * _SUPERSAMPLING / 2 - 0.5
    return (dense + 0.5) * _SUPERSAMPLING - 0.5, np.maximum(radii, 0.0)
