"""What Keras' layers for lines of numbers compute: as pictures of one row."""

from collections.abc import Callable
from typing import Any

import numpy as np

from vae.foreign import operations
from vae.foreign.description import ForeignError
from vae.foreign.values import Value
from vae.keras_files.activations import Apply, Config, Weights
from vae.keras_files.pictures import PICTURE_LAYERS

_LENGTHS = ("strides", "dilation_rate", "pool_size", "size", "output_padding")
_ENDS = ("padding", "cropping")


def _as_row(kind: str) -> Callable[[Config, Weights, bool], Apply]:
    """Return what a layer for lines computes, by the layer for pictures."""

    def made(config: Config, weights: Weights, old: bool) -> Apply:
        if config.get("data_format") == "channels_first":
            raise ForeignError("lines must have their channels last")
        inner = {key: _widened(key, value) for key, value in config.items()}
        kernels = [np.asarray(each)[None] if np.ndim(each) > 1 else each for each in weights]
        apply = PICTURE_LAYERS[kind](inner, kernels, old)

        def on_line(value: Value) -> Value:
            if value.order.ndim != 3:
                raise ForeignError(f"lines were expected, places and channels, got values of {value.shape[1:]}")
            row = apply(operations.moved(value, (1, 1, *value.shape[1:])))
            return operations.moved(row, (1, *row.shape[2:])) if row.order.ndim == 4 else row

        return on_line

    return made


def _widened(key: str, value: Any) -> Any:
    """Return a setting for a picture of one row."""
    if key in _LENGTHS and value is not None:
        return (1 if key != "output_padding" else 0, value[0] if isinstance(value, (list, tuple)) else value)
    if key in _ENDS and not isinstance(value, str):
        return ((0, 0), value if isinstance(value, (list, tuple)) else (value, value))
    return value


LINE_LAYERS: dict[str, Callable[[Config, Weights, bool], Apply]] = {
    f"{kind}1D{rest}": _as_row(f"{kind}2D{rest}")
    for kind, rest in (
        ("Conv", ""), ("Conv", "Transpose"), ("SeparableConv", ""), ("DepthwiseConv", ""), ("UpSampling", ""),
        ("MaxPooling", ""), ("AveragePooling", ""), ("GlobalAveragePooling", ""), ("GlobalMaxPooling", ""),
        ("ZeroPadding", ""), ("Cropping", ""),
    )
}  # fmt: skip
"""What each class of layer computes, as `vae.keras_files.layers.LAYERS` has it."""
