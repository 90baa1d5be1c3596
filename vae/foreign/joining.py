"""What foreign networks make of two values: sums, products, one beside the other, and functions written as products."""

from typing import Any

import numpy as np

from vae.foreign import functions
from vae.foreign.description import ForeignError
from vae.foreign.values import Node, Value, flat, settled, stored, whole, with_labels


def merged(first: Any, second: Any, kind: str) -> Any:
    """Add, subtract or multiply two values, or a value and an array ("add", "subtract", "multiply")."""
    if not isinstance(first, Value):
        if kind == "subtract":
            return functions.scale(second, -1.0, np.asarray(first))
        first, second = second, first
    if not isinstance(second, Value):
        number = np.asarray(second, np.float64)
        if number.ndim > first.order.ndim:
            number = number.reshape(number.shape[number.ndim - first.order.ndim :])
        if kind == "multiply":
            return functions.scale(first, number, 0.0)
        return functions.scale(first, 1.0, -number if kind == "subtract" else number)
    if kind == "subtract":
        return joined(first, functions.scale(second, -1.0, 0.0), "add")
    return joined(first, second, "multiply" if kind == "multiply" else "add")


def joined(first: Value, second: Value, kind: str) -> Value:
    """Add ("add") or multiply ("multiply") two values, one of which may be repeated along axes of 1."""
    first, second = settled(first), settled(second)
    if kind == "multiply" and (function := _function_of(first, second)):
        return function
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
    if first.order.ndim == 4 and any(np.unique(each.order).size < each.order.size for each in (first, second)):
        # A class at every place is a picture of its own.
        first, second = _laid(first, axis), _laid(second, axis)
    nodes = [first.node, second.node]
    if len({len(node.shape) for node in nodes}) > 1 or nodes[0].shape[:-1] != nodes[1].shape[:-1]:
        nodes = [flat(node) for node in nodes]
    depths = [node.shape[-1] for node in nodes]
    node = Node({"type": "concatenate"}, tuple(nodes), (*nodes[0].shape[:-1], sum(depths)))
    places = np.arange(node.size).reshape(-1, sum(depths))
    orders = (places[:, : depths[0]].ravel()[first.order], places[:, depths[0] :].ravel()[second.order])
    return Value(node, _side_by_side(*orders, axis))


def _laid(value: Value, axis: int) -> Value:
    """Return a picture whose numbers lie channels last, each on its own; `axis` is that of its channels."""
    moved = np.moveaxis(value.order, axis, -1)
    node = stored(Value(value.node, moved))
    return Value(node, np.moveaxis(whole(node).order, -1, axis))


def _pair_with_labels(first: Value, second: Value, axis: int) -> Value:
    labels, other = (first, second) if first.node.kind == "labels" else (second, first)
    if labels.order.ndim == 4:
        return _pair(settled(first), settled(second), axis)
    lying = Value(with_labels(other.node, labels.node.size), labels.order + other.node.size)
    kept = Value(lying.node, other.order)
    orders = (lying.order, kept.order) if labels is first else (kept.order, lying.order)
    return Value(lying.node, _side_by_side(*orders, axis))


def _side_by_side(first: np.ndarray, second: np.ndarray, axis: int) -> np.ndarray:
    try:
        return np.concatenate((first, second), axis)
    except ValueError as error:
        raise ForeignError(f"values of {first.shape[1:]} and {second.shape[1:]} cannot be put together") from error


def _function_of(first: Value, second: Value) -> Value | None:
    """Return x f(x) as one function where it is one: silu, mish, and gelu, which is x (1 + erf(x / sqrt(2))) / 2."""
    for x, gate in ((first, second), (second, first)):
        if x.node.size == gate.node.size and np.array_equal(x.order, gate.order):
            made = _gated(x, gate.node)
            if made is not None:
                return made
    return None


def _gated(x: Value, gate: Node) -> Value | None:
    node, factor = _unscaled(x.node)
    if gate.kind == "activation" and gate.layer["name"] == "sigmoid" and gate.inputs[0] is x.node:
        return functions.activation(x, "silu")
    if gate.kind == "activation" and gate.layer["name"] == "tanh":
        inner = gate.inputs[0]
        if inner.kind == "activation" and inner.layer["name"] == "softplus" and inner.inputs[0] is x.node:
            return functions.activation(x, "mish")
    if gate.kind != "scale" or gate.inputs[0].kind != "activation" or gate.inputs[0].layer["name"] != "erf":
        return None
    inside, divisor = _unscaled(gate.inputs[0].inputs[0])
    by, plus = gate.layer["scale"], gate.layer["shift"]
    if inside is not node or abs(divisor - np.sqrt(0.5)) > 1e-4 or by.size > 1 or plus.size > 1 or by[0] != plus[0]:
        return None
    return functions.scale(functions.activation(Value(node, x.order), "gelu"), 2 * factor * float(by[0]), 0.0)


def _unscaled(node: Node) -> tuple[Node, float]:
    """Return what a node multiplies with one number, and that number."""
    if node.kind == "scale" and node.layer["scale"].size == 1 and not node.layer["shift"].any():
        return node.inputs[0], float(node.layer["scale"][0])
    return node, 1.0
