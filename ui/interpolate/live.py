"""How a view of codes stands in a page: its live component, where it was left, and its part of the address."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui.explore import explorer
from ui.live.facts import LiveMap
from ui.live.javascript import joined
from ui.live.styles import styles
from ui.shell import address
from vae.runs.store import Run

_FOLDER = Path(__file__).parent
_CSS = styles("live.css", _FOLDER / "interpolator.css", _FOLDER / "blender.css")
_BUNDLE_JS = joined("bundle.js")


@dataclass(frozen=True)
class View:
    """A live view of a run.

    Attributes:
        name: what the address calls it; also the stem of its HTML and JavaScript.
        html: the component's frame.
        js: the component's module.
        facts: what the component is told besides what every map is told; "start" among them is where it begins at
            first, a dict with the keys that the address has.
        readers: one reader for every part of the address, each raising AddressError.
    """

    name: str
    html: str
    js: str
    facts: Callable[[Run, LiveMap], dict[str, Any]]
    readers: Callable[[Run, LiveMap, dict[str, Any]], address.Readers]


def view(
    name: str,
    facts: Callable[[Run, LiveMap], dict[str, Any]],
    readers: Callable[[Run, LiveMap, dict[str, Any]], address.Readers],
) -> View:
    """Return a view with the files of its name."""
    html = (_FOLDER / f"{name}.html").read_text(encoding="utf-8")
    return View(name, html, joined(_FOLDER / f"{name}.js"), facts, readers)


def show(shown: View, run: Run) -> None:
    """Draw a view of a run; the address bar follows it.

    Raises:
        RunError: a file of the run is damaged.
    """
    ready = explorer.prepared(run)
    _live(shown, run, ready)
    # Registered in every run: each runtime knows only the components of the scripts that it has run.
    bundle = st.components.v2.component("latent_explorer.blender_bundle", js=_BUNDLE_JS)
    bundle(key=f"{shown.name}_bundle_{ready.fingerprint}", data=ready.blob)


@st.fragment
def _live(shown: View, run: Run, ready: LiveMap) -> None:
    """Mount the view. A release runs only this again, with unchanged data: the view does not notice."""
    key = f"{shown.name}_live_{ready.fingerprint}"
    facts = _facts(shown.name, ready.fingerprint, shown, run, ready)
    usual = facts["start"]
    followed = address.follow(
        shown.name, run.name, key, "place", usual, lambda: address.read(shown.readers(run, ready, facts), usual)
    )
    if followed.problem:
        st.warning(followed.problem, icon=":material/link_off:")
    component = st.components.v2.component(f"latent_explorer.{shown.name}", html=shown.html, css=_CSS, js=shown.js)
    # A list of one: in a dict Streamlit looks for data frames and imports pandas and pyarrow for it, 55 MB.
    component(key=key, data=[{**ready.facts, **facts, "start": followed.start}], on_place_change=_ignore)


@st.cache_data(max_entries=8, show_spinner=False)
def _facts(name: str, fingerprint: str, _view: View, _run: Run, _ready: LiveMap) -> dict[str, Any]:
    return _view.facts(_run, _ready)


def _ignore() -> None:
    """Stand in for a callback: naming one is what makes a value of the component part of its state."""
