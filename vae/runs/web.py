"""The browser's copy of a run's network: a Keras encoder or decoder as a bundle."""

import math
from typing import Any

import numpy as np

from vae.network import bundles, two_layers
from vae.network.bundles import BundleError
from vae.network.heads import HEADS, heads_of, joined, seen_before_the_last
from vae.network.layers import FIRST_ACTIVATIONS
from vae.runs.rounding import round_to_float16

NUM_PROBES = 2048
# Wider than the prior, so that the rim of the map, where few codes lie, is as exact as its middle.
PROBE_SIGMA = 1.5
SYMBOLS = "symbols"
"""The name of a decoder's last layer whose logits are symbols': softmax makes probabilities of them."""
_WITH_LEVEL = "with_level_"


def bundle(network: Any, dtype: str = "float16") -> bytes:
    """Write a network built by `vae.model.networks` as a bundle for `ui/live/network.js`.

    Batch normalisation is folded, in float64, into the layer before it. The dense layers of a decoder are rounded to
    float16 with `vae.runs.rounding`, on codes from a seeded normal distribution of sigma 1.5; the rest to nearest.

    Args:
        network: a functional Keras model. A decoder's bundle maps z to pixels in [0, 1], row by row, each with its
            channels, or to probabilities of symbols; an encoder's maps the same to z_mean followed by z_log_var
            (z_mean alone for a plain autoencoder).
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
        steps.extend(_closing(network))
    tensors = {}
    for index, step in enumerate(steps):
        for part in ("kernel", "bias"):
            if part in step:
                name = f"layers.{index}.{part}"
                tensors[name], step[part] = step[part], name
    sizes = {name: math.prod(tensor.shape[1:]) for name, tensor in network.input.items()}
    num_classes = sizes.pop("labels", 0)
    (input_size,) = sizes.values()
    return bundles.write(steps, tensors, input_size, num_classes, dtype)


def _closing(decoder: Any) -> list[dict[str, Any]]:
    """Return what makes of a decoder's logits, a list of numbers, what it predicts, a list of as many."""
    if decoder.layers[-1].name != SYMBOLS:
        return [{"type": "activation", "name": "sigmoid"}]
    *places, symbols = decoder.output.shape[1:]
    flat = {"type": "reshape", "shape": [math.prod(places) * symbols]}
    return [{**flat, "shape": [math.prod(places), symbols]}, {"type": "activation", "name": "softmax"}, flat]


def _steps(network: Any) -> list[dict[str, Any]]:
    """Return the layers in order of evaluation, with float64 arrays where the bundle has the tensors' names."""
    from keras import layers  # not at the top: the user interface reads bundles without Keras

    heads = heads_of(network)
    kept = seen_before_the_last(heads)
    own = [*HEADS, two_layers.LOWER, *(head.layer.name for head in heads)]
    steps = _entries(network)
    for layer in network.layers:
        if layer.name in own:
            continue
        if isinstance(layer, layers.BatchNormalization):
            _fold(layer, steps[-1])
        elif isinstance(layer, layers.Dense):
            steps.append({"type": "dense", **_weights(layer)})
        elif isinstance(layer, layers.Conv2DTranspose):
            steps.append({"type": "conv2d_transpose", **_weights(layer), "strides": _stride(layer)})
        elif isinstance(layer, layers.Conv2D):
            steps.append({"type": "conv2d", **_weights(layer), "strides": _stride(layer)})
        elif isinstance(layer, layers.Activation) and layer.activation.__name__ in FIRST_ACTIVATIONS:
            steps.append({"type": "activation", "name": layer.activation.__name__})
        elif isinstance(layer, layers.Concatenate):
            is_level = layer.name.startswith(_WITH_LEVEL)
            steps.append({"type": "concatenate", "with": layer.name} if is_level else {"type": "concatenate_labels"})
        elif isinstance(layer, (layers.Flatten, layers.Reshape)):
            shape = layer.output.shape[1:]
            is_image = layer is network.layers[-1]
            steps.append({"type": "reshape", "shape": [math.prod(shape)] if is_image else list(shape)})
        elif not isinstance(layer, layers.InputLayer):
            raise BundleError(f"a bundle cannot hold the layer {layer.name!r}, a {type(layer).__name__}")
        if id(layer.output) in kept:
            steps.append({"type": "keep", "as": kept[id(layer.output)]})
    if heads:
        steps += [{"type": "concatenate", "with": name} for name in reversed(kept.values())]
        steps.append({"type": "dense", **joined(heads, [_weights(head.layer) for head in heads])})
        steps += two_layers.closing(network) if two_layers.is_hierarchical(network) else []
    if not all(np.isfinite(step[part]).all() for step in steps for part in ("kernel", "bias") if part in step):
        raise BundleError("the network's weights must be finite numbers, but some are not: train the run again")
    return steps


def _entries(network: Any) -> list[dict[str, Any]]:
    """Return what takes the code of several levels apart: all but the last are kept for the depth where they go in."""
    if "z" in network.input and two_layers.is_hierarchical(network):
        return two_layers.entry(network)
    joins = {layer.name: layer for layer in network.layers if layer.name.startswith(_WITH_LEVEL)}
    if not joins:
        return []
    steps: list[dict[str, Any]] = [{"type": "keep", "as": "z"}]
    start = 0
    for name in sorted(joins):
        size = joins[name].input[1].shape[-1]
        steps += [{"type": "part", "of": "z", "start": start, "size": size}, {"type": "keep", "as": name}]
        start += size
    return [*steps, {"type": "part", "of": "z", "start": start, "size": network.input["z"].shape[-1] - start}]


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


def _round_dense_layers(decoder: Any, steps: list[dict[str, Any]]) -> None:
    """Replace the dense kernels by rounded ones that make up for their rounding on codes from all over the map."""
    from keras import Model, layers, ops

    dense = [layer for layer in decoder.layers if isinstance(layer, layers.Dense)]
    # Those between two codes come first, and are small.
    pairs = zip(dense, [step for step in steps if step["type"] == "dense"][-len(dense) :], strict=True)
    rounded = {layer.name: (layer, step) for layer, step in pairs if bundles.is_rounded(step["kernel"], "float16")}
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
