"""An ONNX file -> a graph; what PyTorch writes for drawing z becomes a step of code, at which a VAE is cut."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from vae.foreign.description import ForeignError
from vae.foreign.graph import Graph, Shape, Step
from vae.onnx_files.file import OnnxFile, OnnxNode
from vae.onnx_files.layers import LAYERS as SPATIAL
from vae.onnx_files.patterns import DRAW, NOISE, Patterns
from vae.onnx_files.shaping import LAYERS as SHAPING

FORMAT = "ONNX"
OPERATORS = {**SPATIAL, **SHAPING}
_MOST_LISTED = 5


def read(name: str, file: OnnxFile) -> Graph:
    """Make a graph of an ONNX file.

    Args:
        name: of the network.
        file: what it says.

    Raises:
        ForeignError: an operator is not known.
    """
    _check_operators(file.nodes)
    inputs = {each: shape_of(each, sides) for each, sides in file.inputs.items()}
    patterns = Patterns(file.nodes, file.constants)
    graph = Graph(
        FORMAT, name, tuple(_step(node, file.opset) for node in patterns.replaced()), inputs,
        {each: each for each in file.outputs}, classes_of(file), file.constants,
        channels_first=any("Conv" in node.kind for node in file.nodes),
    )  # fmt: skip
    return graph.with_constants()


def _check_operators(nodes: Sequence[OnnxNode]) -> None:
    known = {*OPERATORS, *NOISE}
    unknown = sorted({node.kind for node in nodes if node.kind not in known or node.domain not in ("", "ai.onnx")})
    if unknown:
        more = f" and {len(unknown) - _MOST_LISTED} more" if len(unknown) > _MOST_LISTED else ""
        raise ForeignError(
            f"the explorer's networks do not have the ONNX operators {', '.join(unknown[:_MOST_LISTED])}{more}"
            if len(unknown) > 1
            else f"the explorer's networks do not have the ONNX operator {unknown[0]}"
        )


def shape_of(name: str, sides: list[int | None]) -> Shape:
    """Return the shape of one point of an input.

    Raises:
        ForeignError: a side other than the batch is open.
    """
    if len(sides) < 1 or any(side is None for side in sides[1:]):
        given = ["?" if side is None else side for side in sides]
        raise ForeignError(f"the input {name!r} must have a shape of a batch and fixed sides, got {given}")
    return tuple(side for side in sides[1:] if side is not None)


def _step(node: OnnxNode, opset: int) -> Step:
    if node.kind in (*NOISE, DRAW):
        return Step(node.name, node.kind, node.inputs if node.kind == DRAW else (), node.outputs, None)
    present = [name for name in node.inputs if name]
    compute = partial(_computed, node, opset)
    return Step(node.name, node.kind, tuple(present), node.outputs, compute)


def _computed(node: OnnxNode, opset: int, *values: Any) -> Sequence[Any]:
    """Hand values to an operator, None for inputs that are left out."""
    left = list(values)
    given = [left.pop(0) if name else None for name in node.inputs]
    made = OPERATORS[node.kind](node.attributes, opset, *given)
    return made if isinstance(made, tuple) else (made,)


def classes_of(file: OnnxFile) -> dict[str, int]:
    """Return inputs that are class numbers, since they choose from a table or a one, and how many classes there are."""
    patterns = Patterns(file.nodes, file.constants)
    counts: dict[str, int] = {}
    for node in file.nodes:
        table, depth = (patterns.constant(name) for name in (node.inputs + ("", ""))[:2])
        if node.kind == "Gather" and node.inputs[1] in file.inputs and table is not None and table.ndim == 2:
            counts[node.inputs[1]] = len(table)
        elif node.kind == "OneHot" and node.inputs[0] in file.inputs and depth is not None:
            counts[node.inputs[0]] = int(depth.ravel()[0])
    return counts
