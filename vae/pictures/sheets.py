"""A sheet of paper on a table: where the sheet is, and the picture with paper in the place of the table."""

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

_SMALL = 128
_CONTRAST = 0.12
_LEAST_SHARE, _MOST_SHARE = 0.2, 0.96
_SOLID, _SQUARE = 0.93, 0.86
_MOST_INK = 0.25
_RIM = 0.02
_SHARP = 0.6


def without_table(grey: np.ndarray) -> tuple[np.ndarray, bool]:
    """Continue a light sheet's paper over the darker table around it.

    A sheet is one bright region with straight sides that holds little ink, beside something that is at once darker.

    Args:
        grey: float [height, width] in [0, 1].

    Returns:
        The picture, and whether a sheet was found in it.
    """
    factor = max(1, max(grey.shape) // _SMALL)
    small = np.asarray(Image.fromarray(grey.astype(np.float32)).reduce(factor))
    sheet = _sheet(ndimage.gaussian_filter(small, 1.0))
    if sheet is None:
        return grey, False
    size = (grey.shape[1], grey.shape[0])
    rim = max(1, round(_RIM * max(small.shape)))
    inside = ndimage.binary_erosion(sheet, np.ones((3, 3)), iterations=rim)
    whole = np.asarray(Image.fromarray(inside).resize(size, Image.Resampling.NEAREST))
    paper = np.asarray(Image.fromarray(_paper(small, inside)).resize(size, Image.Resampling.BICUBIC))
    return np.where(whole, grey, np.clip(paper, 0.0, 1.0)).astype(np.float32), True


def _sheet(grey: np.ndarray) -> np.ndarray | None:
    """Return where the sheet is, its ink included, or None where there is none."""
    bright = grey > _threshold(grey)
    if bright.all() or not bright.any():
        return None
    contrast = float(grey[bright].mean() - grey[~bright].mean())
    labels, _ = ndimage.label(bright)
    largest = labels == 1 + int(np.argmax(np.bincount(labels.ravel())[1:]))
    sheet = ndimage.binary_fill_holes(largest)
    ink = 1.0 - largest.sum() / sheet.sum()
    if not _LEAST_SHARE < sheet.mean() < _MOST_SHARE or not 0.0 < ink < _MOST_INK:
        return None
    is_sheet = contrast >= _CONTRAST and _drop_at_edge(grey, sheet) >= _SHARP * contrast
    return sheet if is_sheet and _has_straight_sides(sheet) else None


def _drop_at_edge(grey: np.ndarray, sheet: np.ndarray) -> float:
    """Return by how much the picture is darker just outside than just inside: little where light fades slowly."""
    square = np.ones((3, 3))
    inside = sheet & ndimage.binary_dilation(~sheet, square, iterations=3)
    outside = ~sheet & ndimage.binary_dilation(sheet, square, iterations=3)
    return float(np.median(grey[inside]) - np.median(grey[outside]))


def _threshold(grey: np.ndarray) -> float:
    """Return the level that parts the values best into a dark and a bright class (Otsu, 1979)."""
    counts, edges = np.histogram(grey, 64)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts).astype(np.float64)
    total, sums = below[-1], np.cumsum(counts * middles)
    above = np.maximum(total - below, 1e-9)
    between = (sums / np.maximum(below, 1e-9) - (sums[-1] - sums) / above) ** 2 * below * above
    return float(edges[1 + int(np.argmax(between[:-1]))])


def _has_straight_sides(sheet: np.ndarray) -> bool:
    """Return whether a region fills its convex hull, and that the smallest rectangle around it."""
    rows, columns = np.nonzero(sheet ^ ndimage.binary_erosion(sheet))
    corners = np.concatenate([np.stack([columns + dx, rows + dy], axis=1) for dx in (0, 1) for dy in (0, 1)])
    try:
        hull = ConvexHull(corners)
    except QhullError:
        return False
    points = corners[hull.vertices].astype(np.float64)
    directions = np.diff(points, axis=0, append=points[:1])
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    across = np.stack([-directions[:, 1], directions[:, 0]], axis=1)
    rectangles = np.ptp(points @ directions.T, axis=0) * np.ptp(points @ across.T, axis=0)
    return sheet.sum() >= _SOLID * hull.volume and hull.volume >= _SQUARE * rectangles.min()


def _paper(grey: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Return the sheet's brightness everywhere: its own, without ink, and beyond its edge that of the nearest part."""
    size = max(3, max(grey.shape) // 6)
    plain = ndimage.grey_closing(np.where(inside, grey, 0.0), size)
    nearest = ndimage.distance_transform_edt(~inside, return_distances=False, return_indices=True)
    return plain[tuple(nearest)].astype(np.float32)
