"""Formulas as browsers draw them: LaTeX to MathML, with places for the numbers that are on the screen."""

import json
import re
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from latex2mathml.converter import convert

_PLACE = re.compile(r"\{\{(\w+)\}\}")
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


@lru_cache(maxsize=64)
def mathml(latex: str) -> str:
    """Return a formula as a tree of MathML's elements: JSON of [tag, attributes, text or children].

    A tree, since the browser's side makes elements of it one by one and no script takes markup.

    Args:
        latex: without dollars; {{name}} is a place for a number, which becomes the text @name@.
    """
    return json.dumps(_tree(ElementTree.fromstring(convert(_PLACE.sub(r"\\text{@\1@}", latex), display="block"))))


def _tree(element: ElementTree.Element) -> list[Any]:
    inside = [_tree(child) for child in element] or element.text or ""
    return [element.tag.removeprefix(_NAMESPACE), dict(element.attrib), inside]


def places(latex: str) -> list[str]:
    """Return the names of the numbers that a formula has places for."""
    return _PLACE.findall(latex)
