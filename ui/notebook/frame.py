"""The frame of a live view as data, from which a script makes elements: scripts write no markup."""

from html.parser import HTMLParser
from typing import Any

_EMPTY = ("br", "img", "input", "hr")


def frame_of(markup: str) -> list[Any]:
    """Return markup as nodes: a text, or [name, attributes by name, nodes in it] of an element.

    Args:
        markup: well-formed HTML; an attribute without a value has the empty one. Space between elements is left out.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.nodes


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[Any] = []
        self._open = [self.nodes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # The parser makes small letters of names, but drawings have a viewBox.
        named = {{"viewbox": "viewBox"}.get(name, name): value or "" for name, value in attrs}
        node: list[Any] = [tag, named, []]
        self._open[-1].append(node)
        if tag not in _EMPTY:
            self._open.append(node[2])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._open[-1].append(data)
