"""ONNX files as torch.onnx.export writes them, without the package onnx."""

import struct

import numpy as np

FLOAT, INT64, EXTERNAL = 1, 7, 1


def _varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def field(number, value):
    """Return one field of a message: a whole number, a real one, a text or the bytes of a message."""
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    content = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def tensor(name, array, is_external=False):
    """Return a TensorProto."""
    array = np.asarray(array)
    kind, stored = (INT64, array.astype("<i8")) if array.dtype.kind in "iu" else (FLOAT, array.astype("<f4"))
    parts = [field(1, int(side)) for side in array.shape] + [field(2, kind), field(8, name)]
    if is_external:
        size = str(stored.nbytes)
        entries = {"location": "weights.data", "offset": "4", "length": size}
        parts += [field(13, field(1, key) + field(2, value)) for key, value in entries.items()] + [field(14, EXTERNAL)]
    else:
        parts.append(field(9, stored.tobytes()))
    return b"".join(parts)


def _attribute(name, value):
    if isinstance(value, (list, tuple)):
        kind, parts = 7, [field(8, each) for each in value]
    elif isinstance(value, np.ndarray):
        kind, parts = 4, [field(5, tensor("", value))]
    else:
        kind = {float: 1, int: 2, str: 3}[type(value)]
        parts = [field(kind + 1, value)]
    return b"".join([field(1, name), *parts, field(20, kind)])


def node(kind, inputs, outputs, domain="", **attributes):
    """Return a NodeProto."""
    parts = [field(1, each) for each in inputs] + [field(2, each) for each in outputs]
    parts += [field(3, f"/{kind}"), field(4, kind), field(7, domain)]
    return b"".join([*parts, *(field(5, _attribute(name, value)) for name, value in attributes.items())])


def _value(name, shape):
    sides = (field(2, "batch") if side is None else field(1, side) for side in shape)
    shape = b"".join(field(1, side) for side in sides)
    return field(1, name) + field(2, field(1, field(1, FLOAT) + field(2, shape)))


def model(nodes, weights, inputs, outputs, opset=17, external=()):
    """Return an ONNX file.

    Args:
        nodes: made by `node`, in order.
        weights: arrays by name.
        inputs: shapes by name, None for the batch.
        outputs: names.
        opset: the version of the operators.
        external: names of weights that lie in another file, weights.data, after 4 bytes.
    """
    graph = [field(1, each) for each in nodes] + [field(2, "main_graph")]
    graph += [field(5, tensor(name, array, name in external)) for name, array in weights.items()]
    graph += [field(11, _value(name, shape)) for name, shape in inputs.items()]
    graph += [field(12, _value(name, ())) for name in outputs]
    opsets = field(8, field(1, "") + field(2, opset))
    return field(1, 8) + field(2, "pytorch") + opsets + field(7, b"".join(graph))
