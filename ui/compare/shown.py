"""How the maps of Compare are shown, beside the picture looked at: layers, what is lit, and the part of each plane."""

from typing import Any, TypedDict

from ui.shell import address
from vae.words import quoted

LAYERS = ("aligned", "names", "prior")
"""As ui/compare/comparer.js names them."""
NAMES = ("layers", "light", "brush", "map")
_MOST = 1000.0


class CompareShown(TypedDict):
    """How the maps are shown, by the names that the address has for it.

    The layers; the class that is lit, by its number in the legend, or None; the box drawn on a map, as the map's number
    from 0 and x0, y0, x1, y1, or None; of every map the middle of what is seen and how many times larger than the
    whole, None for a whole one, or nothing where all are whole.
    """

    layers: list[str]
    light: int | None
    brush: list[float] | None
    map: list[list[float] | None]


USUAL: CompareShown = {"layers": list(LAYERS), "light": None, "brush": None, "map": []}


def read(num_maps: int, num_classes: int) -> tuple[str | None, dict[str, Any] | None]:
    """Return (what is wrong with the address or None, how it wants the maps to be shown or None).

    Args:
        num_maps: how many there are.
        num_classes: how many the legend has.
    """
    readers: address.Readers = {
        "layers": lambda text: address.parse_layers(text, LAYERS),
        "light": lambda text: address.parse_label(text, num_classes, "light"),
        "brush": lambda text: _brush(text, num_maps),
        "map": lambda text: _parts(text, num_maps),
    }
    return address.read(readers, USUAL)


def _brush(text: str, num_maps: int) -> list[float]:
    number, *corners = address.parse_numbers(text, 5, _MOST, "brush", "showing no box")
    if number not in range(num_maps):
        raise address.AddressError(
            f"brush in the address must begin with a map's number from 0 to {num_maps - 1}, got {quoted(text)}: "
            "showing no box."
        )
    return [number, *corners]


def _parts(text: str, num_maps: int) -> list[list[float] | None]:
    otherwise = "showing whole maps"
    texts = text.split(";")
    if len(texts) != num_maps:
        raise address.AddressError(
            f"map in the address must tell of {num_maps} maps separated by semicolons, got {len(texts)}: {otherwise}."
        )
    parts = [address.parse_numbers(part, 3, _MOST, "each map", otherwise) if part else None for part in texts]
    if not all(part is None or part[2] > 0 for part in parts):
        raise address.AddressError(
            f"each map in the address must end in a size above 0, got {quoted(text)}: {otherwise}."
        )
    return parts
