"""An ONNX file -> a graph; what PyTorch writes for drawing z becomes a step of code, at which a VAE is cut."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from vae.foreign.description import ForeignError
from vae.foreign.graph import Graph, Shape, Step
from vae.readers.onnx_file import OnnxFile, OnnxNode, parse
from vae.readers.onnx_layers import LAYERS as SPATIAL
from vae.readers.onnx_shaping import LAYERS as SHAPING

FORMAT = "ONNX"
OPERATORS = {**SPATIAL, **SHAPING}
_NOISE = ("RandomNormalLike", "RandomNormal")
_MOST_LISTED = 5


def read(name: str, content: bytes) -> Graph:
    """Read the network of an ONNX file.

    Args:
        name: of the network.
        content: of the file.

    Raises:
        ForeignError: it is no ONNX file, its weights lie elsewhere, or an operator is not known.
    """
    file = parse(content)
    _check_operators(file.nodes)
    inputs = {each: _shape(each, sides) for each, sides in file.inputs.items()}
    steps = _with_draws([_step(node, file.opset) for node in file.nodes], file)
    classes = _classes(file)
    return Graph(
        FORMAT, name, tuple(steps), inputs, {each: each for each in file.outputs}, classes, file.constants,
        channels_first=any("Conv" in node.kind for node in file.nodes),
    )  # fmt: skip


def _check_operators(nodes: Sequence[OnnxNode]) -> None:
    known = {*OPERATORS, *_NOISE}
    unknown = sorted({node.kind for node in nodes if node.kind not in known or node.domain not in ("", "ai.onnx")})
    if unknown:
        more = f" and {len(unknown) - _MOST_LISTED} more" if len(unknown) > _MOST_LISTED else ""
        raise ForeignError(
            f"the explorer's networks do not have the ONNX operators {', '.join(unknown[:_MOST_LISTED])}{more}"
            if len(unknown) > 1
            else f"the explorer's networks do not have the ONNX operator {unknown[0]}"
        )


def _shape(name: str, sides: list[int | None]) -> Shape:
    if len(sides) < 1 or any(side is None for side in sides[1:]):
        given = ["?" if side is None else side for side in sides]
        raise ForeignError(f"the input {name!r} must have a shape of a batch and fixed sides, got {given}")
    return tuple(side for side in sides[1:] if side is not None)


def _step(node: OnnxNode, opset: int) -> Step:
    if node.kind in _NOISE:
        return Step(node.name, node.kind, (), node.outputs, None)
    present = [name for name in node.inputs if name]
    compute = partial(_computed, node, opset)
    return Step(node.name, node.kind, tuple(present), node.outputs, compute)


def _computed(node: OnnxNode, opset: int, *values: Any) -> Sequence[Any]:
    """Hand values to an operator, None for inputs that are left out."""
    left = list(values)
    given = [left.pop(0) if name else None for name in node.inputs]
    made = OPERATORS[node.kind](node.attributes, opset, *given)
    return made if isinstance(made, tuple) else (made,)


def _with_draws(steps: list[Step], file: OnnxFile) -> list[Step]:
    """Put one step of code in place of mean + noise * deviation."""
    makers = {name: step for step in steps for name in step.outputs}
    noise = {name for step in steps if step.apply is None for name in step.outputs}
    product = next((step for step in steps if step.kind == "Mul" and noise & set(step.inputs)), None)
    if product is None:
        return steps
    total = next((step for step in steps if step.kind == "Add" and product.outputs[0] in step.inputs), None)
    if total is None:
        raise ForeignError("it draws random numbers in a way that is not known: write encoder and decoder apart")
    (mean,) = (name for name in total.inputs if name != product.outputs[0])
    (deviation,) = (name for name in product.inputs if name not in noise)
    heads = (mean, _log_variance(deviation, makers, file))
    drawn = Step("z", "random draw", heads, total.outputs, None)
    return [drawn if step is total else step for step in steps if step is not product]


def _log_variance(deviation: str, makers: dict[str, Step], file: OnnxFile) -> str:
    """Return what exp(0.5 x) is taken of, or the deviation's own name."""
    exponential = makers.get(deviation)
    if exponential is None or exponential.kind != "Exp":
        return deviation
    half = makers.get(exponential.inputs[0])
    if half is None or half.kind not in ("Mul", "Div"):
        return deviation
    constant = {step.outputs[0] for step in makers.values() if step.kind == "Constant"} | set(file.constants)
    (given,) = [name for name in half.inputs if name not in constant][:1] or (deviation,)
    return given


def _classes(file: OnnxFile) -> dict[str, int]:
    """Return inputs that choose a row of a table, and how many rows it has: these are class numbers."""
    tables = {
        node.inputs[1]: len(file.constants[node.inputs[0]])
        for node in file.nodes
        if node.kind == "Gather" and node.inputs[0] in file.constants and file.constants[node.inputs[0]].ndim == 2
    }
    return {name: count for name, count in tables.items() if name in file.inputs}
