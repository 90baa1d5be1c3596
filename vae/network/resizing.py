"""The shares by which pictures are resized, as other programs do it: matrices for the layer `resample`."""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

Places = Literal["half_pixel", "asymmetric", "align_corners"]
Rounding = Literal["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"]

_ROUNDINGS: dict[Rounding, Callable[[np.ndarray], np.ndarray]] = {
    "floor": np.floor,
    "ceil": np.ceil,
    "round_prefer_floor": lambda at: np.ceil(at - 0.5),
    "round_prefer_ceil": lambda at: np.floor(at + 0.5),
}


def nearest(side: int, new: int, places: Places, rounding: Rounding) -> np.ndarray:
    """Return shares, float32 [new, side], by which each new pixel is the old one that is nearest.

    Args:
        side: how many pixels there are.
        new: how many there will be.
        places: where new pixels lie among the old ones, as ONNX calls it.
        rounding: which of two neighbours is taken; TensorFlow: "half_pixel" with "round_prefer_ceil".
    """
    # Places that are halves in exact arithmetic must not fall to a side by an error in the last bit.
    chosen = _ROUNDINGS[rounding](np.round(_places(side, new, places), 6))
    return np.eye(side, dtype=np.float32)[np.clip(chosen, 0, side - 1).astype(int)]


def linear(side: int, new: int, places: Places) -> np.ndarray:
    """Return shares, float32 [new, side], by which new pixels lie on straight lines between the old ones.

    Arguments as of `nearest`. Beyond the outermost pixels it is as at the edge; TensorFlow's and PyTorch's are
    "half_pixel", PyTorch's with align_corners "align_corners".
    """
    at = np.clip(_places(side, new, places), 0, side - 1)
    before = np.minimum(np.floor(at).astype(int), max(side - 2, 0))
    share = (at - before).astype(np.float32)[:, None]
    whole = np.eye(side, dtype=np.float32)
    return whole[before] * (1 - share) + whole[np.minimum(before + 1, side - 1)] * share


def cubic(side: int, new: int, places: Places) -> np.ndarray:
    """Return shares, float32 [new, side], by which new pixels lie on cubic curves through the old ones (Keys, 1981).

    Arguments as of `nearest`. What old pixels beyond the outermost would give is left out, as TensorFlow does it.
    """
    away = np.abs(_places(side, new, places)[:, None] - np.arange(side))
    near, far = 1.5 * away**3 - 2.5 * away**2 + 1.0, -0.5 * away**3 + 2.5 * away**2 - 4.0 * away + 2.0
    shares = np.where(away < 1.0, near, np.where(away < 2.0, far, 0.0))
    return (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


def between_centres(sides: Sequence[int], factors: Sequence[int]) -> list[np.ndarray]:
    """Return the shares of rows and of columns that are so many times as many, as the layer `upsample` has them."""
    return [linear(side, side * factor, "half_pixel") for side, factor in zip(sides, factors, strict=True)]


def _places(side: int, new: int, places: Places) -> np.ndarray:
    count = np.arange(new, dtype=np.float64)
    if places == "align_corners":
        return count * ((side - 1) / (new - 1) if new > 1 else 0.0)
    return (count + 0.5) * side / new - 0.5 if places == "half_pixel" else count * side / new
