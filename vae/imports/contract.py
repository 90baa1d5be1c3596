"""The contract check: what was understood of foreign networks, what is to be asked, and pictures to judge it by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np

from vae.foreign.description import ForeignError, ForeignModel
from vae.imports import decoders, encoders
from vae.imports.questions import Answers, Question, Samples
from vae.imports.trials import draws, error, values_of, within_memory
from vae.network.graphs import has_graph
from vae.shape import PictureShape

NUM_SHOWN = 3
_NUM_TIMED = 20


@dataclass(frozen=True)
class Understood:
    """What foreign networks are taken for.

    Attributes:
        decoder: our network of it: a code, and a class where it is told one, to pixels in [0, 1].
        encoder: our network of it: such pixels to mean and log variance, or to the code; None without one.
        latent_dim: numbers of a code.
        shape: of a picture.
        num_classes: how many classes both are told; 0 for none.
        variational: whether codes have the prior N(0, I).
        is_exact: whether pixels are what a sigmoid gives.
        sources: a text for each network, such as "decoder.onnx (ONNX)".
        facts: the table: what, and how it was understood.
        notes: what was cut off, folded or decided, in sentences.
        questions: what is not sure.
        pictures: some that it draws, float32 [3, *shape.array].
        original: the picture of the round trip, float32 [*shape.array]; None without an encoder.
        returned: what comes back of it.
        round_trip: the mean squared difference of all pictures tried and what comes back; None without an encoder.
        may_be_mixed: whether the class may be among the numbers that go in: it has no input of its own.
        may_be_turned: whether rows and columns may have changed places.
        is_drawn: whether these are drawn by the decoder, because no pictures were given.
    """

    decoder: Any
    encoder: Any | None
    latent_dim: int
    shape: PictureShape
    num_classes: int
    variational: bool
    is_exact: bool
    sources: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    pictures: np.ndarray
    original: np.ndarray | None = None
    returned: np.ndarray | None = None
    round_trip: float | None = None
    may_be_mixed: bool = False
    may_be_turned: bool = True
    is_drawn: bool = True

    @property
    def has_encoder(self) -> bool:
        """Whether pictures can be encoded, also where the networks themselves were left out."""
        return self.round_trip is not None


@within_memory()
def understand(
    models: Sequence[ForeignModel], answers: Answers | None = None, samples: Samples | None = None
) -> Understood:
    """Check networks against what a run needs.

    Args:
        models: found in files.
        answers: what a person says where these do not.
        samples: some pictures that they are for.

    Raises:
        ForeignError: there is no decoder, or the networks fit neither each other nor what a run can be.
    """
    answers = answers or Answers()
    decoder_model, encoder_model, questions = _chosen(models, answers)
    if encoder_model is not None:
        encoder_model = encoders.divided(encoder_model, decoder_model)
    given = None if samples is None else PictureShape.of_images(samples.pictures)
    drawing = decoders.take(decoder_model, encoder_model, answers, given)
    if given is not None and given != drawing.shape:
        raise ForeignError(f"the pictures given are {given.text}, {decoder_model.name} draws {drawing.shape.text}")
    labels = drawing.labels()
    z = draws(drawing.latent_dim, encoder_model is not None and encoders.is_positive(encoder_model))
    drawn = values_of(drawing.network, z, labels)
    _check_finite(decoder_model, drawn)
    facts = [*_names("Decoder", decoder_model), *drawing.facts]
    understood = Understood(
        drawing.network, None, drawing.latent_dim, drawing.shape, drawing.num_classes, answers.variational is not False,
        drawing.is_exact, (_source(decoder_model),), (), decoder_model.notes, (*questions, *drawing.questions),
        _pictures(drawn[:NUM_SHOWN], drawing.shape),
    )  # fmt: skip
    if encoder_model is not None:
        trial = encoders.Trial(drawn, labels, z)
        if samples is not None:
            _check_classes(decoder_model, drawing, samples)
            pixels = samples.pictures.reshape(len(samples.pictures), -1)
            trial = encoders.Trial(pixels, samples.labels if drawing.num_classes else None, None)
        understood = _with_encoder(understood, encoder_model, drawing, answers, trial)
        facts += [*_names("Encoder", encoder_model), *understood.facts]
    understood = replace(
        understood,
        may_be_mixed=not decoder_model.num_classes and not decoder_model.is_settled,
        may_be_turned=not decoder_model.is_settled,
    )
    kind = "a variational autoencoder: codes have the prior N(0, I)" if understood.variational else (
        "a plain autoencoder: nothing says where codes lie, so no prior is drawn"
    )  # fmt: skip
    facts += [("Kind", kind), ("Numbers in the decoder", f"{_size(understood.decoder):,}")]
    if has_graph(drawing.network.layers):
        rate = _rate(drawing, labels)
        facts.append(("Decoded by", f"the worker with ONNX Runtime, {rate:,.0f} pictures a second, one by one"))
    return replace(understood, facts=tuple(facts), notes=tuple(dict.fromkeys(understood.notes)))


def _with_encoder(
    understood: Understood, model: ForeignModel, drawing: decoders.Drawing, answers: Answers, trial: encoders.Trial
) -> Understood:
    reading = encoders.take(model, drawing, answers, trial)
    codes = values_of(reading.network, trial.pictures, trial.labels)
    _check_finite(model, codes)
    back = values_of(drawing.network, codes[:, : drawing.latent_dim], trial.labels)
    return replace(
        understood,
        encoder=reading.network,
        # An encoder that names no width is a plain autoencoder's.
        variational=reading.has_width,
        sources=tuple(dict.fromkeys((*understood.sources, _source(model)))),
        facts=reading.facts,
        notes=(*understood.notes, *model.notes),
        questions=(*understood.questions, *reading.questions),
        original=_pictures(trial.pictures[:1], drawing.shape)[0],
        returned=_pictures(back[:1], drawing.shape)[0],
        round_trip=error(back, trial.pictures),
        is_drawn=trial.codes is not None,
    )


def _chosen(
    models: Sequence[ForeignModel], answers: Answers
) -> tuple[ForeignModel, ForeignModel | None, list[Question]]:
    """Return the decoder, the encoder if there is one, and questions where there are several."""
    found, questions = {}, []
    for role, asked in (("decoder", answers.decoder), ("encoder", answers.encoder)):
        numbers = [index for index, model in enumerate(models) if model.role == role]
        if asked == -1 and role == "encoder":
            numbers = []
        elif asked is not None and 0 <= asked < len(models):
            numbers = [asked, *(number for number in numbers if number != asked)]
        if len(numbers) > 1:
            options = tuple((number, models[number].name) for number in sorted(numbers))
            reason = "" if asked is not None else "It is the first that was found."
            questions.append(Question(role, f"Which network is the {role}?", options, numbers[0], reason))
        found[role] = models[numbers[0]] if numbers else None
    if found["decoder"] is None:
        names = ", ".join(f"{model.name} (looks like {_called(model.role)})" for model in models) or "nothing"
        raise ForeignError(f"a decoder is needed, too, which takes numbers and gives pictures; found was {names}")
    return found["decoder"], found["encoder"], questions


def _called(role: str) -> str:
    both = "both in one that could not be divided: write encoder and decoder apart"
    return {"encoder": "an encoder", "decoder": "a decoder"}.get(role, both)


def _check_finite(model: ForeignModel, values: np.ndarray) -> None:
    if not np.isfinite(values).all():
        raise ForeignError(
            f"{model.name} gives numbers that are not finite for usual input: its weights may be damaged, or it was "
            "saved while it diverged",
            ("encoder",) if model.role == "encoder" else (),
        )


def _check_classes(model: ForeignModel, drawing: decoders.Drawing, samples: Samples) -> None:
    highest = int(samples.labels.max(initial=0))
    if drawing.num_classes and highest >= drawing.num_classes:
        raise ForeignError(
            f"the pictures given have classes up to number {highest}, counted from 0; {model.name} is told "
            f"{drawing.num_classes} classes: take pictures of these, or import the decoder alone"
        )


def _names(role: str, model: ForeignModel) -> list[tuple[str, str]]:
    return [(role, f"{model.name}, {model.format}")]


def _source(model: ForeignModel) -> str:
    return f"{model.name} ({model.format})"


def _size(network: Any) -> int:
    in_graphs = sum(layer.get("numbers", 0) for layer in network.layers)
    return in_graphs + sum(tensor.size for tensor in network.tensors.values() if tensor.dtype != np.uint8)


def _rate(drawing: decoders.Drawing, labels: np.ndarray | None) -> float:
    """Return how many pictures a second a network draws one by one."""
    began = perf_counter()
    for index, z in enumerate(draws(drawing.latent_dim, count=_NUM_TIMED)):
        values_of(drawing.network, z[None], None if labels is None else labels[index : index + 1])
    return _NUM_TIMED / max(perf_counter() - began, 1e-9)


def _pictures(values: np.ndarray, shape: PictureShape) -> np.ndarray:
    """Return lists of pixels as pictures [n, *shape.array]."""
    return np.clip(values, 0.0, 1.0).reshape(len(values), *shape.array).astype(np.float32)
