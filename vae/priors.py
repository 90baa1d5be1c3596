"""The priors that codes can be pulled to: one row each, and how one that somebody painted is written down."""

from dataclasses import dataclass

NORMAL = "normal"
PAINTED = "painted"
PAINTING_SIZE = 32
"""Cells of a painting across and up."""
LEAST_CELLS = 12
"""With fewer cells painted, all codes would share one place."""
_DIGITS = PAINTING_SIZE * PAINTING_SIZE // 4


@dataclass(frozen=True)
class Prior:
    """One prior.

    Attributes:
        name: what a configuration says.
        title: what a form and a table say.
        phrase: what a sentence says after "codes fill" or "in".
        is_drawn: whether it is a shape in the plane, evenly filled, which takes two latent dimensions.
        has_classes: whether each class has a part of it for itself.
    """

    name: str
    title: str
    phrase: str
    is_drawn: bool = True
    has_classes: bool = False


PRIORS: dict[str, Prior] = {
    prior.name: prior
    for prior in (
        Prior(NORMAL, "Normal distribution", "a normal distribution", is_drawn=False),
        Prior("circle", "Circle", "a circle"),
        Prior("ring", "Ring", "a ring"),
        Prior("star", "Star", "a star"),
        Prior("moons", "Two moons", "two moons"),
        Prior("petals", "Petals, one a class", "petals", has_classes=True),
        Prior(PAINTED, "Painted by you", "what was painted"),
    )
}


def painting_problem(painting: str) -> str | None:
    """Return what is wrong with a painting, or None.

    Args:
        painting: its cells row by row from the top left, four to a hexadecimal digit, the first the highest bit; 1 is
            painted.
    """
    if not painting:
        return "a painted prior needs a painting: paint the place that codes are to fill"
    if len(painting) != _DIGITS or not set(painting) <= set("0123456789abcdef"):
        return f"a painting must be {_DIGITS} hexadecimal digits, got {len(painting)} characters"
    count = int(painting, 16).bit_count()
    if count == 0:
        return "the painting is empty: paint the place that codes are to fill"
    if count < LEAST_CELLS:
        cells = "one cell" if count == 1 else f"{count} cells"
        return f"the painting has {cells}, where all codes would share one place: paint at least {LEAST_CELLS}"
    if count == PAINTING_SIZE**2:
        return "the painting is all of the map, which is no shape: leave some of it free"
    return None
