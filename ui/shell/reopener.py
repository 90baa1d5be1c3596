"""The part of every page that takes a saved file back: drop or choose it, and its view opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from ui.live import component

_FOLDER = Path(__file__).parent
_FRAME = (
    '<button type="button" class="open-saved" title="A PNG, GIF, WebP, MP4 or NPZ that was saved here opens its view '
    'again; it can be dropped anywhere on a page, too">Open a saved file</button>'
    '<input type="file" accept=".png,.gif,.webp,.mp4,.npz" aria-label="Saved file" hidden />'
    '<p class="note" role="status" popover="manual"></p>'
)
_REOPENER = component.read("reopener", _FOLDER / "reopener.js", _FOLDER / "reopener.css", html=_FRAME)


@dataclass(frozen=True)
class ReopenerFacts:
    """What the reopener is told: the path of every page below the app's address."""

    pages: tuple[str, ...]


class ReopenerTells(TypedDict):
    """What the reopener tells: when the line stood again after it was cut.

    The whole page then runs, with all that the browser holds.
    """

    back: int


def mount(pages: Sequence[str]) -> None:
    """Draw the button for a saved file, and listen for dropped ones and for the line that comes back.

    Args:
        pages: the path of every page below the app's address, "" for the home page.
    """
    component.mount(_REOPENER, "reopener", ReopenerFacts(tuple(pages)), ReopenerTells)
