"""The part of every page that takes a saved picture back: drop it, and its view opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ui.live import component

_FOLDER = Path(__file__).parent
_FRAME = '<p class="note" role="status" popover="manual"></p>'
_REOPENER = component.read("reopener", _FOLDER / "reopener.js", _FOLDER / "reopener.css", html=_FRAME)


@dataclass(frozen=True)
class ReopenerFacts:
    """What the reopener is told: the path of every page below the app's address."""

    pages: tuple[str, ...]


def mount(pages: Sequence[str]) -> None:
    """Listen for dropped files.

    Args:
        pages: the path of every page below the app's address, "" for the home page.
    """
    component.mount(_REOPENER, "reopener", ReopenerFacts(tuple(pages)))
