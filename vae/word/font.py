"""Capital letters of our own as strokes, made pixels of any size; ui/live/word_font.js has the same in the browser."""

import numpy as np

CELL_HEIGHT, CELL_WIDTH = 24, 11
_STEP_X, _STEP_Y = 1.15, 1.5
"""Pixels a step of the grid that the strokes are written on: 6 steps wide, 9 high, x and y a digit each."""
_LEFT, _TOP = 2.05, 5.25
_HALF_WIDTH = 0.85
STROKES = {
    "a": "093069 1656", "b": "09004051534404 445465685909", "c": "6150200207295968", "d": "09004062674909",
    "e": "60000969 0454", "f": "600009 0454", "g": "61502002072949676535", "h": "0009 6069 0464",
    "i": "1050 3039 1959", "j": "5057391907", "k": "0009 6005 2369", "l": "000969", "m": "0900356069", "n": "09006960",
    "o": "204062674929070220", "p": "09004062634505", "q": "204062674929070220 4669", "r": "09004062634505 3569",
    "s": "615010010314546568591908", "t": "0060 3039", "u": "000729496760", "v": "003960", "w": "0019345960",
    "x": "0069 6009", "y": "003460 3439", "z": "00600969",
}  # fmt: skip


def glyph(letter: str) -> np.ndarray:
    """Return how much of every pixel of a cell a letter covers, float32 [24, 11] in [0, 1]; nothing for a blank."""
    y, x = np.mgrid[:CELL_HEIGHT, :CELL_WIDTH] + 0.5
    distance = np.full(x.shape, np.inf)
    for line in STROKES.get(letter, "").split():
        points = [(int(line[i]), int(line[i + 1])) for i in range(0, len(line), 2)]
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            distance = np.minimum(distance, _distance(x, y, x0, y0, x1, y1))
    return np.clip(_HALF_WIDTH + 0.5 - distance, 0, 1).astype(np.float32)


def _distance(x: np.ndarray, y: np.ndarray, x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    """Return how far pixels are from a stroke between two points of the grid."""
    left, top = _LEFT + _STEP_X * x0, _TOP + _STEP_Y * y0
    across, down = _STEP_X * (x1 - x0), _STEP_Y * (y1 - y0)
    length = across**2 + down**2
    share = np.clip(((x - left) * across + (y - top) * down) / length, 0, 1) if length else 0.0
    return np.hypot(x - left - share * across, y - top - share * down)
