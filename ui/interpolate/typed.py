"""A point of the path that is typed, where outputs can be: the page says the text, and is told where it lands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from ui import engine
from ui.faults import FAULTS, sentence
from ui.interpolate.turns import answered
from ui.live.told import told
from ui.memory import remembered
from ui.shell import address
from vae.runs.store import Run, encoder_changed_at
from vae.word.alphabet import to_array
from vae.word.reading import WordError, read_word

_READERS: dict[str, Callable[[str], np.ndarray]] = {"word": lambda text: to_array((read_word(text),))}


class Typing(TypedDict):
    """A text that was typed, numbered."""

    turn: int
    text: str


@dataclass(frozen=True)
class Typed:
    """Where what was typed last lands.

    Attributes:
        turn: the page's number of it.
        code: its posterior mean; empty where it cannot be read.
        problem: why not, a sentence, else "".
    """

    turn: int
    code: list[float]
    problem: str


def can_type(run: Run) -> bool:
    """Return whether points of a run's paths can be typed: the encoder must need nothing beside the text."""
    return run.config.kind in _READERS and not run.config.conditional


def answer(run: Run, key: str, tells: type) -> Typed | None:
    """Return where the text lands that a live view told last, None where it told none.

    Args:
        run: that the view shows.
        key: of the view.
        tells: what it tells, with a `Typing` by the name "typed".
    """
    asked = told(key, tells).get("typed")
    if asked is None or not can_type(run):
        return None
    return answered("typed", key, asked["turn"], lambda: _found(run, asked))


def _found(run: Run, asked: Typing) -> Typed:
    try:
        code = _code(str(run.folder), encoder_changed_at(run), asked["text"], run)
    except WordError as error:
        return Typed(asked["turn"], [], f"{error}.")
    except FAULTS as error:
        return Typed(asked["turn"], [], sentence(error))
    return Typed(asked["turn"], code, "")


@remembered(max_entries=64)
def _code(folder: str, changed: int, text: str, _run: Run) -> list[float]:
    z_mean, _ = engine.encode(_run.folder, _READERS[_run.config.kind](text))
    code: list[float] = (np.round(z_mean[0].astype(float), address.DECIMALS) + 0.0).tolist()
    return code
