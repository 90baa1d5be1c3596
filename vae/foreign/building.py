"""A foreign network and what it is taken for -> our network: pixels in [0, 1] row by row, mean then log variance."""

import math
from typing import get_args

import numpy as np

from vae.foreign import closings, functions, joining, operations
from vae.foreign.chain import chained
from vae.foreign.description import Choices, ForeignError, Head, Part
from vae.foreign.graph import Graph
from vae.foreign.values import Node, Value, settled, stored, whole
from vae.network.network import Network
from vae.shape import PictureShape

_LABELS = "labels"


def build(graph: Graph, labels: str | None, choices: Choices) -> Network:
    """Make our network of a foreign one.

    Args:
        graph: the foreign network.
        labels: the name of the input that takes a one-hot label, if there is one.
        choices: what it is taken for.

    Raises:
        ForeignError: the choices do not fit it, or it has something that ours cannot do.
    """
    main = [name for name in graph.inputs if name != labels]
    if len(main) != 1 or choices.role not in ("encoder", "decoder"):
        raise ForeignError(
            "a network takes codes or pictures, and a class if need be, "
            f"this one takes {', '.join(graph.inputs) or 'nothing'}"
        )
    num_classes = _num_classes(graph, labels, choices)
    if choices.role == "encoder":
        shape = picture_shape(graph.inputs[main[0]], choices, 0 if labels else num_classes)
        source = Node({"type": "input"}, (), tuple(shape))
        given = _pixels_in(source, _foreign_order(shape, graph.inputs[main[0]], choices), choices)
    else:
        size = math.prod(graph.inputs[main[0]]) - (0 if labels else num_classes)
        source = Node({"type": "input"}, (), (size,))
        given = whole(source)
    values = {main[0]: given}
    if num_classes:
        classes = whole(Node({"type": _LABELS}, (source,), (num_classes,)))
        values = _told(values, main[0], labels, classes, choices.labels_first)
    values = {
        name: value if name in graph.classes else operations.moved(value, (1, *graph.inputs[name]))
        for name, value in values.items()
    }
    with np.errstate(all="ignore"):
        made = _heads(graph, values, choices) if choices.role == "encoder" else _picture(graph, values, choices)
        return chained(stored(made, (made.order.size,)), source, num_classes)


def _num_classes(graph: Graph, labels: str | None, choices: Choices) -> int:
    if labels is None:
        return choices.num_classes
    return graph.classes.get(labels) or math.prod(graph.inputs[labels])


def _told(values: dict[str, Value], main: str, labels: str | None, classes: Value, first: bool) -> dict[str, Value]:
    """Give the class to its input, or put it beside what else goes in."""
    if labels:
        return {**values, labels: classes}
    flat = operations.moved(values[main], (1, -1))
    return {main: joining.concatenated([classes, flat] if first else [flat, classes], 1)}


def picture_shape(shape: tuple[int, ...], choices: Choices, num_classes: int = 0) -> PictureShape:
    """Return the shape of the pictures that values of a foreign shape are.

    Raises:
        ForeignError: they are a list of numbers and nobody said its shape, or no pictures that the explorer knows.
    """
    size = math.prod(shape) - num_classes
    sides = [side for side in shape if side != 1]
    found: PictureShape | tuple[int, ...] | None = choices.shape
    if found is None and len(sides) == 2:
        found = (sides[0], sides[1], 1)
    elif found is None and len(sides) == 3:
        found = (sides[1], sides[2], sides[0]) if is_channels_first(shape) else (sides[0], sides[1], sides[2])
    if found is None:
        raise ForeignError(f"pictures that are a list of {size} numbers need a shape: say height, width and channels")
    try:
        known = PictureShape.of(list(found))
    except ValueError as error:
        raise ForeignError(f"the network's pictures cannot be shown: {error}") from error
    if known.size != size:
        raise ForeignError(f"a shape of {known.text} is {known.size} numbers a picture, this network has {size}")
    return known


def is_channels_first(shape: tuple[int, ...]) -> bool:
    """Return whether a picture's shape starts with its channels."""
    return len(shape) == 3 and shape[0] in (1, 3) and shape[2] not in (1, 3)


def _foreign_order(shape: PictureShape, foreign: tuple[int, ...], choices: Choices) -> np.ndarray:
    """Return which number of ours, row by row and channels last, each number of a foreign picture is; flat."""
    order = np.arange(shape.size).reshape(shape)
    order = order.transpose(1, 0, 2) if choices.is_transposed else order
    is_first = is_channels_first(foreign) if len(foreign) == 3 else choices.layout == "channels_first"
    return (order.transpose(2, 0, 1) if is_first else order).ravel()


def _pixels_in(source: Node, order: np.ndarray, choices: Choices) -> Value:
    """Return pixels of ours as the foreign encoder wants them, as a list."""
    if choices.pixels == "logits":
        raise ForeignError("an encoder takes pixels of 0 to 1, -1 to 1 or 0 to 255, not logits")
    factor, shift = {"unit": (1.0, 0.0), "signed": (2.0, -1.0), "bytes": (255.0, 0.0)}[choices.pixels]
    return Value(functions.scale(whole(source), factor, shift).node, order[None])


def _heads(graph: Graph, given: dict[str, Value], choices: Choices) -> Value:
    """Return the mean and what follows it as one list."""
    if choices.mean is None:
        raise ForeignError("which output of the encoder is the mean must be said")
    heads = [head for head in (choices.mean, choices.log_variance) if head]
    unknown = [head.output for head in heads if head.output not in graph.outputs]
    if unknown:
        raise ForeignError(f"the encoder has no output {unknown[0]!r}, only {', '.join(graph.outputs)}")
    made = graph.run(given, [graph.outputs[head.output] for head in heads])
    mean, *others = (_part(made[graph.outputs[head.output]], head, graph.channels_first) for head in heads)
    if not others:
        return mean
    (second,) = others
    if mean.shape != second.shape:
        raise ForeignError(f"the mean is {mean.order.size} numbers, what is to be its variance {second.order.size}")
    if choices.is_deviation:
        # log variance = 2 log deviation
        second = functions.scale(closings.logarithm(second), 2.0, 0.0)
    return joining.concatenated([mean, second], 1)


def _part(value: Value, head: Head, channels_first: bool) -> Value:
    """Return an output or a part of it as a list; parts lie along the channels."""
    if head.part != "all":
        axis = 1 if value.order.ndim == 4 and channels_first else value.order.ndim - 1
        if value.shape[axis] % head.num_parts:
            raise ForeignError(f"{value.shape[axis]} numbers of {head.output!r} are no {head.num_parts} equal parts")
        index = get_args(Part).index(head.part) - 1
        value = Value(value.node, np.split(value.order, head.num_parts, axis)[index])
    return operations.moved(value, (1, -1))


def _picture(graph: Graph, given: dict[str, Value], choices: Choices) -> Value:
    """Return pixels in [0, 1], row by row."""
    name = choices.picture or next(iter(graph.outputs))
    if name not in graph.outputs:
        raise ForeignError(f"the decoder has no output {name!r}, only {', '.join(graph.outputs)}")
    value = graph.run(given, [graph.outputs[name]])[graph.outputs[name]]
    shape = picture_shape(value.shape[1:], choices)
    places = np.argsort(_foreign_order(shape, value.shape[1:], choices))
    pixels = _unit(settled(Value(value.node, value.order.ravel()[places][None])), choices)
    return pixels


def _unit(value: Value, choices: Choices) -> Value:
    """Return pixels in [0, 1], whatever the network writes."""
    low, high = closings.limits(value.node)
    if choices.pixels == "logits":
        return functions.activation(value, "sigmoid")
    if choices.pixels == "signed" and (found := closings.sigmoid_of_tanh(value.node)):
        return Value(found, value.order)
    factor, shift = {"unit": (1.0, 0.0), "signed": (0.5, 0.5), "bytes": (1 / 255, 0.0)}[choices.pixels]
    if low * factor + shift < 0 or high * factor + shift > 1:
        # That of Keras 3 and ONNX is clip(slope * x + offset, 0, 1).
        return functions.activation(value, "hard_sigmoid", slope=factor, offset=shift)
    return functions.scale(value, factor, shift)
