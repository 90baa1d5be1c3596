"""Networks of imported runs as functional Keras models of built-in layers: what they compute has gradients then."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from vae.config import RunConfig
from vae.likelihoods import LIKELIHOODS
from vae.model.networks import last_layer
from vae.network import graphs
from vae.network.network import Network
from vae.network.resizing import between_centres
from vae.network.spatial import ungrouped

Tensor = Any

_LEAST_PIXEL = 1e-6
"""Pixels are cut at this and at one minus it where a decoder gives them, not their logits."""
_LEAST = float(np.finfo(np.float32).min)
_TWICE = [{"type": "keep", "as": "logits / 2"}, {"type": "add", "with": "logits / 2"}]
_MOVES_ONLY = ("reshape", "transpose", "crop")


def decoder_of(network: Network, config: RunConfig) -> keras.Model:
    """Return a decoder as `vae.model.networks.build_decoder` builds it: a code (and label) to one logit a pixel.

    The sigmoid, or the run's softmax, that a network ends with is left out, so that logits are exact; of what comes in
    [0, 1] otherwise the logit is taken, cut at 1e-6.
    """
    inputs = _inputs("z", (config.latent_dim,), config)
    chain, ends_in_logits = _without_closing(network.layers, network.tensors, LIKELIHOODS[config.likelihood].output)
    x = follow(chain, network.tensors, inputs["z"], inputs.get("labels"))
    if not ends_in_logits:
        pixels = ops.clip(x, _LEAST_PIXEL, 1.0 - _LEAST_PIXEL)
        x = ops.log(pixels) - ops.log(1.0 - pixels)
    return keras.Model(inputs, layers.Reshape(config.shape.array, name=last_layer(config))(x), name="decoder")


def encoder_of(network: Network, config: RunConfig) -> keras.Model:
    """Return an encoder as `vae.model.networks.build_encoder` builds it: pictures (and labels) to both heads."""
    inputs = _inputs("images", config.shape.array, config)
    x = layers.Reshape(network.input_shape, name="pixels")(inputs["images"])
    heads = follow(network.layers, network.tensors, x, inputs.get("labels"))
    names = ("z_mean", "z_log_var") if config.variational else ("z_mean",)
    size = config.latent_dim
    parts = (heads[:, index * size : (index + 1) * size] for index in range(len(names)))
    outputs = {name: layers.Identity(name=name)(part) for name, part in zip(names, parts, strict=True)}
    return keras.Model(inputs, outputs, name="encoder")


def _inputs(name: str, shape: tuple[int, ...], config: RunConfig) -> dict[str, Tensor]:
    inputs = {name: keras.Input(shape, name=name)}
    if config.conditional:
        inputs["labels"] = keras.Input((config.num_classes,), name="labels")
    return inputs


def _without_closing(chain: Sequence[Any], tensors: Mapping[str, np.ndarray], closing: str) -> tuple[list[Any], bool]:
    """Return the layers without the sigmoid, or softmax, that all logits go through last, and whether there was one.

    (tanh(x) + 1) / 2, as decoders in -1 to 1 end here, is the sigmoid of 2 x.
    """
    rest = list(chain)
    places = [index for index, layer in enumerate(chain) if layer["type"] not in _MOVES_ONLY][-2:]
    names = [chain[place].get("name") for place in places]
    if names[-1:] == [closing]:
        del rest[places[-1]]
        return rest, True
    if closing == "sigmoid" and names == ["tanh", None] and _is_half(chain[places[-1]], tensors):
        del rest[places[-1]]
        rest[places[0] : places[0] + 1] = _TWICE
        return rest, True
    return rest, False


def _is_half(layer: Any, tensors: Mapping[str, np.ndarray]) -> bool:
    return layer["type"] == "scale" and all(np.all(tensors[layer[key]] == 0.5) for key in ("scale", "shift"))


@dataclass
class _Site:
    """What layers look up: weights, the labels, and values that were kept."""

    tensors: Mapping[str, np.ndarray]
    labels: Tensor
    kept: dict[str, Tensor] = field(default_factory=dict)

    def tensor(self, name: str) -> np.ndarray:
        return np.asarray(self.tensors[name], np.float32)


def follow(chain: Sequence[Any], tensors: Mapping[str, np.ndarray], x: Tensor, labels: Tensor = None) -> Tensor:
    """Return what layers give for a symbolic input, in Keras layers that have their weights.

    Args:
        chain: layers of a checked network.
        tensors: its weights.
        x: what comes in, [batch, *input_shape].
        labels: shares of the classes, [batch, num_classes], where the network is told classes.
    """
    site = _Site(tensors, labels)
    for layer in chain:
        x = _LAYERS[layer["type"]](x, layer, site)
    return x


def _weighted(own: keras.layers.Layer, x: Tensor, *weights: np.ndarray) -> Tensor:
    """Return what a layer gives once it has its weights."""
    result = own(x)
    own.set_weights(list(weights))
    return result


def _dense(x: Tensor, layer: Any, site: _Site) -> Tensor:
    kernel, bias = site.tensor(layer["kernel"]), site.tensor(layer["bias"])
    return _weighted(layers.Dense(len(bias)), x, kernel, bias)


def _conv2d(x: Tensor, layer: Any, site: _Site) -> Tensor:
    kind = layers.Conv2DTranspose if layer["type"] == "conv2d_transpose" else layers.Conv2D
    kernel, bias = site.tensor(layer["kernel"]), site.tensor(layer["bias"])
    return _weighted(kind(len(bias), 3, strides=layer["strides"], padding="same"), x, kernel, bias)


def _convolution(x: Tensor, layer: Any, site: _Site) -> Tensor:
    kernel, bias = site.tensor(layer["kernel"]), site.tensor(layer["bias"])
    # TensorFlow has no groups on all processors, and no dilation with strides: both are kernels with zeros.
    kernel, strides, dilation = ungrouped(kernel, layer["groups"]), tuple(layer["strides"]), tuple(layer["dilation"])
    if max(strides) > 1:
        kernel, dilation = _dilated(kernel, dilation), (1, 1)
    own = layers.Conv2D(len(bias), kernel.shape[:2], strides, dilation_rate=dilation)
    return _weighted(own, _pad(x, layer, site), kernel, bias)


def _dilated(kernel: np.ndarray, gaps: tuple[int, ...]) -> np.ndarray:
    sides = [(taps - 1) * gap + 1 for taps, gap in zip(kernel.shape[:2], gaps, strict=True)]
    wide = np.zeros((*sides, *kernel.shape[2:]), kernel.dtype)
    wide[:: gaps[0], :: gaps[1]] = kernel
    return wide


def _transposed(x: Tensor, layer: Any, site: _Site) -> Tensor:
    """Rows that hold the bias alone are those of a kernel with more taps, all of them zero."""
    kernel, bias = site.tensor(layer["kernel"]), site.tensor(layer["bias"])
    more = [max(-margin, 0) for margin in layer["crop"]]
    kernel = np.pad(kernel, ((more[0], more[1]), (more[2], more[3]), (0, 0), (0, 0)))
    result = _weighted(layers.Conv2DTranspose(len(bias), kernel.shape[:2], strides=layer["strides"]), x, kernel, bias)
    # Keras gives whole strides, so that a small kernel leaves rows of the bias at the end.
    spare = [max(stride - taps, 0) for stride, taps in zip(layer["strides"], kernel.shape[:2], strict=True)]
    top, bottom, left, right = (max(margin, 0) for margin in layer["crop"])
    return _crop(result, {"crop": [top, bottom + spare[0], left, right + spare[1]]}, site)


def _activation(x: Tensor, layer: Any, site: _Site) -> Tensor:
    name = layer["name"]
    if name == "leaky_relu":
        return layers.LeakyReLU(negative_slope=layer["slope"])(x)
    if name == "elu":
        return layers.ELU(alpha=layer.get("slope", 1.0))(x)
    if name == "prelu":
        return _weighted(layers.PReLU(), x, np.broadcast_to(site.tensor(layer["slopes"]), x.shape[1:]))
    if name == "hard_sigmoid":
        return ops.clip(layer["slope"] * x + layer["offset"], 0.0, 1.0)
    if name == "softsign":  # TensorFlow's own has no derivatives in forward mode
        return x / (1.0 + ops.abs(x))
    if name == "gelu_tanh":
        return ops.gelu(x, approximate=True)
    return layers.Activation(name)(x)


def _labels(x: Tensor, layer: Any, site: _Site) -> Tensor:
    return layers.Concatenate()([site.labels, x] if layer.get("first") else [x, site.labels])


def _scale(x: Tensor, layer: Any, site: _Site) -> Tensor:
    """Batch normalisation with a mean of 0 and a deviation of 1, of channels or, where they differ, of all numbers."""
    shape = x.shape[1:]
    scale, shift = site.tensor(layer["scale"]), site.tensor(layer["shift"])
    if max(scale.ndim, shift.ndim) > 1:
        flat = layers.Reshape((math.prod(shape),))(x)
        x, scale, shift = flat, np.broadcast_to(scale, shape).ravel(), np.broadcast_to(shift, shape).ravel()
    own = layers.BatchNormalization()
    channels = x.shape[-1:]
    zeros, ones = np.zeros(channels, np.float32), np.ones(channels, np.float32)
    gamma, beta = np.broadcast_to(scale, channels), np.broadcast_to(shift, channels)
    x = _weighted(own, x, gamma, beta, zeros, (1.0 - own.epsilon) * ones)
    return x if x.shape[1:] == shape else layers.Reshape(shape)(x)


def _normalise(x: Tensor, layer: Any, site: _Site) -> Tensor:
    shape, groups, epsilon = x.shape[1:], layer["groups"], layer["epsilon"]
    if layer["each_place"]:
        parts = layers.Reshape((*shape[:-1], groups, shape[-1] // groups))(x)
        x = layers.Reshape(shape)(layers.LayerNormalization(epsilon=epsilon, center=False, scale=False)(parts))
    else:
        x = layers.GroupNormalization(groups, epsilon=epsilon, center=False, scale=False)(x)
    return _scale(x, layer, site)


def _upsample(x: Tensor, layer: Any, site: _Site) -> Tensor:
    if layer["method"] == "nearest":
        return layers.UpSampling2D(tuple(layer["factors"]))(x)
    # As matrix products: TensorFlow has no derivatives in forward mode of its own resizing.
    return _mixed(x, *between_centres(x.shape[1:3], layer["factors"]))


def _resample(x: Tensor, layer: Any, site: _Site) -> Tensor:
    return _mixed(x, site.tensor(layer["rows"]), site.tensor(layer["columns"]))


def _mixed(x: Tensor, rows: np.ndarray, columns: np.ndarray) -> Tensor:
    """Mix rows, then columns: as dense layers of what is moved to the last axis and back."""
    for shares, axes in ((rows, (3, 2, 1)), (columns, (1, 3, 2))):
        own = layers.Dense(len(shares), use_bias=False)
        x = layers.Permute(axes)(_weighted(own, layers.Permute(axes)(x), shares.T))
    return x


def _pool(x: Tensor, layer: Any, site: _Site) -> Tensor:
    size, strides = tuple(layer["size"]), tuple(layer["strides"])
    top, bottom, left, right = layer["padding"]
    if layer["method"] == "max":
        if any(layer["padding"]):
            x = ops.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)), constant_values=_LEAST)
        return layers.MaxPooling2D(size, strides)(x)
    means = layers.AveragePooling2D(size, strides)
    if not any(layer["padding"]):
        return means(x)
    # What lies in the margin does not count: the mean is over fewer.
    there = np.pad(np.ones((1, *x.shape[1:3], 1), np.float32), ((0, 0), (top, bottom), (left, right), (0, 0)))
    shares = ops.convert_to_numpy(means(there))[0]
    x = means(_pad(x, layer, site))
    tensors = {"scale": np.broadcast_to(1.0 / shares, x.shape[1:]), "shift": np.zeros(1, np.float32)}
    return _scale(x, {"scale": "scale", "shift": "shift"}, _Site(tensors, None))


def _pad(x: Tensor, layer: Any, site: _Site) -> Tensor:
    top, bottom, left, right = layer["padding"]
    return layers.ZeroPadding2D(((top, bottom), (left, right)))(x) if any(layer["padding"]) else x


def _crop(x: Tensor, layer: Any, site: _Site) -> Tensor:
    top, bottom, left, right = layer["crop"]
    return layers.Cropping2D(((top, bottom), (left, right)))(x) if any(layer["crop"]) else x


def _reshape(x: Tensor, layer: Any, site: _Site) -> Tensor:
    return layers.Reshape(tuple(layer["shape"]))(x)


def _transpose(x: Tensor, layer: Any, site: _Site) -> Tensor:
    return layers.Permute([axis + 1 for axis in layer["axes"]])(x)


def _keep(x: Tensor, layer: Any, site: _Site) -> Tensor:
    site.kept[layer["as"]] = x
    return x


def _join(x: Tensor, layer: Any, site: _Site) -> Tensor:
    kind = layers.Add if layer["type"] == "add" else layers.Multiply
    return kind()([x, site.kept[layer["with"]]])


class GraphOfOnnx(layers.Layer):
    """A graph that ONNX Runtime evaluates, whichever backend Keras has; it gives no derivatives.

    Args:
        layer: as `vae.network.layers.GraphLayer` has it.
        model: the bytes of the graph, uint8.
    """

    def __init__(self, layer: Any, model: np.ndarray) -> None:
        super().__init__()
        self._size = layer["size"]
        self._evaluated = partial(graphs.evaluated, layer, model)
        self._evaluated(np.zeros((1, sum(map(math.prod, layer["shapes"]))), np.float32))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, int]:
        """Return how many numbers come out for each point."""
        return input_shape[0], self._size

    def call(self, x: Tensor) -> Tensor:
        """Return what the graph gives."""
        if keras.backend.backend() == "tensorflow":
            import tensorflow as tf

            made = tf.numpy_function(self._evaluated, [x], tf.float32, stateful=False)
            made.set_shape((x.shape[0], self._size))
            return made
        return ops.convert_to_tensor(self._evaluated(ops.convert_to_numpy(x)))


def has_derivatives(network: keras.Model) -> bool:
    """Return whether a network gives derivatives: one with a graph in it does not."""
    return not any(isinstance(layer, GraphOfOnnx) for layer in network.layers)


def _graph(x: Tensor, layer: Any, site: _Site) -> Tensor:
    return GraphOfOnnx(layer, site.tensors[layer["model"]])(x)


def _concatenate(x: Tensor, layer: Any, site: _Site) -> Tensor:
    other = site.kept[layer["with"]]
    return layers.Concatenate(axis=-1)([other, x] if layer.get("first") else [x, other])


def _part(x: Tensor, layer: Any, site: _Site) -> Tensor:
    start = layer["start"]
    return site.kept[layer["of"]][..., start : start + layer["size"]]


_LAYERS: dict[str, Callable[[Tensor, Any, _Site], Tensor]] = {
    "dense": _dense, "conv2d": _conv2d, "conv2d_transpose": _conv2d, "activation": _activation,
    "concatenate_labels": _labels, "reshape": _reshape, "convolution": _convolution,
    "transposed_convolution": _transposed, "scale": _scale, "normalise": _normalise, "upsample": _upsample,
    "resample": _resample,
    "pool": _pool, "pad": _pad, "crop": _crop, "transpose": _transpose, "keep": _keep, "add": _join,
    "multiply": _join, "concatenate": _concatenate, "part": _part, "graph": _graph,
}  # fmt: skip
