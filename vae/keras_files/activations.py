"""Activations by Keras' names, and what layers of Keras are read from."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from vae.foreign import functions
from vae.foreign.description import ForeignError
from vae.foreign.values import Value

Config = dict[str, Any]
Weights = Sequence[np.ndarray]
Apply = Callable[..., Any]
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
    if name == "softmax":
        return functions.softmax(value, -1)
    if name not in _SAME_NAMES:
        raise ForeignError(f"the activation {given!r} is not known here")
    return functions.activation(value, str(name))


def bias_of(config: Config, weights: Weights) -> np.ndarray | None:
    """Return a layer's bias, which comes last among its weights; None where it has none."""
    return weights[-1] if config.get("use_bias", True) else None
