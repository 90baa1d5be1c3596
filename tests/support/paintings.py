"""A prior as somebody paints it."""

from collections.abc import Callable

from vae.prior.shapes import EXTENT
from vae.priors import PAINTING_SIZE


def painting_of(is_painted: Callable[[float, float], bool]) -> str:
    """Return the painting of all places (z1, z2) that a function says yes to."""
    places = [(2 * (index + 0.5) / PAINTING_SIZE - 1) * EXTENT for index in range(PAINTING_SIZE)]
    bits = "".join("1" if is_painted(x, y) else "0" for y in reversed(places) for x in places)
    return f"{int(bits, 2):0{len(bits) // 4}x}"
