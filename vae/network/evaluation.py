"""A network evaluated in NumPy: clear rather than fast, what the browser and Keras are compared with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vae.network import graphs, resizing, spatial
from vae.network.activations import activate
from vae.network.network import Network

AT_ONCE = 64
"""Points that are evaluated together: more would only take more memory."""


def evaluate(network: Network, points: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
    """Return what a network gives, float32 [n, *network.output_shape].

    Args:
        network: a checked network.
        points: n times the numbers of its input, in any shape [n, ...].
        labels: class numbers, int [n], or shares of the classes, float [n, num_classes]; needed where the network is
            told classes.

    Raises:
        ValueError: there are other numbers of points or labels than the network takes, a label is none of its, or it
            is a graph that ONNX Runtime does not evaluate here.
    """
    values = np.asarray(points, np.float32).reshape(len(points), *network.input_shape)
    shares = np.zeros((len(values), 0), np.float32)
    if network.num_classes:
        if labels is None or len(labels) != len(values):
            raise ValueError(f"the network needs one of {network.num_classes} classes for each point")
        shares = _shares(np.asarray(labels), network.num_classes)
    results = np.empty((len(values), *network.output_shape), np.float32)
    for start in range(0, len(values), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        results[part] = _evaluate(network, values[part], shares[part])
    return results


def _shares(labels: np.ndarray, num_classes: int) -> np.ndarray:
    """Return class numbers as shares of the classes, [n, num_classes]; shares as they are."""
    if labels.ndim == 2:
        return labels.astype(np.float32)
    if labels.size and not 0 <= labels.min() <= labels.max() < num_classes:
        raise ValueError(f"labels must be 0 to {num_classes - 1}, got {labels.min()} to {labels.max()}")
    return np.eye(num_classes, dtype=np.float32)[labels]


@dataclass
class _Site:
    """What layers look up: weights, the classes of the points, and values that were kept."""

    network: Network
    shares: np.ndarray
    kept: dict[str, np.ndarray] = field(default_factory=dict)

    def tensor(self, name: str) -> np.ndarray:
        return np.asarray(self.network.tensors[name], np.float32)


def _evaluate(network: Network, values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    site = _Site(network, shares)
    # Numbers beyond float32 are for the caller to see, not for a warning.
    with np.errstate(over="ignore", invalid="ignore"):
        for layer in network.layers:
            values = _LAYERS[layer["type"]](values, layer, site).astype(np.float32, copy=False)
    return values


def _activation(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return activate(x, layer, site.tensor(layer["slopes"]) if "slopes" in layer else None)


def _labels(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return np.concatenate([site.shares, x] if layer.get("first") else [x, site.shares], axis=1)


def _reshape(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return x.reshape(len(x), *layer["shape"])


def _dense(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return x @ site.tensor(layer["kernel"]) + site.tensor(layer["bias"])


def _conv2d(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    """The 3x3 convolution of version 1: "same" padding as TensorFlow has it, the odd row at the bottom."""
    stride = layer["strides"]
    totals = (max((-(-side // stride) - 1) * stride + 3 - side, 0) for side in x.shape[1:3])
    padding = [part for total in totals for part in (total // 2, total - total // 2)]
    kernel = site.tensor(layer["kernel"])
    return spatial.convolved(x, kernel, (stride, stride), padding, (1, 1)) + site.tensor(layer["bias"])


def _conv2d_transpose(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    """The same transposed: n * stride of the (n - 1) * stride + 3 rows stay, more where the stride is beyond 3."""
    stride = layer["strides"]
    before = max(3 - stride, 0) // 2
    return _transposed(x, {**layer, "strides": [stride] * 2, "crop": [before, 3 - stride - before] * 2}, site)


def _convolution(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    kernel = spatial.ungrouped(site.tensor(layer["kernel"]), layer["groups"])
    result = spatial.convolved(x, kernel, layer["strides"], layer["padding"], layer["dilation"])
    return result + site.tensor(layer["bias"])


def _transposed(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    kernel = site.tensor(layer["kernel"])
    return spatial.transposed(x, kernel, layer["strides"], layer["crop"]) + site.tensor(layer["bias"])


def _scale(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return x * site.tensor(layer["scale"]) + site.tensor(layer["shift"])


def _normalise(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    groups = x.reshape(*x.shape[:-1], layer["groups"], -1)
    axes = -1 if layer["each_place"] else tuple(axis for axis in range(1, groups.ndim) if axis != groups.ndim - 2)
    mean = groups.mean(axis=axes, keepdims=True)
    variance = np.square(groups - mean).mean(axis=axes, keepdims=True)
    return _scale(((groups - mean) / np.sqrt(variance + layer["epsilon"])).reshape(x.shape), layer, site)


def _upsample(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    factors = layer["factors"]
    if layer["method"] == "nearest":
        return x.repeat(factors[0], axis=1).repeat(factors[1], axis=2)
    return spatial.resampled(x, *resizing.between_centres(x.shape[1:3], factors))


def _resample(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return spatial.resampled(x, site.tensor(layer["rows"]), site.tensor(layer["columns"]))


def _pool(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return spatial.pooled(x, layer["size"], layer["strides"], layer["padding"], is_max=layer["method"] == "max")


def _pad(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return spatial.padded(x, layer["padding"])


def _crop(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return spatial.cropped(x, layer["crop"])


def _transpose(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return x.transpose(0, *(axis + 1 for axis in layer["axes"]))


def _keep(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    site.kept[layer["as"]] = x
    return x


def _add(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return x + site.kept[layer["with"]]


def _multiply(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return x * site.kept[layer["with"]]


def _graph(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    return graphs.evaluated(layer, site.network.tensors[layer["model"]], x)


def _concatenate(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    other = site.kept[layer["with"]]
    return np.concatenate([other, x] if layer.get("first") else [x, other], axis=-1)


def _part(x: np.ndarray, layer: Any, site: _Site) -> np.ndarray:
    start = layer["start"]
    return site.kept[layer["of"]][..., start : start + layer["size"]]


_LAYERS: dict[str, Callable[[np.ndarray, Any, _Site], np.ndarray]] = {
    "dense": _dense, "conv2d": _conv2d, "conv2d_transpose": _conv2d_transpose, "activation": _activation,
    "concatenate_labels": _labels, "reshape": _reshape, "convolution": _convolution,
    "transposed_convolution": _transposed, "scale": _scale, "normalise": _normalise, "upsample": _upsample,
    "resample": _resample,
    "pool": _pool, "pad": _pad, "crop": _crop, "transpose": _transpose, "keep": _keep, "add": _add,
    "multiply": _multiply, "concatenate": _concatenate, "part": _part, "graph": _graph,
}  # fmt: skip
