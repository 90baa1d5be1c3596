"""The catalogue of the lesson's words: all texts go through it, so that a language is added without touching code."""

import gettext
from collections.abc import Callable
from pathlib import Path

DOMAIN = "learn"
FOLDER = Path(__file__).with_name("locale")

Translate = Callable[[str], str]


def _(text: str) -> str:
    """Mark a text for the catalogue where it stands; it is translated where it is handed to a page."""
    return text


def translator(language: str | None) -> Translate:
    """Return what gives texts in a language; in English where there is no catalogue for it.

    Args:
        language: as browsers name it, such as "de" or "pt-BR"; None for English.
    """
    names = [] if language is None else [language.replace("-", "_"), language.split("-")[0]]
    return gettext.translation(DOMAIN, FOLDER, names, fallback=True).gettext
