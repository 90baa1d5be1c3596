"""The linked maps as a part of a page: mounts them and keeps which picture was looked at."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import streamlit as st

from ui.live import component
from ui.live.contract import RunFacts
from ui.live.facts import LiveMap
from ui.live.prepared import prepared
from ui.live.styles import LIVE
from ui.memory import remembered
from ui.shell import address
from ui.shell.faults import fragment
from vae.latent.alignment import Alignment, align
from vae.latent.planes import principal_plane
from vae.runs.comparison import has_same_pictures, is_same_data
from vae.runs.store import Run, load_latents
from vae.words import plain, quoted

_FOLDER = Path(__file__).parent
_COMPARER = component.read("comparer", _FOLDER / "comparer.js", *LIVE, _FOLDER / "comparer.css")

_EVERY_RUN = ""  # the picture stays when other runs are compared


@dataclass(frozen=True)
class Turn:
    """How a map is turned and mirrored onto the first one: x' = matrix x + shift."""

    matrix: list[list[float]]
    shift: list[float]


@dataclass(frozen=True)
class ComparedRun(RunFacts):
    """What one of the maps is told."""

    alignment: Turn | None


@dataclass(frozen=True)
class ComparerFacts:
    """What the maps are told: the runs, whether they show the same pictures, and the picture to begin with."""

    views: list[ComparedRun]
    is_linked: bool
    start: int


class ComparerTells(TypedDict):
    """What the maps tell: the number of the picture that is looked at."""

    picture: int


def show(runs: list[Run]) -> None:
    """Draw the maps of the runs side by side; the address bar follows the chosen picture.

    Raises:
        RunError: a file of a run is damaged.
    """
    ready = [prepared(run) for run in runs]
    _live(runs, ready)
    component.hand_over({live.fingerprint: live.blob for live in ready})


def num_shared(runs: list[Run]) -> int:
    """Return of how many pictures all runs hold codes in the same order: all held-out ones, or 0."""
    if not all(is_same_data(runs[0], run) for run in runs):
        return 0
    return _num_shared(tuple(prepared(run).fingerprint for run in runs), runs)


@remembered(max_entries=16)
def _num_shared(fingerprints: tuple[str, ...], _runs: list[Run]) -> int:
    latents = [load_latents(run) for run in _runs]
    return len(latents[0].labels) if has_same_pictures(latents) else 0


def alignment(first: Run, run: Run) -> Alignment | None:
    """Return how the map of a run is turned onto the first run's; None where one of them is a line."""
    if min(first.config.latent_dim, run.config.latent_dim) < 2:
        return None
    return _alignment(prepared(first).fingerprint, prepared(run).fingerprint, first, run)


@remembered(max_entries=16)
def _alignment(first_fingerprint: str, fingerprint: str, _first: Run, _run: Run) -> Alignment:
    return align(_places(_first), _places(_run))


def _places(run: Run) -> np.ndarray:
    z_mean = load_latents(run).z_mean
    return principal_plane(z_mean).project(z_mean)


@fragment
def _live(runs: list[Run], ready: list[LiveMap]) -> None:
    """Mount the maps. A release runs only this again, with unchanged data: they do not notice."""
    key = "compare_maps_" + "_".join(live.fingerprint for live in ready)
    count = num_shared(runs)
    followed = address.follow("compare", _EVERY_RUN, key, ComparerTells, "picture", 0, lambda: _asked(count))
    start = followed.start if 0 <= followed.start < count else 0
    if followed.problem:
        st.warning(plain(followed.problem), icon=":material/link_off:")
    views = [
        ComparedRun(
            **vars(live.facts), alignment=_turn(alignment(runs[0], run) if count and run is not runs[0] else None)
        )
        for run, live in zip(runs, ready, strict=True)
    ]
    component.mount(_COMPARER, key, ComparerFacts(views, count > 0, start), ComparerTells)


def _turn(found: Alignment | None) -> Turn | None:
    return None if found is None else Turn(found.rotation.T.tolist(), found.apply(np.zeros(2)).tolist())


def last_picture() -> int | None:
    """Return the number of the picture that was last looked at, or None."""
    return address.kept("compare", _EVERY_RUN)


def _asked(count: int) -> tuple[str | None, int | None]:
    """Return what is wrong with the address, if anything, and the picture that it asks for."""
    text = st.query_params.get("picture")
    if text is None or not count:
        return None, None
    if text.isascii() and text.isdigit() and len(text) <= 9 and int(text) < count:
        return None, int(text)
    return (
        f"picture in the address must be the number of a held-out picture from 0 to {count - 1:,}, "
        f"got {quoted(text)}: showing the start instead."
    ), None
