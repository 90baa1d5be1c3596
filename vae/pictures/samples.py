"""A few digits that ship, drawn by strokes of this project's own, so that the pages need no data set to start from."""

from dataclasses import dataclass

import numpy as np

from vae.pictures.strokes import curve, draw

_PEN = 0.11
_MARGIN = 0.2


@dataclass(frozen=True)
class Sample:
    """One drawn digit.

    Attributes:
        name: what it is called on a page, such as "7 with a bar".
        label: the digit, 0 to 9.
        strokes: one array [n, 2] a stroke, points (x, y) in the unit square, y down, in the order of drawing.
    """

    name: str
    label: int
    strokes: tuple[np.ndarray, ...]


# Points of every stroke; a smooth curve goes through them, a corner is where one stroke ends and the next begins.
_DRAWN: tuple[tuple[str, int, tuple[tuple[tuple[float, float], ...], ...]], ...] = (
    ("0", 0, (((0.56, 0.02), (0.28, 0.16), (0.16, 0.55), (0.34, 0.94), (0.66, 0.92), (0.84, 0.52), (0.72, 0.1),
               (0.5, 0.03)),)),
    ("1", 1, (((0.54, 0.0), (0.51, 0.5), (0.47, 1.0)),)),
    ("1 with a flag", 1, (((0.3, 0.24), (0.44, 0.13), (0.54, 0.0)), ((0.54, 0.0), (0.53, 0.5), (0.52, 1.0)))),
    ("2", 2, (((0.16, 0.24), (0.3, 0.06), (0.58, 0.0), (0.78, 0.18), (0.7, 0.46), (0.42, 0.76), (0.12, 0.97)),
              ((0.12, 0.97), (0.5, 0.94), (0.88, 0.97)))),
    ("2 with a loop", 2, (((0.2, 0.2), (0.42, 0.02), (0.7, 0.1), (0.7, 0.4), (0.46, 0.74), (0.2, 0.94), (0.1, 0.84),
                           (0.26, 0.76), (0.54, 0.92), (0.9, 0.9)),)),
    ("3", 3, (((0.16, 0.12), (0.42, 0.0), (0.74, 0.12), (0.7, 0.36), (0.38, 0.47)),
              ((0.38, 0.47), (0.74, 0.56), (0.8, 0.82), (0.48, 1.0), (0.12, 0.88)))),
    ("4", 4, (((0.24, 0.02), (0.18, 0.3), (0.16, 0.54)), ((0.16, 0.54), (0.5, 0.55), (0.84, 0.5)),
              ((0.76, 0.0), (0.72, 0.5), (0.66, 1.0)))),
    ("4, closed", 4, (((0.64, 0.0), (0.4, 0.3), (0.1, 0.64)), ((0.1, 0.64), (0.5, 0.64), (0.9, 0.62)),
                      ((0.64, 0.0), (0.64, 0.5), (0.64, 1.0)))),
    ("5", 5, (((0.28, 0.03), (0.25, 0.2), (0.21, 0.44)),
              ((0.21, 0.44), (0.5, 0.36), (0.8, 0.56), (0.74, 0.88), (0.44, 1.0), (0.12, 0.9)),
              ((0.28, 0.03), (0.54, 0.03), (0.82, 0.0)))),
    ("6", 6, (((0.66, 0.0), (0.36, 0.26), (0.18, 0.66), (0.34, 0.96), (0.68, 0.94), (0.76, 0.68), (0.5, 0.54),
               (0.24, 0.7)),)),
    ("7", 7, (((0.12, 0.06), (0.46, 0.06), (0.84, 0.02)), ((0.84, 0.02), (0.6, 0.44), (0.42, 1.0)))),
    ("7 with a bar", 7, (((0.14, 0.04), (0.46, 0.05), (0.82, 0.02)), ((0.82, 0.02), (0.6, 0.44), (0.4, 1.0)),
                         ((0.34, 0.52), (0.54, 0.5), (0.76, 0.48)))),
    ("8", 8, (((0.74, 0.12), (0.48, 0.0), (0.24, 0.16), (0.4, 0.4), (0.66, 0.58), (0.76, 0.82), (0.48, 1.0),
               (0.22, 0.84), (0.34, 0.6), (0.64, 0.38), (0.76, 0.14)),)),
    ("9", 9, (((0.72, 0.2), (0.5, 0.03), (0.24, 0.16), (0.26, 0.42), (0.52, 0.46), (0.73, 0.2)),
              ((0.73, 0.2), (0.7, 0.6), (0.62, 1.0)))),
    ("9 with a bow", 9, (((0.76, 0.16), (0.5, 0.02), (0.24, 0.18), (0.3, 0.44), (0.58, 0.44), (0.76, 0.16)),
                         ((0.76, 0.16), (0.76, 0.56), (0.62, 0.92), (0.38, 1.0), (0.18, 0.9)))),
)  # fmt: skip


def sample_strokes() -> list[Sample]:
    """Return the digits as smooth strokes: at least one of each class, in class order."""
    return [
        Sample(name, label, tuple(curve(np.asarray(points)) for points in strokes)) for name, label, strokes in _DRAWN
    ]


def sample_images(size: int = 280) -> tuple[np.ndarray, np.ndarray]:
    """Return the digits as pictures, drawn with a round pen in white on black.

    Args:
        size: height and width in pixels, at least 28.

    Returns:
        (images uint8 [n, size, size], labels uint8 [n]), in the order of `sample_strokes`.
    """
    samples = sample_strokes()
    scale = size * (1 - 2 * _MARGIN)
    images = [
        draw([stroke * scale + size * _MARGIN for stroke in sample.strokes], (size, size), _PEN * scale)
        for sample in samples
    ]
    return np.stack(images), np.array([sample.label for sample in samples], np.uint8)
