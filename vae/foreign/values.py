"""Values on their way through a foreign network: which stored number each of theirs is, so that moving costs nothing.

A foreign network reshapes, transposes, slices and joins; ours is channels last. A value is therefore a node of ours,
whose numbers lie as ours wants them, and an array of the foreign shape that says which of these each number is. Moving
numbers changes that array alone; what computes takes it up in its weights.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vae.foreign.description import ForeignError, TooLargeError

MOST_NUMBERS = 2**24
"""Numbers that a layer may give for one point."""
MOST_SORTING = 2**22
"""Numbers of a matrix of ones and zeros that puts values in order where nothing cheaper does."""


@dataclass(frozen=True, eq=False)
class Node:
    """A layer of our format on the values of other nodes.

    Attributes:
        layer: as the format has it, with arrays where it has names of tensors; the types "input" and "labels" besides.
        inputs: the nodes that it takes, first the one that goes through the layer.
        shape: of what it gives, channels last.
        made: nodes that were made of it before, by what was asked for.
    """

    layer: dict[str, Any]
    inputs: tuple["Node", ...]
    shape: tuple[int, ...]
    made: dict[Any, "Node"] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """How many numbers it gives."""
        return math.prod(self.shape)

    @property
    def kind(self) -> str:
        """The type of its layer."""
        return self.layer["type"]


@dataclass(frozen=True, eq=False)
class Value:
    """Numbers of a node in a foreign order.

    Attributes:
        node: where they lie.
        order: int [1, *shape], which of the node's numbers each is; the first axis is the batch's.
    """

    node: Node
    order: np.ndarray

    @property
    def shape(self) -> tuple[int, ...]:
        """As the foreign network sees it, with 1 for the batch."""
        return self.order.shape


def whole(node: Node, shape: tuple[int, ...] | None = None) -> Value:
    """Return all numbers of a node as they lie, in its own shape or another one, which has no batch."""
    return Value(node, np.arange(limited(node.size)).reshape(1, *(node.shape if shape is None else shape)))


def limited(size: float) -> int:
    """Return how many numbers there will be for one point, unless that would fill the memory.

    Raises:
        TooLargeError: it would.
    """
    if size > MOST_NUMBERS:
        raise TooLargeError(f"a layer gives {size:,.0f} numbers for one point, which is refused")
    return int(size)


def limited_shape(shape: Sequence[int]) -> Sequence[int]:
    """Return a shape, unless so many numbers would fill the memory; see `limited`."""
    limited(math.prod(float(side) for side in shape))
    return shape


def reshaped(node: Node, shape: tuple[int, ...]) -> Node:
    """Return the same numbers in another shape."""
    if node.shape == tuple(shape):
        return node
    if node.kind == "reshape":
        return reshaped(node.inputs[0], shape)
    return _once(node, shape, lambda: Node({"type": "reshape", "shape": list(shape)}, (node,), tuple(shape)))


def flat(node: Node) -> Node:
    """Return a node's numbers as a list."""
    return reshaped(node, (node.size,))


def with_labels(node: Node, num_classes: int) -> Node:
    """Return a node's numbers as a list with the class behind them."""
    make = lambda: Node({"type": "concatenate_labels"}, (flat(node),), (node.size + num_classes,))  # noqa: E731
    return _once(node, "labels", make)


def settled(value: Value) -> Value:
    """Return a value that does not lie in the class alone: it then lies behind what else goes in."""
    if value.node.kind != "labels":
        return value
    (source,) = value.node.inputs
    return Value(with_labels(source, value.node.size), value.order + source.size)


def stored(value: Value, shape: tuple[int, ...] | None = None) -> Node:
    """Return a node in which the value's numbers lie as the value has them, without the batch, or in another shape.

    Raises:
        ForeignError: that needs an order that our layers cannot make.
    """
    value = settled(value)
    order = value.order.reshape(value.shape[1:] if shape is None else shape)
    if order.size == value.node.size and np.array_equal(order.ravel(), np.arange(order.size)):
        return reshaped(value.node, order.shape)
    return _once(value.node, (order.shape, order.tobytes()), lambda: _gathered(value.node, order))


def _once(node: Node, key: Any, make: Callable[[], Node]) -> Node:
    if key not in node.made:
        node.made[key] = make()
    return node.made[key]


def _gathered(node: Node, order: np.ndarray) -> Node:
    picked = order.ravel()
    if order.ndim == 3 and picked.size > order.shape[-1] and (order == order[:1, :1]).all():
        place = stored(Value(node, order[None, :1, :1]))
        layer = {"type": "upsample", "factors": list(order.shape[:2]), "method": "nearest"}
        return Node(layer, (place,), order.shape)
    made = _in_weights(node, picked) or _turned(node, picked) or _cut(node, picked) or _sorted(node, picked)
    return reshaped(made, order.shape)


def _in_weights(node: Node, picked: np.ndarray) -> Node | None:
    """Let the layer that computes the numbers give those in that order."""
    layer = node.layer
    if node.kind == "dense":
        kernel, bias = layer["kernel"][:, picked], layer["bias"][picked]
        return Node({**layer, "kernel": kernel, "bias": bias}, node.inputs, (picked.size,))
    if node.kind == "convolution" and layer["groups"] == 1:
        places = node.size // node.shape[-1]
        channels = picked[: picked.size // places]
        expected = np.arange(places)[:, None] * node.shape[-1] + channels
        if channels.size and channels.max() < node.shape[-1] and np.array_equal(picked, expected.ravel()):
            changed = {**layer, "kernel": layer["kernel"][..., channels], "bias": layer["bias"][channels]}
            return Node(changed, node.inputs, (*node.shape[:-1], channels.size))
        return None
    if node.kind == "reshape":
        return _in_weights(node.inputs[0], picked)
    if node.kind in ("activation", "scale") and layer.get("name") != "softmax":
        before = _in_weights(node.inputs[0], picked)
        tensors = {
            name: np.broadcast_to(each, node.shape).ravel()[picked] if each.size > 1 else each
            for name, each in layer.items()
            if isinstance(each, np.ndarray)
        }
        return before and Node({**layer, **tensors}, (flat(before),), (picked.size,))
    return None


def _levels(picked: np.ndarray) -> list[tuple[int, int]]:
    """Return an order as nested counts, the outermost first: how many, and how far apart; empty if it is none."""
    levels: list[tuple[int, int]] = []
    while picked.size > 1:
        step = int(picked[1] - picked[0])
        expected = picked[0] + step * np.arange(picked.size)
        count = int(np.argmin(picked == expected)) if (picked != expected).any() else picked.size
        if picked.size % count:
            return []
        rows = picked.reshape(-1, count)
        if not np.array_equal(rows, rows[:, :1] + step * np.arange(count)):
            return []
        levels.insert(0, (count, step))
        picked = rows[:, 0]
    return levels or [(1, 1)]


def _turned(node: Node, picked: np.ndarray) -> Node | None:
    """Exchange axes where that is all."""
    levels = _levels(picked)
    if picked.size != node.size or not levels:
        return None
    by_step = sorted(range(len(levels)), key=lambda level: -levels[level][1])
    sides = [levels[level][0] for level in by_step]
    steps = [math.prod(sides[k + 1 :]) for k in range(len(sides))]
    if picked[0] or [levels[level][1] for level in by_step] != steps:
        return None
    axes = [by_step.index(level) for level in range(len(levels))]
    turned = [sides[axis] for axis in axes]
    return Node({"type": "transpose", "axes": axes}, (reshaped(node, tuple(sides)),), tuple(turned))


def _cut(node: Node, picked: np.ndarray) -> Node | None:
    """Cut a frame out, of a picture, its channels or a list."""
    levels = _levels(picked)
    if not levels or len(levels) > 2 or levels[-1][1] != 1:
        return None
    wide = levels[-1][0]
    tall, across = levels[0] if len(levels) == 2 else (1, node.size)
    top, left = divmod(int(picked[0]), across) if across > 0 else (0, 0)
    if across <= 0 or node.size % across or left + wide > across:
        return None
    margins = [top, node.size // across - top - tall, left, across - left - wide]
    return Node({"type": "crop", "crop": margins}, (reshaped(node, (node.size // across, across, 1)),), (tall, wide, 1))


def _sorted(node: Node, picked: np.ndarray) -> Node:
    """Pick the numbers by a matrix of ones and zeros."""
    if node.size * picked.size > MOST_SORTING:
        raise ForeignError(
            f"this network puts {picked.size:,} of {node.size:,} numbers in an order that cannot be taken over: "
            "only reshaping, exchanging axes and cutting out frames can"
        )
    kernel = np.zeros((node.size, picked.size), np.float32)
    kernel[picked, np.arange(picked.size)] = 1
    return Node({"type": "dense", "kernel": kernel, "bias": np.zeros(picked.size)}, (flat(node),), (picked.size,))
