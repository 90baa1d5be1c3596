"""The search for the shortest path between points: a piece a rerun, and what was found kept for every visitor."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from ui import engine
from ui.faults import FAULTS, sentence
from ui.live.prepared import prepared
from vae.latent.geodesic_search import Search, begun, continued
from vae.latent.geodesics import Curve
from vae.latent.paths import class_mixture, knots
from vae.runs.store import Run

PIECE_SECONDS = 0.25
"""How long the worker searches in one go; other visitors' calls come in between."""
_TINY = 1e-12
_DECIMALS = 5
_MAX_FOUND = 256
_MAX_BEGUN = 32

LegKey = tuple[str, tuple[float, ...], tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True)
class Geodesic:
    """How far the search for a path is.

    Attributes:
        points: of the path.
        labels: the classes at its ends.
        curves: the control points of each leg, None for one that is not begun.
        is_done: whether there is nothing left to find.
        length: relative to the straight line's.
        energy: the same.
        turn: the page's number of what it asked for.
        problem: why it goes no further, a sentence, else "".
    """

    points: list[list[float]]
    labels: tuple[int | None, int | None]
    curves: list[list[list[float]] | None]
    is_done: bool
    length: float
    energy: float
    turn: int
    problem: str


def points(state: dict[str, Any]) -> np.ndarray:
    """Return a path's beginning, way points and end, float64 [n, latent_dim]."""
    return np.array([state["z"], *state["via"], state["to"]], np.float64)


def is_path(run: Run, state: Any) -> bool:
    """Return whether what a browser sent is a path of this run: finite points of its dimensions, classes it has."""
    try:
        places = points(state)
        labels = [state["label"], state["to_label"]]
    except (KeyError, TypeError, ValueError):
        return False
    is_labelled = all(isinstance(label, int) and 0 <= label < run.config.num_classes for label in labels)
    has_labels = is_labelled if run.config.conditional else labels == [None, None]
    is_of_run = places.ndim == 2 and places.shape[1] == run.config.latent_dim and has_labels
    return is_of_run and bool(np.isfinite(places).all())


def advance(run: Run, state: dict[str, Any], turn: int) -> Geodesic:
    """Search for one piece of time along the first leg that is not done, and return how far all of them are."""
    keys, found, begun = _keys(run, state), _found(), _begun()
    problem = ""
    try:
        _search_on(run, keys)
    except FAULTS as error:
        problem = sentence(error)
    searches = [found.get(key) or begun.get(key) for key in keys]
    known = [search for search in searches if search is not None]
    length = sum(search.best.length for search in known) / max(sum(search.line.length for search in known), _TINY)
    energy = sum(search.best.energy for search in known) / max(sum(search.line.energy for search in known), _TINY)
    return Geodesic(
        points=points(state).tolist(),
        labels=(state["label"], state["to_label"]),
        curves=[None if search is None else _rounded(search.best).tolist() for search in searches],
        is_done=all(search is not None and search.is_done for search in searches),
        length=length,
        energy=energy,
        turn=turn,
        problem=problem,
    )


def _search_on(run: Run, keys: list[LegKey]) -> None:
    found, begun = _found(), _begun()
    for key in keys:
        if key in found:
            found.move_to_end(key)
            continue
        search = _piece(run, key, begun.pop(key, None))
        if search.is_done:
            _keep(found, key, search, _MAX_FOUND)
        else:
            _keep(begun, key, search, _MAX_BEGUN)
        return


def curves(run: Run, state: dict[str, Any]) -> list[np.ndarray] | None:
    """Return the control points of each leg of the shortest path, or None where it has not been found."""
    searches = [_found().get(key) for key in _keys(run, state)]
    known = [search for search in searches if search is not None]
    return [_rounded(search.best) for search in known] if len(known) == len(searches) else None


def _keys(run: Run, state: dict[str, Any]) -> list[LegKey]:
    """Name each leg by all that its shortest path depends on."""
    places, fingerprint = points(state), prepared(run).fingerprint
    mixtures = [()] * len(places)
    if run.config.conditional:
        shares = class_mixture(state["label"], state["to_label"], knots(places), run.config.num_classes)
        mixtures = [tuple(row) for row in shares.tolist()]
    ends = [tuple(row) for row in places.tolist()]
    return [
        (fingerprint, ends[leg], ends[leg + 1], mixtures[leg] + mixtures[leg + 1]) for leg in range(len(places) - 1)
    ]


def _piece(run: Run, key: LegKey, search: Search | None) -> Search:
    _, start, end, classes = key
    mixtures = np.array(classes).reshape(2, -1) if classes else None
    if search is None:
        return begun(*engine.begin_geodesic(run.folder, np.array(start), np.array(end), mixtures))
    return continued(search, engine.shorten(run.folder, search.waiting[0], mixtures, PIECE_SECONDS))


def _rounded(curve: Curve) -> np.ndarray:
    """Return control points as they are sent and as the export uses them: alike to the last digit."""
    return np.round(curve.points, _DECIMALS) + 0.0


def _keep(searches: OrderedDict[LegKey, Search], key: LegKey, search: Search, most: int) -> None:
    searches[key] = search
    while len(searches) > most:
        searches.popitem(last=False)


@st.cache_resource(show_spinner=False)
def _found() -> OrderedDict[LegKey, Search]:
    return OrderedDict()


@st.cache_resource(show_spinner=False)
def _begun() -> OrderedDict[LegKey, Search]:
    return OrderedDict()
