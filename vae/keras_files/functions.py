"""Functions of keras.ops in a functional network, each a layer there: h[:, :2], ops.split, ops.clip and the like."""

from collections.abc import Callable
from typing import Any

import numpy as np

from vae.foreign import functions, joining, operations
from vae.foreign.description import ForeignError
from vae.foreign.values import Value

Config = dict[str, Any]
Made = Callable[[Config], Callable[..., Any]]


def _split(config: Config) -> Callable[..., Any]:
    given = config["indices_or_sections"]

    def apply(value: Value) -> tuple[Value, ...]:
        parts = np.split(value.order, given, config.get("axis", 0))
        return tuple(Value(value.node, part) for part in parts)

    return apply


def _item(config: Config) -> Callable[..., Any]:
    return lambda value, key: Value(value.node, value.order[_key(key)])


def _key(given: Any) -> Any:
    """Return an index as NumPy takes it of one as Keras writes it down."""
    if isinstance(given, list):
        return tuple(_key(each) for each in given)
    if isinstance(given, dict) and given.get("class_name") == "__ellipsis__":
        return Ellipsis
    if isinstance(given, dict) and given.get("class_name") == "__slice__":
        parts = given["config"]
        return slice(parts["start"], parts["stop"], parts["step"])
    if isinstance(given, int):
        return given
    raise ForeignError("only numbers and slices can pick values")


def _divide(config: Config) -> Callable[..., Any]:
    def apply(first: Any, second: Any) -> Any:
        if isinstance(second, Value):
            raise ForeignError("values are divided by values, which the explorer's networks cannot")
        return joining.merged(first, 1 / np.asarray(second, np.float64), "multiply")

    return apply


def _maximum(config: Config) -> Callable[..., Any]:
    def apply(first: Any, second: Any) -> Any:
        value, number = (first, second) if isinstance(first, Value) else (second, first)
        if isinstance(number, Value) or np.any(number):
            raise ForeignError("a maximum must be that with 0")
        return functions.activation(value, "relu")

    return apply


def _moved(shape: Callable[[Config, Value], tuple[int, ...]]) -> Made:
    return lambda config: lambda value: operations.moved(value, shape(config, value))


def _expanded(config: Config, value: Value) -> tuple[int, ...]:
    return np.expand_dims(value.order, config["axis"]).shape


def _squeezed(config: Config, value: Value) -> tuple[int, ...]:
    if config.get("axis") is None:
        raise ForeignError("which axis is dropped must be said")
    return value.order.squeeze(config["axis"]).shape


OPERATIONS: dict[str, Made] = {
    "Split": _split, "GetItem": _item, "TrueDivide": _divide, "Divide": _divide, "Maximum": _maximum,
    "Reshape": _moved(lambda config, value: (1, *config["newshape"][1:])),
    "ExpandDims": _moved(_expanded), "Squeeze": _moved(_squeezed),
    "Transpose": lambda config: lambda value: operations.turned(value, tuple(config["axes"])),
    "Negative": lambda config: lambda value: functions.scale(value, -1.0, 0.0),
    "Square": lambda config: lambda value: joining.joined(value, value, "multiply"),
    "Clip": lambda config: lambda value: functions.clip(value, float(config["x_min"]), float(config["x_max"])),
}  # fmt: skip
"""What each function computes, of its settings."""
