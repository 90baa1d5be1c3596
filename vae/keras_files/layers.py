"""What the layers of Keras 2 and 3 compute, from their configurations and weights: no class of Keras is loaded."""

from collections.abc import Callable
from typing import Any

import numpy as np

from vae.foreign import functions, joining, operations
from vae.foreign.description import ForeignError
from vae.foreign.values import Value, limited
from vae.keras_files.activations import Apply, Config, Weights, activate, bias_of
from vae.keras_files.lines import LINE_LAYERS
from vae.keras_files.pictures import PICTURE_LAYERS, last

_PASSING = {
    "Dropout", "SpatialDropout2D", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "AlphaDropout",
    "ActivityRegularization", "Identity", "InputLayer",
}  # fmt: skip


def _dense(config: Config, weights: Weights, old: bool) -> Apply:
    def apply(value: Value) -> Value:
        return activate(operations.dense(value, weights[0], bias_of(config, weights)), config.get("activation"), old)

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
        return operations.moved(last(value, config) if first else value, (1, -1))

    return apply


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


def _softmax(config: Config, weights: Weights, old: bool) -> Apply:
    return lambda value, **_: functions.softmax(value, _axis(config, value))


def _prelu(config: Config, weights: Weights, old: bool) -> Apply:
    return lambda value: functions.activation(value, "prelu", weights[0][None])


def _function(name: str) -> Callable[[Config, Weights, bool], Apply]:
    return lambda config, weights, old: lambda value: functions.activation(value, name)


LAYERS: dict[str, Callable[[Config, Weights, bool], Apply]] = {
    **PICTURE_LAYERS,
    **LINE_LAYERS,
    **dict.fromkeys(_PASSING, lambda config, weights, old: lambda value, **_: value),
    "Dense": _dense,
    "BatchNormalization": _batch_normalisation, "BatchNormalizationV1": _batch_normalisation,
    "LayerNormalization": _normalisation, "GroupNormalization": _normalisation, "Activation": _activation,
    "ReLU": _relu, "Softmax": _softmax, "LeakyReLU": _leaky, "PReLU": _prelu, "ELU": _elu, "Reshape": _reshape,
    "Flatten": _flatten, "Permute": _permute, "RepeatVector": _repeat, "Concatenate": _concatenation,
    "Add": _merging("add"),
    "Multiply": _merging("multiply"), "Average": _merging("average"), "Subtract": _merging("subtract"),
    "Rescaling": _rescaling, "Normalization": _normalization,
    "Embedding": _embedding, "Sigmoid": _function("sigmoid"), "Tanh": _function("tanh"), "Relu": _function("relu"),
    "Exp": _function("exponential"), "Softplus": _function("softplus"), "Silu": _function("silu"),
}  # fmt: skip
"""What each class of layer computes: of its configuration, its weights, and whether Keras 2 wrote them."""

_WEIGHTED = {
    "Dense": 1, "Conv2D": 1, "Convolution2D": 1, "DepthwiseConv2D": 1, "SeparableConv2D": 2, "Conv2DTranspose": 1,
    "Convolution2DTranspose": 1, "Conv1D": 1, "Conv1DTranspose": 1, "DepthwiseConv1D": 1, "SeparableConv1D": 2,
    "PReLU": 1, "Embedding": 1, "BatchNormalization": 2, "BatchNormalizationV1": 2,
}  # fmt: skip


def num_weights(kind: str, config: Config) -> int:
    """Return how many arrays a layer must have."""
    keys = ("scale", "center") if kind.startswith("BatchNorm") else ("use_bias",)
    has_more = kind in _WEIGHTED and kind not in ("PReLU", "Embedding")
    return _WEIGHTED.get(kind, 0) + (sum(bool(config.get(key, True)) for key in keys) if has_more else 0)


UNKNOWN = {
    "LSTM", "GRU", "SimpleRNN", "RNN", "TimeDistributed", "Bidirectional", "MultiHeadAttention", "Attention",
    "AdditiveAttention", "Conv3D", "Conv3DTranspose", "EinsumDense", "Masking", "Dot",
    "LocallyConnected2D", "ConvLSTM2D", "Maximum", "Minimum", "ThresholdedReLU", "UnitNormalization",
    "SpectralNormalization", "Discretization", "StringLookup", "TextVectorization",
}  # fmt: skip
"""Classes of Keras' own that our format does not have: no code, but not known either."""
