"""The interpolator as a part of a page: mounts the map with two ends and keeps where they were left."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import streamlit as st

from ui.faults import fragment
from ui.interpolate import ends, exports, geodesic, typed
from ui.interpolate.turns import answered
from ui.live import component, remote
from ui.live.contract import RunFacts
from ui.live.facts import LiveMap
from ui.live.prepared import prepared
from ui.live.styles import LIVE
from ui.live.told import told
from ui.memory import remembered
from ui.shell import address
from ui.shell.typical_codes import representatives
from vae.runs.store import Run
from vae.words import plain

_FOLDER = Path(__file__).parent
_SHEETS: tuple[str | Path, ...] = (
    *LIVE,
    *(_FOLDER / f"{sheet}.css" for sheet in ("handles", "strips", "interpolator")),
)
_INTERPOLATOR = component.read("interpolator", _FOLDER / "interpolator.js", *_SHEETS)


@dataclass(frozen=True)
class InterpolatorFacts(RunFacts):
    """What the interpolator is told.

    Beside the map: a code a class (None where it has none), how far a search is, and whether points can be typed and
    where the last one lands.
    """

    representatives: list[list[float] | None]
    start: ends.Ends
    most_points: int
    geodesic: geodesic.Geodesic | None
    can_type: bool
    typed: typed.Typed | None


class Seek(TypedDict):
    """A piece of a search that the page asks for, numbered."""

    turn: int
    state: ends.Route


class InterpolatorTells(TypedDict):
    """What the interpolator tells: the path, what to search for, and a point that was typed."""

    ends: ends.Ends
    seek: Seek
    typed: typed.Typing


def show(run: Run) -> None:
    """Draw the map, the ends and the strips of a run; the address bar follows them.

    Raises:
        RunError: a file of the run is damaged.
    """
    ready = prepared(run)
    _live(run, ready)
    remote.hand_over(run, ready)


@fragment
def _live(run: Run, ready: LiveMap) -> None:
    """Mount the map. A release runs only this again, with unchanged data: the map does not notice."""
    key = f"interpolate_map_{ready.fingerprint}"
    codes = _representatives(ready.fingerprint, ready)
    usual = ends.default(run.config, codes, ready.numbers.plane.axes)
    followed = address.follow(
        "interpolate", run.name, key, InterpolatorTells, "ends", usual,
        lambda: ends.read(run.config, ready.z_limit, usual),
    )  # fmt: skip
    if followed.problem:
        st.warning(plain(followed.problem), icon=":material/link_off:")
    facts = InterpolatorFacts(
        **{**vars(ready.facts), "subtitle": _subtitle(run)},
        representatives=codes,
        start=followed.start,
        most_points=ends.MAX_POINTS,
        geodesic=_geodesic(run, key),
        can_type=typed.can_type(run),
        typed=typed.answer(run, key, InterpolatorTells),
    )
    component.mount(_INTERPOLATOR, key, facts, InterpolatorTells)
    exports.show(run, followed.place)


@remembered(max_entries=8)
def _representatives(fingerprint: str, _ready: LiveMap) -> list[list[float] | None]:
    return representatives(_ready.numbers.latents, len(_ready.numbers.class_names))


def _geodesic(run: Run, key: str) -> geodesic.Geodesic | None:
    """Search on where the browser asks for it, and return how far the search is that it asked for last."""
    asked = told(key, InterpolatorTells).get("seek")
    if asked is None or not geodesic.is_path(run, asked.get("state")):
        return None
    turn = asked["turn"]
    return answered("sought", key, turn, lambda: geodesic.advance(run, asked["state"], turn))


def _subtitle(run: Run) -> str:
    if run.config.conditional:
        text = "Drag A or B: two styles of a class, or of one class that becomes another, and the paths between them."
    else:
        text = "Drag A or B, or choose what they show: the strips show what lies between."
    text = f"{text} A double click adds a way point."
    return text if run.config.latent_dim <= 2 else f"{text} Drags stay within the plane of the map."
