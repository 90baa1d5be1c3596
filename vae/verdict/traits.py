"""What a picture of 28x28 pixels is like, in numbers: where its edges run, where its ink lies, how it is shaped."""

from dataclasses import dataclass

import numpy as np

from vae.pictures.white import is_white
from vae.shape import MNIST, PictureShape

_DIRECTIONS = 8
_GRID = 4
_COARSE = 7
_FIRST, _LAST = 4.5, 22.5
_GREYS = (0.2, 0.8)
_APART = 1000.0
_AT_ONCE = 1000


@dataclass(frozen=True)
class Trait:
    """One fact of a picture's shape: what it is called, and what stands behind a number of it."""

    title: str
    unit: str


TRAITS = (
    Trait("parts", ""),
    Trait("holes", ""),
    Trait("ink", " pixels"),
    Trait("height", " pixels"),
    Trait("width", " pixels"),
    Trait("mean stroke width", " pixels"),
    Trait("thickest stroke", " pixels"),
    Trait("length of edges", " pixels"),
    Trait("grey among the ink", "%"),
    Trait("ink in its box", "%"),
    Trait("brightness along the rim", "%"),
)
_SCALES = np.array([1.0, 1.0, 100.0, 10.0, 10.0, 1.0, 2.0, 50.0, 30.0, 25.0, 50.0], np.float32)
NUM_NUMBERS = _DIRECTIONS * _GRID**2 + _COARSE**2 + len(TRAITS)


def can_judge(shape: PictureShape) -> bool:
    """Return whether a picture's ink can be told in these numbers: those of MNIST's size in grey can."""
    return shape == MNIST


def numbers(images: np.ndarray) -> np.ndarray:
    """Return what a judge of pictures looks at.

    Args:
        images: uint8 in 0-255 or float in [0, 1], [n, 28, 28], white on black.

    Returns:
        float32 [n, NUM_NUMBERS]: sums of edges by direction and place, means of squares of pixels, scaled traits.
    """
    pixels = _unit(images)
    side = MNIST.height // _COARSE
    coarse = pixels.reshape(len(pixels), _COARSE, side, _COARSE, side).mean((2, 4))
    parts = (_edges(pixels), coarse.reshape(len(pixels), _COARSE**2), traits(images) / _SCALES)
    return np.concatenate(parts, axis=1, dtype=np.float32)


def traits(images: np.ndarray) -> np.ndarray:
    """Return the facts of `TRAITS` of pictures [n, 28, 28], float32 [n, len(TRAITS)]."""
    pixels = _unit(images)
    parts = [_traits(pixels[start : start + _AT_ONCE]) for start in range(0, len(pixels), _AT_ONCE)]
    return np.concatenate([np.zeros((0, len(TRAITS))), *parts], dtype=np.float32)


def _unit(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / 255.0 if images.dtype == np.uint8 else images.astype(np.float32)


def _edges(pixels: np.ndarray) -> np.ndarray:
    """Return how much edge runs in each direction around each place, as Dalal and Triggs (2005) do."""
    down, across = np.zeros_like(pixels), np.zeros_like(pixels)
    np.subtract(pixels[:, 2:], pixels[:, :-2], out=down[:, 1:-1])
    np.subtract(pixels[:, :, 2:], pixels[:, :, :-2], out=across[:, :, 1:-1])
    strength = np.hypot(down, across)
    place = (np.arctan2(down, across) % np.pi) / np.pi * _DIRECTIONS
    first = np.floor(place).astype(int) % _DIRECTIONS
    share = place - np.floor(place)
    centers = np.linspace(_FIRST, _LAST, _GRID)
    reach = np.abs(np.arange(MNIST.height) - centers[:, None]) / (centers[1] - centers[0])
    weights = np.maximum(0.0, 1.0 - reach).astype(np.float32)
    sums = []
    for direction in range(_DIRECTIONS):
        own = (first == direction) * (1.0 - share) + ((first + 1) % _DIRECTIONS == direction) * share
        sums.append(weights @ (strength * own) @ weights.T)
    return np.stack(sums, axis=1).reshape(len(pixels), _DIRECTIONS * _GRID**2)


def _traits(pixels: np.ndarray) -> np.ndarray:
    """Return the traits of many pictures at once, one above the other but never joined."""
    from scipy import ndimage

    is_ink = np.pad(is_white(pixels), ((0, 0), (1, 1), (1, 1)))
    area = is_ink.sum(axis=(1, 2))
    height, width = _extent(np.any(is_ink, axis=2)), _extent(np.any(is_ink, axis=1))
    # pictures lie so far apart that the nearest paper is always in the same one
    depth = np.where(is_ink, ndimage.distance_transform_edt(is_ink, (_APART, 1.0, 1.0)) - 0.5, 0.0)
    some = np.maximum(area, 1)
    edges = np.abs(np.diff(pixels, axis=1)).sum((1, 2)) + np.abs(np.diff(pixels, axis=2)).sum((1, 2))
    shown = pixels > _GREYS[0]
    grey = (shown & (pixels < _GREYS[1])).sum(axis=(1, 2)) / np.maximum(1, shown.sum(axis=(1, 2)))
    rim = np.max([pixels[:, 0].max(1), pixels[:, -1].max(1), pixels[:, :, 0].max(1), pixels[:, :, -1].max(1)], axis=0)
    return np.stack(
        [
            _num_regions(is_ink, np.ones((3, 3))), _num_regions(~is_ink, ndimage.generate_binary_structure(2, 1)) - 1,
            area, height, width, 4.0 * depth.sum(axis=(1, 2)) / some, 2.0 * depth.max(axis=(1, 2)), edges,
            100.0 * grey, 100.0 * area / np.maximum(1, height * width), 100.0 * rim,
        ],
        axis=1,
    )  # fmt: skip


def _num_regions(masks: np.ndarray, joined: np.ndarray) -> np.ndarray:
    """Return how many regions there are in each of the masks, bool [n, height, width]."""
    from scipy import ndimage

    within = np.zeros((3, 3, 3), bool)
    within[1] = joined
    labels, _ = ndimage.label(masks, within)
    highest = np.maximum.accumulate(labels.max(axis=(1, 2)))  # they are numbered picture by picture
    return np.diff(highest, prepend=0)


def _extent(is_there: np.ndarray) -> np.ndarray:
    """Return how far it is from the first to the last of the places, bool [n, places]; 0 where there is none."""
    first, last = np.argmax(is_there, axis=1), is_there.shape[1] - np.argmax(is_there[:, ::-1], axis=1)
    return np.where(is_there.any(axis=1), last - first, 0)
