"""Ruled lines, squares and frames on paper: found among the ink and taken out of it, strokes that cross them kept."""

import numpy as np
from scipy import ndimage

_LENGTH = 0.35
_THROUGH = 0.88
_THICKEST = 0.035
_FEWEST_PARALLEL = 2
_LEAST_LEFT = 0.1


def rules(is_ink: np.ndarray) -> np.ndarray:
    """Return which ink belongs to ruled lines, a grid, boxes or a frame.

    A line counts when it is thin and straight along the picture's sides, and either runs through the whole picture
    beside another of its direction, or meets two lines of the other direction, as the sides of a box do. A digit's own
    strokes meet neither: a 7 has one bar, a 4 two that cross once.

    Args:
        is_ink: bool [height, width].

    Returns:
        bool [height, width]; all False when there are no lines, or when nothing else would be left.
    """
    lying, standing = _lines(is_ink), [line.T for line in _lines(is_ink.T)]
    through_lying = [line for line in lying if _extent(line, 1) >= _THROUGH * is_ink.shape[1]]
    through_standing = [line for line in standing if _extent(line, 0) >= _THROUGH * is_ink.shape[0]]
    kept_lying = through_lying if len(through_lying) >= _FEWEST_PARALLEL else []
    kept_standing = through_standing if len(through_standing) >= _FEWEST_PARALLEL else []
    kept_lying, kept_standing = (
        _with_sides(kept_lying, lying, standing),
        _with_sides(kept_standing, standing, lying),
    )
    nothing = np.zeros_like(is_ink)
    # where two lines cross, each is as long across the other as a stroke would be
    found = np.logical_or.reduce([nothing, *kept_lying]) & np.logical_or.reduce([nothing, *kept_standing])
    if kept_lying:
        found |= _thin(is_ink, kept_lying)
    if kept_standing:
        found |= _thin(is_ink.T, [line.T for line in kept_standing]).T
    left = is_ink & ~found
    return found if left.sum() >= _LEAST_LEFT * found.sum() else nothing


def _lines(is_ink: np.ndarray) -> list[np.ndarray]:
    """Return every thin lying line as its own mask."""
    height, width = is_ink.shape
    # a line that leans by a pixel here and there is still one
    thick = ndimage.binary_dilation(is_ink, np.ones((3, 1)))
    length = max(20, round(_LENGTH * width))
    labels, count = ndimage.label(ndimage.binary_opening(thick, np.ones((1, length))), np.ones((3, 3)))
    lines = []
    for number in range(1, count + 1):
        line = (labels == number) & is_ink
        columns = _extent(line, 1)
        if columns >= length and line.sum() / columns <= max(4.0, _THICKEST * max(height, width)):
            lines.append(line)
    return lines


def _with_sides(kept: list[np.ndarray], lines: list[np.ndarray], others: list[np.ndarray]) -> list[np.ndarray]:
    """Return the lines kept already and those that meet two of the other direction."""
    found = list(kept)
    grown = [ndimage.binary_dilation(other, np.ones((3, 3)), iterations=2) for other in others]
    for line in lines:
        if not any(line is other for other in found) and sum(bool((line & other).any()) for other in grown) >= 2:
            found.append(line)
    return found


def _extent(line: np.ndarray, axis: int) -> int:
    """Return how many columns (axis 1) or rows (axis 0) a line covers, from its first to its last."""
    places = np.flatnonzero(line.any(axis=1 - axis))
    return int(places[-1] - places[0] + 1) if len(places) else 0


def _most_across(line: np.ndarray) -> float:
    """Return how far ink may reach across a lying line and still be no more than the line."""
    return 1.5 * line.sum() / _extent(line, 1) + 2.0


def _thin(is_ink: np.ndarray, lines: list[np.ndarray]) -> np.ndarray:
    """Return the ink of lying lines, without what reaches farther up and down from them, without a gap."""
    labels, _ = ndimage.label(is_ink, np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0]]))
    reach = np.bincount(labels.ravel())[labels]
    return np.logical_or.reduce([line & (reach <= _most_across(line)) for line in lines])
