"""What layers do with pictures [n, height, width, channels], in NumPy."""

from collections.abc import Sequence
from functools import reduce
from itertools import product

import numpy as np


def convolved(
    x: np.ndarray, kernel: np.ndarray, strides: Sequence[int], padding: Sequence[int], dilation: Sequence[int]
) -> np.ndarray:
    """Return a convolution: the sum over all taps of the kernel of a moved picture times that tap's weights.

    Args:
        x: pictures.
        kernel: [height, width, channels, filters].
        strides: down and across.
        padding: rows and columns of zeros at the top, bottom, left and right.
        dilation: how far taps lie apart, down and across.
    """
    x = padded(x, padding)
    (tall, wide), (down, across), (gap_y, gap_x) = kernel.shape[:2], strides, dilation
    rows = (x.shape[1] - (tall - 1) * gap_y - 1) // down + 1
    columns = (x.shape[2] - (wide - 1) * gap_x - 1) // across + 1
    total = np.zeros((len(x), rows, columns, kernel.shape[3]), np.float32)
    for i, j in product(range(tall), range(wide)):
        moved = x[:, i * gap_y :: down, j * gap_x :: across]
        total += moved[:, :rows, :columns] @ kernel[i, j]
    return total


def ungrouped(kernel: np.ndarray, groups: int) -> np.ndarray:
    """Return the kernel of a convolution without groups that computes the same: zero between the groups.

    Args:
        kernel: [height, width, channels / groups, filters].
        groups: how many parts channels and filters are in.
    """
    depth, filters = kernel.shape[2:]
    whole = np.zeros((*kernel.shape[:2], groups * depth, filters), kernel.dtype)
    for group in range(groups):
        own = slice(group * filters // groups, (group + 1) * filters // groups)
        whole[:, :, group * depth : (group + 1) * depth, own] = kernel[..., own]
    return whole


def transposed(x: np.ndarray, kernel: np.ndarray, strides: Sequence[int], crop: Sequence[int]) -> np.ndarray:
    """Return a transposed convolution: each pixel times all weights is a patch, and patches that overlap are added up.

    Args:
        x: pictures.
        kernel: [height, width, filters, channels].
        strides: how far patches lie apart, down and across.
        crop: what is cut off the result at the top, bottom, left and right; negative: rows and columns of zeros.
    """
    (tall, wide, filters), (down, across) = kernel.shape[:3], strides
    count, height, width = x.shape[:3]
    full = np.zeros((count, (height - 1) * down + tall, (width - 1) * across + wide, filters), np.float32)
    for i, j in product(range(tall), range(wide)):
        full[:, i::down, j::across][:, :height, :width] += x @ kernel[i, j].T
    return cropped(padded(full, [max(-side, 0) for side in crop]), [max(side, 0) for side in crop])


def padded(x: np.ndarray, margin: Sequence[int], value: float = 0.0) -> np.ndarray:
    """Return pictures with a margin of one number at the top, bottom, left and right."""
    top, bottom, left, right = margin
    return np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)), constant_values=value)


def cropped(x: np.ndarray, margin: Sequence[int]) -> np.ndarray:
    """Return pictures without a margin at the top, bottom, left and right."""
    top, bottom, left, right = margin
    return x[:, top : x.shape[1] - bottom, left : x.shape[2] - right]


def resampled(x: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return pictures whose rows and columns are mixtures of the old ones.

    Args:
        x: pictures.
        rows: shares of the old rows, [new height, height].
        columns: shares of the old columns, [new width, width].
    """
    tall = np.einsum("ai,nijc->najc", rows, x)
    return np.einsum("bj,najc->nabc", columns, tall)


def pooled(
    x: np.ndarray, size: Sequence[int], strides: Sequence[int], padding: Sequence[int], is_max: bool
) -> np.ndarray:
    """Return the largest number or the mean of each window; the margin counts for neither.

    Args:
        x: pictures.
        size: height and width of a window.
        strides: down and across.
        padding: of the margin at the top, bottom, left and right, each less than a window's.
        is_max: the largest number, not the mean.
    """
    there = padded(np.ones_like(x[:1, :, :, :1]), padding)
    x = padded(x, padding, -np.inf if is_max else 0.0)
    sides = zip(x.shape[1:3], size, strides, strict=True)
    rows, columns = ((side - length) // step + 1 for side, length, step in sides)
    taps = list(product(range(size[0]), range(size[1])))
    # One moved picture a tap: pixels in the same place of their windows.
    moved = (x[:, i :: strides[0], j :: strides[1]][:, :rows, :columns] for i, j in taps)
    if is_max:
        return reduce(np.maximum, moved)
    counts = (there[:, i :: strides[0], j :: strides[1]][:, :rows, :columns] for i, j in taps)
    return reduce(np.add, moved) / reduce(np.add, counts)
