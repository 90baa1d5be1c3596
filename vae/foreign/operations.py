"""What foreign networks compute, as layers of ours: pictures are [1, height, width, channels] here."""

import math
from typing import Any

import numpy as np

from vae.foreign.description import ForeignError
from vae.foreign.values import Node, Value, flat, settled, stored, whole, with_labels

Pair = tuple[int, int]
Margins = tuple[int, int, int, int]


def dense(value: Value, kernel: np.ndarray, bias: np.ndarray | None = None) -> Value:
    """Multiply the last axis with a kernel [inputs, outputs]."""
    if kernel.ndim != 2 or value.shape[-1] != kernel.shape[0]:
        raise ForeignError(f"a dense layer with a kernel of {kernel.shape} does not fit values of {value.shape[1:]}")
    bias = np.zeros(kernel.shape[1]) if bias is None else bias
    if value.order.size != kernel.shape[0]:
        rows = value.order.size // kernel.shape[0]
        places = Value(value.node, value.order.reshape(1, rows, 1, -1))
        return moved(convolution(places, kernel[None, None], bias), (*value.shape[:-1], -1))
    value = settled(value)
    if value.node.size > 4 * value.order.size and value.node.kind == "dense":
        value = whole(stored(value))
    spread = np.zeros((value.node.size, kernel.shape[1]), kernel.dtype)
    np.add.at(spread, value.order.ravel(), kernel)
    node = Node({"type": "dense", "kernel": spread, "bias": bias}, (flat(value.node),), (kernel.shape[1],))
    return whole(node, (*value.shape[1:-1], kernel.shape[1]))


def convolution(
    value: Value, kernel: np.ndarray, bias: np.ndarray | None = None, strides: Pair = (1, 1),
    padding: Margins = (0, 0, 0, 0), dilation: Pair = (1, 1), groups: int = 1,
) -> Value:  # fmt: skip
    """Convolve with a kernel [height, width, inputs / groups, outputs]."""
    node = stored(value)
    reach = [(size - 1) * apart + 1 for size, apart in zip(kernel.shape[:2], dilation, strict=True)]
    sides = [
        (node.shape[k] + padding[2 * k] + padding[2 * k + 1] - reach[k]) // strides[k] + 1 for k in (0, 1)
    ]  # fmt: skip
    _check_picture(node, sides, kernel.shape[2] * groups, "convolution")
    layer = {
        "type": "convolution", "kernel": kernel, "bias": np.zeros(kernel.shape[3]) if bias is None else bias,
        "strides": list(strides), "padding": list(padding), "dilation": list(dilation), "groups": groups,
    }  # fmt: skip
    return whole(Node(layer, (node,), (*sides, kernel.shape[3])))


def transposed_convolution(
    value: Value, kernel: np.ndarray, bias: np.ndarray | None = None, strides: Pair = (1, 1),
    crop: Margins = (0, 0, 0, 0),
) -> Value:  # fmt: skip
    """Convolve the other way with a kernel [height, width, outputs, inputs]; `crop` is cut off the full result."""
    node = stored(value)
    sides = [(node.shape[k] - 1) * strides[k] + kernel.shape[k] - crop[2 * k] - crop[2 * k + 1] for k in (0, 1)]
    _check_picture(node, sides, kernel.shape[3], "transposed convolution")
    layer = {
        "type": "transposed_convolution", "kernel": kernel, "strides": list(strides), "crop": list(crop),
        "bias": np.zeros(kernel.shape[2]) if bias is None else bias,
    }  # fmt: skip
    return whole(Node(layer, (node,), (*sides, kernel.shape[2])))


def dilated(kernel: np.ndarray, dilation: Pair) -> np.ndarray:
    """Return a kernel with zeros between its taps, which lie `dilation` apart."""
    sides = [(size - 1) * apart + 1 for size, apart in zip(kernel.shape[:2], dilation, strict=True)]
    spread = np.zeros((*sides, *kernel.shape[2:]), kernel.dtype)
    spread[:: dilation[0], :: dilation[1]] = kernel
    return spread


def activation(value: Value, name: str, slopes: np.ndarray | None = None, **numbers: float) -> Value:
    """Apply a function to every number; `slopes` are those of prelu, in a shape that fits the value's."""
    if name == "linear":
        return value
    value = settled(value)
    layer: dict[str, Any] = {"type": "activation", "name": name, **numbers}
    if slopes is not None:
        value, (layer["slopes"],) = _per_number(value, slopes)
    return Value(Node(layer, (value.node,), value.node.shape), value.order)


def scale(value: Value, factor: np.ndarray | float, shift: np.ndarray | float) -> Value:
    """Multiply with one array and add another; both fit the value's shape, or are one number."""
    value, (factors, shifts) = _per_number(settled(value), factor, shift)
    if (factors == 1).all() and (shifts == 0).all():
        return value
    longer = factors if factors.size >= shifts.size else shifts
    both = {"scale": np.broadcast_to(factors, longer.shape), "shift": np.broadcast_to(shifts, longer.shape)}
    return Value(Node({"type": "scale", **both}, (value.node,), value.node.shape), value.order)


def _per_number(value: Value, *arrays: np.ndarray | float) -> tuple[Value, list[np.ndarray]]:
    """Return arrays that fit the value's shape as they fit the node's: one number, one a channel, or one a number."""
    spread = [np.asarray(array, np.float64) for array in arrays]
    try:
        spread = [each if each.size == 1 else np.broadcast_to(each, value.shape).ravel() for each in spread]
    except ValueError as error:
        raise ForeignError(
            f"numbers of the shape {np.shape(arrays[0])} do not fit values of {value.shape[1:]}"
        ) from error
    if any(each.size > 1 for each in spread) and np.unique(value.order).size != value.order.size:
        value = whole(stored(value))
    found = []
    for each in spread:
        lying = np.full(value.node.size, each.ravel()[0])
        if each.size > 1:
            lying[value.order.ravel()] = each
        found.append(_shortest(lying.reshape(value.node.shape)))
    return value, found


def _shortest(array: np.ndarray) -> np.ndarray:
    """Return one number where all are alike, else one a channel where places are alike."""
    if (array == array.ravel()[0]).all():
        return array.ravel()[:1]
    rows = array.reshape(-1, array.shape[-1])
    return rows[0] if (rows == rows[0]).all() else array


def joined(first: Value, second: Value, kind: str) -> Value:
    """Add ("add") or multiply ("multiply") two values, one of which may be repeated along axes of 1."""
    first, second = settled(first), settled(second)
    rank = max(first.order.ndim, second.order.ndim)
    first, second = (
        Value(each.node, each.order.reshape(1, *(1,) * (rank - each.order.ndim), *each.shape[1:]))
        for each in (first, second)
    )
    shape = np.broadcast_shapes(first.shape, second.shape)
    if first.shape != shape:
        first, second = second, first
    if first.shape != shape:
        raise ForeignError(f"values of {first.shape[1:]} and {second.shape[1:]} do not fit each other")
    if first.order.size != first.node.size or np.unique(first.order).size != first.order.size:
        first = whole(stored(first))
    lying = np.empty(first.node.size, np.int64)
    lying[first.order.ravel()] = np.broadcast_to(second.order, shape).ravel()
    partner = lying.reshape(first.node.shape)
    for axis in range(partner.ndim):
        start = partner.take([0], axis)
        partner = start if np.array_equal(np.broadcast_to(start, partner.shape), partner) else partner
    other = stored(Value(second.node, partner[None]))
    return Value(Node({"type": kind}, (first.node, other), first.node.shape), first.order)


def concatenated(values: list[Value], axis: int) -> Value:
    """Put values one after the other along an axis, which counts the batch."""
    result = values[0]
    for value in values[1:]:
        result = _pair(result, value, axis)
    return result


def _pair(first: Value, second: Value, axis: int) -> Value:
    if first.node is not second.node and "labels" in (first.node.kind, second.node.kind):
        return _pair_with_labels(first, second, axis)
    first, second = settled(first), settled(second)
    if first.node is second.node:
        return Value(first.node, _side_by_side(first.order, second.order, axis))
    nodes = [first.node, second.node]
    if len({len(node.shape) for node in nodes}) > 1 or nodes[0].shape[:-1] != nodes[1].shape[:-1]:
        nodes = [flat(node) for node in nodes]
    depths = [node.shape[-1] for node in nodes]
    node = Node({"type": "concatenate"}, tuple(nodes), (*nodes[0].shape[:-1], sum(depths)))
    places = np.arange(node.size).reshape(-1, sum(depths))
    orders = (places[:, : depths[0]].ravel()[first.order], places[:, depths[0] :].ravel()[second.order])
    return Value(node, _side_by_side(*orders, axis))


def _pair_with_labels(first: Value, second: Value, axis: int) -> Value:
    labels, other = (first, second) if first.node.kind == "labels" else (second, first)
    lying = Value(with_labels(other.node, labels.node.size), labels.order + other.node.size)
    kept = Value(lying.node, other.order)
    orders = (lying.order, kept.order) if labels is first else (kept.order, lying.order)
    return Value(lying.node, _side_by_side(*orders, axis))


def _side_by_side(first: np.ndarray, second: np.ndarray, axis: int) -> np.ndarray:
    try:
        return np.concatenate((first, second), axis)
    except ValueError as error:
        raise ForeignError(f"values of {first.shape[1:]} and {second.shape[1:]} cannot be put together") from error


def upsample(value: Value, factors: Pair, method: str) -> Value:
    """Make rows and columns so many times as many, by "nearest" or "bilinear"."""
    node = stored(value)
    _check_picture(node, [1, 1], node.shape[-1], "enlargement")
    if method not in ("nearest", "bilinear"):
        raise ForeignError(f"pictures are enlarged by 'nearest' or 'bilinear' here, this network has {method!r}")
    shape = (node.shape[0] * factors[0], node.shape[1] * factors[1], node.shape[2])
    return whole(Node({"type": "upsample", "factors": list(factors), "method": method}, (node,), shape))


def pool(value: Value, method: str, size: Pair, strides: Pair, padding: Margins = (0, 0, 0, 0)) -> Value:
    """Take the largest number ("max") or the mean ("average") of windows, of what lies in the picture."""
    node = stored(value)
    sides = [(node.shape[k] + padding[2 * k] + padding[2 * k + 1] - size[k]) // strides[k] + 1 for k in (0, 1)]
    _check_picture(node, sides, node.shape[-1], "pooling")
    layer = {"type": "pool", "method": method, "size": list(size), "strides": list(strides), "padding": list(padding)}
    return whole(Node(layer, (node,), (*sides, node.shape[-1])))


def pad(value: Value, padding: Margins) -> Value:
    """Put a margin of zeros around."""
    node = stored(value)
    sides = [node.shape[k] + padding[2 * k] + padding[2 * k + 1] for k in (0, 1)]
    _check_picture(node, sides, node.shape[-1], "margin")
    return whole(Node({"type": "pad", "padding": list(padding)}, (node,), (*sides, node.shape[-1])))


def normalise(
    value: Value, groups: int, epsilon: float, factor: np.ndarray, shift: np.ndarray, each_place: bool = False
) -> Value:
    """Take the mean and divide by the deviation of groups of channels, over a picture or at each place."""
    node = stored(value)
    channels = node.shape[-1]
    layer = {
        "type": "normalise", "groups": groups, "each_place": each_place, "epsilon": epsilon,
        "scale": np.broadcast_to(factor, (channels,)), "shift": np.broadcast_to(shift, (channels,)),
    }  # fmt: skip
    return Value(Node(layer, (node,), node.shape), whole(node).order)


def moved(value: Value, shape: tuple[int, ...]) -> Value:
    """Reshape, in the foreign network's order; the shape counts the batch."""
    try:
        return Value(value.node, value.order.reshape(shape))
    except ValueError as error:
        raise ForeignError(f"values of {value.shape[1:]} cannot be reshaped to {tuple(shape)[1:]}") from error


def turned(value: Value, axes: tuple[int, ...]) -> Value:
    """Exchange axes, which count the batch."""
    return Value(value.node, value.order.transpose(axes))


def same_padding(sides: Pair, size: Pair, strides: Pair, dilation: Pair = (1, 1)) -> Margins:
    """Return the margins that TensorFlow calls "same"."""
    margins: list[int] = []
    for side, taps, stride, apart in zip(sides, size, strides, dilation, strict=True):
        total = max((math.ceil(side / stride) - 1) * stride + (taps - 1) * apart + 1 - side, 0)
        margins += [total // 2, total - total // 2]
    return tuple(margins)  # type: ignore[return-value]


def _check_picture(node: Node, sides: list[int], channels: int, what: str) -> None:
    if len(node.shape) != 3 or node.shape[-1] != channels or min(sides) < 1:
        raise ForeignError(
            f"a {what} of {channels} channels does not fit values of {node.shape}: it takes height, width and channels"
        )
