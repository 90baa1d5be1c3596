"""What an ONNX file says: nodes, constants, inputs and outputs, read without the package onnx."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from vae.foreign import budget
from vae.foreign.description import ForeignError
from vae.protobuf import Message, WireError

_TYPES = {
    1: "<f4", 2: "u1", 3: "i1", 4: "<u2", 5: "<i2", 6: "<i4", 7: "<i8", 9: "?",
    10: "<f2", 11: "<f8", 12: "<u4", 13: "<u8",
}  # fmt: skip
_EXTERNAL = 1
_MOST_NUMBERS = 16 * 2**24


@dataclass(frozen=True, eq=False)
class OnnxNode:
    """One operator.

    Attributes:
        name: of the node, or its first output where it has none.
        kind: the operator.
        domain: whose it is; empty for ONNX' own.
        inputs: names of values; empty for one that is left out.
        outputs: likewise.
        attributes: numbers, lists, texts and arrays by name.
    """

    name: str
    kind: str
    domain: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]


@dataclass(frozen=True, eq=False)
class OnnxFile:
    """A graph of an ONNX file.

    Attributes:
        name: of the graph.
        opset: the version of ONNX' operators.
        nodes: in order.
        constants: arrays by name.
        inputs: their sides by name, the batch's too; None for one that is open.
        outputs: names.
    """

    name: str
    opset: int
    nodes: tuple[OnnxNode, ...]
    constants: dict[str, np.ndarray]
    inputs: dict[str, list[int | None]]
    outputs: tuple[str, ...]


class Outside:
    """Files in which weights may lie; so many bytes are read in all, however many arrays name them."""

    def __init__(self, files: Mapping[str, bytes], most_bytes: int) -> None:
        self.files = {PurePosixPath(name).name: content for name, content in files.items()}
        self._budget = budget.of_weights(most_bytes)

    def part(self, file: str, start: int, end: int) -> bytes:
        """Return some bytes of a file.

        Raises:
            ForeignError: with those before they are more than are read.
        """
        self._budget.spend(end - start)
        return self.files[file][start:end]


_NOTHING_OUTSIDE = Outside({}, 0)


def parse(content: bytes, beside: Mapping[str, bytes], most_bytes: int) -> OnnxFile:
    """Read an ONNX file.

    Args:
        content: of it.
        beside: the files that were given with it, by name; weights may lie in one of these.
        most_bytes: that weights in these may have together.

    Raises:
        ForeignError: it is none, is damaged, or its weights lie in a file that was not given.
    """
    try:
        model = Message(content)
        (graph,) = model.messages(7)
        opsets = [each.whole(2) for each in model.messages(8) if each.text(1) in ("", "ai.onnx")]
        outside = Outside(beside, most_bytes)
        constants = {each.text(8): tensor(each, outside) for each in graph.messages(5)}
        inputs = {each.text(1): _sides(each) for each in graph.messages(11)}
        return OnnxFile(
            graph.text(2),
            max(opsets, default=1),
            tuple(_node(each) for each in graph.messages(1)),
            constants,
            {name: sides for name, sides in inputs.items() if name not in constants},
            tuple(each.text(1) for each in graph.messages(12)),
        )
    except (WireError, ValueError, RecursionError) as error:
        if isinstance(error, ForeignError):
            raise
        raise ForeignError("it is no ONNX file, or is cut off: write it again with torch.onnx.export") from error


def _sides(given: Message) -> list[int | None]:
    for kind in given.messages(2):
        for shape in (shape for array in kind.messages(1) for shape in array.messages(2)):
            return [each.whole(1) if each.whole(1) > 0 else None for each in shape.messages(1)]
    raise ForeignError(f"the input {given.text(1)!r} must be an array with a shape")


def _node(given: Message) -> OnnxNode:
    outputs = tuple(given.texts(2))
    attributes = {each.text(1): _attribute(each) for each in given.messages(5)}
    name = given.text(3) or (outputs[0] if outputs else given.text(4))
    return OnnxNode(name, given.text(4), given.text(7), tuple(given.texts(1)), outputs, attributes)


def _attribute(given: Message) -> Any:
    readers = {
        1: lambda: given.floats(2)[-1], 2: lambda: given.whole(3), 3: lambda: given.text(4),
        4: lambda: tensor(given.messages(5)[0]), 6: lambda: given.floats(7), 7: lambda: given.wholes(8),
        8: lambda: given.texts(9),
    }  # fmt: skip
    kind = given.whole(20)
    if kind in readers:
        return readers[kind]() if kind != 1 or given.has(2) else 0.0
    # A graph within a node, as If and Loop have, or no type at all.
    return None


def tensor(given: Message, outside: Outside = _NOTHING_OUTSIDE) -> np.ndarray:
    """Return an array.

    Args:
        given: its message.
        outside: files in which it may lie.

    Raises:
        ForeignError: it lies in another file, or is of a type that weights do not have.
    """
    name = given.text(8)
    kind, shape = given.whole(2), given.wholes(1)
    if kind not in _TYPES:
        raise ForeignError(f"the weights {name!r} are of the type {kind}, numbers were expected")
    if any(side < 0 for side in shape) or math.prod(shape) > _MOST_NUMBERS:
        raise ForeignError(f"the weights {name!r} have a shape of {shape}, which is refused")
    is_outside = given.choice(14) == _EXTERNAL or given.has(13)
    values = np.frombuffer(_outside(given, outside), _TYPES[kind]) if is_outside else _values(given, kind)
    if values.size != math.prod(shape):
        raise ForeignError(
            f"the weights {name!r} are {values.size} numbers, their shape {shape} says otherwise: cut off"
        )
    return values.reshape(shape)


def _outside(given: Message, outside: Outside) -> bytes:
    """Return the bytes of an array that lies in another file, which must have been given; no path is followed."""
    where = {each.text(1): each.text(2) for each in given.messages(13)}
    file = PurePosixPath(where.get("location", "")).name
    if file not in outside.files:
        raise ForeignError(
            f"the weights {given.text(8)!r} lie in another file, {file or 'without a name'}: give both together, or "
            "write all into one, torch.onnx.export(model, example, 'decoder.onnx', external_data=False)"
        )
    start = int(where.get("offset", "0"))
    end = start + int(where["length"]) if "length" in where else len(outside.files[file])
    if not 0 <= start <= end <= len(outside.files[file]):
        raise ForeignError(f"{file} is cut off: the weights {given.text(8)!r} should end at byte {end:,}")
    return outside.part(file, start, end)


def _values(given: Message, kind: int) -> np.ndarray:
    if given.has(9):
        return np.frombuffer(given.joined(9), _TYPES[kind])
    if given.has(4):
        return np.array(given.floats(4), np.float32)
    if given.has(10):
        return np.frombuffer(given.joined(10), "<f8")
    whole = np.array(given.wholes(7) or given.wholes(5), np.int64)
    # Half precision is written as whole numbers with its bits.
    return whole.astype(np.uint16).view("<f2") if kind == 10 else whole.astype(_TYPES[kind])
