"""The bundle's layers between the two codes of a hierarchical VAE, which its encoder and its decoder share."""

from collections.abc import Iterator
from typing import Any

import numpy as np

LOWER = "lower"
"""The name of the network between them: a code of the top to mean and log standard deviation of the lower layer."""
Steps = list[dict[str, Any]]
Weights = tuple[np.ndarray, np.ndarray]
_HEADS = ("lower_log_sigma", "lower_mean")


def is_hierarchical(network: Any) -> bool:
    """Return whether a network of Keras has such layers."""
    return any(layer.name == LOWER for layer in network.layers)


def entry(decoder: Any) -> Steps:
    """Return what makes the lower layer of a code: the mean that its top lets expect, and what it differs by."""
    lower = decoder.get_layer(LOWER)
    below, top = lower.get_layer("lower_mean").units, lower.input.shape[-1]
    return [
        _keep("z"), _part("z", 0, below), _keep("difference"), _part("z", below, top), *_hidden(lower),
        _dense(lower, "log_sigma"), {"type": "activation", "name": "exponential"},
        {"type": "multiply", "with": "difference"}, _keep("distance"),
        _hidden_part(lower), _dense(lower, "mean"), {"type": "add", "with": "distance"},
    ]  # fmt: skip


def closing(encoder: Any) -> Steps:
    """Return what makes the numbers of a code of what the heads tell of both layers."""
    lower = encoder.get_layer(LOWER)
    below, top = lower.get_layer("lower_mean").units, lower.input.shape[-1]
    half = below + top
    return [
        _keep("heads"), _part("heads", 0, below), _keep("lower mean"), _part("heads", below, top), _keep("top mean"),
        *_hidden(lower), _dense(lower, "log_sigma", -1.0), _keep("minus log sigma"),
        {"type": "activation", "name": "exponential"}, _keep("one by sigma"),
        _hidden_part(lower), _dense(lower, "mean", -1.0), {"type": "add", "with": "lower mean"},
        {"type": "multiply", "with": "one by sigma"}, _keep("relative mean"),
        _part("heads", half, below), *[{"type": "add", "with": "minus log sigma"}] * 2, _keep("relative log variance"),
        _part("heads", half + below, top), _keep("top log variance"),
        _part("top mean", 0, top), {"type": "concatenate", "with": "relative mean", "first": True},
        *({"type": "concatenate", "with": name} for name in ("relative log variance", "top log variance")),
    ]  # fmt: skip


def take(network: Any, weights: Iterator[Weights], no_more: Weights) -> None:
    """Give the layers between the two codes their weights, the next ones of a bundle as `entry` and `closing` put them.

    Raises:
        ValueError: they have other sizes.
    """
    lower = network.get_layer(LOWER)
    hidden = [layer for layer in lower.layers if hasattr(layer, "kernel") and layer.name not in _HEADS]
    sign = 1.0 if "z" in network.input else -1.0
    for layer in hidden:
        layer.set_weights(list(next(weights, no_more)))
    for name in _HEADS:
        lower.get_layer(name).set_weights([sign * values for values in next(weights, no_more)])


def _hidden(lower: Any) -> Steps:
    """Return the hidden layers between the codes, whose values are kept."""
    steps: Steps = []
    for layer in lower.layers:
        if hasattr(layer, "kernel") and layer.name not in _HEADS:
            steps.append({"type": "dense", **_weights(layer)})
        elif hasattr(layer, "activation") and not hasattr(layer, "kernel"):
            steps.append({"type": "activation", "name": layer.activation.__name__})
    return [*steps, _keep("between")]


def _hidden_part(lower: Any) -> dict[str, Any]:
    return _part("between", 0, lower.get_layer("lower_mean").kernel.shape[0])


def _dense(lower: Any, name: str, sign: float = 1.0) -> dict[str, Any]:
    weights = _weights(lower.get_layer(f"lower_{name}"))
    return {"type": "dense", **{key: sign * values for key, values in weights.items()}}


def _weights(layer: Any) -> dict[str, np.ndarray]:
    return {"kernel": np.asarray(layer.kernel, np.float64), "bias": np.asarray(layer.bias, np.float64)}


def _keep(name: str) -> dict[str, Any]:
    return {"type": "keep", "as": name}


def _part(name: str, start: int, size: int) -> dict[str, Any]:
    return {"type": "part", "of": name, "start": start, "size": size}
