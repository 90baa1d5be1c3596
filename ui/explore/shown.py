"""How Explore's map is shown, beside the place on it: the part of the plane, the layers, the hidden classes."""

from typing import Any, TypedDict

from ui.shell import address
from vae.words import quoted

LAYERS = ("points", "manifold", "prior", "fog")
"""As ui/live/map.js names them."""
_MOST = 1000.0


class MapShown(TypedDict):
    """How a map is shown, by the names that the address has for it.

    The middle of what is seen and how many times larger than the whole map, or None for the whole map; the layers; the
    numbers of the hidden classes.
    """

    map: list[float] | None
    layers: list[str]
    hide: list[int]


USUAL: MapShown = {"map": None, "layers": list(LAYERS), "hide": []}


def read(num_classes: int) -> tuple[str | None, dict[str, Any] | None]:
    """Return (what is wrong with the address or None, how it wants the map to be shown or None)."""
    readers: address.Readers = {
        "map": _part,
        "layers": lambda text: address.parse_layers(text, LAYERS),
        "hide": lambda text: _hidden(text, num_classes),
    }
    return address.read(readers, USUAL)


def _part(text: str) -> list[float]:
    otherwise = "showing the whole map instead"
    numbers = address.parse_numbers(text, 3, _MOST, "map", otherwise)
    if numbers[2] <= 0:
        raise address.AddressError(f"map in the address must end in a size above 0, got {quoted(text)}: {otherwise}.")
    return numbers


def _hidden(text: str, num_classes: int) -> list[int]:
    numbers = [int(part) if part.isascii() and part.isdigit() and len(part) <= 4 else -1 for part in text.split(",")]
    if not all(0 <= number < num_classes for number in numbers):
        raise address.AddressError(
            f"hide in the address must be class numbers from 0 to {num_classes - 1}, got {quoted(text)}: "
            "showing all classes."
        )
    return sorted(set(numbers))
