"""How Explore's map is shown, beside the place on it: what part, layers and classes, in which colours, and the word."""

import unicodedata
from typing import Any, TypedDict

from ui.live.contract import RunFacts
from ui.shell import address
from vae.figures.palette import can_tell_apart
from vae.words import quoted

LAYERS = ("points", "manifold", "prior", "fog")
"""As ui/live/map.js names them."""
_MOST = 1000.0


class MapShown(TypedDict):
    """How a map is shown, by the names that the address has for it.

    The middle of what is seen and how many times larger than the whole map, or None for the whole map; the layers; the
    numbers of the hidden classes; what dots are coloured by; the word that is drawn, of a run that knows letters.
    """

    map: list[float] | None
    layers: list[str]
    hide: list[int]
    color: str
    word: str


BY_CLASS = "class"
_WORD = "handgloves"
_MOST_LETTERS = 12


def usual(facts: RunFacts) -> MapShown:
    """Return how a run's map is shown when nobody has said anything.

    Classes that both networks are told lie all over the map, and of more than there are colours some look alike: where
    more is known of pictures, that is what dots show.
    """
    is_told = facts.home["label"] is not None
    is_unclear = is_told or not can_tell_apart(len(facts.class_names))
    color = facts.attributes[0].name.lower() if is_unclear and facts.attributes else BY_CLASS
    word = _usual_word(facts.class_names) if is_told else ""
    return {"map": None, "layers": list(LAYERS), "hide": [], "color": color, "word": word}


def read(facts: RunFacts) -> tuple[str | None, dict[str, Any] | None]:
    """Return (what is wrong with the address or None, how it wants the map to be shown or None)."""
    start = usual(facts)
    readers: address.Readers = {
        "map": _part,
        "layers": lambda text: address.parse_layers(text, LAYERS),
        "hide": lambda text: _hidden(text, len(facts.class_names)),
    }
    if facts.attributes:
        names = (BY_CLASS, *(attribute.name.lower() for attribute in facts.attributes))
        readers["color"] = lambda text: _color(text, names)
    if start["word"]:
        readers["word"] = lambda text: _word(text, facts.class_names)
    return address.read(readers, start)


def _part(text: str) -> list[float]:
    otherwise = "showing the whole map instead"
    numbers = address.parse_numbers(text, 3, _MOST, "map", otherwise)
    if numbers[2] <= 0:
        raise address.AddressError(f"map in the address must end in a size above 0, got {quoted(text)}: {otherwise}.")
    return numbers


def _color(text: str, names: tuple[str, ...]) -> str:
    if text not in names:
        raise address.AddressError(
            f"color in the address must be one of {', '.join(names)}, got {quoted(text)}: showing the usual colours."
        )
    return text


def _usual_word(names: tuple[str, ...]) -> str:
    """Return the first word where all classes are small letters, as `typesetting.js` asks, else none."""
    if len(names) < 2 or not all(len(name) == 1 and unicodedata.category(name) == "Ll" for name in names):
        return ""
    return "".join(letter for letter in _WORD if letter in names) or "".join(names)[:_MOST_LETTERS]


def _word(text: str, letters: tuple[str, ...]) -> str:
    if len(text) > _MOST_LETTERS or not set(text) <= set(letters):
        raise address.AddressError(
            f"word in the address must be at most {_MOST_LETTERS} letters from {letters[0]} to {letters[-1]}, "
            f"got {quoted(text)}: showing the usual word."
        )
    return text


def _hidden(text: str, num_classes: int) -> list[int]:
    numbers = [int(part) if part.isascii() and part.isdigit() and len(part) <= 4 else -1 for part in text.split(",")]
    if not all(0 <= number < num_classes for number in numbers):
        raise address.AddressError(
            f"hide in the address must be class numbers from 0 to {num_classes - 1}, got {quoted(text)}: "
            "showing all classes."
        )
    return sorted(set(numbers))
