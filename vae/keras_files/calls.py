"""How the layers of a functional configuration are called: which values each takes, as Keras 2 and 3 write it down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class _Reference:
    """A value that a layer takes."""

    name: str


def calls(layer: dict[str, Any]) -> Iterator[tuple[list[str], Any]]:
    """Return for each call of a layer the values that it takes and how they are arranged."""
    for node in layer.get("inbound_nodes", []):
        if isinstance(node, dict):
            names: list[str] = []
            arranged = [_referenced(each, names) for each in node["args"]]
            named = {key: _referenced(each, names) for key, each in node.get("kwargs", {}).items()}
            yield names, (arranged, {key: each for key, each in named.items() if key not in ("mask", "training")})
        else:
            # Keras 2: [[layer, node, tensor, keywords], ...], or one of these alone.
            entries = [node] if node and isinstance(node[0], str) else node
            yield [f"{name}:{index}:{tensor}" for name, index, tensor, *_ in entries], None


def referenced_calls(layers: list[Any], config: dict[str, Any]) -> set[str]:
    """Return the calls, as "layer:number", whose values something takes."""
    names = [name for layer in layers for called, _ in calls(layer) for name in called] + ends(config["output_layers"])
    return {name.rpartition(":")[0] for name in names}


def _referenced(given: Any, names: list[str]) -> Any:
    """Put references in place of Keras 3's tensors, and note their names."""
    if isinstance(given, dict) and given.get("class_name") == "__keras_tensor__":
        name, index, tensor = given["config"]["keras_history"]
        names.append(f"{name}:{index}:{tensor}")
        return _Reference(names[-1])
    if isinstance(given, dict):
        return {key: _referenced(each, names) for key, each in given.items()}
    return [_referenced(each, names) for each in given] if isinstance(given, list) else given


def arranged(apply: Callable[..., Any] | None, arguments: Any) -> Callable[..., Any] | None:
    """Return a function of the values in order, which hands them on as the layer was called."""
    if apply is None or arguments is None:
        return apply
    called = apply

    def filled(given: Any, values: list[Any]) -> Any:
        if isinstance(given, _Reference):
            return values.pop(0)
        return [filled(each, values) for each in given] if isinstance(given, list) else given

    def called_so(*values: Any) -> Any:
        left = list(values)
        positional = [filled(each, left) for each in arguments[0]]
        return called(*positional, **{key: filled(each, left) for key, each in arguments[1].items()})

    return called_so


def ends(given: Any) -> list[str]:
    """Return the names of values that a configuration lists as inputs or outputs, in any of its forms."""
    if isinstance(given, dict):
        given = list(given.values())
    if len(given) == 3 and isinstance(given[0], str):
        given = [given]
    return [f"{name}:{index}:{tensor}" for name, index, tensor in (each[:3] for each in given)]


def output_names(values: list[str], config: Any) -> dict[str, str]:
    """Name outputs as the network does, or the layers that give them; of several of one layer with their number."""
    given = config.get("output_layers") if isinstance(config, dict) else None
    if isinstance(given, dict):
        return dict(zip(given, values, strict=True))
    layers = [value.rsplit(":", 2)[0] for value in values]
    return {
        layer if layers.count(layer) == 1 else f"{layer}:{value.rsplit(':', 1)[1]}": value
        for layer, value in zip(layers, values, strict=True)
    }
