"""A foreign decoder taken for ours: what its codes, classes and pictures are, told by its file, a person or a trial."""

from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from vae.foreign.description import Choices, ForeignError, ForeignModel, ForeignOutput, Layout, Scale
from vae.imports.questions import LAYOUTS, SCALES, Answers, Question
from vae.imports.trials import NUM_TRIED, draws, roughness, values_of
from vae.shape import LEAST_SIDE, MOST_SIDE, PictureShape

MOST_LATENT = 64
MOST_CLASSES = 256


@dataclass(frozen=True)
class Drawing:
    """A decoder as it is taken.

    Attributes:
        network: ours: codes, and classes, to pixels in [0, 1].
        choices: that it was made with.
        latent_dim: numbers of a code.
        num_classes: classes it is told, 0 for none.
        shape: of its pictures.
        is_exact: whether its pixels are what a sigmoid gives.
        facts: what was understood.
        questions: what is not sure.
    """

    network: Any
    choices: Choices
    latent_dim: int
    num_classes: int
    shape: PictureShape
    is_exact: bool
    facts: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]

    def labels(self, count: int = NUM_TRIED) -> np.ndarray | None:
        """Return classes in turn, int [count]; None where it is told none."""
        return np.arange(count) % self.num_classes if self.num_classes else None


def take(
    model: ForeignModel, encoder: ForeignModel | None, answers: Answers, given: PictureShape | None = None
) -> Drawing:
    """Take a foreign decoder for ours.

    Args:
        model: the decoder.
        encoder: of the same autoencoder, if there is one: it says how large codes and pictures are.
        answers: what a person says.
        given: the shape of pictures that it is for, if there are any.

    Raises:
        ForeignError: it is none that a run can have.
    """
    choices, output = replace(model.proposal, role="decoder"), _picture_output(model)
    latent_dim, choices, questions = _codes(model, encoder, answers, choices)
    num_classes = choices.num_classes or model.num_classes
    shape, question = _shape(model, output, encoder, answers, given)
    questions += question
    choices = replace(
        choices, shape=shape, is_transposed=choices.is_transposed or (answers.turned and not model.is_settled)
    )
    z = draws(latent_dim)
    labels = np.arange(len(z)) % num_classes if num_classes else None
    choices, question = _layout(model, output, shape, answers, choices, z, labels)
    questions += question
    if not model.is_settled:
        choices, question = _pixels(output, answers, choices)
        questions += question
    facts = [("Codes", _codes_text(model, latent_dim)), ("Pictures", _picture_text(model, output, shape))]
    facts.append(("Pixels", f"{_activation(output)}, {SCALES[choices.pixels]}"))
    if num_classes:
        place = "in an input of their own" if not choices.num_classes else (
            "before the code" if choices.labels_first else "after the code"
        )  # fmt: skip
        facts.append(("Classes", f"{num_classes}, told one-hot {place}"))
    is_exact = output.activation == "sigmoid" or choices.pixels == "logits"
    network = model.network(choices)
    return Drawing(network, choices, latent_dim, num_classes, shape, is_exact, tuple(facts), tuple(questions))


def _picture_output(model: ForeignModel) -> ForeignOutput:
    found = next((output for output in model.outputs if output.name == model.proposal.picture), None)
    if found is None:
        found = max(model.outputs, key=lambda output: prod(output.shape), default=None)
    if found is None:
        raise ForeignError(f"{model.name} gives nothing: a decoder gives pictures")
    return found


def _codes(
    model: ForeignModel, encoder: ForeignModel | None, answers: Answers, choices: Choices
) -> tuple[int, Choices, list[Question]]:
    """Return the numbers of a code, the choices with the classes among them, and what is not sure."""
    given = next((one for one in model.inputs if one.kind == "codes"), None)
    if given is None:
        raise ForeignError(f"{model.name} takes no codes: a decoder takes numbers and gives pictures")
    size, wanted = prod(given.shape), None if encoder is None else _mean_size(encoder)
    questions = []
    if not model.num_classes and not model.is_settled:
        classes = answers.classes
        if classes is None:
            classes = choices.num_classes if wanted is None else max(0, size - wanted)
        choices = replace(choices, num_classes=classes)
        if answers.labels_first is not None:
            choices = replace(choices, labels_first=answers.labels_first)
        if classes:
            first = ((False, "after the code"), (True, "before the code"))
            questions.append(
                Question("labels_first", f"Where does the class stand among the {size} numbers that go in?", first,
                         choices.labels_first, "" if answers.labels_first is not None else "The file cannot say.")
            )  # fmt: skip
    latent_dim = size - choices.num_classes
    if wanted is not None and wanted != latent_dim:
        raise ForeignError(
            f"encoder and decoder do not fit: {encoder.name if encoder else ''} gives codes of {wanted} numbers, "
            f"{model.name} takes {latent_dim}",
            ("encoder",),
        )
    if not 1 <= latent_dim <= MOST_LATENT:
        raise ForeignError(
            f"codes must have 1 to {MOST_LATENT} numbers, {model.name} takes {latent_dim:,}",
            ("classes",) if wanted is None and not model.num_classes and not model.is_settled else (),
        )
    if choices.num_classes > MOST_CLASSES:
        raise ForeignError(f"there may be up to {MOST_CLASSES} classes, got {choices.num_classes:,}")
    return latent_dim, choices, questions


def _mean_size(encoder: ForeignModel) -> int | None:
    head = encoder.proposal.mean
    output = None if head is None else next((one for one in encoder.outputs if one.name == head.output), None)
    return None if head is None or output is None else prod(output.shape) // head.num_parts


def _shape(
    model: ForeignModel, output: ForeignOutput, encoder: ForeignModel | None, answers: Answers,
    given: PictureShape | None,
) -> tuple[PictureShape, list[Question]]:  # fmt: skip
    size = prod(output.shape)
    options = shapes_of(size)
    if not options:
        raise ForeignError(
            f"pictures must be {LEAST_SIDE} to {MOST_SIDE} pixels a side, in grey or in colour, "
            f"{model.name} gives {' × '.join(map(str, output.shape))}"
        )
    if len(output.shape) > 1:
        return _given_shape(model, output), []
    read = _encoder_shape(encoder)
    told = given if given in options else read if read in options else None
    squares = [one for one in options if one.height == one.width]
    if answers.shape is not None:
        if answers.shape not in options:
            raise ForeignError(f"a picture of {answers.shape.text} is not {size:,} numbers, which {model.name} gives")
        told = answers.shape if len(squares) == 1 else None
    if told is not None or len(options) == 1 or len(squares) == 1:
        return told or (squares or options)[0], []
    known, reason = options[0], "It is the likeliest."
    if answers.shape is not None:
        known, reason = answers.shape, ""
    elif model.proposal.shape is not None and model.proposal.shape in options:
        known = model.proposal.shape
    choices = tuple((one, one.text) for one in options[:8])
    return known, [Question("shape", f"What are the {size:,} numbers of a picture?", choices, known, reason)]


def shapes_of(size: int) -> list[PictureShape]:
    """Return the shapes of pictures with so many numbers: squares first, then those nearest to squares."""
    found = []
    for channels in (1, 3):
        pixels = size // channels
        if size % channels:
            continue
        for height in range(LEAST_SIDE, MOST_SIDE + 1):
            if pixels % height == 0 and LEAST_SIDE <= pixels // height <= MOST_SIDE:
                found.append(PictureShape(height, pixels // height, channels))
    return sorted(found, key=lambda shape: (abs(shape.height - shape.width), shape.channels))


def _given_shape(model: ForeignModel, output: ForeignOutput) -> PictureShape:
    sides = [side for side in output.shape if side != 1] if len(output.shape) > 3 else list(output.shape)
    if len(sides) == 2:
        sides = [*sides, 1]
    if model.layout == "channels_first" and len(sides) == 3:
        sides = [*sides[1:], sides[0]]
    try:
        return PictureShape.of(tuple(sides))
    except ValueError as error:
        raise ForeignError(f"the pictures of {model.name} cannot be shown: {error}") from error


def _encoder_shape(encoder: ForeignModel | None) -> PictureShape | None:
    given = None if encoder is None else next((one for one in encoder.inputs if one.kind == "pictures"), None)
    if encoder is None or given is None or len(given.shape) < 2:
        return None
    sides = (*given.shape[1:], given.shape[0]) if encoder.layout == "channels_first" else given.shape
    try:
        return PictureShape.of(sides)
    except ValueError:
        return None


def _layout(
    model: ForeignModel, output: ForeignOutput, shape: PictureShape, answers: Answers, choices: Choices,
    z: np.ndarray, labels: np.ndarray | None,
) -> tuple[Choices, list[Question]]:  # fmt: skip
    """Tell how a list of pixels in colour is ordered by which way neighbours are more alike."""
    if len(output.shape) > 1 or not shape.has_color or model.is_settled:
        return choices, []
    if answers.layout is not None:
        chosen, reason = answers.layout, ""
    else:
        rough: dict[Layout, float] = {}
        for layout in LAYOUTS:
            values = values_of(model.network(replace(choices, layout=layout, pixels="unit")), z, labels)
            rough[layout] = roughness(values.reshape(len(values), *shape))
        chosen = min(LAYOUTS, key=rough.__getitem__)
        reason = "Neighbouring pixels are more alike this way."
    question = Question("layout", "How are its numbers ordered?", tuple(LAYOUTS.items()), chosen, reason)
    return replace(choices, layout=chosen), [question]


def _pixels(output: ForeignOutput, answers: Answers, choices: Choices) -> tuple[Choices, list[Question]]:
    """Return the choices with the scale of pixels, which the closing function tells, or else is asked."""
    told: dict[str, Scale] = {"unit": "unit", "signed": "signed"}
    if answers.pixels is None and output.range in told:
        return replace(choices, pixels=told[output.range]), []
    scale = answers.pixels or choices.pixels
    reason = "" if answers.pixels else "Nothing in the file says so: it is guessed from what it draws."
    question = Question("pixels", "How does the decoder write pixels?", tuple(SCALES.items()), scale, reason)
    return replace(choices, pixels=scale), [question]


def _codes_text(model: ForeignModel, latent_dim: int) -> str:
    shape = next(one.shape for one in model.inputs if one.kind == "codes")
    text = "1 number" if latent_dim == 1 else f"{latent_dim} numbers"
    return text if len(shape) == 1 else f"{text}, {' × '.join(map(str, shape))} in a row"


def _picture_text(model: ForeignModel, output: ForeignOutput, shape: PictureShape) -> str:
    if len(output.shape) == 1:
        return f"{shape.text}, a list of {prod(output.shape):,} numbers"
    return shape.text + (", one colour after the other" if model.layout == "channels_first" and shape.has_color else "")


def _activation(output: ForeignOutput) -> str:
    return "no closing function" if output.activation == "linear" else output.activation
