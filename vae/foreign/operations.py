"""What foreign networks compute, as layers of ours: pictures are [1, height, width, channels] here."""

import math

import numpy as np

from vae.foreign.description import ForeignError
from vae.foreign.values import Node, Value, flat, limited, settled, stored, whole

Pair = tuple[int, int]
Margins = tuple[int, int, int, int]


_MOST_SPREAD = 2**14
"""Numbers of which a kernel may leave some out by zeros; of more they are picked first."""


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
    if value.node.size > 4 * value.order.size and (value.node.kind == "dense" or value.node.size > _MOST_SPREAD):
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
    sides = [(node.shape[k] + padding[2 * k] + padding[2 * k + 1] - reach[k]) // strides[k] + 1 for k in (0, 1)]
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
    limited(math.prod(sides) * math.prod(kernel.shape[2:]))
    spread = np.zeros((*sides, *kernel.shape[2:]), kernel.dtype)
    spread[:: dilation[0], :: dilation[1]] = kernel
    return spread


def upsample(value: Value, factors: Pair, method: str) -> Value:
    """Make rows and columns so many times as many, by "nearest" or "bilinear"."""
    node = stored(value)
    _check_picture(node, [1, 1], node.shape[-1], "enlargement")
    if method not in ("nearest", "bilinear"):
        raise ForeignError(f"pictures are enlarged by 'nearest' or 'bilinear' here, this network has {method!r}")
    shape = (node.shape[0] * factors[0], node.shape[1] * factors[1], node.shape[2])
    return whole(Node({"type": "upsample", "factors": list(factors), "method": method}, (node,), shape))


def resize(value: Value, rows: np.ndarray, columns: np.ndarray) -> Value:
    """Give pictures another size; rows [new height, height] and columns [new width, width] are shares of old ones."""
    node = stored(value)
    _check_picture(node, [len(rows), len(columns)], node.shape[-1], "new size")
    shape = (len(rows), len(columns), node.shape[-1])
    factors = (max(len(rows) // node.shape[0], 1), max(len(columns) // node.shape[1], 1))
    repeated = [np.repeat(np.eye(side), factor, axis=0) for side, factor in zip(node.shape, factors, strict=False)]
    if all(np.array_equal(*pair) for pair in zip((rows, columns), repeated, strict=True)):
        return upsample(value, factors, "nearest")
    return whole(Node({"type": "resample", "rows": rows, "columns": columns}, (node,), shape))


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
