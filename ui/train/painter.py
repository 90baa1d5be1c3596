"""The canvas on which the prior of a training is painted: where its codes are to lie."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import streamlit as st

from ui.live import component
from vae.priors import PAINTING_SIZE

_FOLDER = Path(__file__).parent
_PAINTER = component.read("painter", _FOLDER / "painter.js", "controls.css", _FOLDER / "painter.css")
_KEY = "train_painter"


@dataclass(frozen=True)
class PainterFacts:
    """What the canvas is told.

    Attributes:
        size: cells across and up.
        painting: what is painted already, as `vae.priors` writes it; "" for nothing.
    """

    size: int
    painting: str


class PainterTells(TypedDict):
    """What the canvas tells: what is painted, when a stroke has ended."""

    painting: str


def show(painting: str, take: Callable[[str], None]) -> None:
    """Draw the canvas.

    Args:
        painting: what the form holds.
        take: called with what was painted, before the page runs again.
    """
    component.mount(
        _PAINTER, _KEY, PainterFacts(PAINTING_SIZE, painting), PainterTells,
        lambda: take(st.session_state[_KEY].painting),
    )  # fmt: skip
