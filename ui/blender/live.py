"""How a view of codes stands in a page: its live component, where it was left, and its part of the address."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui import address
from ui.explorer import explorer
from ui.explorer.facts import LiveMap
from ui.explorer.javascript import joined
from ui.explorer.styles import styles
from vae.runs import Run

_FOLDER = Path(__file__).parent
_CSS = styles("explorer.css", _FOLDER.parent / "interpolator" / "interpolator.css", _FOLDER / "blender.css")
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
        query: a place as the address has it.
    """

    name: str
    html: str
    js: str
    facts: Callable[[Run, LiveMap], dict[str, Any]]
    readers: Callable[[Run, LiveMap, dict[str, Any]], address.Readers]
    query: Callable[[dict[str, Any]], dict[str, str]]


def view(
    name: str,
    facts: Callable[[Run, LiveMap], dict[str, Any]],
    readers: Callable[[Run, LiveMap, dict[str, Any]], address.Readers],
    query: Callable[[dict[str, Any]], dict[str, str]],
) -> View:
    """Return a view with the files of its name."""
    html = (_FOLDER / f"{name}.html").read_text(encoding="utf-8")
    return View(name, html, joined(_FOLDER / f"{name}.js"), facts, readers, query)


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
    _hear(shown, run, key)
    facts = _facts(shown.name, ready.fingerprint, shown, run, ready)
    problem, start = _start(shown, run, ready, facts, is_mounted=key in st.session_state)
    if problem:
        st.warning(problem, icon=":material/link_off:")
    component = st.components.v2.component(f"latent_explorer.{shown.name}", html=shown.html, css=_CSS, js=shown.js)
    # A list of one: in a dict Streamlit looks for data frames and imports pandas and pyarrow for it, 55 MB.
    component(key=key, data=[{**ready.facts, **facts, "start": start}], on_place_change=_ignore)


@st.cache_data(max_entries=8, show_spinner=False)
def _facts(name: str, fingerprint: str, _view: View, _run: Run, _ready: LiveMap) -> dict[str, Any]:
    return _view.facts(_run, _ready)


def _hear(shown: View, run: Run, key: str) -> None:
    """Take over the place that a release has told, before the address is read: it is no news to the view."""
    told = (st.session_state.get(key) or {}).get("place")
    if told is not None and told != st.session_state.get(f"{shown.name}_heard"):
        st.session_state[f"{shown.name}_heard"] = told
        st.session_state[f"{shown.name}:{run.name}"] = told
        query = {"run": run.name, "view": shown.name, **shown.query(told)}
        # In one step and only when it differs: every write that changes the address is one more step for the back
        # button.
        if query != st.query_params.to_dict():
            st.query_params.from_dict(query)


def _start(
    shown: View, run: Run, ready: LiveMap, facts: dict[str, Any], is_mounted: bool
) -> tuple[str | None, dict[str, Any]]:
    """Return what is wrong with the address, if anything, and the place at first; the same until it must move."""
    problem, asked = address.read(shown.readers(run, ready, facts), facts["start"])
    known = st.session_state.get(f"{shown.name}:{run.name}")
    begin = st.session_state.get(f"{shown.name}_start")
    is_new_address = asked is not None and asked != known
    if is_new_address:
        st.session_state[f"{shown.name}:{run.name}"] = known = asked
    if is_new_address or not is_mounted or begin is None or begin[0] != ready.fingerprint:
        begin = (ready.fingerprint, known or facts["start"])
        st.session_state[f"{shown.name}_start"] = begin
    return problem, begin[1]


def _ignore() -> None:
    """Stand in for a callback: naming one is what makes a value of the component part of its state."""
