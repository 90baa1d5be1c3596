"""What a network ends with: its last function, and what values that leaves possible."""

import math

import numpy as np

from vae.foreign import functions
from vae.foreign.description import ForeignError, Range
from vae.foreign.values import Node, Value, stored, whole

_INF = math.inf
_LIMITS: dict[str, tuple[float, float]] = {
    "sigmoid": (0, 1), "hard_sigmoid": (0, 1), "tanh": (-1, 1), "softsign": (-1, 1), "relu": (0, _INF),
    "relu6": (0, 6), "softmax": (0, 1), "softplus": (0, _INF), "exponential": (0, _INF), "elu": (-1, _INF),
}  # fmt: skip
_MOVES = ("reshape", "transpose", "crop")


def last_function(node: Node) -> str:
    """Return the name of the function that a node's values come from, "linear" where none does."""
    while node.kind in _MOVES or node.kind == "scale":
        node = node.inputs[0]
    if node.kind == "graph":
        return str(node.layer.get("ends", "linear"))
    return str(node.layer["name"]) if node.kind == "activation" else "linear"


def limits(node: Node) -> tuple[float, float]:
    """Return the least and the largest number that a node can give, infinite where there is no limit."""
    if node.kind in (*_MOVES, "upsample", "resample", "pool"):
        return limits(node.inputs[0])
    if node.kind in ("activation", "graph"):
        return _LIMITS.get(last_function(node), (-_INF, _INF))
    if node.kind == "scale":
        low, high = limits(node.inputs[0])
        if math.isinf(low) and math.isinf(high):
            return low, high
        factor, shift = node.layer["scale"], node.layer["shift"]
        ends = np.array([shift + np.where(factor == 0, 0.0, factor * end) for end in (low, high)])
        return float(ends.min()), float(ends.max())
    return -_INF, _INF


def range_of(node: Node) -> Range:
    """Return the limits in a word; a rounding beyond them does not count."""
    low, high = limits(node)
    if low >= -1e-3:
        return "unit" if high <= 1 + 1e-3 else "positive"
    return "signed" if low >= -1 - 1e-3 and high <= 1 + 1e-3 else "unbounded"


def sigmoid_of_tanh(node: Node) -> Node | None:
    """Return (tanh(x) + 1) / 2 as sigmoid(2 x), where a node is a tanh; its logits stay exact so."""
    if node.kind in _MOVES:
        inner = sigmoid_of_tanh(node.inputs[0])
        return inner and Node(node.layer, (inner,), node.shape)
    if node.kind != "activation" or node.layer["name"] != "tanh":
        return None
    doubled = functions.scale(whole(node.inputs[0]), 2.0, 0.0)
    return functions.activation(doubled, "sigmoid").node


def logarithm(value: Value) -> Value:
    """Return the logarithm of a deviation, which is what its exponential is taken of, or what has none.

    Raises:
        ForeignError: the deviation comes from another function, whose logarithm no layer gives.
    """
    node = stored(value)
    moved = []
    while node.kind in _MOVES:
        moved.append(node)
        node = node.inputs[0]
    name = last_function(node)
    if node.kind == "activation" and name == "exponential":
        node = node.inputs[0]
    elif name != "linear":
        raise ForeignError(f"the standard deviation ends with {name}, whose logarithm our layers do not have")
    for each in reversed(moved):
        node = Node(each.layer, (node,), each.shape)
    return whole(node, value.shape[1:])
