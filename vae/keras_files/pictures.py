"""What Keras' layers for pictures compute: convolutions, changes of size, pooling, margins."""

from collections.abc import Callable
from typing import Any

import numpy as np

from vae.foreign import operations
from vae.foreign.description import ForeignError
from vae.foreign.values import Value
from vae.keras_files.activations import Apply, Config, Weights, activate, bias_of
from vae.network import resizing


def last(value: Value, config: Config, rank: int = 4) -> Value:
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


def _window(
    value: Value, size: operations.Pair, strides: operations.Pair, config: Config, dilation: operations.Pair = (1, 1)
) -> operations.Margins:
    if config.get("padding", "valid") == "valid":
        return (0, 0, 0, 0)
    if config["padding"] != "same":
        raise ForeignError(f"padding must be 'valid' or 'same', got {config['padding']!r}")
    return operations.same_padding((value.shape[1], value.shape[2]), size, strides, dilation)


def _convolution(config: Config, weights: Weights, old: bool) -> Apply:
    strides, dilation = _pair(config.get("strides", 1)), _pair(config.get("dilation_rate", 1))

    def apply(value: Value) -> Value:
        value = last(value, config)
        padding = _window(value, _pair(weights[0].shape[:2]), strides, config, dilation)
        groups = int(config.get("groups", 1))
        made = operations.convolution(value, weights[0], bias_of(config, weights), strides, padding, dilation, groups)
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
        value = last(value, config)
        extras = (None, None) if added is None else _pair(added)
        margins = [crop(value.shape[k + 1], kernel.shape[k], strides[k], extras[k]) for k in (0, 1)]
        made = operations.transposed_convolution(
            value, kernel, bias_of(config, weights), strides, (*margins[0], *margins[1])
        )
        return _back(activate(made, config.get("activation"), old), config)

    return apply


def _upsampling(config: Config, weights: Weights, old: bool) -> Apply:
    factors, method = _pair(config.get("size", 2)), config.get("interpolation", "nearest")
    return lambda value: _back(operations.upsample(last(value, config), factors, method), config)


def _shares(method: str, side: int, new: int) -> np.ndarray:
    if method == "bilinear":
        return resizing.linear(side, new, "half_pixel")
    return resizing.nearest(side, new, "half_pixel", "round_prefer_ceil")


def _resizing(config: Config, weights: Weights, old: bool) -> Apply:
    method, sides = config.get("interpolation", "bilinear"), (int(config["height"]), int(config["width"]))
    others = ("crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias")
    if method not in ("bilinear", "nearest") or any(config.get(name) for name in others):
        raise ForeignError(f"pictures are resized by {method!r} or otherwise than whole: nearest or bilinear can be")

    def apply(value: Value) -> Value:
        value = last(value, config)
        pairs = zip(value.shape[1:3], sides, strict=True)
        return _back(operations.resize(value, *(_shares(method, *pair) for pair in pairs)), config)

    return apply


def _pooling(method: str) -> Callable[[Config, Weights, bool], Apply]:
    def made(config: Config, weights: Weights, old: bool) -> Apply:
        size = _pair(config.get("pool_size", 2))
        strides = _pair(config.get("strides") or size)

        def apply(value: Value) -> Value:
            value = last(value, config)
            padding = _window(value, size, strides, config)
            return _back(operations.pool(value, method, size, strides, padding), config)

        return apply

    return made


def _global_pooling(method: str) -> Callable[[Config, Weights, bool], Apply]:
    def made(config: Config, weights: Weights, old: bool) -> Apply:
        def apply(value: Value) -> Value:
            value = last(value, config)
            size = (value.shape[1], value.shape[2])
            pooled = operations.pool(value, method, size, size)
            return _back(pooled, config) if config.get("keepdims") else operations.moved(pooled, (1, -1))

        return apply

    return made


def _cropping(config: Config, weights: Weights, old: bool) -> Apply:
    top, bottom, left, right = _margins(config.get("cropping", 0))

    def apply(value: Value) -> Value:
        value = last(value, config)
        rows, columns = value.shape[1] - bottom, value.shape[2] - right
        return _back(Value(value.node, value.order[:, top:rows, left:columns]), config)

    return apply


def _zero_padding(config: Config, weights: Weights, old: bool) -> Apply:
    margins = _margins(config.get("padding", 1))
    return lambda value: _back(operations.pad(last(value, config), margins), config)


PICTURE_LAYERS: dict[str, Callable[[Config, Weights, bool], Apply]] = {
    "Conv2D": _convolution,
    "Convolution2D": _convolution,
    "DepthwiseConv2D": _depthwise,
    "SeparableConv2D": _separable,
    "Conv2DTranspose": _transposed,
    "Convolution2DTranspose": _transposed,
    "UpSampling2D": _upsampling,
    "Resizing": _resizing,
    "MaxPooling2D": _pooling("max"),
    "MaxPool2D": _pooling("max"),
    "AveragePooling2D": _pooling("average"),
    "AvgPool2D": _pooling("average"),
    "GlobalAveragePooling2D": _global_pooling("average"),
    "GlobalMaxPooling2D": _global_pooling("max"),
    "ZeroPadding2D": _zero_padding,
    "Cropping2D": _cropping,
}
"""What each class of layer computes, as `vae.keras_files.layers.LAYERS` has it."""
