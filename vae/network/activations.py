"""The functions of every number, and softmax, in NumPy."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

_SELU_SCALE, _SELU_SLOPE = 1.0507009873554805, 1.6732632423543772
# Winitzki's would be shorter; this quotient of polynomials in x^2 is the one XLA uses for float32, exact to 1e-7.
_ERF_TOP = (0.00022905065861350646, 0.0034082910107109507, 0.05095569506238086, 0.18520832239976145, 1.128379143519084)
_ERF_BOTTOM = (-1.1791602954361697e-7, 0.000023547966471313183, 0.0010179625278914884, 0.014070470171167667,
               0.11098505178285362, 0.49746925110067536, 1.0)  # fmt: skip
_ERF_END = 3.832506856900711


def activate(x: np.ndarray, layer: Any, slopes: np.ndarray | None = None) -> np.ndarray:
    """Return a layer's activation of float32 numbers; `slopes` are those of prelu, which spread over the last axes."""
    name = layer["name"]
    if name == "leaky_relu":
        return np.where(x < 0, layer["slope"] * x, x)
    if name == "prelu":
        return np.where(x < 0, slopes * x, x)
    if name == "elu":
        return _elu(x, layer.get("slope", 1.0))
    if name == "hard_sigmoid":
        return np.clip(layer["slope"] * x + layer["offset"], 0.0, 1.0)
    return _FORMULAS[name](x)


def _elu(x: np.ndarray, slope: float) -> np.ndarray:
    return np.where(x < 0, slope * np.expm1(np.minimum(x, 0.0)), x)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 * np.tanh(0.5 * x) + 0.5


def _erf(x: np.ndarray) -> np.ndarray:
    x = np.clip(x, -_ERF_END, _ERF_END)
    square = x * x
    return x * np.polyval(_ERF_TOP, square) / np.polyval(_ERF_BOTTOM, square)


def _gelu(x: np.ndarray) -> np.ndarray:
    share = 1.0 + _erf(x * math.sqrt(0.5))
    return 0.5 * x * share


def _gelu_tanh(x: np.ndarray) -> np.ndarray:
    bent = x + 0.044715 * x**3
    share = 1.0 + np.tanh(math.sqrt(2.0 / math.pi) * bent)
    return 0.5 * x * share


def _softplus(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


_FORMULAS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": lambda x: np.maximum(x, 0.0),
    "gelu": _gelu,
    "silu": lambda x: x * _sigmoid(x),
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "selu": lambda x: _SELU_SCALE * _elu(x, _SELU_SLOPE),
    "softplus": _softplus,
    "softsign": lambda x: x / (1.0 + np.abs(x)),
    "exponential": lambda x: np.exp(np.minimum(x, 88.0)),
    "relu6": lambda x: np.clip(x, 0.0, 6.0),
    "gelu_tanh": _gelu_tanh,
    "mish": lambda x: x * np.tanh(_softplus(x)),
    "softmax": _softmax,
}
