"""Layers models of TensorFlow.js: model.json, and its weights in files beside it."""

import math
from collections.abc import Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from vae import documents
from vae.foreign.description import ForeignError
from vae.foreign.graph import Graph
from vae.keras_files.graph import Place, Source, read_config
from vae.keras_files.named_weights import ordered

FORMAT = "TensorFlow.js layers model"
_TYPES = {"float32": "<f4", "float16": "<f2", "uint8": "u1", "uint16": "<u2", "int32": "<i4"}


def is_one(content: bytes) -> bool:
    """Return whether a JSON file is a model of TensorFlow.js, of layers or of another kind."""
    try:
        document = documents.parse(content)
    except documents.DocumentError:
        return False
    return isinstance(document, dict) and bool({"modelTopology", "weightsManifest"} & set(document))


def read(content: bytes, files: Mapping[str, bytes], most_bytes: int) -> Graph:
    """Read a layers model.

    Args:
        content: of model.json.
        files: the files beside it by name.
        most_bytes: that its weights may have.

    Raises:
        ForeignError: it is a graph model, a file of weights is missing, or it holds what cannot be taken over.
    """
    try:
        document = documents.mapping("model.json", documents.parse(content))
        topology = documents.mapping("modelTopology", document.get("modelTopology"))
        config = topology.get("model_config", topology)
        if "class_name" not in config:
            raise ForeignError(
                "it is a graph model, which holds no layers: convert the Keras network instead, "
                "tensorflowjs_converter --input_format keras decoder.h5 FOLDER"
            )
        arrays = _arrays(document.get("weightsManifest") or [], files, most_bytes)
        return read_config(config, Source(FORMAT, True, partial(_weights_of, arrays)))
    except documents.DocumentError as error:
        raise ForeignError(str(error)) from error
    except (AttributeError, KeyError, TypeError) as error:
        raise ForeignError(f"model.json is not as TensorFlow.js writes it ({documents.shortened(error)})") from error


def _arrays(manifest: Any, files: Mapping[str, bytes], most_bytes: int) -> dict[str, np.ndarray]:
    """Return all weights by name."""
    by_name = {PurePosixPath(name).name: content for name, content in files.items()}
    arrays, left = {}, most_bytes
    for group in manifest:
        missing = [path for path in group["paths"] if PurePosixPath(path).name not in by_name]
        if missing:
            raise ForeignError(
                f"its weights lie in {missing[0]}, which is missing: drop model.json and its .bin files together"
            )
        parts = [by_name[PurePosixPath(path).name] for path in group["paths"]]
        # One file may be named many times.
        left -= sum(map(len, parts))
        if left < 0:
            raise ForeignError(f"the network is larger than {most_bytes / 1e9:.1f} GB, which is refused")
        content = b"".join(parts)
        start = 0
        for entry in group["weights"]:
            arrays[entry["name"]], start = _array(entry, content, start)
    return arrays


def _array(entry: dict[str, Any], content: bytes, start: int) -> tuple[np.ndarray, int]:
    """Return one array and where the next one starts; small integers stand for numbers between two ends."""
    packed = entry.get("quantization", {})
    kind = _TYPES.get(packed.get("dtype", entry["dtype"]))
    if kind is None:
        raise ForeignError(f"the weights {entry['name']!r} are of the type {documents.shown(entry['dtype'])}")
    shape = [documents.whole("each side of weights", side, low=0) for side in entry["shape"]]
    end = start + math.prod(shape) * np.dtype(kind).itemsize
    if end > len(content):
        raise ForeignError(f"its files of weights are cut off: {entry['name']!r} is missing")
    array = np.frombuffer(content[start:end], kind).reshape(shape).astype(np.float32)
    if "scale" in packed:
        array = array * np.float32(packed["scale"]) + np.float32(packed.get("min", 0))
    return array, end


def _weights_of(arrays: Mapping[str, np.ndarray], path: tuple[Place, ...]) -> list[np.ndarray]:
    """Return a layer's arrays, whose names end with its own, or with those of the networks around it, too."""
    names = [place.name for place in path]
    for start in range(len(names)):
        prefix = "/".join(names[start:]) + "/"
        mine = {name: array for name, array in arrays.items() if name.startswith(prefix) or f"/{prefix}" in name}
        if mine:
            return ordered(mine)
    return []
