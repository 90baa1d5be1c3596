"""ONNX operators that move numbers, or compute shapes and other constants; with arrays alone NumPy computes them."""

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from vae.foreign import joining, operations
from vae.foreign.description import ForeignError
from vae.foreign.values import Value, limited, limited_shape

Attributes = dict[str, Any]


def _order(given: Any) -> np.ndarray:
    """Return what moves: a value's order, or an array itself."""
    return given.order if isinstance(given, Value) else np.asarray(given)


def _like(given: Any, moved: np.ndarray) -> Any:
    return Value(given.node, moved) if isinstance(given, Value) else moved


def _numbers(given: Any, what: str) -> list[int]:
    if isinstance(given, Value):
        raise ForeignError(f"{what} depends on what goes in, a constant was expected")
    return [int(each) for each in np.asarray(given).ravel()]


def _axes(attributes: Attributes, given: Any, rank: int) -> list[int] | None:
    found = attributes.get("axes") if given is None else _numbers(given, "the list of axes")
    return None if found is None else [axis % rank for axis in found]


def _reshape(attributes: Attributes, opset: int, given: Any, shape: Any = None) -> Any:
    order = _order(given)
    wanted = attributes.get("shape") if shape is None else _numbers(shape, "a shape")
    if wanted is None:
        raise ForeignError("it has no shape to give")
    if not attributes.get("allowzero"):
        wanted = [order.shape[k] if side == 0 else side for k, side in enumerate(wanted)]
    known = int(np.prod([side for side in wanted if side > 0], dtype=np.int64))
    if isinstance(given, Value) and wanted and wanted[0] > 1 and -1 not in wanted and known == wanted[0] * order.size:
        # The network was written with a batch of a fixed size.
        wanted = [1, *wanted[1:]]
    elif isinstance(given, Value) and wanted and wanted[0] > 1 and -1 in wanted and order.size % known:
        wanted = [1, *wanted[1:]]
    try:
        return _like(given, order.reshape(wanted))
    except ValueError as error:
        raise ForeignError(f"values of {order.shape[1:]} cannot be reshaped to {tuple(wanted)}") from error


def _flatten(attributes: Attributes, opset: int, given: Any) -> Any:
    order, axis = _order(given), attributes.get("axis", 1)
    axis = axis % order.ndim if axis < 0 else axis
    return _like(given, order.reshape(int(np.prod(order.shape[:axis], dtype=np.int64)), -1))


def _transpose(attributes: Attributes, opset: int, given: Any) -> Any:
    return _like(given, _order(given).transpose(attributes.get("perm")))


def _squeeze(attributes: Attributes, opset: int, given: Any, axes: Any = None) -> Any:
    order = _order(given)
    found = _axes(attributes, axes, order.ndim)
    # Without axes all sides of 1 go, but the batch's, which is 1 here alone.
    found = [axis for axis in range(1, order.ndim) if order.shape[axis] == 1] if found is None else found
    return _like(given, order.squeeze(tuple(found)))


def _unsqueeze(attributes: Attributes, opset: int, given: Any, axes: Any = None) -> Any:
    order = _order(given)
    count = len(attributes.get("axes") or np.ravel(axes))
    return _like(given, np.expand_dims(order, tuple(_axes(attributes, axes, order.ndim + count) or ())))


def _slice(
    attributes: Attributes, opset: int, given: Any, starts: Any = None, ends: Any = None, axes: Any = None,
    steps: Any = None,
) -> Any:  # fmt: skip
    order = _order(given)
    first = _numbers(attributes.get("starts") if starts is None else starts, "where a slice starts")
    last = _numbers(attributes.get("ends") if ends is None else ends, "where a slice ends")
    along = _axes(attributes, axes, order.ndim) or list(range(len(first)))
    by = [1] * len(first) if steps is None else _numbers(steps, "a slice's step")
    picked = [slice(None)] * order.ndim
    for axis, start, end, step in zip(along, first, last, by, strict=True):
        # The least whole number of 64 bits stands for the start, from behind.
        picked[axis] = slice(start, None if step < 0 and end < -order.shape[axis] else end, step)
    return _like(given, order[tuple(picked)])


def _split(attributes: Attributes, opset: int, given: Any, sizes: Any = None) -> Any:
    order = _order(given)
    axis = attributes.get("axis", 0) % order.ndim
    found = attributes.get("split") if sizes is None else _numbers(sizes, "the sizes of parts")
    if found is None:
        count = attributes.get("num_outputs", 2)
        size = -(-order.shape[axis] // count)
        found = [min(size, order.shape[axis] - k * size) for k in range(count)]
    return tuple(_like(given, part) for part in np.split(order, np.cumsum(found)[:-1], axis))


def _gather(attributes: Attributes, opset: int, given: Any, indices: Any) -> Any:
    axis = attributes.get("axis", 0)
    if isinstance(indices, Value):
        # A table with a row for each class; the class comes as a one-hot label.
        if isinstance(given, Value) or np.ndim(given) != 2 or axis:
            raise ForeignError("what is picked depends on what goes in")
        return operations.dense(indices, np.asarray(given, np.float64))
    order, picked = _order(given), np.asarray(indices).astype(np.int64)
    limited_shape((order.size // max(order.shape[axis], 1), picked.size))
    return _like(given, np.take(order, picked, axis))


def _concat(attributes: Attributes, opset: int, *given: Any) -> Any:
    limited_shape((sum(_order(each).size for each in given),))
    if not any(isinstance(each, Value) for each in given):
        return np.concatenate([np.atleast_1d(each) for each in given], attributes.get("axis", 0))
    if not all(isinstance(each, Value) for each in given):
        raise ForeignError("constants are put beside values, which the explorer's networks cannot")
    return joining.concatenated(list(given), attributes.get("axis", 1))


def _expand(attributes: Attributes, opset: int, given: Any, shape: Any) -> Any:
    order = _order(given)
    try:
        wanted = np.broadcast_shapes(order.shape, tuple(max(side, 1) for side in _numbers(shape, "a shape")))
    except ValueError as error:
        raise ForeignError(f"values of {order.shape[1:]} cannot be spread") from error
    return _like(given, np.broadcast_to(order, limited_shape(wanted)))


def _tile(attributes: Attributes, opset: int, given: Any, repeats: Any) -> Any:
    order, counts = _order(given), _numbers(repeats, "a number of repeats")
    limited_shape([side * count for side, count in zip(order.shape, counts, strict=True)])
    return _like(given, np.tile(order, counts))


def _depth_to_space(attributes: Attributes, opset: int, given: Any) -> Any:
    """Lay channels side by side in space; as a transposed convolution, whose kernel is ones and zeros."""
    size, value = attributes["blocksize"], operations.turned(given, (0, 2, 3, 1))
    channels = value.shape[-1] // size**2
    kernel = np.zeros((size, size, channels, value.shape[-1]))
    shape = (channels, size, size) if attributes.get("mode") == "CRD" else (size, size, channels)
    places = np.arange(value.shape[-1]).reshape(shape)
    places = places.transpose(1, 2, 0) if attributes.get("mode") == "CRD" else places
    for i, j, channel in np.ndindex(size, size, channels):
        kernel[i, j, channel, places[i, j, channel]] = 1
    made = operations.transposed_convolution(value, kernel, None, (size, size))
    return operations.turned(made, (0, 3, 1, 2))


def _shape(attributes: Attributes, opset: int, given: Any) -> np.ndarray:
    return np.array(_order(given).shape[attributes.get("start", 0) : attributes.get("end")], np.int64)


def _constant(attributes: Attributes, opset: int) -> np.ndarray:
    found = [each for each in attributes.values() if each is not None]
    if len(found) != 1:
        raise ForeignError("a constant must have one value")
    return np.asarray(found[0])


def _constant_of_shape(attributes: Attributes, opset: int, shape: Any) -> np.ndarray:
    value = np.ravel(attributes.get("value", np.zeros(1, np.float32)))[0]
    return np.full(limited_shape(_numbers(shape, "a shape")), value)


def _range(attributes: Attributes, opset: int, start: Any, end: Any, step: Any) -> np.ndarray:
    first, last, by = (np.ravel(each)[0] for each in (start, end, step))
    limited(abs(float(last - first)) / max(abs(float(by)), 1e-9))
    return np.arange(first, last, by)


def _cast(attributes: Attributes, opset: int, given: Any) -> Any:
    if isinstance(given, Value):
        return given
    return np.asarray(given).astype(np.int64 if attributes.get("to") in (6, 7) else np.float64)


def _one_hot(attributes: Attributes, opset: int, given: Any, depth: Any, values: Any) -> Any:
    if not isinstance(given, Value) or [float(each) for each in np.ravel(values)] != [0, 1]:
        raise ForeignError("a one-hot label must be made of a class that goes in, of zeros and a one")
    # A class comes as one already.
    return given


def of_arrays(compute: Callable[..., Any], *given: Any) -> Any:
    """Return what NumPy computes of arrays, each of which is repeated where the others are longer.

    Raises:
        TooLargeError: that would fill the memory: it is large, and larger than any of them.
    """
    shape = np.broadcast_shapes(*map(np.shape, given))
    if math.prod(shape) > max(map(np.size, given)):
        limited_shape(shape)
    return compute(*given)


def _on_arrays(compute: Callable[..., Any]) -> Callable[..., Any]:
    def apply(attributes: Attributes, opset: int, *given: Any) -> np.ndarray:
        if any(isinstance(each, Value) for each in given):
            raise ForeignError("what is computed depends on comparing what goes in")
        return np.asarray(of_arrays(compute, *given))

    return apply


def _largest(*given: Any) -> Any:
    return functools.reduce(np.maximum, given)


def _least(*given: Any) -> Any:
    return functools.reduce(np.minimum, given)


def _same(attributes: Attributes, opset: int, given: Any, *others: Any) -> Any:
    return given


LAYERS: dict[str, Callable[..., Any]] = {
    "Reshape": _reshape, "Flatten": _flatten, "Transpose": _transpose, "Squeeze": _squeeze, "Unsqueeze": _unsqueeze,
    "Slice": _slice, "Split": _split, "Gather": _gather, "Concat": _concat, "Expand": _expand, "Tile": _tile,
    "DepthToSpace": _depth_to_space, "Shape": _shape, "Constant": _constant, "ConstantOfShape": _constant_of_shape,
    "OneHot": _one_hot, "Equal": _on_arrays(np.equal), "Where": _on_arrays(np.where), "Not": _on_arrays(np.logical_not),
    "Greater": _on_arrays(np.greater), "Less": _on_arrays(np.less), "Floor": _on_arrays(np.floor),
    "GreaterOrEqual": _on_arrays(np.greater_equal), "LessOrEqual": _on_arrays(np.less_equal), "Mod": _on_arrays(np.mod),
    "And": _on_arrays(np.logical_and), "Or": _on_arrays(np.logical_or), "Abs": _on_arrays(np.abs),
    "Max": _on_arrays(_largest), "Min": _on_arrays(_least), "Ceil": _on_arrays(np.ceil),
    "Range": _range, "Cast": _cast, "Identity": _same, "Dropout": _same,
}  # fmt: skip
"""What each operator gives, of its attributes, the version of ONNX' operators and its inputs."""
