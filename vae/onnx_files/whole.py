"""An ONNX file whose operators our layers do not have -> a graph of one step, which ONNX Runtime evaluates whole."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from vae import protobuf
from vae.foreign import joining, operations
from vae.foreign.description import ForeignError
from vae.foreign.graph import Graph, Step
from vae.foreign.values import Node, Value, limited, stored
from vae.network.graph_check import GraphError
from vae.network.graphs import GRAPH, Session, session_of
from vae.onnx_files.file import OnnxFile
from vae.onnx_files.graph import FORMAT, classes_of, shape_of

_GRAPH, _INITIALIZER, _RAW, _EXTERNAL, _LOCATION = 7, 5, 9, 13, 14
_PASSED = ("Reshape", "Transpose", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Cast")
_ENDS = {"Sigmoid": "sigmoid", "Tanh": "tanh", "HardSigmoid": "hard_sigmoid", "Relu": "relu", "Softmax": "softmax"}


def read(name: str, file: OnnxFile, content: bytes, reason: str) -> Graph:
    """Take a network as it is.

    Args:
        name: of the network.
        file: what was read of it.
        content: of the file.
        reason: why our layers cannot be made of it, a sentence's beginning.

    Raises:
        ForeignError: it is one that is not run, ONNX Runtime is not installed or refuses it, or what it takes and gives
            is unclear.
    """
    model = np.frombuffer(_in_one(content, file.constants), np.uint8)
    shapes = {given: shape_of(given, sides) for given, sides in file.inputs.items()}
    classes = classes_of(file)
    shapes |= {given: (count,) for given, count in classes.items()}
    if not shapes:
        raise ForeignError("the graph takes nothing: codes or pictures were expected")
    try:
        made = _tried(session_of(model), shapes, file.outputs)
    except GraphError as error:
        raise ForeignError(f"{reason}; {error}") from error
    sizes = {output: limited(math.prod(shape)) for output, shape in made.items()}
    layer = {
        "type": GRAPH, "model": model, "inputs": list(shapes),
        "shapes": [list(shape) for shape in shapes.values()], "outputs": list(made), "size": sum(sizes.values()),
        "ends": _ends(file) if len(made) == 1 else "linear",
        "numbers": sum(array.size for array in file.constants.values()),
    }  # fmt: skip

    total = sum(map(math.prod, shapes.values()))

    def apply(*values: Value) -> list[Value]:
        flat = [operations.moved(value, (1, -1)) for value in values]
        node = Node(layer, (stored(joining.concatenated(flat, 1), (total,)),), (sum(sizes.values()),))
        starts = np.cumsum([0, *sizes.values()])[:-1]
        return [
            Value(node, start + np.arange(size).reshape(1, *made[output]))
            for (output, size), start in zip(sizes.items(), starts, strict=True)
        ]

    step = Step(name, "ONNX graph", tuple(shapes), tuple(made), apply)
    said = f"The worker evaluates {name} with ONNX Runtime, not the browser: {reason}."
    return Graph(
        FORMAT, name, (step,), shapes, {each: each for each in made}, classes, notes=(said,),
        channels_first=any("Conv" in node.kind for node in file.nodes),
    )  # fmt: skip


def _in_one(content: bytes, constants: Mapping[str, np.ndarray]) -> bytes:
    """Return a file with the weights in it that lay in another one; they were read from what was given with it."""
    found = []
    for field, part in protobuf.parts(content):
        if field != _GRAPH:
            found.append(part)
            continue
        (graph,) = protobuf.Message(part).raw(field)
        inner = b"".join(_with_weights(number, each, constants) for number, each in protobuf.parts(graph))
        found.append(protobuf.field(field, inner))
    return b"".join(found)


def _with_weights(field: int, part: bytes, constants: Mapping[str, np.ndarray]) -> bytes:
    if field != _INITIALIZER:
        return part
    (content,) = protobuf.Message(part).raw(field)
    weights = protobuf.Message(content)
    if not weights.has(_EXTERNAL):
        return part
    bare = protobuf.without(content, _RAW, _EXTERNAL, _LOCATION)
    return protobuf.field(field, bare + protobuf.field(_RAW, constants[weights.text(8)].tobytes()))


def _tried(session: Session, shapes: Mapping[str, Any], outputs: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Return the shapes of what comes out for one point, from zeros for two: with one alone any batch seems to do."""
    zeros = {name: np.zeros((2, *shape), np.float32) for name, shape in shapes.items()}
    made = session.run(zeros, outputs)
    return {name: array.shape[1:] or (1,) for name, array in zip(outputs, made, strict=True)}


def _ends(file: OnnxFile) -> str:
    """Return the function that the only output comes from, "linear" where none is known."""
    makers = {name: node for node in file.nodes for name in node.outputs}
    node = makers.get(file.outputs[0])
    while node is not None and node.kind in _PASSED:
        node = makers.get(node.inputs[0])
    return "linear" if node is None else _ENDS.get(node.kind, "linear")
