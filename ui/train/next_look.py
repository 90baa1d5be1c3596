"""When a page looks at a training again: its browser asks, so that no look is made that nobody sees."""

import time
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
        seconds: until the next is due.
    """

    look: float
    seconds: float


class NextLookTells(TypedDict):
    """What it tells: after which look another is due."""

    asked: float


def ask_after(seconds: float) -> None:
    """Have the fragment that calls this run again; in a hidden tab when it is seen again.

    Unlike a fragment that runs every so often, each look may say anew when the next one is, and the page around it
    stays as it is.

    Args:
        seconds: until then.
    """
    component.mount(_NEXT_LOOK, "train_next_look", NextLookFacts(time.time(), seconds), NextLookTells)
