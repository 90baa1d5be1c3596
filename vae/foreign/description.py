"""What a foreign file holds: its networks, what goes in, what comes out, and what only a person knows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from vae.shape import PictureShape

if TYPE_CHECKING:
    from vae.network.network import Network

Role = Literal["encoder", "decoder", "whole"]
InputKind = Literal["codes", "pictures", "labels"]
OutputKind = Literal["picture", "mean", "log_variance", "deviation", "sample", "several", "unknown"]
Range = Literal["unit", "signed", "positive", "unbounded"]
"""What values can be: 0 to 1, -1 to 1, 0 or more, anything."""
Scale = Literal["unit", "signed", "bytes", "logits"]
"""How pixels are written: 0 to 1, -1 to 1, 0 to 255, or as what a sigmoid makes 0 to 1 of."""
Part = Literal["all", "first", "second", "third"]
Layout = Literal["flat", "channels_last", "channels_first"]


class ForeignError(ValueError):
    """A file cannot be taken over; the message says what was expected, what was found and what to do.

    Attributes:
        answerable: fields of `vae.imports.questions.Answers` that may mend it.
    """

    def __init__(self, message: str, answerable: tuple[str, ...] = ()) -> None:
        """Keep the message and what may mend it."""
        super().__init__(message)
        self.answerable = answerable


class TooLargeError(ForeignError):
    """What a file asks for would fill the memory, whoever evaluates it."""


@dataclass(frozen=True)
class ForeignInput:
    """Something that a network takes.

    Attributes:
        name: as the file has it.
        shape: of one point, as the file has it.
        kind: what it seems to be.
    """

    name: str
    shape: tuple[int, ...]
    kind: InputKind


@dataclass(frozen=True)
class ForeignOutput:
    """Something that a network gives.

    Attributes:
        name: as the file has it.
        shape: of one point, as the file has it.
        kind: what it seems to be; "several" where mean and log variance, or these and a sample, lie in one.
        activation: the function that it ends with; "linear" where there is none.
        range: what values that allows.
    """

    name: str
    shape: tuple[int, ...]
    kind: OutputKind
    activation: str
    range: Range


@dataclass(frozen=True)
class Head:
    """Numbers that an encoder gives: an output, or one of the equal parts that it consists of.

    Attributes:
        output: the name of the output.
        part: all of it, or which of its parts along the last axis.
        num_parts: how many parts there are.
    """

    output: str
    part: Part = "all"
    num_parts: int = 1


@dataclass(frozen=True)
class Choices:
    """What a network is taken for: what its file says, and what only a person knows.

    Attributes:
        role: which of the two networks it is.
        mean: of an encoder, which numbers are the mean, or of a plain autoencoder the code.
        log_variance: of an encoder, which numbers are the log variance; None where there is none.
        is_deviation: whether those are the standard deviation.
        picture: of a decoder, the output that is the picture.
        shape: of the pictures; needed where they are a list of numbers.
        layout: how such a list is ordered: "channels_first" one colour after the other.
        pixels: how pixels are written, of an encoder those that go in.
        is_transposed: whether rows and columns are exchanged.
        num_classes: how many of the numbers that go in are the class, where one input holds both.
        labels_first: whether they come before the others.
    """

    role: Literal["encoder", "decoder"]
    mean: Head | None = None
    log_variance: Head | None = None
    is_deviation: bool = False
    picture: str | None = None
    shape: PictureShape | None = None
    layout: Layout = "channels_last"
    pixels: Scale = "unit"
    is_transposed: bool = False
    num_classes: int = 0
    labels_first: bool = False


@dataclass(frozen=True)
class ForeignModel:
    """One network found in a file.

    Attributes:
        format: of the file, in words.
        name: of the network, or the file's.
        role: what it seems to be; "whole" where pictures go in and come out and it could not be divided.
        inputs: what goes in, codes or pictures first.
        outputs: what comes out.
        layout: how the pictures are ordered.
        notes: a sentence each for what was cut off, folded or left out.
        proposal: what it is taken for unless a person says otherwise.
        build: makes our network of it; `network` is how to call it.
        is_settled: whether its format says all but the sides of a picture, so that nothing else is asked or tried.
    """

    format: str
    name: str
    role: Role
    inputs: tuple[ForeignInput, ...]
    outputs: tuple[ForeignOutput, ...]
    layout: Layout
    notes: tuple[str, ...]
    proposal: Choices
    build: Callable[[Choices], "Network"] = field(repr=False, compare=False)
    is_settled: bool = False

    @property
    def num_classes(self) -> int:
        """How many classes it is told in an input of their own, 0 where it has none."""
        return next((given.shape[-1] for given in self.inputs if given.kind == "labels"), 0)

    def network(self, choices: Choices | None = None) -> "Network":
        """Make our network of it.

        Args:
            choices: what it is taken for; the proposal without them.

        Returns:
            A decoder gives pixels in [0, 1], row by row, channels last; an encoder takes such pixels and gives the
            mean, then the log variance if it has one. Codes that are no list of numbers are taken as one, in the
            file's order.

        Raises:
            ForeignError: the choices do not fit the network, or it has something that ours cannot do.
        """
        return self.build(choices or self.proposal)
