"""What the layers of Keras 2 and 3 compute, from their configurations and weights: no class of Keras is loaded."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from vae.foreign import functions, joining, operations
from vae.foreign.description import ForeignError
from vae.foreign.values import Value, limited
from vae.network import resizing

Config = dict[str, Any]
Weights = Sequence[np.ndarray]
Apply = Callable[..., Any]

_PASSING = {
    "Dropout", "SpatialDropout2D", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "AlphaDropout",
    "ActivityRegularization", "Identity", "InputLayer",
}  # fmt: skip
_SAME_NAMES = {
    "relu", "gelu", "silu", "elu", "tanh", "sigmoid", "selu", "softplus", "softsign", "exponential", "relu6", "mish",
    "linear",
}  # fmt: skip


def activate(value: Value, given: Any, is_keras_2: bool) -> Value:
    """Apply an activation as a layer's configuration names it.

    Raises:
        ForeignError: our format has no such function.
    """
    config: Config = {}
    if isinstance(given, dict):
        config = given["config"] if isinstance(given.get("config"), dict) else {}
        given = given["config"] if isinstance(given.get("config"), str) else given.get("class_name")
    name = {"swish": "silu", None: "linear", "exp": "exponential"}.get(given, given)
    name = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", str(name)).lower() if name not in _SAME_NAMES else name
    name = {"re_lu": "relu", "leakyrelu": "leaky_relu", "leaky_re_lu": "leaky_relu"}.get(name, name)
    if name == "gelu" and config.get("approximate"):
        return functions.activation(value, "gelu_tanh")
    if name == "hard_sigmoid":
        return functions.activation(value, name, slope=0.2 if is_keras_2 else 1 / 6, offset=0.5)
    if name == "leaky_relu":
        return functions.activation(
            value, name, slope=float(config.get("negative_slope") or config.get("alpha") or 0.2)
        )
    if name not in _SAME_NAMES:
        raise ForeignError(f"the activation {given!r} is not known here")
    return functions.activation(value, str(name))


def _last(value: Value, config: Config, rank: int = 4) -> Value:
    """Return pictures channels last."""
    if value.order.ndim != rank:
        raise ForeignError(f"pictures were expected, height, width and channels, got values of {value.shape[1:]}")
    first = config.get("data_format") == "channels_first"
    return operations.turned(value, (0, 2, 3, 1)) if first else value


def _back(value: Value, config: Config) -> Value:
    return operations.turned(value, (0, 3, 1, 2)) if config.get("data_format") == "channels_first" else value


def _pair(given: Any) -> tuple[int, int]:
    return (int(given), int(given)) if isinstance(given, (int, float)) else (int(given[0]), int(given[1]))


def _margins(given: Any) -> operations.Margins:
    if isinstance(given, (int, float)):
        return (int(given),) * 4
    (top, bottom), (left, right) = (_pair(each) for each in given)
    return top, bottom, left, right


def _bias(config: Config, weights: Weights) -> np.ndarray | None:
    return weights[-1] if config.get("use_bias", True) else None


def _window(
    value: Value, size: operations.Pair, strides: operations.Pair, config: Config, dilation: operations.Pair = (1, 1)
) -> operations.Margins:
    if config.get("padding", "valid") == "valid":
        return (0, 0, 0, 0)
    if config["padding"] != "same":
        raise ForeignError(f"padding must be 'valid' or 'same', got {config['padding']!r}")
    return operations.same_padding((value.shape[1], value.shape[2]), size, strides, dilation)


def _dense(config: Config, weights: Weights, old: bool) -> Apply:
    def apply(value: Value) -> Value:
        return activate(operations.dense(value, weights[0], _bias(config, weights)), config.get("activation"), old)

    return apply


def _convolution(config: Config, weights: Weights, old: bool) -> Apply:
    strides, dilation = _pair(config.get("strides", 1)), _pair(config.get("dilation_rate", 1))

    def apply(value: Value) -> Value:
        value = _last(value, config)
        padding = _window(value, _pair(weights[0].shape[:2]), strides, config, dilation)
        groups = int(config.get("groups", 1))
        made = operations.convolution(value, weights[0], _bias(config, weights), strides, padding, dilation, groups)
        return _back(activate(made, config.get("activation"), old), config)

    return apply


def _depthwise(config: Config, weights: Weights, old: bool) -> Apply:
    kernel = weights[0]
    inner = {**config, "groups": kernel.shape[2]}
    return _convolution(inner, [kernel.reshape(*kernel.shape[:2], 1, -1), *weights[1:]], old)


def _separable(config: Config, weights: Weights, old: bool) -> Apply:
    deep = _depthwise({**config, "use_bias": False, "activation": "linear"}, weights[:1], old)
    wide = _convolution({**config, "strides": 1, "dilation_rate": 1, "padding": "valid"}, weights[1:], old)
    return lambda value: wide(deep(value))


def _transposed(config: Config, weights: Weights, old: bool) -> Apply:
    strides = _pair(config.get("strides", 1))
    kernel = operations.dilated(weights[0], _pair(config.get("dilation_rate", 1)))
    added = config.get("output_padding")

    def crop(side: int, taps: int, stride: int, extra: int | None) -> tuple[int, int]:
        # TensorFlow: the convolution that this one turns round has the margins that its padding asks for.
        full = (side - 1) * stride + taps
        if config.get("padding", "valid") == "valid":
            return 0, full - ((side - 1) * stride + max(taps, stride) if extra is None else full + extra)
        wanted = side * stride if extra is None else full - 2 * (taps // 2) + extra
        before = max(full - wanted, 0) // 2
        return before, full - wanted - before

    def apply(value: Value) -> Value:
        value = _last(value, config)
        extras = (None, None) if added is None else _pair(added)
        margins = [
            crop(value.shape[k + 1], kernel.shape[k], strides[k], extras[k]) for k in (0, 1)
        ]  # fmt: skip
        made = operations.transposed_convolution(
            value, kernel, _bias(config, weights), strides, (*margins[0], *margins[1])
        )
        return _back(activate(made, config.get("activation"), old), config)

    return apply


def _axis(config: Config, value: Value) -> int:
    axis = config.get("axis", -1)
    axis = axis[0] if isinstance(axis, (list, tuple)) and len(axis) == 1 else axis
    if not isinstance(axis, int):
        raise ForeignError(f"it must normalise one axis, got {axis}")
    return axis % value.order.ndim


def _along(array: np.ndarray, axis: int, rank: int) -> np.ndarray:
    return array.reshape([-1 if k == axis else 1 for k in range(rank)])


def _batch_normalisation(config: Config, weights: Weights, old: bool) -> Apply:
    rest = list(weights)
    gamma = rest.pop(0) if config.get("scale", True) else 1.0
    beta = rest.pop(0) if config.get("center", True) else 0.0
    mean, variance = rest
    factor = gamma / np.sqrt(variance.astype(np.float64) + config.get("epsilon", 1e-3))

    def apply(value: Value, **_: Any) -> Value:
        axis, rank = _axis(config, value), value.order.ndim
        spread = np.broadcast_to(factor, mean.shape)
        return functions.scale(value, _along(spread, axis, rank), _along(beta - mean * spread, axis, rank))

    return apply


def _normalisation(config: Config, weights: Weights, old: bool) -> Apply:
    """Of a layer, or of groups of channels."""
    rest = list(weights)
    gamma = rest.pop(0) if config.get("scale", True) and rest else np.ones(1)
    beta = rest.pop(0) if config.get("center", True) and rest else np.zeros(1)

    def apply(value: Value, **_: Any) -> Value:
        if _axis(config, value) != value.order.ndim - 1:
            raise ForeignError("it must normalise the last axis, where the channels are")
        channels = value.shape[-1]
        groups = int(config.get("groups", 1))
        groups = channels if groups == -1 else groups
        is_layer = "groups" not in config
        epsilon = float(config.get("epsilon", 1e-3))
        return functions.normalise(value, groups, epsilon, gamma, beta, each_place=is_layer and value.order.ndim > 2)

    return apply


def _relu(config: Config, weights: Weights, old: bool) -> Apply:
    most, slope = config.get("max_value"), float(config.get("negative_slope") or 0)
    if config.get("threshold") or most not in (None, 6, 6.0) or (most and slope):
        raise ForeignError("a ReLU with a threshold or a largest number other than 6 is not known here")
    if slope:
        return lambda value: functions.activation(value, "leaky_relu", slope=slope)
    return lambda value: functions.activation(value, "relu6" if most else "relu")


def _leaky(config: Config, weights: Weights, old: bool) -> Apply:
    slope = float(config.get("negative_slope", config.get("alpha")) or 0.3)
    return lambda value: functions.activation(value, "leaky_relu", slope=slope)


def _elu(config: Config, weights: Weights, old: bool) -> Apply:
    alpha = float(config.get("alpha", 1.0))
    return lambda value: functions.activation(value, "elu", slope=alpha)


def _reshape(config: Config, weights: Weights, old: bool) -> Apply:
    return lambda value: operations.moved(value, (1, *config["target_shape"]))


def _flatten(config: Config, weights: Weights, old: bool) -> Apply:
    # With channels first Keras puts them last before it flattens.
    def apply(value: Value) -> Value:
        first = config.get("data_format") == "channels_first" and value.order.ndim == 4
        return operations.moved(_last(value, config) if first else value, (1, -1))

    return apply


def _upsampling(config: Config, weights: Weights, old: bool) -> Apply:
    factors, method = _pair(config.get("size", 2)), config.get("interpolation", "nearest")
    return lambda value: _back(operations.upsample(_last(value, config), factors, method), config)


def _resizing(config: Config, weights: Weights, old: bool) -> Apply:
    method, sides = config.get("interpolation", "bilinear"), (int(config["height"]), int(config["width"]))
    others = ("crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias")
    if method not in ("bilinear", "nearest") or any(config.get(name) for name in others):
        raise ForeignError(f"pictures are resized by {method!r} or otherwise than whole: nearest or bilinear can be")

    def apply(value: Value) -> Value:
        value = _last(value, config)
        pairs = zip(value.shape[1:3], sides, strict=True)
        return _back(operations.resize(value, *(_shares(method, *pair) for pair in pairs)), config)

    return apply


def _shares(method: str, side: int, new: int) -> np.ndarray:
    if method == "bilinear":
        return resizing.linear(side, new, "half_pixel")
    return resizing.nearest(side, new, "half_pixel", "round_prefer_ceil")


def _pooling(method: str) -> Callable[[Config, Weights, bool], Apply]:
    def made(config: Config, weights: Weights, old: bool) -> Apply:
        size = _pair(config.get("pool_size", 2))
        strides = _pair(config.get("strides") or size)

        def apply(value: Value) -> Value:
            value = _last(value, config)
            padding = _window(value, size, strides, config)
            return _back(operations.pool(value, method, size, strides, padding), config)

        return apply

    return made


def _global_pooling(method: str) -> Callable[[Config, Weights, bool], Apply]:
    def made(config: Config, weights: Weights, old: bool) -> Apply:
        def apply(value: Value) -> Value:
            value = _last(value, config)
            size = (value.shape[1], value.shape[2])
            pooled = operations.pool(value, method, size, size)
            return _back(pooled, config) if config.get("keepdims") else operations.moved(pooled, (1, -1))

        return apply

    return made


def _cropping(config: Config, weights: Weights, old: bool) -> Apply:
    top, bottom, left, right = _margins(config.get("cropping", 0))

    def apply(value: Value) -> Value:
        value = _last(value, config)
        rows, columns = value.shape[1] - bottom, value.shape[2] - right
        return _back(Value(value.node, value.order[:, top:rows, left:columns]), config)

    return apply


def _zero_padding(config: Config, weights: Weights, old: bool) -> Apply:
    margins = _margins(config.get("padding", 1))
    return lambda value: _back(operations.pad(_last(value, config), margins), config)


def _rescaling(config: Config, weights: Weights, old: bool) -> Apply:
    return lambda value: functions.scale(value, np.asarray(config["scale"]), np.asarray(config.get("offset", 0.0)))


def _normalization(config: Config, weights: Weights, old: bool) -> Apply:
    given = weights[:2] if len(weights) >= 2 else (np.asarray(config.get("mean")), np.asarray(config.get("variance")))
    mean, variance = (np.asarray(each, np.float64) for each in given)
    deviation = np.maximum(np.sqrt(variance), 1e-7)
    return lambda value: functions.scale(value, 1 / deviation, -mean / deviation)


def _merging(kind: str) -> Callable[[Config, Weights, bool], Apply]:
    def made(config: Config, weights: Weights, old: bool) -> Apply:
        def apply(*values: Any) -> Value:
            given = list(values[0]) if len(values) == 1 else list(values)
            result = given[0]
            for value in given[1:]:
                result = joining.merged(result, value, kind)
            return functions.scale(result, 1 / len(given), 0.0) if kind == "average" else result

        return apply

    return made


def _concatenation(config: Config, weights: Weights, old: bool) -> Apply:
    def apply(*values: Any) -> Value:
        given = list(values[0]) if len(values) == 1 else list(values)
        return joining.concatenated(given, config.get("axis", -1))

    return apply


def _repeat(config: Config, weights: Weights, old: bool) -> Apply:
    def apply(value: Value) -> Value:
        limited(value.order.size * config["n"])
        return Value(value.node, np.repeat(value.order[:, None], config["n"], 1))

    return apply


def _embedding(config: Config, weights: Weights, old: bool) -> Apply:
    # The class comes as a one-hot label, and stands for a list of one number.
    return lambda value: operations.moved(operations.dense(value, weights[0]), (1, 1, -1))


def _permute(config: Config, weights: Weights, old: bool) -> Apply:
    return lambda value: operations.turned(value, (0, *config["dims"]))


def _activation(config: Config, weights: Weights, old: bool) -> Apply:
    return lambda value: activate(value, config.get("activation"), old)


def _prelu(config: Config, weights: Weights, old: bool) -> Apply:
    return lambda value: functions.activation(value, "prelu", weights[0][None])


def _function(name: str) -> Callable[[Config, Weights, bool], Apply]:
    return lambda config, weights, old: lambda value: functions.activation(value, name)


LAYERS: dict[str, Callable[[Config, Weights, bool], Apply]] = {
    **dict.fromkeys(_PASSING, lambda config, weights, old: lambda value, **_: value),
    "Dense": _dense, "Conv2D": _convolution, "Convolution2D": _convolution, "DepthwiseConv2D": _depthwise,
    "SeparableConv2D": _separable, "Conv2DTranspose": _transposed, "Convolution2DTranspose": _transposed,
    "BatchNormalization": _batch_normalisation, "BatchNormalizationV1": _batch_normalisation,
    "LayerNormalization": _normalisation, "GroupNormalization": _normalisation, "Activation": _activation,
    "ReLU": _relu, "LeakyReLU": _leaky, "PReLU": _prelu, "ELU": _elu, "Reshape": _reshape, "Flatten": _flatten,
    "Permute": _permute, "RepeatVector": _repeat, "Concatenate": _concatenation, "Add": _merging("add"),
    "Multiply": _merging("multiply"), "Average": _merging("average"), "Subtract": _merging("subtract"),
    "UpSampling2D": _upsampling, "Resizing": _resizing, "MaxPooling2D": _pooling("max"), "MaxPool2D": _pooling("max"),
    "AveragePooling2D": _pooling("average"), "AvgPool2D": _pooling("average"),
    "GlobalAveragePooling2D": _global_pooling("average"), "GlobalMaxPooling2D": _global_pooling("max"),
    "ZeroPadding2D": _zero_padding, "Cropping2D": _cropping, "Rescaling": _rescaling, "Normalization": _normalization,
    "Embedding": _embedding, "Sigmoid": _function("sigmoid"), "Tanh": _function("tanh"), "Relu": _function("relu"),
    "Exp": _function("exponential"), "Softplus": _function("softplus"), "Silu": _function("silu"),
}  # fmt: skip
"""What each class of layer computes: of its configuration, its weights, and whether Keras 2 wrote them."""

_WEIGHTED = {
    "Dense": 1, "Conv2D": 1, "Convolution2D": 1, "DepthwiseConv2D": 1, "SeparableConv2D": 2, "Conv2DTranspose": 1,
    "Convolution2DTranspose": 1, "PReLU": 1, "Embedding": 1, "BatchNormalization": 2, "BatchNormalizationV1": 2,
}  # fmt: skip


def num_weights(kind: str, config: Config) -> int:
    """Return how many arrays a layer must have."""
    keys = ("scale", "center") if kind.startswith("BatchNorm") else ("use_bias",)
    has_more = kind in _WEIGHTED and kind not in ("PReLU", "Embedding")
    return _WEIGHTED.get(kind, 0) + (sum(bool(config.get(key, True)) for key in keys) if has_more else 0)


UNKNOWN = {
    "LSTM", "GRU", "SimpleRNN", "RNN", "TimeDistributed", "Bidirectional", "MultiHeadAttention", "Attention", "Softmax",
    "AdditiveAttention", "Conv1D", "Conv3D", "Conv1DTranspose", "Conv3DTranspose", "EinsumDense", "Masking", "Dot",
    "LocallyConnected2D", "ConvLSTM2D", "Maximum", "Minimum", "ThresholdedReLU", "UnitNormalization",
    "SpectralNormalization", "Discretization", "StringLookup", "TextVectorization", "MaxPooling1D", "UpSampling1D",
}  # fmt: skip
"""Classes of Keras' own that our format does not have: no code, but not known either."""
