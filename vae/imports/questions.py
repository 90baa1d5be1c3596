"""What a person says of a network where its file does not, and the questions that ask for it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from vae.foreign.description import Layout, Scale
from vae.shape import PictureShape

MEAN_FIRST, LOG_VARIANCE_FIRST = "mean-first", "log-variance-first"
SCALES: dict[Scale, str] = {
    "unit": "0 to 1",
    "signed": "−1 to 1",
    "bytes": "0 to 255",
    "logits": "logits, of which a sigmoid makes 0 to 1",
}
ORDERS = {MEAN_FIRST: "the mean first", LOG_VARIANCE_FIRST: "the log variance first"}
LAYOUTS: dict[Layout, str] = {
    "channels_last": "pixel by pixel, its three colours together",
    "channels_first": "one colour after the other",
}


@dataclass(frozen=True)
class Answers:
    """What a person says; None leaves it to what the file says, or to what a trial shows.

    Attributes:
        decoder: number of the network that is the decoder, among those found.
        encoder: number of the encoder; -1 takes the decoder alone.
        order: which half of an encoder's output the mean is, a key of ORDERS.
        pixels: how the decoder writes pixels.
        encoder_pixels: how the encoder wants them.
        shape: of a picture.
        layout: how a list of pixels in colour is ordered.
        turned: whether rows and columns change places.
        classes: how many of the numbers that go into the decoder are the class.
        labels_first: whether they come before the code.
        variational: whether codes have the prior N(0, I), where there is no encoder to tell.
    """

    decoder: int | None = None
    encoder: int | None = None
    order: str | None = None
    pixels: Scale | None = None
    encoder_pixels: Scale | None = None
    shape: PictureShape | None = None
    layout: Layout | None = None
    turned: bool = False
    classes: int | None = None
    labels_first: bool | None = None
    variational: bool | None = None


@dataclass(frozen=True)
class Samples:
    """Some pictures that networks are for.

    Attributes:
        pictures: float32 [n, height, width] or [n, height, width, 3] in [0, 1].
        labels: their classes, int [n].
    """

    pictures: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Question:
    """Something that the file does not say for sure.

    Attributes:
        name: the field of `Answers` that it is about.
        text: the question.
        options: the answers, each with how people read it.
        chosen: the one that is taken now.
        reason: why that one, a sentence; "" where it was given.
    """

    name: str
    text: str
    options: tuple[tuple[Any, str], ...]
    chosen: Any
    reason: str
