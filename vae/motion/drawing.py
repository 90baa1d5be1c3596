"""Motions as small pictures: the tip's way, the later the darker, and the arm as it ends."""

import numpy as np

from vae.motion.arm import angles_of, elbows, tips
from vae.shape import PictureShape

RASTER = PictureShape(36, 48)
"""The drawing's size; `BOX` fills it."""
BOX = (-1.92, 1.92, -1.0, 1.88)
"""What it shows: left, right, bottom and top, in metres."""
_SCALE = RASTER.width / (BOX[1] - BOX[0])  # pixels a metre
_WAY_WIDTH, _LINK_WIDTH = 1.7, 1.2  # pixels: maps show them half as large
_FIRST_INK, _ARM_INK = 0.5, 0.35
_LONGEST = 3.0  # pixels: longer pieces are cut, so that a window holds each
_AT_ONCE = 64


def draw(values: np.ndarray) -> np.ndarray:
    """Draw motions.

    Args:
        values: in [0, 1], [n, 40, 2], as `vae.motion.arm.values_of` has them.

    Returns:
        uint8 [n, *RASTER.array], 0 paper to 255 ink.
    """
    pictures = np.empty((len(values), *RASTER.array), np.uint8)
    for start in range(0, len(values), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        pictures[part] = _drawn(angles_of(values[part]))
    return pictures


def _drawn(angles: np.ndarray) -> np.ndarray:
    way = _pixels(tips(angles))
    last = angles[:, -1]
    arm = _pixels(np.stack([np.zeros_like(last), elbows(last), tips(last)], axis=1))
    later = _FIRST_INK + (1 - _FIRST_INK) * np.arange(way.shape[1] - 1) / max(1, way.shape[1] - 2)
    ink = np.zeros((len(angles), RASTER.num_pixels), np.float32)
    _add(ink, way, later, _WAY_WIDTH)
    _add(ink, arm, np.full(2, _ARM_INK), _LINK_WIDTH)
    return np.floor(255 * ink + 0.5).astype(np.uint8).reshape(-1, *RASTER.array)


def _pixels(places: np.ndarray) -> np.ndarray:
    """Return places in metres [..., 2] as columns and rows; a pixel's middle is at a whole number."""
    return np.stack([(places[..., 0] - BOX[0]) * _SCALE - 0.5, (BOX[3] - places[..., 1]) * _SCALE - 0.5], axis=-1)


def _add(ink: np.ndarray, lines: np.ndarray, inks: np.ndarray, width: float) -> None:
    """Draw lines [n, points, 2] with an ink a piece into [n, pixels], where it is darker than what is there."""
    pieces = np.diff(lines, axis=1)
    cuts = max(1, int(np.ceil(np.hypot(pieces[..., 0], pieces[..., 1]).max() / _LONGEST)))
    start = (lines[:, :-1, None] + pieces[:, :, None] * (np.arange(cuts) / cuts)[:, None]).reshape(len(ink), -1, 2)
    along = np.repeat(pieces / cuts, cuts, axis=1)
    side = int(np.ceil(_LONGEST + width + 1)) + 1
    first = np.floor(np.minimum(start, start + along) - (width + 1) / 2).astype(int)
    window = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    places = first[:, :, None] + window
    offset = places - start[:, :, None]
    share = (offset * along[:, :, None]).sum(axis=-1) / np.maximum((along**2).sum(axis=-1), 1e-12)[..., None]
    missed = offset - np.clip(share, 0, 1)[..., None] * along[:, :, None]
    cover = np.clip((width + 1) / 2 - np.hypot(missed[..., 0], missed[..., 1]), 0, 1)
    value = cover * np.repeat(inks, cuts)[:, None]
    column, row = places[..., 0], places[..., 1]
    is_inside = (column >= 0) & (column < RASTER.width) & (row >= 0) & (row < RASTER.height) & (value > 0)
    number = np.broadcast_to(np.arange(len(ink))[:, None, None], column.shape)
    index = (row * RASTER.width + column)[is_inside]
    np.maximum.at(ink, (number[is_inside], index), value[is_inside].astype(np.float32))
