"""ONNX operators that compute: products, convolutions, functions, normalisation; channels come before the sides."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from vae.foreign import functions, joining, operations
from vae.foreign.description import ForeignError
from vae.foreign.values import Value, limited_shape
from vae.onnx_files.resizing import resize
from vae.onnx_files.shaping import of_arrays

Attributes = dict[str, Any]


def _array(given: Any, what: str) -> np.ndarray:
    if given is None or isinstance(given, Value):
        raise ForeignError(f"{what} must be a constant of the file")
    return np.asarray(given, np.float64)


def _value(given: Any) -> Value:
    if not isinstance(given, Value):
        raise ForeignError("it takes a constant where values were expected")
    return given


def _last(given: Any) -> Value:
    """Return pictures with their channels last."""
    value = _value(given)
    if value.order.ndim != 4:
        raise ForeignError(f"pictures were expected, channels, height and width, got values of {value.shape[1:]}")
    return operations.turned(value, (0, 2, 3, 1))


def _first(value: Value) -> Value:
    return operations.turned(value, (0, 3, 1, 2))


def _gemm(attributes: Attributes, opset: int, given: Any, kernel: Any, bias: Any = None) -> Value:
    value, weights = _value(given), _array(kernel, "the kernel of a product")
    if attributes.get("transA"):
        raise ForeignError("a product that is turned round cannot be taken over")
    weights = weights.T if attributes.get("transB") else weights
    shift = None if bias is None else _array(bias, "a bias") * attributes.get("beta", 1.0)
    shift = None if shift is None else np.broadcast_to(shift.ravel(), weights.shape[1:])
    return operations.dense(value, weights * attributes.get("alpha", 1.0), shift)


def _matmul(attributes: Attributes, opset: int, given: Any, kernel: Any) -> Value:
    return operations.dense(_value(given), _array(kernel, "the second factor of a product"))


def _spatial(attributes: Attributes, kernel: np.ndarray) -> tuple[operations.Pair, operations.Pair]:
    if kernel.ndim != 4:
        raise ForeignError(f"a convolution of pictures was expected, its kernel is {kernel.shape}")
    strides, dilation = (attributes.get(key) or [1, 1] for key in ("strides", "dilations"))
    return (strides[0], strides[1]), (dilation[0], dilation[1])


def _margins(attributes: Attributes) -> operations.Margins:
    """ONNX gives the starts of all axes, then the ends."""
    top, left, bottom, right = attributes.get("pads") or [0, 0, 0, 0]
    return top, bottom, left, right


def _windows(
    attributes: Attributes, value: Value, size: Any, strides: Any, dilation: Any = (1, 1)
) -> operations.Margins:
    kind = attributes.get("auto_pad", "NOTSET")
    if kind in ("", "NOTSET"):
        return _margins(attributes)
    if kind == "VALID":
        return 0, 0, 0, 0
    top, bottom, left, right = operations.same_padding((value.shape[1], value.shape[2]), size, strides, dilation)
    return (top, bottom, left, right) if kind == "SAME_UPPER" else (bottom, top, right, left)


def _lines(operator: Callable[..., Value]) -> Callable[..., Value]:
    """Return an operator that takes lines, too: as pictures of one row."""

    def apply(attributes: Attributes, opset: int, given: Any, *weights: Any) -> Value:
        value = _value(given)
        if value.order.ndim != 3:
            return operator(attributes, opset, value, *weights)
        row = operations.moved(value, (1, value.shape[1], 1, value.shape[2]))
        kernels = [np.asarray(each)[:, :, None] if np.ndim(each) == 3 else each for each in weights]
        made = operator({key: _of_row(key, each) for key, each in attributes.items()}, opset, row, *kernels)
        return operations.moved(made, (1, made.shape[1], made.shape[3]))

    return apply


def _of_row(key: str, value: Any) -> Any:
    """Return an attribute of lines for a picture of one row."""
    if key == "pads":
        return [0, value[0], 0, value[1]]
    if key in ("kernel_shape", "strides", "dilations"):
        return [1, *value]
    return [0, *value] if key in ("output_padding", "output_shape") else value


def _conv(attributes: Attributes, opset: int, given: Any, kernel: Any, bias: Any = None) -> Value:
    value, weights = _last(given), _array(kernel, "the kernel of a convolution")
    strides, dilation = _spatial(attributes, weights)
    padding = _windows(attributes, value, weights.shape[2:], strides, dilation)
    shift = None if bias is None else _array(bias, "a bias")
    groups = attributes.get("group", 1)
    made = operations.convolution(value, weights.transpose(2, 3, 1, 0), shift, strides, padding, dilation, groups)
    return _first(made)


def _conv_transpose(attributes: Attributes, opset: int, given: Any, kernel: Any, bias: Any = None) -> Value:
    value, weights = _last(given), _array(kernel, "the kernel of a convolution")
    strides, dilation = _spatial(attributes, weights)
    turned = operations.dilated(_ungrouped(weights, attributes.get("group", 1)), dilation)
    shift = None if bias is None else _array(bias, "a bias")
    sides = [(value.shape[k + 1] - 1) * strides[k] + turned.shape[k] for k in (0, 1)]
    crop = _crop(attributes, sides, [side * stride for side, stride in zip(value.shape[1:3], strides, strict=True)])
    return _first(operations.transposed_convolution(value, turned, shift, strides, crop))


def _ungrouped(weights: np.ndarray, groups: int) -> np.ndarray:
    """Return a kernel [inputs, outputs / groups, height, width] as [height, width, outputs, inputs] without groups."""
    inputs, outputs = len(weights), weights.shape[1]
    whole = np.zeros(limited_shape((*weights.shape[2:], groups * outputs, inputs)))
    for group in range(groups):
        own = slice(group * inputs // groups, (group + 1) * inputs // groups)
        whole[:, :, group * outputs : (group + 1) * outputs, own] = weights[own].transpose(2, 3, 1, 0)
    return whole


def _crop(attributes: Attributes, full: list[int], same: list[int]) -> operations.Margins:
    """Return what is cut off the full result; output_padding gives rows back at the end."""
    extra = attributes.get("output_padding") or [0, 0]
    wanted = attributes.get("output_shape")
    kind = attributes.get("auto_pad", "NOTSET")
    if wanted is None and kind not in ("SAME_UPPER", "SAME_LOWER"):
        top, bottom, left, right = (0,) * 4 if kind == "VALID" else _margins(attributes)
        return top, bottom - extra[0], left, right - extra[1]
    margins: list[int] = []
    for side, goal, more in zip(full, same if wanted is None else wanted[-2:], extra, strict=True):
        total = side - goal
        before = total // 2 if kind != "SAME_LOWER" else total - total // 2
        margins += [before, total - before - (more if wanted is None else 0)]
    return margins[0], margins[1], margins[2], margins[3]


def _batch_normalization(
    attributes: Attributes, opset: int, given: Any, factor: Any, shift: Any, mean: Any, variance: Any
) -> Value:
    gamma, beta, means, variances = (_array(each, "batch normalisation") for each in (factor, shift, mean, variance))
    scale = gamma / np.sqrt(variances + attributes.get("epsilon", 1e-5))
    value = _value(given)
    along = (1, -1, *(1,) * (value.order.ndim - 2))
    return functions.scale(value, scale.reshape(along), (beta - means * scale).reshape(along))


def _instance_normalization(attributes: Attributes, opset: int, given: Any, factor: Any, shift: Any) -> Value:
    value, scale, beta = _value(given), _array(factor, "a scale"), _array(shift, "a shift")
    made = functions.normalise_sets(value, value.shape[1], attributes.get("epsilon", 1e-5))
    along = (1, -1, *(1,) * (value.order.ndim - 2))
    return functions.scale(made, scale.reshape(along), beta.reshape(along))


def _group_normalization(attributes: Attributes, opset: int, given: Any, factor: Any, shift: Any) -> Value:
    value, scale, beta = _value(given), _array(factor, "a scale"), _array(shift, "a shift")
    groups = attributes["num_groups"]
    # Before version 21 there was one number a group.
    scale, beta = (np.repeat(each, value.shape[1] // each.size) for each in (scale, beta))
    made = functions.normalise_sets(value, groups, attributes.get("epsilon", 1e-5))
    along = (1, -1, *(1,) * (value.order.ndim - 2))
    return functions.scale(made, scale.reshape(along), beta.reshape(along))


def _layer_normalization(
    attributes: Attributes, opset: int, given: Any, factor: Any = None, shift: Any = None
) -> Value:
    value = _value(given)
    scale, beta = (
        np.full(1, default) if each is None else _array(each, "a scale or a shift")
        for each, default in ((factor, 1.0), (shift, 0.0))
    )
    rank, epsilon = value.order.ndim, float(attributes.get("epsilon", 1e-5))
    axes = attributes.get("axes") or range(attributes.get("axis", -1) % rank, rank)
    along = sorted(axis % rank for axis in axes)
    if along == list(range(1, rank)):
        return functions.scale(functions.normalise_sets(value, 1, epsilon), scale, beta)
    if along == [rank - 1]:
        return functions.normalise(value, 1, epsilon, scale, beta, each_place=True)
    if rank == 4 and along == [1]:
        return _first(functions.normalise(_last(value), 1, epsilon, np.ones(1), np.zeros(1), each_place=True))
    raise ForeignError(f"values are normalised along the axes {along}: the channels alone or all can be")


def _function(name: str) -> Callable[..., Any]:
    def apply(attributes: Attributes, opset: int, given: Any) -> Value:
        return functions.activation(_value(given), name)

    return apply


def _softmax(attributes: Attributes, opset: int, given: Any) -> Value:
    value = _value(given)
    if opset >= 13:
        return functions.softmax(value, attributes.get("axis", -1))
    # It was one of a table: all axes from that one on are its row.
    axis = attributes.get("axis", 1) % value.order.ndim
    if axis == 0:
        raise ForeignError("shares of all points cannot be taken over")
    rows = operations.moved(value, (1, *value.shape[1:axis], -1))
    return operations.moved(functions.softmax(rows, -1), value.shape)


def _leaky_relu(attributes: Attributes, opset: int, given: Any) -> Value:
    return functions.activation(_value(given), "leaky_relu", slope=float(attributes.get("alpha", 0.01)))


def _elu(attributes: Attributes, opset: int, given: Any) -> Value:
    return functions.activation(_value(given), "elu", slope=float(attributes.get("alpha", 1.0)))


def _prelu(attributes: Attributes, opset: int, given: Any, slopes: Any) -> Value:
    value, tensor = _value(given), _array(slopes, "the slopes of PRelu")
    if tensor.ndim == 1 and tensor.size > 1:
        tensor = tensor.reshape(1, -1, *(1,) * (value.order.ndim - 2))
    return functions.activation(value, "prelu", tensor if tensor.size > 1 else tensor.ravel())


def _hard_sigmoid(attributes: Attributes, opset: int, given: Any) -> Value:
    slope, offset = float(attributes.get("alpha", 0.2)), float(attributes.get("beta", 0.5))
    return functions.activation(_value(given), "hard_sigmoid", slope=slope, offset=offset)


def _hard_swish(attributes: Attributes, opset: int, given: Any) -> Value:
    gate = functions.activation(_value(given), "hard_sigmoid", slope=1 / 6, offset=0.5)
    return joining.joined(_value(given), gate, "multiply")


def _gelu(attributes: Attributes, opset: int, given: Any) -> Value:
    return functions.activation(_value(given), "gelu_tanh" if attributes.get("approximate") == "tanh" else "gelu")


def _clip(attributes: Attributes, opset: int, given: Any, low: Any = None, high: Any = None) -> Any:
    least = attributes.get("min", -math.inf) if low is None else float(_array(low, "a limit").ravel()[0])
    most = attributes.get("max", math.inf) if high is None else float(_array(high, "a limit").ravel()[0])
    return functions.clip(given, least, most) if isinstance(given, Value) else np.clip(given, least, most)


def _arithmetic(kind: str, compute: Callable[..., Any]) -> Callable[..., Any]:
    def apply(attributes: Attributes, opset: int, first: Any, second: Any) -> Any:
        if not isinstance(first, Value) and not isinstance(second, Value):
            return of_arrays(compute, first, second)
        if kind == "divide" and not isinstance(second, Value):
            return joining.merged(first, 1 / _array(second, "a divisor"), "multiply")
        if kind == "divide":
            raise ForeignError("values are divided by values, which the explorer's networks cannot")
        return joining.merged(first, second, kind)

    return apply


def _divided(first: Any, second: Any) -> Any:
    both = np.asarray(first), np.asarray(second)
    return both[0] // both[1] if all(each.dtype.kind in "iu" for each in both) else both[0] / both[1]


def _power(attributes: Attributes, opset: int, given: Any, exponent: Any) -> Any:
    number = float(_array(exponent, "an exponent").ravel()[0])
    if not isinstance(given, Value):
        return np.power(given, number)
    if number != 2:
        raise ForeignError(f"values to the power of {number:g} cannot be taken over")
    return joining.joined(given, given, "multiply")


def _pool(method: str) -> Callable[..., Any]:
    def apply(attributes: Attributes, opset: int, given: Any) -> Value:
        value, size = _last(given), tuple(attributes["kernel_shape"])
        strides = tuple(attributes.get("strides") or (1, 1))
        if attributes.get("ceil_mode") or any(each != 1 for each in attributes.get("dilations") or [1]):
            raise ForeignError("a pooling with ceil_mode or dilation cannot be taken over")
        margins = _windows(attributes, value, size, strides)
        if method == "average" and attributes.get("count_include_pad") and any(margins):
            value, margins = operations.pad(value, margins), (0, 0, 0, 0)
        return _first(operations.pool(value, method, (size[0], size[1]), (strides[0], strides[1]), margins))

    return apply


def _global_pool(method: str) -> Callable[..., Any]:
    def apply(attributes: Attributes, opset: int, given: Any) -> Value:
        value = _last(given)
        size = (value.shape[1], value.shape[2])
        return _first(operations.pool(value, method, size, size))

    return apply


def _reduce_mean(attributes: Attributes, opset: int, given: Any, axes: Any = None) -> Value:
    value = _value(given)
    found = attributes.get("axes") if axes is None else [int(each) for each in _array(axes, "axes").ravel()]
    if value.order.ndim != 4 or sorted(axis % 4 for axis in found or []) != [2, 3]:
        raise ForeignError("a mean must be that of height and width")
    made = _global_pool("average")({}, opset, value)
    return made if attributes.get("keepdims", 1) else operations.moved(made, made.shape[:2])


def _pad(
    attributes: Attributes, opset: int, given: Any, pads: Any = None, number: Any = None, axes: Any = None
) -> Value:
    value = _value(given)
    found = attributes.get("pads") if pads is None else [int(each) for each in _array(pads, "margins").ravel()]
    filled = attributes.get("value", 0.0) if number is None else float(_array(number, "a margin's number").ravel()[0])
    if attributes.get("mode", "constant") != "constant" or filled or axes is not None or found is None:
        raise ForeignError("a margin must be of zeros")
    starts, ends = found[: len(found) // 2], found[len(found) // 2 :]
    if value.order.ndim != 4 or any(starts[:2]) or any(ends[:2]):
        raise ForeignError("a margin must be one of height and width")
    cut = [
        slice(max(-start, 0), side - max(-end, 0)) for start, end, side in zip(starts, ends, value.shape, strict=True)
    ]
    value = Value(value.node, value.order[tuple(cut)])
    margins = (max(starts[2], 0), max(ends[2], 0), max(starts[3], 0), max(ends[3], 0))
    return _first(operations.pad(_last(value), margins)) if any(margins) else value


def _sum(attributes: Attributes, opset: int, *given: Any) -> Any:
    result: Any = given[0]
    for each in given[1:]:
        result = _arithmetic("add", np.add)(attributes, opset, result, each)
    return result


def _negative(attributes: Attributes, opset: int, given: Any) -> Any:
    return functions.scale(given, -1.0, 0.0) if isinstance(given, Value) else -given


def _square_root(attributes: Attributes, opset: int, given: Any) -> Any:
    return np.sqrt(_array(given, "what a root is taken of"))


NAMED: Sequence[tuple[str, str]] = (
    ("Relu", "relu"), ("Selu", "selu"), ("Sigmoid", "sigmoid"), ("Tanh", "tanh"), ("Softplus", "softplus"),
    ("Softsign", "softsign"), ("Mish", "mish"), ("Swish", "silu"), ("Exp", "exponential"), ("Erf", "erf"),
)  # fmt: skip
LAYERS: dict[str, Callable[..., Any]] = {
    **{operator: _function(name) for operator, name in NAMED},
    "Gemm": _gemm, "MatMul": _matmul, "Conv": _lines(_conv), "ConvTranspose": _lines(_conv_transpose),
    "Softmax": _softmax,
    "BatchNormalization": _batch_normalization, "InstanceNormalization": _instance_normalization,
    "GroupNormalization": _group_normalization, "LayerNormalization": _layer_normalization,
    "LeakyRelu": _leaky_relu, "Elu": _elu, "PRelu": _prelu, "HardSigmoid": _hard_sigmoid, "HardSwish": _hard_swish,
    "Gelu": _gelu, "Clip": _clip, "Add": _arithmetic("add", np.add), "Sub": _arithmetic("subtract", np.subtract),
    "Mul": _arithmetic("multiply", np.multiply), "Div": _arithmetic("divide", _divided), "Sum": _sum, "Pow": _power,
    "Neg": _negative, "Sqrt": _square_root, "MaxPool": _lines(_pool("max")), "AveragePool": _lines(_pool("average")),
    "GlobalAveragePool": _global_pool("average"), "GlobalMaxPool": _global_pool("max"), "ReduceMean": _reduce_mean,
    "Resize": resize, "Upsample": resize, "Pad": _pad,
}  # fmt: skip
"""What each operator computes, of its attributes, the version of ONNX' operators and its inputs."""
