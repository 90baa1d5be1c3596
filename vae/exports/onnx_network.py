"""What the layers of our networks are in ONNX: pictures keep their channels last but for the operators on pictures."""

import math
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import numpy as np

from vae.exports import onnx_file
from vae.network.network import Network
from vae.network.shapes import Shape, shapes_along

_TO_FIRST, _TO_LAST = [0, 3, 1, 2], [0, 2, 3, 1]
_PLAIN = {
    "relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid", "selu": "Selu", "softplus": "Softplus",
    "softsign": "Softsign", "exponential": "Exp",
}  # fmt: skip
Write = Callable[["_Graph", str, Any], str]


def onnx_model(network: Network, given: tuple[str, tuple[int, ...]], made: Mapping[str, tuple[int, ...]]) -> bytes:
    """Return a network as an ONNX file.

    Args:
        network: whose layers are written.
        given: the name and the shape of what goes in, without the batch; `labels`, shares of the classes, go in
            beside it where the network is told classes.
        made: names and shapes of what comes out; several are parts of the network's numbers, one after another.
    """
    graph = _Graph(network)
    x = graph.reshaped(given[0], network.input_shape)
    shapes = shapes_along(network.layers, network.tensors, network.input_shape, network.num_classes)
    for layer, shape in zip(network.layers, shapes, strict=False):
        graph.shape = shape
        x = _LAYERS[layer["type"]](graph, x, layer)
    x, start = graph.reshaped(x, (math.prod(network.output_shape),)), 0
    for name, shape in made.items():
        end = start + math.prod(shape)
        bounds = [graph.constant(np.array([each])) for each in (start, end, 1)]
        graph.reshaped(graph.add("Slice", [x, *bounds]), shape, name)
        start = end
    inputs = {given[0]: (None, *given[1])} | ({"labels": (None, network.num_classes)} if network.num_classes else {})
    outputs = {name: (None, *shape) for name, shape in made.items()}
    return onnx_file.model(graph.nodes, graph.tensors, inputs, outputs)


class _Graph:
    """The nodes and constants so far."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.nodes: list[bytes] = []
        self.tensors: dict[str, np.ndarray] = {}
        self.kept: dict[str, str] = {}
        self.shape: Shape = network.input_shape  # of what comes into the layer that is written
        self._numbers = count(1)

    def add(self, kind: str, inputs: list[str], output: str | None = None, **attributes: Any) -> str:
        """Append an operator and return the name of what it gives."""
        output = output or f"v{next(self._numbers)}"
        self.nodes.append(onnx_file.node(kind, inputs, [output], **attributes))
        return output

    def constant(self, array: Any) -> str:
        name = f"c{next(self._numbers)}"
        self.tensors[name] = np.asarray(array)
        return name

    def number(self, number: float) -> str:
        return self.constant(np.float32(number))

    def tensor(self, name: str) -> np.ndarray:
        return np.asarray(self.network.tensors[name], np.float32)

    def reshaped(self, x: str, shape: tuple[int, ...], output: str | None = None) -> str:
        return self.add("Reshape", [x, self.constant(np.array([0, *shape], np.int64))], output)  # 0: the batch as it is

    def on_pictures(self, kind: str, x: str, *others: str, **attributes: Any) -> str:
        """Append an operator that takes channels before the sides."""
        first = self.add("Transpose", [x], perm=_TO_FIRST)
        return self.add("Transpose", [self.add(kind, [first, *others], **attributes)], perm=_TO_LAST)


def _margins(padding: list[int]) -> list[int]:
    top, bottom, left, right = padding
    return [top, left, bottom, right]


def _dense(graph: _Graph, x: str, layer: Any) -> str:
    return graph.add("Gemm", [x, *(graph.constant(graph.tensor(layer[key])) for key in ("kernel", "bias"))])


def _convolution(graph: _Graph, x: str, layer: Any) -> str:
    kernel, bias = graph.tensor(layer["kernel"]), graph.tensor(layer["bias"])
    weights = graph.constant(kernel.transpose(3, 2, 0, 1)), graph.constant(bias)
    return graph.on_pictures(
        "Conv", x, *weights, kernel_shape=list(kernel.shape[:2]), strides=layer["strides"],
        pads=_margins(layer["padding"]), dilations=layer["dilation"], group=layer["groups"],
    )  # fmt: skip


def _conv2d(graph: _Graph, x: str, layer: Any) -> str:
    # The margins that "auto_pad" gives are TensorFlow's.
    kernel, bias = graph.tensor(layer["kernel"]), graph.tensor(layer["bias"])
    weights = graph.constant(kernel.transpose(3, 2, 0, 1)), graph.constant(bias)
    strides = [layer["strides"]] * 2
    return graph.on_pictures("Conv", x, *weights, kernel_shape=[3, 3], strides=strides, auto_pad="SAME_UPPER")


def _transposed(graph: _Graph, x: str, layer: Any) -> str:
    """Rows that hold the bias alone are those of a kernel with more taps, all of them zero."""
    crop = layer["crop"]
    more = [max(-margin, 0) for margin in crop]
    kernel = np.pad(graph.tensor(layer["kernel"]), ((more[0], more[1]), (more[2], more[3]), (0, 0), (0, 0)))
    weights = graph.constant(kernel.transpose(3, 2, 0, 1)), graph.constant(graph.tensor(layer["bias"]))
    return graph.on_pictures(
        "ConvTranspose", x, *weights, kernel_shape=list(kernel.shape[:2]), strides=layer["strides"],
        pads=_margins([max(margin, 0) for margin in crop]),
    )  # fmt: skip


def _conv2d_transpose(graph: _Graph, x: str, layer: Any) -> str:
    stride = layer["strides"]
    before = max(3 - stride, 0) // 2
    return _transposed(graph, x, {**layer, "strides": [stride] * 2, "crop": [before, 3 - stride - before] * 2})


def _activation(graph: _Graph, x: str, layer: Any) -> str:
    name = layer["name"]
    if name in _PLAIN:
        return graph.add(_PLAIN[name], [x])
    if name == "softmax":
        return graph.add("Softmax", [x], axis=-1)
    if name == "silu":
        return graph.add("Mul", [x, graph.add("Sigmoid", [x])])
    if name == "mish":
        return graph.add("Mul", [x, graph.add("Tanh", [graph.add("Softplus", [x])])])
    if name == "prelu":
        return graph.add("PRelu", [x, graph.constant(graph.tensor(layer["slopes"]))])
    if name == "relu6":
        return graph.add("Clip", [x, graph.number(0), graph.number(6)])
    if name in ("gelu", "gelu_tanh"):
        return _gelu(graph, x, name == "gelu_tanh")
    slope = float(layer.get("slope", 1.0))
    if name == "hard_sigmoid":
        return graph.add("HardSigmoid", [x], alpha=slope, beta=float(layer["offset"]))
    return graph.add({"elu": "Elu", "leaky_relu": "LeakyRelu"}[name], [x], alpha=slope)


def _gelu(graph: _Graph, x: str, is_approximate: bool) -> str:
    if is_approximate:
        cube = graph.add("Mul", [x, graph.add("Mul", [x, x])])
        inner = graph.add("Add", [x, graph.add("Mul", [cube, graph.number(0.044715)])])
        share = graph.add("Tanh", [graph.add("Mul", [inner, graph.number(math.sqrt(2 / math.pi))])])
    else:
        share = graph.add("Erf", [graph.add("Mul", [x, graph.number(math.sqrt(0.5))])])
    return graph.add("Mul", [graph.add("Mul", [x, graph.number(0.5)]), graph.add("Add", [share, graph.number(1)])])


def _labels(graph: _Graph, x: str, layer: Any) -> str:
    return graph.add("Concat", ["labels", x] if layer.get("first") else [x, "labels"], axis=1)


def _reshape(graph: _Graph, x: str, layer: Any) -> str:
    return graph.reshaped(x, layer["shape"])


def _scale(graph: _Graph, x: str, layer: Any) -> str:
    scale, shift = (graph.constant(graph.tensor(layer[key])) for key in ("scale", "shift"))
    return graph.add("Add", [graph.add("Mul", [x, scale]), shift])


def _normalise(graph: _Graph, x: str, layer: Any) -> str:
    shape, groups = graph.shape, layer["groups"]
    places = math.prod(shape[:-1])
    parts = graph.reshaped(x, (places, groups, shape[-1] // groups))
    axes = [3] if layer["each_place"] else [1, 3]
    apart = graph.add("Sub", [parts, graph.add("ReduceMean", [parts], axes=axes)])
    variance = graph.add("ReduceMean", [graph.add("Mul", [apart, apart])], axes=axes)
    deviation = graph.add("Sqrt", [graph.add("Add", [variance, graph.number(layer["epsilon"])])])
    return _scale(graph, graph.reshaped(graph.add("Div", [apart, deviation]), shape), layer)


def _upsample(graph: _Graph, x: str, layer: Any) -> str:
    scales = graph.constant(np.array([1, 1, *layer["factors"]], np.float32))
    if layer["method"] == "bilinear":
        return graph.on_pictures("Resize", x, "", scales, mode="linear", coordinate_transformation_mode="half_pixel")
    how = {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    return graph.on_pictures("Resize", x, "", scales, mode="nearest", **how)


def _resample(graph: _Graph, x: str, layer: Any) -> str:
    rows, columns = graph.tensor(layer["rows"]), graph.tensor(layer["columns"])
    first = graph.add("Transpose", [x], perm=_TO_FIRST)
    tall = graph.add("MatMul", [graph.constant(rows), first])
    return graph.add("Transpose", [graph.add("MatMul", [tall, graph.constant(columns.T)])], perm=_TO_LAST)


def _pool(graph: _Graph, x: str, layer: Any) -> str:
    kind = {"max": "MaxPool", "average": "AveragePool"}[layer["method"]]
    pads = _margins(layer["padding"])
    return graph.on_pictures(kind, x, kernel_shape=layer["size"], strides=layer["strides"], pads=pads)


def _pad(graph: _Graph, x: str, layer: Any) -> str:
    top, left, bottom, right = _margins(layer["padding"])
    pads = graph.constant(np.array([0, 0, top, left, 0, 0, bottom, right]))
    return graph.on_pictures("Pad", x, pads, mode="constant")


def _crop(graph: _Graph, x: str, layer: Any) -> str:
    top, bottom, left, right = layer["crop"]
    height, width, _ = graph.shape
    bounds = ([top, left], [height - bottom, width - right], [1, 2])
    return graph.add("Slice", [x, *(graph.constant(np.array(each)) for each in bounds)])


def _transpose(graph: _Graph, x: str, layer: Any) -> str:
    return graph.add("Transpose", [x], perm=[0, *(axis + 1 for axis in layer["axes"])])


def _keep(graph: _Graph, x: str, layer: Any) -> str:
    graph.kept[layer["as"]] = x
    return x


def _join(graph: _Graph, x: str, layer: Any) -> str:
    return graph.add({"add": "Add", "multiply": "Mul"}[layer["type"]], [x, graph.kept[layer["with"]]])


def _concatenate(graph: _Graph, x: str, layer: Any) -> str:
    both = [x, graph.kept[layer["with"]]]
    return graph.add("Concat", both[::-1] if layer.get("first") else both, axis=-1)


def _part(graph: _Graph, x: str, layer: Any) -> str:
    start = layer["start"]
    bounds = ([start], [start + layer["size"]], [-1])
    return graph.add("Slice", [graph.kept[layer["of"]], *(graph.constant(np.array(each)) for each in bounds)])


_LAYERS: dict[str, Write] = {
    "dense": _dense, "conv2d": _conv2d, "conv2d_transpose": _conv2d_transpose, "activation": _activation,
    "concatenate_labels": _labels, "reshape": _reshape, "convolution": _convolution,
    "transposed_convolution": _transposed, "scale": _scale, "normalise": _normalise, "upsample": _upsample,
    "resample": _resample, "pool": _pool, "pad": _pad, "crop": _crop, "transpose": _transpose, "keep": _keep,
    "add": _join, "multiply": _join, "concatenate": _concatenate,
    "part": _part,
}  # fmt: skip
