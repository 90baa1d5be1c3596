"""The browser's network as a file: a safetensors file whose metadata has the layers, written, read and checked."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from safetensors import SafetensorError
from safetensors import numpy as safetensors_numpy

from vae import documents
from vae.network.layers import version_of
from vae.network.shapes import output_shape

FORMAT = "vae-network"
VERSIONS = ("1", "2", "3")
# Up to this many numbers a tensor stays float32: first layers and biases are where rounding hurts and saves nothing.
SMALL_TENSOR = 4096


class BundleSizes(NamedTuple):
    """How many numbers a bundle's network takes and gives, and how many classes it is told."""

    inputs: int
    classes: int
    outputs: int


class BundleError(ValueError):
    """A bundle cannot be written or read; the message is one sentence for the person who sees it."""


def write(
    chain: list[Any], tensors: Mapping[str, np.ndarray], input_size: int, num_classes: int, dtype: str = "float32"
) -> bytes:
    """Return a bundle of layers that fit their tensors; equal ones give equal files.

    Args:
        chain: the layers in the order of evaluation.
        tensors: the weights that they name.
        input_size: how many numbers go in.
        num_classes: how many classes the network is told; 0 for none.
        dtype: "float32", or "float16" for a file half as large: tensors of more than 4,096 numbers are rounded to
            nearest then, unless one of their numbers is beyond the range of float16.
    """
    metadata = {
        "format": FORMAT,
        "version": str(max([1, *map(version_of, chain)])),
        "input_size": str(input_size),
        "num_classes": str(num_classes),
        "layers": json.dumps(chain),
    }
    stored: dict[str, np.ndarray] = {
        name: np.ascontiguousarray(tensor, _kept_as(tensor, dtype)) for name, tensor in tensors.items()
    }
    return with_sorted_metadata(safetensors_numpy.save(stored, metadata))


def _kept_as(tensor: np.ndarray, dtype: str) -> type:
    if tensor.dtype == np.uint8:
        return np.uint8
    return np.float16 if is_rounded(tensor, dtype) else np.float32


def is_rounded(values: np.ndarray, dtype: str) -> bool:
    """Return whether a tensor is kept as float16 in a bundle of that dtype."""
    return dtype == "float16" and values.size > SMALL_TENSOR and np.abs(values).max() <= np.finfo(np.float16).max


def read_header(blob: bytes) -> dict[str, str]:
    """Check a bundle, weights included, and return its metadata.

    Args:
        blob: a safetensors file; tensors that no layer names are allowed beside the network's.

    Raises:
        BundleError: the file is cut off or damaged, has another version, or its layers do not fit its weights.
    """
    return checked(blob)[0]


def read_sizes(blob: bytes) -> BundleSizes:
    """Check a bundle as `read_header` does and return how many numbers go in and come out.

    Raises:
        BundleError: as `read_header`.
    """
    metadata, _, outputs = checked(blob)
    return BundleSizes(int(metadata["input_size"]), int(metadata["num_classes"]), outputs)


def read_weights(blob: bytes) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the kernels and biases of a bundle in the order of evaluation, float32.

    Raises:
        BundleError: as `read_header`.
    """
    metadata, tensors, _ = checked(blob)
    named = (layer for layer in json.loads(metadata["layers"]) if "kernel" in layer)
    pairs = (tuple(tensors[layer[part]] for part in ("kernel", "bias")) for layer in named)
    return [(kernel.astype(np.float32), bias.astype(np.float32)) for kernel, bias in pairs]


def checked(blob: bytes) -> tuple[dict[str, str], dict[str, np.ndarray], int]:
    """Return a bundle's metadata, all tensors of the file and how many numbers come out.

    Raises:
        BundleError: as `read_header`.
    """
    try:
        tensors = safetensors_numpy.load(blob)
        metadata = json.loads(blob[8 : 8 + int.from_bytes(blob[:8], "little")]).get("__metadata__", {})
    except (SafetensorError, AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise BundleError(
            f"the browser's network must be a complete safetensors file, but it is cut off or damaged ({error})"
        ) from error
    if metadata.get("format") != FORMAT:
        given = documents.shown(metadata.get("format"))
        raise BundleError(f"the browser's network must have the format {FORMAT!r}, got {given}")
    if metadata.get("version") not in VERSIONS:
        given = documents.shown(metadata.get("version")).strip("'")
        raise BundleError(
            f"the browser's network has version {given}, this program reads up to version {VERSIONS[-1]}: "
            "update the program where a newer one wrote it"
        )
    try:
        return metadata, tensors, _num_outputs(metadata, tensors)
    except (ArithmeticError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise BundleError(
            f"the layers of the browser's network must fit its weights, but they do not ({documents.shortened(error)})"
        ) from error


def _num_outputs(metadata: dict[str, str], tensors: dict[str, np.ndarray]) -> int:
    layers = json.loads(metadata["layers"])
    shape = output_shape(layers, tensors, (int(metadata["input_size"]),), int(metadata["num_classes"]))
    if any(version_of(layer) > int(metadata["version"]) for layer in layers):
        raise ValueError(f"version {metadata['version']} knows not all of its layers")
    if len(shape) != 1:
        raise ValueError(f"the last layer gives {shape} in place of a list of numbers")
    return shape[0]


def with_sorted_metadata(blob: bytes) -> bytes:
    """Return the file with its metadata sorted: safetensors writes it in random order, so that equal files differ."""
    start = 8 + int.from_bytes(blob[:8], "little")
    header = json.loads(blob[8:start])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + blob[start:]
