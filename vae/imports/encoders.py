"""A foreign encoder taken for ours: what it is given, which numbers are the mean, by its file, a person or a trial."""

import re
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from vae.foreign.description import Choices, ForeignError, ForeignModel, Head, Scale
from vae.imports.decoders import Drawing
from vae.imports.questions import LOG_VARIANCE_FIRST, MEAN_FIRST, ORDERS, SCALES, Answers, Question
from vae.imports.trials import UNSURE, error, told, values_of

_NAMED = re.compile(r"mean|mu|var|sig|std|dev", re.IGNORECASE)
_ALONE = ("encoder",)  # without an encoder that does not fit the decoder may do
_SCALES_TRIED: tuple[Scale, ...] = ("unit", "signed", "bytes")


@dataclass(frozen=True)
class Trial:
    """What an encoder is tried with.

    Attributes:
        pictures: [n, numbers of a picture] in [0, 1].
        labels: classes of them, int [n], where the networks are told classes.
        codes: that they were decoded from, [n, latent_dim]; None where they are real ones.
    """

    pictures: np.ndarray
    labels: np.ndarray | None
    codes: np.ndarray | None


@dataclass(frozen=True)
class Reading:
    """An encoder as it is taken.

    Attributes:
        network: ours: pixels in [0, 1], and classes, to mean and log variance or to the code.
        has_width: whether it names a log variance.
        facts: what was understood.
        questions: what is not sure.
    """

    network: Any
    has_width: bool
    facts: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]


def divided(model: ForeignModel, decoder: ForeignModel) -> ForeignModel:
    """Return an encoder whose numbers all lie in one output, cut into as many parts as a code goes into it.

    One part is the code alone, two are mean and log variance, three these and a draw.

    Args:
        model: the encoder.
        decoder: beside it, which says how many numbers a code has.
    """
    mean = model.proposal.mean
    output = next((one for one in model.outputs if mean is not None and one.name == mean.output), None)
    codes = next((one for one in decoder.inputs if one.kind == "codes"), None)
    width = model.proposal.log_variance
    if mean is None or output is None or codes is None or (width is not None and width.output != mean.output):
        return model
    parts = prod(output.shape) / prod(codes.shape)
    if parts == 1:
        return replace(model, proposal=replace(model.proposal, mean=Head(output.name), log_variance=None))
    if parts not in (2, 3) or width is not None:
        return model
    halves = Head(output.name, "first", int(parts)), Head(output.name, "second", int(parts))
    return replace(model, proposal=replace(model.proposal, mean=halves[0], log_variance=halves[1]))


def take(model: ForeignModel, drawing: Drawing, answers: Answers, trial: Trial) -> Reading:
    """Take a foreign encoder for ours; what its file does not say, a round trip tells.

    Args:
        model: the encoder.
        drawing: the decoder beside it.
        answers: what a person says.
        trial: what it is tried with.

    Raises:
        ForeignError: it does not fit the decoder.
    """
    _check(model, drawing)
    choices = replace(
        model.proposal, role="encoder", shape=drawing.shape, layout=drawing.choices.layout,
        is_transposed=drawing.choices.is_transposed,
    )  # fmt: skip
    scales, usual = _scales(model, drawing, answers)
    orders = _orders(model, choices, answers)
    tried = {(scale, order): _arranged(choices, scale, order) for scale in scales for order in orders}
    errors = {key: _error(model, one, drawing, trial) for key, one in tried.items()}
    nothing = float(np.var(trial.pictures if trial.codes is None else trial.codes))
    best_orders = {one: min(errors[one, order] for order in orders) for one in scales}
    scale, reason = told(best_orders, usual, nothing)
    questions = []
    # What a round trip has told clearly, and the decoder does alike, is no question.
    if not model.is_settled and (reason in ("", UNSURE) or scale != drawing.choices.pixels):
        questions.append(_question("encoder_pixels", tuple(SCALES.items())[:3], scale, reason))
    order, reason = told({one: errors[scale, one] for one in orders}, orders[0], nothing)
    if len(_orders(model, choices, Answers())) > 1:
        questions.append(_question("order", tuple(ORDERS.items()), order, reason))
    chosen = tried[scale, order]
    has_width = chosen.log_variance is not None
    facts = (
        ("Given to the encoder", f"{drawing.shape.text}, {SCALES[scale]}"),
        ("Codes come as", _heads(chosen, order)),
    )
    return Reading(model.network(chosen), has_width, facts, tuple(questions))


def is_positive(model: ForeignModel) -> bool:
    """Return whether codes are never below 0, as those of some plain autoencoders."""
    head = model.proposal.mean
    return head is not None and any(one.name == head.output and one.range == "positive" for one in model.outputs)


def _check(model: ForeignModel, drawing: Drawing) -> None:
    if model.proposal.mean is None:
        raise ForeignError(
            f"{model.name} gives nothing that is a code: an encoder takes pictures and gives numbers", _ALONE
        )
    given = next((one for one in model.inputs if one.kind == "pictures"), None)
    if given is None:
        raise ForeignError(f"{model.name} takes no pictures: an encoder takes pictures and gives numbers", _ALONE)
    size = prod(given.shape) - model.proposal.num_classes
    if size != drawing.shape.size:
        raise ForeignError(
            f"encoder and decoder do not fit: {model.name} takes pictures of {size:,} numbers, the decoder draws "
            f"{drawing.shape.text}, {drawing.shape.size:,} numbers",
            _ALONE,
        )
    told = model.num_classes or model.proposal.num_classes
    if told != drawing.num_classes:
        raise ForeignError(
            f"encoder and decoder do not fit: {model.name} is told {told} classes, the decoder {drawing.num_classes}; "
            "import the decoder alone",
            _ALONE,
        )


def _orders(model: ForeignModel, choices: Choices, answers: Answers) -> tuple[str, ...]:
    """Return in which orders mean and log variance may stand: two where neither has a name that says which it is."""
    mean, width = choices.mean, choices.log_variance
    if mean is None or width is None or model.is_settled:
        return (MEAN_FIRST,)
    if mean.output != width.output and (_NAMED.search(mean.output) or _NAMED.search(width.output)):
        return (MEAN_FIRST,)
    return (answers.order,) if answers.order else tuple(ORDERS)


def _arranged(choices: Choices, scale: Scale, order: str) -> Choices:
    if order == LOG_VARIANCE_FIRST:
        choices = replace(choices, mean=choices.log_variance, log_variance=choices.mean)
    return replace(choices, pixels=scale)


def _error(model: ForeignModel, choices: Choices, drawing: Drawing, trial: Trial) -> float:
    """Return by how much a round trip misses: of codes through a picture, or of pictures through a code."""
    found = values_of(model.network(choices), trial.pictures, trial.labels)
    if trial.codes is not None:
        return error(found, trial.codes)
    if not np.isfinite(found).all():
        return float("inf")
    return error(values_of(drawing.network, found[:, : drawing.latent_dim], trial.labels), trial.pictures)


def _scales(model: ForeignModel, drawing: Drawing, answers: Answers) -> tuple[tuple[Scale, ...], Scale]:
    """Return the scales of pixels to try, and the one that is taken where trials do not tell."""
    if model.is_settled:
        return ("unit",), "unit"
    if answers.encoder_pixels is not None:
        return (answers.encoder_pixels,), answers.encoder_pixels
    is_signed = model.proposal.pixels == "unit" and drawing.choices.pixels == "signed"
    return _SCALES_TRIED, "signed" if is_signed else model.proposal.pixels


def _question(name: str, options: tuple[tuple[Any, str], ...], chosen: Any, reason: str) -> Question:
    texts = {
        "encoder_pixels": "How does the encoder want pixels?",
        "order": "Which comes first of what the encoder gives?",
    }
    return Question(name, texts[name], options, chosen, reason)


def _heads(choices: Choices, order: str) -> str:
    if choices.log_variance is None:
        return "the code alone"
    width = "standard deviation" if choices.is_deviation else "log variance"
    if choices.mean is None or choices.mean.output != choices.log_variance.output:
        return f"mean and {width}, an output each" + (f", {ORDERS[order]}" if order != MEAN_FIRST else "")
    return f"mean and {width} in one output, {ORDERS[order]}"
