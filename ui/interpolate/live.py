"""How a view of codes stands in a page: its live component, where it was left, and its part of the address."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from ui.faults import fragment
from ui.live import component, remote
from ui.live.facts import LiveMap
from ui.live.prepared import prepared
from ui.live.styles import LIVE
from ui.memory import remembered
from ui.shell import address
from vae.runs.store import Run
from vae.words import plain

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class View:
    """A live view of a run.

    Attributes:
        name: what the address calls it; also the stem of its HTML and JavaScript.
        parts: what it is made of.
        facts: what the component is told, a dataclass; its `start` is where it begins at first, a dict with the keys
            that the address has.
        tells: a typed dict of what it tells; its place has the same keys.
        readers: one reader for every part of the address, each raising AddressError.
    """

    name: str
    parts: component.Component
    facts: Callable[[Run, LiveMap], Any]
    tells: type
    readers: Callable[[Run, LiveMap, Any], address.Readers]


def view(
    name: str,
    facts: Callable[[Run, LiveMap], Any],
    tells: type,
    readers: Callable[[Run, LiveMap, Any], address.Readers],
) -> View:
    """Return a view with the files of its name."""
    sheets: tuple[str | Path, ...] = (
        *LIVE,
        *(_FOLDER / f"{sheet}.css" for sheet in ("handles", "strips", "blender", name)),
    )
    return View(name, component.read(name, _FOLDER / f"{name}.js", *sheets), facts, tells, readers)


def show(shown: View, run: Run) -> None:
    """Draw a view of a run; the address bar follows it.

    Raises:
        RunError: a file of the run is damaged.
    """
    ready = prepared(run)
    _live(shown, run, ready)
    remote.hand_over(run, ready)


@fragment
def _live(shown: View, run: Run, ready: LiveMap) -> None:
    """Mount the view. A release runs only this again, with unchanged data: the view does not notice."""
    key = f"{shown.name}_live_{ready.fingerprint}"
    facts = _facts(shown.name, ready.fingerprint, shown, run, ready)
    usual = facts.start
    followed = address.follow(
        shown.name, run.name, key, shown.tells, "place", usual,
        lambda: address.read(shown.readers(run, ready, facts), usual),
    )  # fmt: skip
    if followed.problem:
        st.warning(plain(followed.problem), icon=":material/link_off:")
    component.mount(shown.parts, key, replace(facts, start=followed.start), shown.tells)


@remembered(max_entries=8)
def _facts(name: str, fingerprint: str, _view: View, _run: Run, _ready: LiveMap) -> Any:
    return _view.facts(_run, _ready)
