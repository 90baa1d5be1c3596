"""The browser's copy of a network: a Keras encoder or decoder as one safetensors file with a list of plain layers."""

import json
import math
from typing import Any, Literal, NamedTuple, TypedDict, get_args

import numpy as np
from safetensors import SafetensorError
from safetensors import numpy as safetensors_numpy

from vae import documents
from vae.runs.rounding import round_to_float16
from vae.shape import MOST_SIDE

FORMAT = "vae-network"
VERSION = "1"
Activation = Literal["relu", "gelu", "silu", "elu", "tanh", "sigmoid"]
ACTIVATIONS: tuple[Activation, ...] = get_args(Activation)
# Up to this many numbers a tensor stays float32: first layers and biases are where rounding hurts and saves nothing.
SMALL_TENSOR = 4096
NUM_PROBES = 2048
# Wider than the prior, so that the rim of the map, where few codes lie, is as exact as its middle.
PROBE_SIGMA = 1.5
MAX_LAYERS = 200
_MOST_NUMBERS = 2**24


class DenseLayer(TypedDict):
    """A product with a kernel of [inputs, outputs]; kernel and bias are names of tensors."""

    type: Literal["dense"]
    kernel: str
    bias: str


class ConvolutionLayer(TypedDict):
    """A 3x3 convolution as Keras has it, channels last, "same" padding; kernel and bias are names of tensors."""

    type: Literal["conv2d", "conv2d_transpose"]
    kernel: str
    bias: str
    strides: int


class ActivationLayer(TypedDict):
    """A function of every number."""

    type: Literal["activation"]
    name: Activation


class LabelLayer(TypedDict):
    """Appends the class: a one for it among zeros for the others, or a share of each."""

    type: Literal["concatenate_labels"]


class ReshapeLayer(TypedDict):
    """Gives the same numbers another shape."""

    type: Literal["reshape"]
    shape: list[int]


class BundleSizes(NamedTuple):
    """How many numbers a bundle's network takes and gives, and how many classes it is told."""

    inputs: int
    classes: int
    outputs: int


class BundleError(ValueError):
    """A bundle cannot be written or read; the message is one sentence for the person who sees it."""


def bundle(network: Any, dtype: str = "float16") -> bytes:
    """Write a network built by `vae.model.networks` as a bundle for `ui/live/network.js`.

    Batch normalisation is folded, in float64, into the layer before it. The dense layers of a decoder are rounded to
    float16 with `vae.runs.rounding`, on codes from a seeded normal distribution of sigma 1.5; the rest to nearest.

    Args:
        network: a functional Keras model. A decoder's bundle maps z to pixels in [0, 1], row by row, each with its
            channels; an encoder's maps such pixels to z_mean followed by z_log_var (z_mean alone for a plain
            autoencoder).
        dtype: "float16", or "float32" for weights as exact as Keras' own in a file twice as large. Tensors of up to
            4,096 numbers, and any with a weight beyond the range of float16, are float32 in either case.

    Returns:
        A safetensors file. Its metadata, all strings: format, version, input_size, num_classes ("0" when
        unconditional) and layers, a JSON list in the order of evaluation.

    Raises:
        BundleError: the network has a layer that bundles do not know, or a weight that is not a finite number.
    """
    if dtype not in ("float16", "float32"):
        raise BundleError(f"dtype must be float16 or float32, got {dtype!r}")
    steps = _steps(network)
    if "z_mean" not in network.output_names:
        if dtype == "float16":
            _round_dense_layers(network, steps)
        steps.append({"type": "activation", "name": "sigmoid"})
    tensors = {}
    for index, step in enumerate(steps):
        for part in ("kernel", "bias"):
            if part in step:
                values, name = step[part], f"layers.{index}.{part}"
                tensors[name] = np.ascontiguousarray(values, np.float16 if _is_rounded(values, dtype) else np.float32)
                step[part] = name
    sizes = {name: math.prod(tensor.shape[1:]) for name, tensor in network.input.items()}
    num_classes = sizes.pop("labels", 0)
    (input_size,) = sizes.values()
    metadata = {"format": FORMAT, "version": VERSION, "input_size": str(input_size), "num_classes": str(num_classes)}
    return with_sorted_metadata(safetensors_numpy.save(tensors, {**metadata, "layers": json.dumps(steps)}))


def read_header(blob: bytes) -> dict[str, str]:
    """Check a bundle, weights included, and return its metadata; loads no Keras.

    Args:
        blob: a safetensors file; tensors that no layer names are allowed beside the network's.

    Raises:
        BundleError: the file is cut off or damaged, has another version, or its layers do not fit its weights.
    """
    return _checked(blob)[0]


def read_sizes(blob: bytes) -> BundleSizes:
    """Check a bundle as `read_header` does and return how many numbers go in and come out.

    Raises:
        BundleError: as `read_header`.
    """
    metadata, outputs = _checked(blob)
    return BundleSizes(int(metadata["input_size"]), int(metadata["num_classes"]), outputs)


def _checked(blob: bytes) -> tuple[dict[str, str], int]:
    """Return a bundle's metadata and how many numbers come out."""
    try:
        tensors = safetensors_numpy.load(blob)
        metadata = json.loads(blob[8 : 8 + int.from_bytes(blob[:8], "little")]).get("__metadata__", {})
    except (SafetensorError, AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise BundleError(
            f"the browser's network must be a complete safetensors file, but it is cut off or damaged ({error}): "
            "export the run again"
        ) from error
    if metadata.get("format") != FORMAT:
        given = documents.shown(metadata.get("format"))
        raise BundleError(f"the browser's network must have the format {FORMAT!r}, got {given}")
    if metadata.get("version") != VERSION:
        given = documents.shown(metadata.get("version")).strip("'")
        raise BundleError(
            f"the browser's network has version {given}, this program reads version {VERSION}: "
            "update the program or export the run again"
        )
    try:
        outputs = _num_outputs(metadata, tensors)
    except (ArithmeticError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise BundleError(
            "the layers of the browser's network must fit its weights, but they do not "
            f"({documents.shortened(error)}): export the run again"
        ) from error
    return metadata, outputs


def read_weights(blob: bytes) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the kernels and biases of a bundle in the order of evaluation, float32.

    Args:
        blob: a bundle that `read_header` takes.
    """
    tensors, layers = safetensors_numpy.load(blob), json.loads(read_header(blob)["layers"])
    pairs = (tuple(tensors[layer[part]] for part in ("kernel", "bias")) for layer in layers if "kernel" in layer)
    return [(kernel.astype(np.float32), bias.astype(np.float32)) for kernel, bias in pairs]


def _steps(network: Any) -> list[dict[str, Any]]:
    """Return the layers in order of evaluation, with float64 arrays where the bundle has the tensors' names."""
    from keras import layers  # not at the top: the user interface reads bundles without Keras

    steps: list[dict[str, Any]] = []
    heads = {}
    for layer in network.layers:
        if layer.name in ("z_mean", "z_log_var"):
            heads[layer.name] = layer
        elif isinstance(layer, layers.BatchNormalization):
            _fold(layer, steps[-1])
        elif isinstance(layer, layers.Dense):
            steps.append({"type": "dense", **_weights(layer)})
        elif isinstance(layer, layers.Conv2DTranspose):
            steps.append({"type": "conv2d_transpose", **_weights(layer), "strides": _stride(layer)})
        elif isinstance(layer, layers.Conv2D):
            steps.append({"type": "conv2d", **_weights(layer), "strides": _stride(layer)})
        elif isinstance(layer, layers.Activation) and layer.activation.__name__ in ACTIVATIONS:
            steps.append({"type": "activation", "name": layer.activation.__name__})
        elif isinstance(layer, layers.Concatenate):
            steps.append({"type": "concatenate_labels"})
        elif isinstance(layer, (layers.Flatten, layers.Reshape)):
            shape = layer.output.shape[1:]
            is_image = layer is network.layers[-1]
            steps.append({"type": "reshape", "shape": [math.prod(shape)] if is_image else list(shape)})
        elif not isinstance(layer, layers.InputLayer):
            raise BundleError(f"a bundle cannot hold the layer {layer.name!r}, a {type(layer).__name__}")
    if heads:
        parts = [_weights(heads[name]) for name in ("z_mean", "z_log_var") if name in heads]
        fused = {key: np.concatenate([part[key] for part in parts], axis=-1) for key in ("kernel", "bias")}
        steps.append({"type": "dense", **fused})
    if not all(np.isfinite(step[part]).all() for step in steps for part in ("kernel", "bias") if part in step):
        raise BundleError("the network's weights must be finite numbers, but some are not: train the run again")
    return steps


def _weights(layer: Any) -> dict[str, np.ndarray]:
    if layer.activation.__name__ != "linear":
        raise BundleError(f"the layer {layer.name!r} must have its activation in a layer of its own")
    kernel = np.asarray(layer.kernel, np.float64)
    size = layer.units if kernel.ndim == 2 else layer.filters
    return {"kernel": kernel, "bias": np.asarray(layer.bias, np.float64) if layer.use_bias else np.zeros(size)}


def _stride(layer: Any) -> int:
    if layer.kernel_size != (3, 3) or layer.padding != "same" or layer.strides[0] != layer.strides[1]:
        raise BundleError(f"the layer {layer.name!r} must be a 3x3 convolution with 'same' padding and equal strides")
    return layer.strides[0]


def _fold(norm: Any, step: dict[str, Any]) -> None:
    """Replace W x + b by its normalised value: gamma (W x + b - mean) / sqrt(variance + epsilon) + beta."""
    if "kernel" not in step:
        raise BundleError(f"the batch normalisation {norm.name!r} must follow a dense layer or a convolution")
    mean, variance = (np.asarray(value, np.float64) for value in (norm.moving_mean, norm.moving_variance))
    gamma, beta = (np.asarray(value, np.float64) for value in (norm.gamma, norm.beta))
    scale = gamma / np.sqrt(variance + norm.epsilon)
    # Keras keeps the output channels of a transposed convolution in the last axis but one.
    channels_last = step["type"] != "conv2d_transpose"
    step["kernel"] = step["kernel"] * (scale if channels_last else scale[:, None])
    step["bias"] = (step["bias"] - mean) * scale + beta


def _is_rounded(values: np.ndarray, dtype: str) -> bool:
    return dtype == "float16" and values.size > SMALL_TENSOR and np.abs(values).max() <= np.finfo(np.float16).max


def _round_dense_layers(decoder: Any, steps: list[dict[str, Any]]) -> None:
    """Replace the dense kernels by rounded ones that make up for their rounding on codes from all over the map."""
    from keras import Model, layers, ops

    dense = [layer for layer in decoder.layers if isinstance(layer, layers.Dense)]
    pairs = zip(dense, (step for step in steps if step["type"] == "dense"), strict=True)
    rounded = {layer.name: (layer, step) for layer, step in pairs if _is_rounded(step["kernel"], "float16")}
    if not rounded:
        return
    rng = np.random.default_rng(0)
    given = {"z": rng.normal(0, PROBE_SIGMA, (NUM_PROBES, decoder.input["z"].shape[-1])).astype(np.float32)}
    if "labels" in decoder.input:
        num_classes = decoder.input["labels"].shape[-1]
        given["labels"] = np.eye(num_classes, dtype=np.float32)[rng.integers(num_classes, size=NUM_PROBES)]
    probe = Model(decoder.input, {name: layer.input for name, (layer, _) in rounded.items()})
    for name, inputs in probe(given, training=False).items():
        step = rounded[name][1]
        step["kernel"] = round_to_float16(step["kernel"], ops.convert_to_numpy(inputs)).astype(np.float64)


def with_sorted_metadata(blob: bytes) -> bytes:
    """Return the file with its metadata sorted: safetensors writes it in random order, so that equal files differ."""
    start = 8 + int.from_bytes(blob[:8], "little")
    header = json.loads(blob[8:start])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + blob[start:]


def _num_outputs(metadata: dict[str, str], tensors: dict[str, np.ndarray]) -> int:
    """Follow the shape of one input through the layers; raise ValueError (or KeyError) where something does not fit."""
    num_classes = int(metadata["num_classes"])
    shape: tuple[int, ...] = (int(metadata["input_size"]),)
    layers = json.loads(metadata["layers"])
    if len(layers) > MAX_LAYERS:
        raise ValueError(f"there are {len(layers)} layers")
    for index, layer in enumerate(layers):
        kind = layer["type"]
        if kind == "activation" and layer["name"] in ACTIVATIONS:
            continue
        if kind == "concatenate_labels" and num_classes > 0 and len(shape) == 1:
            shape = (shape[0] + num_classes,)
        elif kind == "reshape" and math.prod(_sides(layer["shape"])) == math.prod(shape):
            shape = tuple(layer["shape"])
        elif kind in ("dense", "conv2d", "conv2d_transpose"):
            shape = _output_shape(index, layer, shape, tensors)
        else:
            raise ValueError(f"layer {index}, {json.dumps(layer)}, is unknown or does not fit an input of {shape}")
    if len(shape) != 1:
        raise ValueError(f"the last layer gives {shape} in place of a list of numbers")
    return shape[0]


def _sides(shape: Any) -> list[int]:
    return [documents.whole("a side", side, low=1, high=_MOST_NUMBERS) for side in shape]


def _output_shape(
    index: int, layer: dict[str, Any], shape: tuple[int, ...], tensors: dict[str, np.ndarray]
) -> tuple[int, ...]:
    kernel, bias, kind = tensors[layer["kernel"]], tensors[layer["bias"]], layer["type"]
    taps = () if kind == "dense" else (3, 3)
    channels = (*bias.shape, shape[-1]) if kind == "conv2d_transpose" else (shape[-1], *bias.shape)
    if len(shape) != len(taps) + 1 or bias.ndim != 1 or kernel.shape != (*taps, *channels):
        raise ValueError(f"layer {index} has a kernel of {kernel.shape} and a bias of {bias.shape} for {shape}")
    if not {kernel.dtype.name, bias.dtype.name} <= {"float16", "float32"}:
        raise ValueError(f"layer {index} has weights of the types {kernel.dtype} and {bias.dtype}")
    if not (np.isfinite(kernel).all() and np.isfinite(bias).all()):
        raise ValueError(f"layer {index} has weights that are not finite numbers")
    if kind == "dense":
        return bias.shape
    stride = documents.whole(f"the stride of layer {index}", layer["strides"], low=1, high=MOST_SIDE)
    sides = (side * stride if kind == "conv2d_transpose" else math.ceil(side / stride) for side in shape[:2])
    return (*sides, *bias.shape)
