"""What goes wrong with a run while a page is drawn: one sentence in the place of what could not be drawn."""

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import Any

import streamlit as st

from vae.data.dataset import DataError
from vae.runs.run_files import RunError
from vae.words import plain_sentence

_WORKER_DIED = (
    "The process that runs the model has ended twice over this: it may lack memory. Close other programs, "
    "then try again."
)
FAULTS = (BrokenExecutor, RunError, DataError)
"""What goes wrong with a run and is said in a sentence, see `sentence`; anything else is a mistake of the program."""
ADVICE = "Choose another run."
_SAID = "_said_of_runs"
_PAGE = ""


def begin() -> None:
    """Forget what was said: a page is drawn anew."""
    st.session_state[_SAID] = {}


@contextmanager
def said_here(place: str = _PAGE) -> Iterator[None]:
    """Say in a sentence what keeps the block from drawing a run, unless another place on the page has said it.

    Args:
        place: tells the parts of a page that run alone from each other and from the page.
    """
    try:
        yield
    except FAULTS as error:
        _say(sentence(error), place)


def sentence(fault: Exception) -> str:
    """Say in a sentence or two what a fault, one of `FAULTS`, is, and what to do."""
    if isinstance(fault, BrokenExecutor):
        return _WORKER_DIED
    return f"{plain_sentence(fault)} {ADVICE}"


def fragment(draw: Callable[..., None]) -> Callable[..., None]:
    """Decorate what draws a part of a page that runs alone, as `st.fragment` does; see `said_here`.

    A fragment runs again by itself, out of reach of whoever drew it first.
    """
    place = f"{draw.__module__}.{draw.__qualname__}"

    @functools.wraps(draw)
    def guarded(*arguments: Any) -> None:
        with said_here(place):
            draw(*arguments)

    return st.fragment(guarded)


def _say(text: str, place: str) -> None:
    if st.session_state.setdefault(_SAID, {}).setdefault(text, place) == place:
        st.error(text, icon=":material/error:")
