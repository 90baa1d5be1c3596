"""Networks as ONNX files, written without the package onnx: the messages of onnx.proto that they need."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from vae.protobuf import field

_FLOAT, _INT64 = 1, 7
_OPSET = 17
_IR_VERSION = 8
Sides = Sequence[int | None]


def model(
    nodes: Sequence[bytes],
    tensors: Mapping[str, np.ndarray],
    inputs: Mapping[str, Sides],
    outputs: Mapping[str, Sides],
    opset: int = _OPSET,
) -> bytes:
    """Return an ONNX file.

    Args:
        nodes: made by `node`, in the order of evaluation.
        tensors: constants by name, float32 or int64.
        inputs: shapes of what goes in by name, None for the batch.
        outputs: the same of what comes out.
        opset: the version of the operators.
    """
    graph = b"".join(
        [
            *(field(1, each) for each in nodes),
            field(2, "network"),
            *(field(5, tensor(name, array)) for name, array in tensors.items()),
            *(field(11, value(name, shape)) for name, shape in inputs.items()),
            *(field(12, value(name, shape)) for name, shape in outputs.items()),
        ]
    )
    return field(1, _IR_VERSION) + field(2, "latent-explorer") + field(7, graph) + field(8, field(2, opset))


def node(kind: str, inputs: Sequence[str], outputs: Sequence[str], domain: str = "", **attributes: Any) -> bytes:
    """Return an operator, a NodeProto; attributes are numbers, texts, lists of whole numbers or arrays."""
    parts = [field(1, each) for each in inputs] + [field(2, each) for each in outputs]
    parts += [field(3, f"{kind} {outputs[0]}"), field(4, kind), field(7, domain)]
    return b"".join([*parts, *(field(5, _attribute(name, given)) for name, given in attributes.items())])


def tensor(name: str, array: np.ndarray) -> bytes:
    """Return an array as a TensorProto: whole numbers as int64, all others as float32."""
    array = np.asarray(array)
    kind, stored = (_INT64, array.astype("<i8")) if array.dtype.kind in "iu" else (_FLOAT, array.astype("<f4"))
    sides = [field(1, int(side)) for side in array.shape]
    return b"".join([*sides, field(2, kind), field(8, name), field(9, stored.tobytes())])


def value(name: str, shape: Sides) -> bytes:
    """Return the name and shape of what goes in or comes out, a ValueInfoProto of float32."""
    sides = (field(1, field(2, "batch") if side is None else field(1, side)) for side in shape)
    return field(1, name) + field(2, field(1, field(1, _FLOAT) + field(2, b"".join(sides))))


def _attribute(name: str, given: Any) -> bytes:
    if isinstance(given, (list, tuple)):
        kind, parts = 7, [field(8, int(each)) for each in given]
    elif isinstance(given, np.ndarray):
        kind, parts = 4, [field(5, tensor("", given))]
    else:
        kind = {float: 1, int: 2, str: 3}[type(given)]
        parts = [field(kind + 1, given)]
    return b"".join([field(1, name), *parts, field(20, kind)])
