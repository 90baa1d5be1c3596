"""SavedModels of Keras 2, a folder: the configurations that lie beside its code, which is not executed, and weights."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from vae import documents
from vae.foreign.description import ForeignError
from vae.foreign.graph import Graph
from vae.keras_files.checkpoint import Checkpoint
from vae.keras_files.graph import Place, Source, read_config
from vae.keras_files.named_weights import ordered
from vae.protobuf import Message, WireError

FORMAT = "Keras 2 SavedModel"
FILE = "saved_model.pb"
_METADATA, _INDEX = "keras_metadata.pb", "variables.index"
_SHARD = re.compile(r"variables\.data-(\d{5})-of-\d{5}")
_NO_LAYERS = (
    "this SavedModel holds code alone, which is not executed here, as what model.export of Keras 3 writes: save the "
    "network with its layers, model.save('decoder.keras'), or as ONNX, model.export('decoder.onnx', format='onnx')"
)
_OWN_CODE = (
    "in this SavedModel layers are joined by code of a class of its own, which is not executed here: save its encoder "
    "and decoder apart, of layers that Keras brings, or as ONNX, "
    "python -m tf2onnx.convert --saved-model FOLDER --output decoder.onnx"
)


def read(name: str, content: bytes, files: Mapping[str, bytes], most_bytes: int) -> Graph:
    """Read the networks of a SavedModel.

    Args:
        name: of the file saved_model.pb, with its folder.
        content: of it.
        files: all files by name.
        most_bytes: that its weights may have together.

    Raises:
        ForeignError: it holds no layers, a file is missing or damaged, or it holds what cannot be taken over.
    """
    try:
        found = list(_networks(content, _beside(name, files, _METADATA)))
    except (WireError, IndexError, documents.DocumentError) as error:
        raise ForeignError("the SavedModel is damaged or cut off: save the network again") from error
    if not found:
        raise ForeignError(_NO_LAYERS)
    networks = [(path, document) for path, document in found if _layers(document) is not None]
    if not networks:
        raise ForeignError(_OWN_CODE)
    checkpoint = _checkpoint(name, files, most_bytes)
    made = [_read(path, document, checkpoint) for path, document in networks]
    if len(made) == 1:
        return made[0]
    return Graph(FORMAT, made[0].name, (), {}, {}, nested=tuple(made))


def _networks(content: bytes, metadata: bytes | None) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Give what Keras says of the root and of networks in classes of its own, by the names that lead to them."""
    graphs = [graph for meta in Message(content).messages(2)[:1] for graph in meta.messages(7)]
    nodes = [node for graph in graphs for node in graph.messages(1)]
    said = _said(nodes, metadata)
    seen: set[int] = {0}
    waiting: deque[tuple[int, tuple[str, ...]]] = deque([(0, ())] if nodes else [])
    while waiting:
        number, path = waiting.popleft()
        document = said.get(number)
        if document is not None:
            yield path, document
        if document is not None and _layers(document) is not None:
            continue
        for child in nodes[number].messages(1):
            if child.whole(1) not in seen and not child.text(2).startswith("_"):
                seen.add(child.whole(1))
                waiting.append((child.whole(1), (*path, child.text(2))))


def _said(nodes: list[Message], metadata: bytes | None) -> dict[int, dict[str, Any]]:
    """Return what Keras says of each of its objects, by number; before TensorFlow 2.5 it stands beside the code."""
    if metadata is None:
        given = [(number, user) for number, node in enumerate(nodes) for user in node.messages(4)]
        texts = {number: user.text(3) for number, user in given if user.text(1).startswith("_tf_keras_")}
    else:
        texts = {
            node.whole(2): node.text(5)
            for node in Message(metadata).messages(1)
            if node.text(4).startswith("_tf_keras_")
        }
    parsed = {number: _plain(documents.parse(text)) for number, text in texts.items() if text}
    return {number: document for number, document in parsed.items() if isinstance(document, dict)}


def _plain(value: Any) -> Any:
    """Return JSON with lists in place of what Keras writes for tuples and shapes."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("class_name") in ("__tuple__", "TensorShape") and isinstance(value.get("items"), list):
        return _plain(value["items"])
    return {key: _plain(each) for key, each in value.items()}


def _layers(document: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the layers of a network that Keras counts, which leaves the input of a Sequential one out."""
    config = document.get("config")
    layers = config.get("layers") if isinstance(config, dict) else None
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        return None
    if document.get("class_name") == "Sequential":
        return [layer for layer in layers if layer.get("class_name") != "InputLayer"]
    return layers


def _read(path: tuple[str, ...], document: dict[str, Any], checkpoint: Checkpoint) -> Graph:
    node: int | None = 0
    for name in path:
        node = None if node is None else checkpoint.child(node, name)
    if node is None:
        raise ForeignError(f"the SavedModel has no weights of {'.'.join(path)}: save the network again")
    return read_config(document, Source(FORMAT, True, partial(_weights_of, checkpoint, node, document)))


def _weights_of(
    checkpoint: Checkpoint, node: int, document: dict[str, Any], path: tuple[Place, ...]
) -> list[np.ndarray]:
    """Return a layer's arrays: Keras calls layers by their number in each of the networks around it."""
    for place in path:
        layers = _layers(document) or []
        numbers = [number for number, layer in enumerate(layers) if _name(layer) == place.name]
        child = checkpoint.child(node, f"layer-{numbers[0]}") if numbers else None
        if child is None:
            return []
        node, document = child, layers[numbers[0]]
    return ordered(checkpoint.arrays(node))


def _name(layer: dict[str, Any]) -> str:
    config = layer.get("config")
    return str(layer.get("name") or (config.get("name") if isinstance(config, dict) else None))


def _checkpoint(name: str, files: Mapping[str, bytes], most_bytes: int) -> Checkpoint:
    index = _beside(name, files, _INDEX)
    if index is None:
        raise ForeignError(
            f"the SavedModel's weights, variables/{_INDEX}, are missing: give the whole folder, or a zip file of it"
        )
    shards = {}
    for each in files:
        found = _SHARD.fullmatch(PurePosixPath(each).name)
        if found and (content := _beside(name, files, found[0])) is not None:
            shards[int(found[1])] = content
    if sum(map(len, shards.values())) > most_bytes:
        raise ForeignError(f"the network is larger than {most_bytes / 1e9:.1f} GB, which is refused")
    return Checkpoint(index, shards, most_bytes)


def _beside(name: str, files: Mapping[str, bytes], wanted: str) -> bytes | None:
    """Return a file of the same folder, or of the folder "variables" in it; browsers leave folders out."""
    folder = PurePosixPath(name).parent
    for place in (folder / wanted, folder / "variables" / wanted):
        if str(place) in files:
            return files[str(place)]
    others = [each for each in files if PurePosixPath(each).name == wanted]
    if len(others) > 1:
        raise ForeignError("there are several SavedModels without their folders: give a zip file of each folder")
    return files[others[0]] if others else None
