"""ONNX files as torch.onnx.export writes them, without the package onnx."""

import numpy as np

from vae.exports.onnx_file import node, tensor, value
from vae.protobuf import field

__all__ = ["model", "node"]
_FLOAT, _EXTERNAL = 1, 1


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
    graph += [field(5, (_elsewhere if name in external else tensor)(name, array)) for name, array in weights.items()]
    graph += [field(11, value(name, shape)) for name, shape in inputs.items()]
    graph += [field(12, value(name, ())) for name in outputs]
    opsets = field(8, field(1, "") + field(2, opset))
    return field(1, 8) + field(2, "pytorch") + opsets + field(7, b"".join(graph))


def _elsewhere(name, array):
    """Return a tensor of float32 whose numbers lie in another file."""
    sides = [field(1, int(side)) for side in np.shape(array)]
    entries = {"location": "weights.data", "offset": "4", "length": str(4 * np.size(array))}
    where = [field(13, field(1, key) + field(2, text)) for key, text in entries.items()]
    return b"".join([*sides, field(2, _FLOAT), field(8, name), *where, field(14, _EXTERNAL)])
