"""Measures a typeface by its letters, drawn large: how heavy, slanted, seriffed and wide it is."""

import numpy as np

NAMES = ("weight", "slant", "serifs", "width")
_STEMS = "hnmu"
_UPRIGHTS = "bdhiklmnpqru"
_DEGREES = np.arange(-16.0, 36.1, 0.5)


def measure(letters: dict[str, np.ndarray], line: int, x_height: int) -> dict[str, float] | None:
    """Return what a typeface is like; None where its letters have no stems to measure.

    Args:
        letters: pictures of the lower-case letters, uint8 [side, side], white ink.
        line: row that they stand on.
        x_height: rows of the letter x.
    """
    stem = _stem(letters, line, x_height)
    if stem is None:
        return None
    return {
        "weight": stem / x_height,
        "slant": _slant([letters[letter] for letter in _UPRIGHTS]),
        "serifs": max(0.0, _foot(letters, line, x_height) - stem) / x_height,
        "width": float(np.mean([np.ptp(np.flatnonzero(letters[letter].max(0) > 127)) for letter in "nou"])) / x_height,
    }


def _stem(letters: dict[str, np.ndarray], line: int, x_height: int) -> float | None:
    """Return the usual length of runs of ink across the stems, half way up the x-height."""
    rows = np.linspace(0.3, 0.6, 9) * x_height
    runs = [run for letter in _STEMS for row in rows for run in _runs(letters[letter][line - int(row)])]
    return float(np.median(runs)) if len(runs) > len(_STEMS) * len(rows) else None


def _foot(letters: dict[str, np.ndarray], line: int, x_height: int) -> float:
    """Return how wide stems stand on the line: the usual length of runs of ink just above it."""
    rows = np.linspace(0.02, 0.07, 5) * x_height
    runs = [run for letter in "hnm" for row in rows for run in _runs(letters[letter][line - 1 - int(row)])]
    return float(np.median(runs)) if runs else 0.0


def _runs(row: np.ndarray) -> np.ndarray:
    """Return the lengths of the runs of ink in a row."""
    edges = np.diff(np.concatenate(([0], (row > 127).astype(np.int8), [0])))
    return np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)


def _slant(letters: list[np.ndarray]) -> float:
    """Return the angle by which letters lean to the right, degrees: set up by it, stems fall into fewest columns."""
    side = letters[0].shape[0]
    points = [np.nonzero(letter[::2, ::2] > 127) for letter in letters]
    sharpness = [
        sum(
            float(
                np.square(
                    np.bincount((columns + np.tan(np.radians(angle)) * (rows - side / 4) + side).astype(int))
                ).sum()
            )
            for rows, columns in points
        )
        for angle in _DEGREES
    ]
    return float(_DEGREES[int(np.argmax(sharpness))])
