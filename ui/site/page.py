"""One page that holds live views without a server behind it."""

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.live.component import Component
from ui.live.contract import as_json
from ui.live.javascript import joined

_FOLDER = Path(__file__).parent
_STYLE = (_FOLDER / "page.css").read_text(encoding="utf-8")
_BOOT = joined(_FOLDER / "boot.js")


@dataclass(frozen=True)
class Part:
    """A live view of the page.

    Attributes:
        component: what it is made of.
        facts: what it is told.
    """

    component: Component
    facts: Any


@dataclass(frozen=True)
class Link:
    """A way to another page; the one without an address is where the reader is."""

    text: str
    address: str | None


def page(
    title: str,
    parts: Sequence[Part],
    links: Sequence[Link],
    note: str,
    addresses: Mapping[str, str],
    inside: Mapping[str, str] | None = None,
    language: str | None = None,
) -> str:
    """Return a page as HTML.

    Args:
        title: of the page.
        parts: the live views, one below another.
        links: to the other pages.
        note: what this page cannot do, one sentence.
        addresses: where bundles are fetched, relative to the page, by their fingerprints.
        inside: bundles that the page brings along, as `packing.packed` makes text of them.
        language: of its words, as browsers name it; None for English.
    """
    ways = "".join(
        f'<a href="{html.escape(link.address)}">{html.escape(link.text)}</a>'
        if link.address
        else f'<span aria-current="page">{html.escape(link.text)}</span>'
        for link in links
    )
    views = "".join(_view(part) for part in parts)
    bundles = "".join(
        f'<script type="application/octet-stream" data-bundle="{name}">{text}</script>'
        for name, text in (inside or {}).items()
    )
    scripts = "".join(_script(part) for part in parts)
    data = f'<script type="application/json" id="bundles">{_json(dict(addresses))}</script>'
    return "\n".join(
        [
            f'<!doctype html><html lang="{html.escape(language or "en")}"><head><meta charset="utf-8">',
            f"<title>{html.escape(title)}</title>",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">',
            f"<style>{_STYLE}</style></head><body>",
            f"<header><strong>Latent Explorer</strong><nav>{ways}</nav></header><main>{views}</main>",
            f"<footer>{html.escape(note)}</footer>",
            bundles,
            data,
            scripts,
            f'<script type="module">\n{_BOOT}\n</script></body></html>\n',
        ]
    )


def _view(part: Part) -> str:
    name = part.component.name
    return (
        f'<div data-component="{name}"><template shadowrootmode="open"><style>{part.component.css}</style>'
        f"{part.component.html}</template></div>"
        f'<script type="application/json" id="facts-{name}">{_json(as_json(part.facts))}</script>'
    )


def _script(part: Part) -> str:
    named = part.component.js.replace("export default ", "const mountHere = ")
    assert "</script" not in named, "a script of the page would end there"
    return (
        f'<script type="module">\n{named}\n'
        f'(globalThis.latentExplorerViews ??= {{}})["{part.component.name}"] = mountHere;\n</script>'
    )


def _json(value: Any) -> str:
    """Return JSON that can stand in a script of HTML, where only "<" could end it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
