"""Formulas as browsers draw them: LaTeX to MathML, with places for the numbers that are on the screen."""

import re
from functools import lru_cache

from latex2mathml.converter import convert

_PLACE = re.compile(r"\{\{(\w+)\}\}")


@lru_cache(maxsize=64)
def mathml(latex: str) -> str:
    """Return a formula as MathML, in a line of its own.

    Args:
        latex: without dollars; {{name}} is a place for a number, which becomes the text @name@.
    """
    return convert(_PLACE.sub(r"\\text{@\1@}", latex), display="block")


def places(latex: str) -> list[str]:
    """Return the names of the numbers that a formula has places for."""
    return _PLACE.findall(latex)
