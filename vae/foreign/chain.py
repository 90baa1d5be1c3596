"""Nodes that depend on each other -> the chain of layers that our format is, with batch normalisation folded."""

from collections import Counter
from typing import Any

import numpy as np

from vae.foreign.description import ForeignError
from vae.foreign.values import Node
from vae.network.layers import BYTES_KEY, TENSOR_KEYS
from vae.network.network import Network

_WEIGHTED = ("dense", "convolution", "transposed_convolution")


def chained(output: Node, source: Node, num_classes: int) -> Network:
    """Return the network that computes a node from the source.

    Args:
        output: what is to come out.
        source: the node of the type "input".
        num_classes: how many classes the network is told beside it; 0 for none.

    Raises:
        ForeignError: the result is no network that our format allows, or has weights that are not finite numbers.
    """
    output = _folded(output)
    nodes = _nodes(output)
    if source not in nodes:
        raise ForeignError("what comes out of this network does not depend on what goes in")
    chain = _Chain(nodes)
    chain.compute()
    if chain.recalled:
        chain = _Chain(nodes, frozenset(chain.recalled))
        chain.compute()
    for layer in chain.layers:
        if not all(np.isfinite(layer[key]).all() for key in TENSOR_KEYS if key in layer):
            raise ForeignError("the weights must be finite numbers, but some are NaN or infinite")
    layers, tensors = _named(chain.layers)
    try:
        return Network(layers, tensors, source.shape, num_classes)
    except ValueError as error:
        raise ForeignError(f"the network cannot be taken over: {error}") from error


def _nodes(output: Node) -> list[Node]:
    """Return all nodes that a node depends on, and itself, each after those that it depends on."""
    found: dict[Node, None] = {}
    waiting = [(output, False)]
    while waiting:
        node, is_ready = waiting.pop()
        if is_ready:
            found.setdefault(node)
        elif node not in found:
            waiting += [(node, True), *((given, False) for given in reversed(node.inputs))]
    return list(found)


def _folded(output: Node) -> Node:
    """Let weights take up the scales that follow them, and drop what has no effect."""
    nodes = _nodes(output)
    uses = Counter(given for node in nodes for given in node.inputs)
    new: dict[Node, Node] = {}
    for node in nodes:
        inputs = tuple(new[given] for given in node.inputs)
        made = Node(node.layer, inputs, node.shape) if inputs != node.inputs else node
        if node.kind == "scale" and uses[node.inputs[0]] == 1:
            made = _scaled(inputs[0], node.layer) or made
        if made.kind == "scale" and (made.layer["scale"] == 1).all() and not made.layer["shift"].any():
            made = made.inputs[0]
        if node.kind == "reshape":
            while made.inputs[0].kind == "reshape":
                made = Node(made.layer, made.inputs[0].inputs, made.shape)
            made = made.inputs[0] if made.inputs[0].shape == made.shape else made
        elif node.kind == "concatenate":
            made = _side_by_side(*inputs) or made
        new[node] = made
    return new[output]


def _scaled(node: Node, scale: dict[str, Any]) -> Node | None:
    """Return a layer with weights, or a reshaped one, that gives its values scaled; None for any other."""
    factor, shift = scale["scale"], scale["shift"]
    if node.kind == "reshape":
        full = {key: np.broadcast_to(scale[key], node.shape).ravel() for key in ("scale", "shift")}
        inner = _scaled(node.inputs[0], full) if node.inputs[0].kind == "dense" else None
        return inner and Node(node.layer, (inner,), node.shape)
    if node.kind in ("scale", "normalise"):
        both = {"scale": node.layer["scale"] * factor, "shift": node.layer["shift"] * factor + shift}
        return Node({**node.layer, **both}, node.inputs, node.shape)
    if node.kind not in _WEIGHTED or factor.ndim != 1:
        return None
    factors = factor[:, None] if node.kind == "transposed_convolution" and factor.size > 1 else factor
    kernel, bias = node.layer["kernel"] * factors, node.layer["bias"] * factor + shift
    return Node({**node.layer, "kernel": kernel, "bias": bias}, node.inputs, node.shape)


def _side_by_side(first: Node, second: Node) -> Node | None:
    """Return one dense layer in place of two that take the same values."""
    if {first.kind, second.kind} != {"dense"} or first.inputs != second.inputs:
        return None
    both = {key: np.concatenate((first.layer[key], second.layer[key]), axis=-1) for key in ("kernel", "bias")}
    return Node({"type": "dense", **both}, first.inputs, (first.size + second.size,))


class _Chain:
    """Layers in order, and which node's values are at hand or kept under a name.

    Args:
        nodes: in the order of evaluation.
        again: those whose values are needed once more after others were computed.
    """

    def __init__(self, nodes: list[Node], again: frozenset[Node] = frozenset()) -> None:
        self.layers: list[dict[str, Any]] = []
        self.recalled: set[Node] = set()
        self._nodes = nodes
        self._again = again
        self._uses = Counter(given for node in nodes for given in node.inputs)
        self._names: dict[Node, str] = {}
        self._current = nodes[0]

    def compute(self) -> None:
        """Append the layers that leave the last node's values at hand."""
        for index, node in enumerate(self._nodes):
            if node.inputs:
                self._append(node)
            self._current = node
            after = self._nodes[index + 1 : index + 2]
            if after and (self._uses[node] > 1 or node not in after[0].inputs):
                self._keep(node)

    def _append(self, node: Node) -> None:
        first, *others = node.inputs
        if self._current in others and first in self._names:
            # What is at hand goes through the layer, whichever it is; the other one has a name.
            self.layers.append({**node.layer, "with": self._names[first]})
            if node.kind == "concatenate":
                self.layers[-1]["first"] = True
            return
        if self._current is not first:
            self._recall(first)
        partners = [{"with": self._names[other]} for other in others]
        self.layers.append({**node.layer, **(partners[0] if partners else {})})

    def _keep(self, node: Node) -> None:
        name = self._names[node] = f"kept{len(self._names)}"
        self.layers.append({"type": "keep", "as": name})
        if node in self._again:
            self.layers += [_reshape(node.size), {"type": "keep", "as": f"{name}.flat"}, _reshape(*node.shape)]

    def _recall(self, node: Node) -> None:
        """Put kept values before those at hand and cut these off: the format has no other way back."""
        self.recalled.add(node)
        size = self._current.size
        self.layers += [
            _reshape(size),
            {"type": "concatenate", "with": f"{self._names[node]}.flat", "first": True},
            _reshape(1, node.size + size, 1),
            {"type": "crop", "crop": [0, 0, 0, size]},
            _reshape(*node.shape),
        ]


def _reshape(*shape: int) -> dict[str, Any]:
    return {"type": "reshape", "shape": list(shape)}


def _named(chain: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, np.ndarray]]:
    """Return the layers with names in place of arrays, and the arrays by these names."""
    tensors: dict[str, np.ndarray] = {}
    layers = []
    for index, layer in enumerate(chain):
        names = {key: f"layers.{index}.{key}" for key in TENSOR_KEYS if key in layer}
        tensors |= {name: np.ascontiguousarray(layer[key], _kept_as(key)) for key, name in names.items()}
        layers.append({**layer, **names})
    return layers, tensors


def _kept_as(key: str) -> type:
    return np.uint8 if key == BYTES_KEY else np.float32
