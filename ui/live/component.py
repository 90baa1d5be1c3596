"""Live views on a page: what each is made of, and the one way to mount it."""

import contextlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitDuplicateElementKey

from ui.live.addresses import address
from ui.live.contract import as_json
from ui.live.javascript import FOLDER, joined
from ui.live.styles import styles


@dataclass(frozen=True)
class Component:
    """What a live view is made of, as text.

    Attributes:
        name: tells it from all others.
        html: its frame, or None for one without a face.
        css: its styles, or None.
        js: its script, one module.
    """

    name: str
    html: str | None
    css: str | None
    js: str


def read(name: str, script: str | Path, *sheets: str | Path, html: str | None = None) -> Component:
    """Read a component's files, which a module does once.

    Args:
        name: tells it from all others.
        script: file name in this folder, or path, of the script; a .html file beside it is the frame.
        sheets: file names in this folder, or paths, of the style sheets.
        html: the frame of one that has no file for it.
    """
    frame = (FOLDER / script).with_suffix(".html")
    if html is None and frame.exists():
        html = frame.read_text(encoding="utf-8")
    return Component(name, html, styles(*sheets) if sheets else None, joined(script))


def mount(
    component: Component,
    key: str,
    facts: Any,
    tells: type | None = None,
    on_hear: Callable[[], None] | None = None,
    news: type | None = None,
) -> Any:
    """Put a live view on the page; with unchanged facts it does not notice.

    With a view that is told anew its whole script goes over the line again, 230 kB for a film. What changes while the
    rest stands is told by an element without a face, in a message of its own.

    Args:
        component: what to mount.
        key: names this one; another key begins anew.
        facts: what it is told, a dataclass of values ready for JSON; None where that is nothing.
        tells: a typed dict of what it tells, by name; the session keeps that under the key.
        on_hear: called before the script runs again because something was told.
        news: a dataclass that the facts' own is derived from, whose fields change while the others stand.

    Returns:
        What it has told, by name.
    """
    # A list: in a dict Streamlit looks for data frames and imports pandas and pyarrow for it, 55 MB.
    data: list[Any] | None = None if facts is None else [_standing(facts, news)]
    if data is not None and news is not None:
        _registered(_NEWS)(key=f"news_{key}", data=[as_json(word(key, facts, news))])
        data.append(key)
    names = [] if tells is None else tells.__annotations__
    # Naming a callback is what makes a value of the component part of its state.
    return _registered(component)(key=key, data=data, **{f"on_{name}_change": on_hear or _ignore for name in names})


@dataclass(frozen=True)
class Word:
    """What one element tells a view that stands elsewhere on the page.

    Attributes:
        channel: the key of that view.
        facts: what it is told, by name.
    """

    channel: str
    facts: dict[str, Any]


def word(key: str, facts: Any, news: type | None = None) -> Word:
    """Return what is told to a view that `listen` puts on the page.

    Args:
        key: of the view.
        facts: a dataclass.
        news: a dataclass that it is derived from, whose fields are told; all of them by default.
    """
    told = fields(facts if news is None else news)
    return Word(key, {field.name: as_json(getattr(facts, field.name)) for field in told})


def listen(component: Component, key: str, facts: Any = None, news: type | None = None) -> None:
    """Put a live view on the page that another element tells what it shows, several of them in one message.

    What is told often is not told by this: an element costs the browser time whenever it comes again, even unchanged.

    Args:
        component: what to mount.
        key: names this one, and the channel of its words.
        facts: what stands, a dataclass; None where all is told by words.
        news: a dataclass that the facts' own is derived from, whose fields are told by words.
    """
    _registered(component)(key=key, data=[{} if facts is None else _standing(facts, news), key])


def _standing(facts: Any, news: type | None) -> dict[str, Any]:
    """Return what of a view's facts stands while its news change."""
    stands: dict[str, Any] = as_json(facts)
    for field in () if news is None else fields(news):
        del stands[field.name]
    return stands


_BUNDLE = read("bundle", "bundle.js")
_NEWS = read("news", "news_source.js")


@dataclass(frozen=True)
class BundleAddress:
    """Where the browser fetches a bundle.

    Attributes:
        fingerprint: what views ask for.
        address: a path below the app's.
        is_needed: whether it is fetched at once; else when a view asks for it.
    """

    fingerprint: str
    address: str
    is_needed: bool


@dataclass(frozen=True)
class BundleFacts:
    """The bundles that a view needs."""

    bundles: tuple[BundleAddress, ...]


def hand_over(bundles: Mapping[str, bytes], key: str | None = None, later: Collection[str] = ()) -> None:
    """Give the browser weights and arrays, for whichever live view waits for them.

    It is told where to fetch them, by an element without a face: what an element holds Streamlit copies and hashes in
    every run, 5 milliseconds for a network.

    Args:
        bundles: safetensors files by the fingerprint that each has in its header.
        key: of bundles that change while the page stands, those that stay being fetched once.
        later: fingerprints of those that are fetched when a view asks for them, and not before.
    """
    with contextlib.suppress(StreamlitDuplicateElementKey):  # another view of the page wants them, too
        mount(_BUNDLE, f"bundle_{key or '_'.join(bundles)}", _offered(bundles, later))


def listen_for_bundles(key: str) -> None:
    """Put an element without a face on the page that offers the bundles it is told of, see `bundles_word`."""
    listen(_BUNDLE, f"bundle_{key}")


def bundles_word(key: str, bundles: Mapping[str, bytes], later: Collection[str] = ()) -> Word:
    """Return what tells of bundles, as `hand_over` takes them."""
    return word(f"bundle_{key}", _offered(bundles, later))


def _offered(bundles: Mapping[str, bytes], later: Collection[str]) -> BundleFacts:
    return BundleFacts(
        tuple(BundleAddress(name, address(name, content), name not in later) for name, content in bundles.items())
    )


def _registered(component: Component) -> Callable[..., Any]:
    """Return what mounts a component; registered in every run, as a runtime knows only those of scripts it has run."""
    return st.components.v2.component(
        f"latent_explorer.{component.name}", html=component.html, css=component.css, js=component.js
    )


def _ignore() -> None:
    """Stand in for a callback."""
