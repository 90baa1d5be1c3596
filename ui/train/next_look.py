"""What a look at a training tells the page's views, and when the next is due: the browser asks, if somebody sees it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from ui.live import component

_NEXT_LOOK = component.read("next_look", Path(__file__).parent / "next_look.js")


@dataclass(frozen=True)
class NextLookFacts:
    """What the element that asks is told.

    Attributes:
        look: tells one look from all others.
        seconds: until the next is due; None where none follows.
        words: what it tells the page's views.
    """

    look: float
    seconds: float | None
    words: tuple[component.Word, ...]


class NextLookTells(TypedDict):
    """What it tells: after which look another is due."""

    asked: float


def tell(words: Sequence[component.Word], seconds: float | None) -> None:
    """Tell views that stand on the page, and have the fragment that calls this run again.

    Unlike a fragment that runs every so often, each look may say anew when the next one is, and the page around it
    stays as it is. In a hidden tab none is made before it is seen again.

    Args:
        words: what the views are told.
        seconds: until the next look; None for none.
    """
    component.mount(_NEXT_LOOK, "train_next_look", NextLookFacts(time.time(), seconds, tuple(words)), NextLookTells)
