"""Motions as small pictures: the tip's way as large as fits, the later the darker, and the arm as it ends."""

import numpy as np

from vae.motion.arm import angles_of, elbows, tips
from vae.shape import PictureShape

RASTER = PictureShape(72, 96)
"""The drawing's size: maps and strips show it half as large, or as it is where screens have two pixels for one."""
_ACROSS, _LEAST_ACROSS = (
    1.4,
    0.9,
)  # shown from side to side: times the way, and at least so many metres
_WAY_WIDTH = 3.2  # pixels
_LINK_WIDTH, _TIP_WIDTH = 0.06, 0.11  # metres: a wide arm is one that is seen from near
_FIRST_INK, _ARM_INK = 0.4, 0.3
_LONGEST = 4.0  # pixels: longer pieces are cut, so that a window holds each
_AT_ONCE = 64
_TINY = np.float32(1e-12)
_EVERYWHERE = np.stack(np.meshgrid(np.arange(RASTER.width), np.arange(RASTER.height)), -1).reshape(-1, 2).astype("f4")


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
    way, last = tips(angles), angles[:, -1]
    arm = np.stack([np.zeros_like(last), elbows(last), tips(last)], axis=1)
    low, high = way.min(axis=1), way.max(axis=1)
    ratio = RASTER.width / RASTER.height
    across = np.maximum(_ACROSS * np.maximum(high[:, 0] - low[:, 0], ratio * (high[:, 1] - low[:, 1])), _LEAST_ACROSS)
    scale = (RASTER.width / across)[:, None, None]  # pixels a metre
    middle = ((low + high) / 2)[:, None]
    way, arm = (_pixels(scale * (places - middle)).astype(np.float32) for places in (way, arm))
    half_link, half_tip = (((width * scale + 1) / 2).astype(np.float32) for width in (_LINK_WIDTH, _TIP_WIDTH))
    ink = _ARM_INK * np.maximum(
        _cover(arm[:, :-1], np.diff(arm, axis=1), _EVERYWHERE, half_link).max(axis=1),
        _cover(arm[:, 2:], np.zeros_like(arm[:, 2:]), _EVERYWHERE, half_tip).max(axis=1),
    )
    _add_way(ink, way)
    return np.floor(255 * ink + 0.5).astype(np.uint8).reshape(-1, *RASTER.array)


def _pixels(places: np.ndarray) -> np.ndarray:
    """Return places in pixels from the middle, upwards, as columns and rows; a pixel's middle is at a whole number."""
    return np.array([RASTER.width, RASTER.height]) / 2 - 0.5 + places * (1, -1)


def _cover(start: np.ndarray, along: np.ndarray, places: np.ndarray, half: float | np.ndarray) -> np.ndarray:
    """Return how much of each place [..., n, p, 2] pieces of lines [n, m, 2] cover, 0 to 1, [n, m, p].

    Args:
        start: where the pieces begin, in pixels.
        along: from there to their ends.
        places: the middles of pixels.
        half: half of their widths, and half a pixel more.
    """
    x, y = (places[..., axis] - start[..., None, axis] for axis in (0, 1))
    across, down = along[..., None, 0], along[..., None, 1]
    share = np.clip((x * across + y * down) / np.maximum(across**2 + down**2, _TINY), 0, 1)
    cover: np.ndarray = np.clip(half - np.hypot(x - share * across, y - share * down), 0, 1)
    return cover


def _add_way(ink: np.ndarray, way: np.ndarray) -> None:
    """Draw ways [n, points, 2], the later the darker, into [n, pixels], where they are darker than what is there."""
    pieces = np.diff(way, axis=1)
    later = np.linspace(_FIRST_INK, 1, pieces.shape[1], dtype=np.float32)
    cuts = max(1, int(np.ceil(np.hypot(pieces[..., 0], pieces[..., 1]).max() / _LONGEST)))
    shares = (np.arange(cuts, dtype=np.float32) / cuts)[:, None]
    start = (way[:, :-1, None] + pieces[:, :, None] * shares).reshape(len(ink), -1, 2)
    along = np.repeat(pieces / np.float32(cuts), cuts, axis=1)
    side = int(np.ceil(_LONGEST + _WAY_WIDTH + 1)) + 1
    first = np.floor(np.minimum(start, start + along) - (_WAY_WIDTH + 1) / 2)
    window = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    places = first[:, :, None] + window.astype(np.float32)
    value = _cover(start, along, places, (_WAY_WIDTH + 1) / 2) * np.repeat(later, cuts)[:, None]
    row, column = places[..., 1].astype(np.intp), places[..., 0].astype(np.intp)
    cells = row * RASTER.width + column  # all on the drawing, which is wider than any way in it
    each = np.arange(len(ink))[:, None]
    for piece in range(cells.shape[1]):  # one after the other: pieces lie on each other
        ink[each, cells[:, piece]] = np.maximum(ink[each, cells[:, piece]], value[:, piece])
