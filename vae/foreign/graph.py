"""A foreign network as steps with named values, cut where a step is code that is never executed."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from vae import documents
from vae.foreign.description import ForeignError
from vae.foreign.values import Node, Value, whole

Shape = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Step:
    """One operation.

    Attributes:
        name: of the layer or node, as the file has it.
        kind: what it is, as the file has it, for sentences.
        inputs: names of the values that it takes.
        outputs: names of those that it gives.
        apply: computes them; values that are the same for all points are arrays. None: code that is not executed,
            such as a layer that draws a sample.
    """

    name: str
    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    apply: Callable[..., Sequence[Any]] | None


@dataclass(frozen=True, eq=False)
class Graph:
    """A foreign network.

    Attributes:
        format: of its file, in words.
        name: of the network.
        steps: in any order.
        inputs: shapes of one point by name.
        outputs: the names of values by the names of the outputs.
        classes: how many classes the inputs know that take a class number; these are given a one-hot label.
        constants: values that are in the file.
        notes: sentences on what was left out.
        nested: networks that are a step of it.
        channels_first: whether its pictures are.
    """

    format: str
    name: str
    steps: tuple[Step, ...]
    inputs: Mapping[str, Shape]
    outputs: Mapping[str, str]
    classes: Mapping[str, int] = field(default_factory=dict)
    constants: Mapping[str, np.ndarray] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    nested: tuple["Graph", ...] = ()
    channels_first: bool = False

    def run(self, given: Mapping[str, Value], wanted: Iterable[str]) -> dict[str, Any]:
        """Return values by name, computed from the inputs.

        Raises:
            ForeignError: a step is unknown, is code, or does not fit.
        """
        known: dict[str, Any] = {**self.constants, **given}
        makers = self._makers()
        for step in self._needed(wanted, known, makers):
            known |= self._applied(step, known)
        missing = [name for name in wanted if name not in known]
        if missing:
            raise ForeignError(f"nothing in the network makes {missing[0]!r}")
        return {name: known[name] for name in wanted}

    def _applied(self, step: Step, known: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a step gives, by name."""
        if step.apply is None:
            raise ForeignError(_code(step))
        try:
            made = step.apply(*(known[name] for name in step.inputs))
        except ForeignError as error:
            raise type(error)(f"{step.kind} {step.name!r}: {error}") from error
        except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            reason = documents.shortened(error)
            raise ForeignError(f"{step.kind} {step.name!r} does not fit what it takes ({reason})") from error
        return dict(zip(step.outputs, made, strict=False))

    def trace(self) -> dict[str, Any]:
        """Return what comes out, by output, computed from one node for each input."""
        given = {name: self.fresh(name) for name in self.inputs}
        made = self.run(given, self.outputs.values())
        return {name: made[value] for name, value in self.outputs.items()}

    def with_constants(self) -> "Graph":
        """Return the graph with what is the same for all points as constants: shapes, which depend on no input then."""
        known: dict[str, Any] = {**self.constants, **{name: self.fresh(name) for name in self.inputs}}
        for step in self.needed(self.outputs.values()):
            if step.apply is not None and all(name in known for name in step.inputs):
                known |= self._applied(step, known)
        fixed = {name: value for name, value in known.items() if isinstance(value, np.ndarray)}
        steps = tuple(step for step in self.steps if not set(step.outputs) <= set(fixed))
        return replace(self, constants=fixed, steps=steps)

    def smaller(self, names: Iterable[str]) -> dict[str, str]:
        """Return those outputs that are fewer numbers than go in: an encoder's, not a picture that is handed on."""
        chosen = {name: self.outputs[name] for name in names}
        made = self.run({name: self.fresh(name) for name in self.inputs}, chosen.values())
        most = max(math.prod(shape) for shape in self.inputs.values())
        return {name: value for name, value in chosen.items() if np.size(_order(made[value])) < most}

    def fresh(self, name: str) -> Value:
        """Return a value of its own for an input."""
        shape = (self.classes[name],) if name in self.classes else self.inputs[name]
        return whole(Node({"type": "input"}, (), shape or (1,)))

    def needed(self, wanted: Iterable[str]) -> list[Step]:
        """Return the steps that make values, each after those that it needs."""
        return self._needed(wanted, dict.fromkeys((*self.constants, *self.inputs)), self._makers())

    def upstream(self, value: str) -> tuple[set[str], list[Step]]:
        """Return which inputs a value depends on, and the steps of code on the way."""
        steps = self.needed([value])
        names = {value} | {name for step in steps for name in step.inputs}
        return names & set(self.inputs), [step for step in steps if step.apply is None]

    def _makers(self) -> dict[str, Step]:
        return {name: step for step in self.steps for name in step.outputs}

    def _needed(self, wanted: Iterable[str], known: Mapping[str, Any], makers: Mapping[str, Step]) -> list[Step]:
        """Return the steps that make values, each after those that it needs."""
        done: dict[Step, None] = {}
        open_steps: set[Step] = set()
        waiting = [(makers[name], False) for name in wanted if name not in known and name in makers]
        while waiting:
            step, is_ready = waiting.pop()
            if is_ready:
                done.setdefault(step)
            elif step not in done:
                if step in open_steps:
                    raise ForeignError(f"{step.kind} {step.name!r} depends on itself")
                open_steps.add(step)
                waiting.append((step, True))
                names = [name for name in step.inputs if name and name not in known]
                missing = [name for name in names if name not in makers]
                if missing:
                    raise ForeignError(f"{step.kind} {step.name!r} takes {missing[0]!r}, which nothing makes")
                waiting += [(makers[name], False) for name in names if makers[name] not in done]
        return list(done)


def _order(given: Any) -> np.ndarray:
    return given.order if isinstance(given, Value) else np.asarray(given)


def _code(step: Step) -> str:
    return (
        f"the layer {step.name!r} is a {step.kind}, code of its own, which is not executed: "
        "save the network without it, with layers that Keras brings"
    )


def parts(graph: Graph) -> list[Graph]:
    """Divide a network at its code: what leads to it and what follows it are networks of their own.

    A layer that draws z from mean and log variance is such code: the encoder ends before it, the decoder starts behind.
    """
    behind = {name: graph.upstream(value)[1] for name, value in graph.outputs.items()}
    if not any(behind.values()):
        return [graph]
    code = next(steps for steps in behind.values() if steps)[0]
    direct = graph.smaller(name for name in graph.outputs if not behind[name])
    heads = {name.partition(":")[0]: name for name in code.inputs if name not in graph.constants}
    heads = heads if len(heads) == len(code.inputs) else {name: name for name in code.inputs}
    said = f"z, which the layer {code.name!r} ({code.kind}) draws, is left out: code is not executed."
    encoder = replace(
        graph, outputs=heads if len(direct) < len(heads) else direct, notes=(*graph.notes, said), nested=()
    )
    if any(encoder.upstream(value)[1] for value in encoder.outputs.values()):
        raise ForeignError(_code(code))
    later = {name: value for name, value in graph.outputs.items() if behind[name] and value not in code.outputs}
    return [encoder, *([_behind(graph, code, later)] if later else [])]


def _behind(graph: Graph, code: Step, outputs: Mapping[str, str]) -> Graph:
    """Return the network that starts with what a layer of code gives: as many numbers as the mean."""
    made = graph.run({name: graph.fresh(name) for name in graph.inputs}, code.inputs[:1])
    shape = made[code.inputs[0]].shape[1:]
    shape = shape if len(code.inputs) > 1 else (*shape[:-1], shape[-1] // 2)
    inner = replace(graph, inputs={code.outputs[0]: shape, **graph.inputs}, outputs=outputs, nested=())
    used = set().union(*(inner.upstream(value)[0] for value in outputs.values()))
    return replace(inner, inputs={name: each for name, each in inner.inputs.items() if name in used})


def halves(graph: Graph) -> list[Graph]:
    """Divide an autoencoder without code in it: at an output from which the picture follows, or where it is narrowest.

    Returns:
        Encoder and decoder, or the network itself where it cannot be divided.
    """
    main = max(graph.inputs, key=lambda name: math.prod(graph.inputs[name]))
    made = graph.run({name: graph.fresh(name) for name in graph.inputs}, _values(graph))
    shapes = {name: value.shape[1:] for name, value in made.items() if isinstance(value, Value)}
    size = math.prod(graph.inputs[main])
    whole_ones = [name for name, value in graph.outputs.items() if math.prod(shapes.get(value, (1,))) == size]
    picture = next((name for name in whole_ones if made[graph.outputs[name]].node.kind != "input"), whole_ones[0])
    others = graph.smaller(name for name in graph.outputs if name != picture)
    end = graph.outputs[picture]
    candidates = [name for name in others.values() if name in shapes] or sorted(
        (name for name in shapes if math.prod(shapes[name]) < size and name != end),
        key=lambda name: math.prod(shapes[name]),
    )
    cuts = [name for name in candidates if main not in _behind_cut(graph, name, end)]
    if not cuts:
        return [graph]
    # Of equally narrow ones the last: a function that follows belongs to the code.
    cut = [name for name in cuts if math.prod(shapes[name]) == math.prod(shapes[cuts[0]])][0 if others else -1]
    label = cut.partition(":")[0]
    said = f"The network was divided at {label!r}, {math.prod(shapes[cut])} numbers, from which the picture follows."
    notes = (*graph.notes, said)
    used = _behind_cut(graph, cut, end)
    inputs = {cut: shapes[cut], **{name: shape for name, shape in graph.inputs.items() if name in used}}
    return [
        replace(graph, outputs=others or {label: cut}, notes=notes, nested=()),
        replace(graph, inputs=inputs, outputs={picture: end}, notes=notes, nested=()),
    ]


def _values(graph: Graph) -> list[str]:
    """Return the names of all values on the way to what comes out."""
    makers = graph.needed(graph.outputs.values())
    return [name for step in makers for name in step.outputs[:1]]


def _behind_cut(graph: Graph, cut: str, end: str) -> set[str]:
    """Return which inputs, besides a value that is given, another value depends on."""
    return replace(graph, inputs={**graph.inputs, cut: (1,)}).upstream(end)[0] - {cut}
