"""Foreign graphs -> what is known of each network, and what it is taken for unless a person says otherwise."""

import math
import re
from dataclasses import replace
from functools import partial

import numpy as np

from vae.foreign import building, closings, graph
from vae.foreign.description import (
    Choices,
    ForeignError,
    ForeignInput,
    ForeignModel,
    ForeignOutput,
    Head,
    InputKind,
    Layout,
    OutputKind,
    Part,
    Role,
    Scale,
)
from vae.foreign.graph import Graph, Shape
from vae.foreign.values import Value
from vae.network.evaluation import evaluate
from vae.network.network import Network
from vae.shape import LEAST_SIDE, MOST_SIDE, PictureShape

_LABEL_WORDS = re.compile(r"label|class|cond|(^|[_.])(y|c|onehot|one_hot)(\d|$|[_.:])", re.IGNORECASE)
_WORDS: dict[OutputKind, re.Pattern[str]] = {
    "log_variance": re.compile(r"log.?var|log.?sig|log.?std|variance", re.IGNORECASE),
    "deviation": re.compile(r"sigma|std|dev|scale", re.IGNORECASE),
    "mean": re.compile(r"mean|mu(?![a-z])|code|latent|bottleneck", re.IGNORECASE),
    "sample": re.compile(r"^z(\d|$|[_.:]?(sampl|$))|sampl", re.IGNORECASE),
}
_LOG_DEVIATION = re.compile(r"log.?(sig|std)(?![a-z]*([ _.]?sq|[\^*]*2|²))", re.IGNORECASE)
_NUM_PROBES = 32
_SLACK = 0.4
"""How far a network trained on pixels goes beyond them."""
_LEAST_BRIGHT = 40
_PIXEL_WORDS: dict[Scale, str] = {
    "unit": "pixels of 0 to 1", "signed": "pixels of -1 to 1", "bytes": "pixels of 0 to 255",
    "logits": "logits, of which a sigmoid makes pixels",
}  # fmt: skip


def models_of(found: Graph) -> list[ForeignModel]:
    """Return the networks of a graph: a VAE's encoder and decoder apart.

    Raises:
        ForeignError: none of it can be taken over.
    """
    nested, errors = _nested_models(found)
    pair = _pair(nested)
    if pair:
        return pair
    if not found.steps:
        if errors or not nested:
            raise errors[0] if errors else ForeignError("it holds no layers")
        return nested
    try:
        models = [_model(part) for part in graph.parts(found)]
        if len(models) == 1 and models[0].role == "whole":
            models = [_model(part) for part in graph.halves(found)]
    except ForeignError as error:
        # What is wrong within an inner network says more than that the outer one cannot be read.
        raise errors[0] if errors else error from error
    return models


def _nested_models(found: Graph) -> tuple[list[ForeignModel], list[ForeignError]]:
    """Return what the inner networks are, and what is wrong with others."""
    models: list[ForeignModel] = []
    errors: list[ForeignError] = []
    for inner in found.nested:
        try:
            models += models_of(inner)
        except ForeignError as error:
            errors.append(error)
    return models, errors


def _pair(models: list[ForeignModel]) -> list[ForeignModel]:
    """Return an encoder and a decoder that fit each other; inner networks may be blocks of layers, too."""
    for encoder in (model for model in models if model.role == "encoder"):
        for decoder in (model for model in models if model.role == "decoder"):
            sizes = {math.prod(output.shape) for output in encoder.outputs}
            size = math.prod(decoder.inputs[0].shape)
            ends = math.prod(encoder.inputs[0].shape), math.prod(decoder.outputs[0].shape)
            if sizes & {size, 2 * size} and ends[0] == ends[1]:
                return [encoder, decoder]
    return []


def _model(found: Graph) -> ForeignModel:
    made = {name: value for name, value in found.trace().items() if isinstance(value, Value)}
    if not made:
        raise ForeignError(f"nothing comes out of the network {found.name!r}")
    labels = _labels(found)
    main = next((name for name in found.inputs if name != labels), None)
    if main is None:
        raise ForeignError(f"the network {found.name!r} takes a class alone: codes or pictures were expected")
    role = _role(math.prod(found.inputs[main]), [value.order.size for value in made.values()])
    kinds = _output_kinds({name: value.shape[1:] for name, value in made.items()}, role)
    outputs = tuple(
        ForeignOutput(
            name, value.shape[1:], kinds[name], closings.last_function(value.node), closings.range_of(value.node)
        )
        for name, value in made.items()
    )
    own: InputKind = "codes" if role == "decoder" else "pictures"
    inputs = [ForeignInput(_bare(main), found.inputs[main], own)]
    if labels:
        num_classes = found.classes.get(labels) or math.prod(found.inputs[labels])
        inputs.append(ForeignInput(_bare(labels), (num_classes,), "labels"))
    pictures = outputs[0].shape if role == "decoder" else found.inputs[main]
    others = [name for name in found.inputs if name not in (main, labels)]
    if others:
        raise ForeignError(f"{found.name!r} takes {', '.join(others)} beside codes or pictures and a class")
    proposal = _proposal(role, outputs, pictures)
    build = partial(building.build, found, labels)
    notes = list(found.notes)
    if proposal.is_deviation:
        try:
            build(proposal)
        except ForeignError as error:
            proposal = replace(proposal, log_variance=None, is_deviation=False)
            notes.append(f"The mean alone is taken: {error}.")
    if role == "decoder" and outputs[0].range in ("unbounded", "positive") and proposal.shape:
        proposal, said = _with_probed_pixels(proposal, build)
        notes.append(said)
    return ForeignModel(
        found.format, found.name, role, tuple(inputs), outputs, _layout(pictures), tuple(notes), proposal, build
    )


def _bare(name: str) -> str:
    """Return an input's name without the numbers that Keras gives its values."""
    return re.sub(r"(:\d+){2}$", "", name)


def _labels(found: Graph) -> str | None:
    """Return the input that takes the class: named so, or the second of two."""
    if found.classes:
        return next(iter(found.classes))
    names = list(found.inputs)
    if len(names) < 2:
        return None
    named = [name for name in names if _LABEL_WORDS.search(name)]
    sizes = {name: math.prod(found.inputs[name]) for name in names}
    small = [name for name in names if sizes[name] < max(sizes.values())] if max(sizes.values()) >= 64 else names[1:]
    return (named or small or names[1:])[-1]


def _role(size: int, given: list[int]) -> Role:
    if max(given) > size:
        return "decoder"
    return "whole" if size in given else "encoder"


def _layout(shape: Shape) -> Layout:
    if len([side for side in shape if side != 1]) < 2:
        return "flat"
    return "channels_first" if building.is_channels_first(shape) else "channels_last"


def _output_kinds(shapes: dict[str, Shape], role: Role) -> dict[str, OutputKind]:
    """Say what outputs are by their names, and where these say nothing by their order: mean, log variance, z."""
    if role != "encoder":
        return {name: "picture" if k == 0 else "unknown" for k, name in enumerate(shapes)}
    if len(shapes) == 1:
        (name,) = shapes
        kind = next((kind for kind, word in _WORDS.items() if word.search(name)), None)
        is_even = shapes[name][-1] % 2 == 0 and shapes[name][-1] > 2
        return {name: "mean" if kind or not is_even else "several"}
    kinds: dict[str, OutputKind] = {}
    for name in shapes:
        found = next((kind for kind, word in _WORDS.items() if word.search(name) and kind not in kinds.values()), None)
        if found:
            kinds[name] = found
    second: OutputKind = "unknown" if "deviation" in kinds.values() else "log_variance"
    open_kinds: list[OutputKind] = [kind for kind in ("mean", second, "sample") if kind not in kinds.values()]
    for name in shapes:
        if name not in kinds:
            kinds[name] = open_kinds.pop(0) if open_kinds else "unknown"
    return kinds


def _proposal(role: Role, outputs: tuple[ForeignOutput, ...], pictures: Shape) -> Choices:
    shape = likely_shape(pictures)
    if role != "encoder":
        signed = outputs[0].range == "signed"
        return Choices("decoder", picture=outputs[0].name, shape=shape, pixels="signed" if signed else "unit")
    by_kind = {output.kind: output.name for output in outputs}
    if "several" in by_kind:
        parts: tuple[Part, Part] = ("first", "second")
        heads = [Head(by_kind["several"], part, 2) for part in parts]
        return Choices("encoder", mean=heads[0], log_variance=heads[1], shape=shape)
    spread = by_kind.get("log_variance") or by_kind.get("deviation")
    mean = by_kind.get("mean") or by_kind.get("sample") or outputs[0].name
    return Choices(
        "encoder",
        mean=Head(mean),
        log_variance=Head(spread) if spread and spread != mean else None,
        is_deviation=spread is not None and ("log_variance" not in by_kind or is_log_deviation(spread)),
        shape=shape,
    )


def is_log_deviation(name: str) -> bool:
    """Return whether an output's name says logarithm of the deviation, not of its square, the variance."""
    return _LOG_DEVIATION.search(name) is not None


def likely_shape(shape: Shape) -> PictureShape | None:
    """Return the shape of pictures of a foreign shape; a list of numbers is taken for a square, grey or in colour."""
    sides = [side for side in shape if side != 1]
    if len(sides) > 1:
        try:
            return building.picture_shape(shape, Choices("decoder"))
        except ForeignError:
            return None
    for channels in (1, 3):
        side = math.isqrt(math.prod(shape) // channels)
        if side * side * channels == math.prod(shape) and LEAST_SIDE <= side <= MOST_SIDE:
            return PictureShape(side, side, channels)
    return None


def _with_probed_pixels(proposal: Choices, build: partial[Network]) -> tuple[Choices, str]:
    """Tell how a decoder without a closing function writes pixels from what it gives for draws of the prior."""
    network = build(replace(proposal, pixels="logits"))
    *_, last = (index for index, layer in enumerate(network.layers) if layer.get("name") == "sigmoid")
    bare = replace(network, layers=[layer for index, layer in enumerate(network.layers) if index != last])
    rng = np.random.default_rng(0)
    labels = rng.integers(network.num_classes, size=_NUM_PROBES) if network.num_classes else None
    given = evaluate(bare, rng.normal(size=(_NUM_PROBES, *network.input_shape)), labels)
    low, high = np.percentile(given, (1, 99))
    pixels = _pixels_of(float(low), float(high))
    return replace(proposal, pixels=pixels), (
        f"The decoder ends without a function that says how pixels are written. Its numbers for {_NUM_PROBES} draws "
        f"of the prior lie mostly between {low:.3g} and {high:.3g}: they are taken for {_PIXEL_WORDS[pixels]}."
    )


def _pixels_of(low: float, high: float) -> Scale:
    if low > -_SLACK and high < 1 + _SLACK:
        return "unit"
    if low > -1 - _SLACK and high < 1 + _SLACK:
        return "signed"
    return "bytes" if low > -_SLACK * 255 and high > _LEAST_BRIGHT else "logits"
