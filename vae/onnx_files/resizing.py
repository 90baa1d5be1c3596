"""ONNX's Resize and Upsample: how large, and which of the old pixels a new one is made of."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from vae.foreign import operations
from vae.foreign.description import ForeignError
from vae.foreign.values import Value
from vae.network import resizing

_PLACES = ("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")
_ROUNDINGS = ("floor", "ceil", "round_prefer_floor", "round_prefer_ceil")


def resize(attributes: dict[str, Any], opset: int, given: Any, *others: Any) -> Value:
    """Give pictures another size, channels before the sides.

    Raises:
        ForeignError: the size is not known, or what new pixels are made of cannot be taken over.
    """
    if not isinstance(given, Value) or given.order.ndim != 4:
        raise ForeignError("pictures were expected, channels, height and width")
    value = operations.turned(given, (0, 2, 3, 1))
    old = (value.shape[1], value.shape[2])
    pairs = zip(old, _sides(attributes, opset, old, others), strict=True)
    rows, columns = (_shares(attributes, opset, *pair) for pair in pairs)
    return operations.turned(operations.resize(value, rows, columns), (0, 3, 1, 2))


def _sides(attributes: dict[str, Any], opset: int, old: tuple[int, int], others: Sequence[Any]) -> tuple[int, int]:
    """Return the new height and width, which stand in the file as such or as factors."""
    if attributes.get("axes") or attributes.get("antialias"):
        raise ForeignError("pictures are resized along chosen axes or smoothed, which cannot be taken over")
    _, scales, sizes = [*others, None, None, None][:3] if opset >= 11 else [None, others[0] if others else None, None]
    scales = attributes.get("scales") if scales is None else scales
    if scales is not None and np.size(scales):
        factors = _constants(scales)
        sides = [side * factor for side, factor in zip(old, factors[2:], strict=True)]
        if list(factors[:2]) != [1, 1] or any(abs(side - round(side)) > 1e-3 or side < 1 for side in sides):
            raise ForeignError(f"pictures of {old} are resized by {factors[2:]}: whole sides were expected")
        return round(sides[0]), round(sides[1])
    if sizes is None:
        raise ForeignError("how large the picture is to be must be a constant")
    height, width = _constants(sizes)[2:]
    return int(height), int(width)


def _constants(given: Any) -> list[float]:
    if isinstance(given, Value) or np.size(given) != 4:
        raise ForeignError("how large the picture is to be must be a constant, a number an axis")
    return [float(each) for each in np.asarray(given).ravel()]


def _shares(attributes: dict[str, Any], opset: int, side: int, new: int) -> np.ndarray:
    mode = attributes.get("mode", "nearest")
    places = attributes.get("coordinate_transformation_mode", "half_pixel" if opset >= 11 else "asymmetric")
    rounding = attributes.get("nearest_mode", "round_prefer_floor" if opset >= 11 else "floor")
    if mode not in ("nearest", "linear", "bilinear") or places not in _PLACES or rounding not in _ROUNDINGS:
        raise ForeignError(f"pictures are resized by {mode!r} with {places!r}: nearest and linear can be")
    if places == "pytorch_half_pixel":
        places = "half_pixel" if new > 1 else "asymmetric"
    return resizing.nearest(side, new, places, rounding) if mode == "nearest" else resizing.linear(side, new, places)
