"""What is given to encode where outputs are no pictures: each kind has an input of its own beside the samples."""

from collections.abc import Callable
from dataclasses import dataclass

from ui.encode import melody_input, motion_input, word_input
from ui.encode.given import Found
from vae.runs.store import Run


@dataclass(frozen=True)
class Input:
    """How something of a kind is typed, played or drawn.

    Attributes:
        source: what the chooser calls it.
        title: above the stage.
        empty: what stands there until something is given.
        ask: draws it, and returns what was given: outputs of the run's shape that are prepared already.
    """

    source: str
    title: str
    empty: str
    ask: Callable[[Run], Found]


INPUTS: dict[str, Input] = {
    "motion": Input(
        "Move",
        "Where does your motion land?",
        "Choose numbers that the arm can follow, or draw a path within its reach.",
        motion_input.ask,
    ),
    "word": Input(
        "Type",
        "Type a name and see where it lands",
        "Type a name: {shown}",
        word_input.ask,
    ),
    "melody": Input(
        "Play",
        "Play two bars and see where they land",
        "Play a melody above: {shown}",
        melody_input.ask,
    ),
}
"""By the name of the kind."""
