"""A configuration of Keras 2 or 3, as JSON, and weights -> a graph; classes are looked up by name, never loaded."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vae import documents
from vae.foreign.description import ForeignError
from vae.foreign.graph import Graph, Shape, Step
from vae.keras_files import layers as layer_kinds
from vae.keras_files.calls import arranged, calls, ends, output_names, referenced_calls
from vae.keras_files.functions import OPERATIONS

_MOST_OUTPUTS = 9
_SAMPLING = re.compile(r"sampl|reparam|noise_layer|latent_z", re.IGNORECASE)
_LOSS = re.compile(r"^(KL|Kl|kl)|Divergence|Loss")


@dataclass(frozen=True)
class Source:
    """What a reader knows of a file in a form of Keras.

    Attributes:
        format: in words.
        is_keras_2: whether Keras 2 wrote it.
        weights: returns a layer's arrays, by its place: the names and classes of the networks around it, then its own.
    """

    format: str
    is_keras_2: bool
    weights: Callable[[tuple["Place", ...]], Sequence[np.ndarray]]


@dataclass(frozen=True)
class Place:
    """A layer among those of its network.

    Attributes:
        name: of the layer.
        group: where Keras 3 has its weights: its class and which of that class it is.
    """

    name: str
    group: str


def read_config(document: Any, source: Source, path: tuple[Place, ...] = ()) -> Graph:
    """Return the graph of a configuration.

    Args:
        document: the JSON object of a model, with class_name and config.
        source: where it comes from.
        path: the networks around it.

    Raises:
        ForeignError: it is no network of layers, or has one that our format does not know.
    """
    config = document.get("config")
    layers = config.get("layers") if isinstance(config, dict) else config if isinstance(config, list) else None
    if not isinstance(layers, list):
        return _parts_of_class(document, source, path)
    name = config.get("name", "network") if isinstance(config, dict) else "network"
    is_chain = not isinstance(config, dict) or "input_layers" not in config
    placed = _placed(layers, path)
    steps: list[Step] = []
    inputs: dict[str, Shape] = {}
    nested: list[Graph] = []
    notes: list[str] = []
    referenced = set() if is_chain else referenced_calls(layers, config)
    before = _chain_input(layers, config, inputs) if is_chain else ""
    for layer, place in placed:
        if layer["class_name"] == "InputLayer":
            if not is_chain:
                inputs[f"{_name(layer)}:0:0"] = _shape(layer["config"], layer)
            continue
        apply, num_outputs, inner, said = _apply(layer, (*path, place), source)
        nested += inner
        notes += said
        called = [([before], None)] if is_chain else list(calls(layer))
        # Of a network in a network Keras counts from 1: its first call is that which made it.
        first = int(bool(inner) and f"{_name(layer)}:{len(called)}" in referenced)
        for index, (names, arguments) in enumerate(called, first):
            outputs = tuple(f"{_name(layer)}:{index}:{k}" for k in range(num_outputs))
            call = arranged(apply, arguments)
            is_code = apply is None
            if is_code and not _draws(layer, names, source.weights((*path, place))):
                raise ForeignError(_unknown(layer))
            steps.append(Step(_name(layer), layer["class_name"], tuple(names), outputs, call))
            before = outputs[0]
    last = [before] if is_chain else ends(config["output_layers"])
    given = list(inputs) if is_chain else [each for each in ends(config["input_layers"]) if each in inputs]
    classes = _classes(steps, placed, given)
    return Graph(
        source.format, name, tuple(steps), {each: inputs[each] for each in given},
        output_names(last, config), classes,
        notes=tuple(notes), nested=tuple(nested), channels_first=_channels_first(placed),
    )  # fmt: skip


def _parts_of_class(document: dict[str, Any], source: Source, path: tuple[Place, ...]) -> Graph:
    """Return the networks that a class of its own says that it consists of, as those in a network without steps."""
    config = document.get("config")
    inner = {
        key: each
        for key, each in (config.items() if isinstance(config, dict) else ())
        if isinstance(each, dict) and isinstance(each.get("config"), dict) and "layers" in each["config"]
    }
    if not inner:
        raise ForeignError(
            f"the network is a class of its own ({document.get('class_name')}), and the file does not say which layers "
            "it has: save its encoder and decoder apart, encoder.save('encoder.keras'), of layers that Keras brings"
        )
    nested = tuple(read_config(each, source, (*path, Place(key, key))) for key, each in inner.items())
    return Graph(source.format, str(document.get("class_name")), (), {}, {}, nested=nested)


def _name(layer: dict[str, Any]) -> str:
    return str(layer.get("name") or layer["config"].get("name") or layer["class_name"])


def _placed(layers: list[Any], path: tuple[Place, ...]) -> list[tuple[dict[str, Any], Place]]:
    """Return layers with their places: Keras 3 counts the layers of each class."""
    counts: dict[str, int] = {}
    placed = []
    for layer in layers:
        if not isinstance(layer, dict) or not isinstance(layer.get("config"), (dict, list)):
            raise ForeignError(f"a layer must have a class and a configuration, got {documents.shown(layer)}")
        if not isinstance(layer.get("class_name"), str):
            raise ForeignError(f"a layer must name its class, got {documents.shown(layer.get('class_name'))}")
        group = snake_case(layer["class_name"])
        count = counts[group] = counts.get(group, -1) + 1
        placed.append((layer, Place(_name(layer), f"layers/{group}" + (f"_{count}" if count else ""))))
    return placed


def snake_case(name: str) -> str:
    """Return the name of a class as Keras 3 writes it in a file of weights."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def _shape(config: dict[str, Any], layer: dict[str, Any]) -> Shape:
    shape = config.get("batch_shape") or config.get("batch_input_shape")
    if not isinstance(shape, (list, tuple)):
        raise ForeignError(f"the input {_name(layer)!r} must have a shape")
    what = f"each side of the input {_name(layer)!r}"
    sides = [documents.whole(what, side, low=1) for side in shape[1:] if side is not None]
    if len(sides) != len(shape) - 1:
        raise ForeignError(f"the input {_name(layer)!r} must have a shape of fixed sides, got {documents.shown(shape)}")
    return tuple(sides)


def _chain_input(layers: list[Any], config: Any, inputs: dict[str, Shape]) -> str:
    """Note the input of a Sequential network and return its name."""
    first = layers[0] if layers and isinstance(layers[0], dict) else {"config": {}}
    given: Any = first.get("config")
    given = given if isinstance(given, dict) else {}
    while isinstance(given.get("layers"), list) and given["layers"]:
        given = given["layers"][0]["config"]
    shape = config.get("build_input_shape") if isinstance(config, dict) else None
    if not (given.get("batch_shape") or given.get("batch_input_shape")) and shape:
        given = {"batch_shape": shape}
    name = _name(first) if first.get("class_name") == "InputLayer" else "input"
    inputs[f"{name}:0:0"] = _shape(given, {"name": name, "config": {}, "class_name": "InputLayer"})
    return f"{name}:0:0"


def _apply(
    layer: dict[str, Any], path: tuple[Place, ...], source: Source
) -> tuple[Callable[..., Any] | None, int, list[Graph], list[str]]:
    """Return what a layer computes, how many values it gives, networks in it, and notes; None for code."""
    kind = layer["class_name"]
    config = layer["config"]
    if isinstance(config, list) or (isinstance(config, dict) and isinstance(config.get("layers"), list)):
        inner = read_config(layer, source, path)
        return _whole(inner), len(inner.outputs), [inner], list(inner.notes)
    if str(layer.get("module")).startswith("keras.src.ops") and kind in OPERATIONS:
        return _as_tuple(OPERATIONS[kind](config)), _MOST_OUTPUTS, [], []
    if kind in layer_kinds.UNKNOWN:
        raise ForeignError(_unknown(layer))
    if _is_custom(layer) or kind not in layer_kinds.LAYERS:
        if _LOSS.search(kind):
            said = f"The layer {_name(layer)!r} ({kind}) is taken for a term of the loss: it changes nothing here."
            return lambda *values: values, _MOST_OUTPUTS, [], [said]
        return None, 1, [], []
    weights = [np.asarray(each) for each in source.weights(path)]
    try:
        expected = layer_kinds.num_weights(kind, config)
        if len(weights) < expected:
            raise ForeignError(f"{len(weights)} arrays are there, {expected} belong to it")
        computed = layer_kinds.LAYERS[kind](config, weights, source.is_keras_2)
    except (IndexError, KeyError, TypeError, ValueError) as error:
        reason = documents.shortened(error)
        raise ForeignError(f"the layer {_name(layer)!r} ({kind}) lacks weights or settings: {reason}") from error
    return _as_tuple(computed), 1, [], []


def _as_tuple(computed: Callable[..., Any]) -> Callable[..., Any]:
    def apply(*values: Any, **named: Any) -> tuple[Any, ...]:
        made = computed(*values, **named)
        return made if isinstance(made, tuple) else (made,)

    return apply


def _whole(inner: Graph) -> Callable[..., Any]:
    def apply(*values: Any) -> list[Any]:
        flat = [each for value in values for each in (value if isinstance(value, (list, tuple)) else [value])]
        made = inner.run(dict(zip(inner.inputs, flat, strict=True)), inner.outputs.values())
        return [made[value] for value in inner.outputs.values()]

    return apply


def _is_custom(layer: dict[str, Any]) -> bool:
    module, registered = layer.get("module"), layer.get("registered_name")
    if isinstance(module, str):
        return not module.startswith("keras")
    return isinstance(registered, str) and ">" in registered


def _draws(layer: dict[str, Any], names: Sequence[str], weights: Sequence[np.ndarray]) -> bool:
    """Return whether a layer of code is one that draws z: it takes mean and spread, or says so, and has no weights."""
    named = _SAMPLING.search(layer["class_name"]) or _SAMPLING.search(_name(layer)) or _name(layer) == "z"
    learns = [each for each in weights if each.ndim > 1]
    return (len(names) > 1 or bool(named)) and not learns


def _unknown(layer: dict[str, Any]) -> str:
    kind = layer["class_name"]
    if kind in layer_kinds.UNKNOWN:
        return (
            f"the layer {_name(layer)!r} is a {kind}, which the explorer's networks do not have; as ONNX, "
            "model.export('decoder.onnx', format='onnx'), ONNX Runtime can draw its pictures"
        )
    return (
        f"the layer {_name(layer)!r} is a {kind}, code of its own, which is not executed: save the network without it, "
        "with layers that Keras brings"
    )


def _classes(steps: list[Step], placed: list[tuple[dict[str, Any], Place]], inputs: list[str]) -> dict[str, int]:
    """Return inputs that are class numbers, since an Embedding takes them, and how many classes that has."""
    sizes = {_name(layer): layer["config"]["input_dim"] for layer, _ in placed if layer["class_name"] == "Embedding"}
    return {step.inputs[0]: sizes[step.name] for step in steps if step.name in sizes and step.inputs[0] in inputs}


def _channels_first(placed: list[tuple[dict[str, Any], Place]]) -> bool:
    configs = [layer["config"] for layer, _ in placed if isinstance(layer["config"], dict)]
    return any(config.get("data_format") == "channels_first" for config in configs)
