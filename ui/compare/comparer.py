"""The linked maps as a part of a page: mounts them and keeps which picture was looked at."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import streamlit as st

from ui.compare import shown
from ui.compare.shown import CompareShown
from ui.faults import fragment
from ui.live import component, remote
from ui.live.contract import RunFacts
from ui.live.facts import LiveMap
from ui.live.prepared import prepared
from ui.live.styles import LIVE
from ui.memory import remembered
from ui.shell import address
from vae.data import datasets
from vae.data.wording import names_in_common
from vae.latent.alignment import Alignment, align
from vae.latent.planes import map_plane
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
    """What one of the maps is told.

    Attributes:
        alignment: how it is turned onto the first of its group.
        group: maps of one group show the same pictures and are linked.
        data: the data set's title.
    """

    alignment: Turn | None
    group: int
    data: str


@dataclass(frozen=True)
class ComparerFacts:
    """What the maps are told.

    Attributes:
        views: the runs.
        main: the group that the number of the picture belongs to: the largest, of equals the first.
        start: the number to begin with.
        shown: how they are shown at first.
        noun, nouns: what one and several of what all runs show are called.
    """

    views: list[ComparedRun]
    main: int
    start: int
    shown: CompareShown
    noun: str
    nouns: str


class ComparerTells(TypedDict):
    """What the maps tell: the number of the picture that is looked at, and how they are shown."""

    picture: int
    shown: CompareShown


def show(runs: list[Run]) -> None:
    """Draw the maps of the runs side by side; the address bar follows the chosen picture.

    Raises:
        RunError: a file of a run is damaged.
    """
    ready = [prepared(run) for run in runs]
    _live(runs, ready)
    for run, live in zip(runs, ready, strict=True):
        remote.hand_over(run, live)


def groups(runs: list[Run]) -> list[list[Run]]:
    """Return the runs by what they hold codes of: runs of one group of the same pictures in the same order."""
    found: list[list[Run]] = []
    for run in runs:
        own = next((group for group in found if _are_alike(group[0], run)), None)
        if own is None:
            found.append([run])
        else:
            own.append(run)
    return found


def main_group(runs: list[Run]) -> list[Run]:
    """Return the runs that are compared picture by picture: the largest group, of equals the first."""
    return max(groups(runs), key=len)


def num_pictures(run: Run) -> int:
    """Return of how many held-out pictures a run holds codes."""
    return len(load_latents(run).labels)


def _are_alike(first: Run, run: Run) -> bool:
    return is_same_data(first, run) and _have_same(prepared(first).fingerprint, prepared(run).fingerprint, first, run)


@remembered(max_entries=32)
def _have_same(first_fingerprint: str, fingerprint: str, _first: Run, _run: Run) -> bool:
    return has_same_pictures([load_latents(_first), load_latents(_run)])


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
    return map_plane(run.config.family, z_mean).project(z_mean)


@fragment
def _live(runs: list[Run], ready: list[LiveMap]) -> None:
    """Mount the maps. A release runs only this again, with unchanged data: they do not notice."""
    key = "compare_maps_" + "_".join(live.fingerprint for live in ready)
    known = groups(runs)
    main = main_group(runs)
    count = num_pictures(main[0])
    followed = address.follow("compare", _EVERY_RUN, key, ComparerTells, "picture", 0, lambda: _asked(count))
    views = [
        _compared(run, live, number, group[0])
        for run, live in zip(runs, ready, strict=True)
        for number, group in enumerate(known)
        if run in group
    ]
    start = followed.start if 0 <= followed.start < count else 0
    seen = address.follow(
        "compare_maps", "+".join(run.name for run in runs), key, ComparerTells, "shown", shown.USUAL,
        lambda: shown.read(len(runs), _num_lights(views)),
    )  # fmt: skip
    for problem in filter(None, (followed.problem, seen.problem)):
        st.warning(plain(problem), icon=":material/link_off:")
    names = names_in_common(run.config for run in runs)
    facts = ComparerFacts(views, known.index(main), start, seen.start, *names)
    component.mount(_COMPARER, key, facts, ComparerTells)


def _num_lights(views: list[ComparedRun]) -> int:
    """Return how many classes the legend has: those of every data set among the runs."""
    kinds = {(view.data, view.class_names) for view in views}
    return sum(len(names) for _, names in kinds)


def _compared(run: Run, live: LiveMap, number: int, first: Run) -> ComparedRun:
    turn = None if run is first else _turn(alignment(first, run))
    return ComparedRun(**vars(live.facts), alignment=turn, group=number, data=datasets.title(run.config.dataset))


def _turn(found: Alignment | None) -> Turn | None:
    return None if found is None else Turn(found.rotation.T.tolist(), found.apply(np.zeros(2)).tolist())


def last_picture() -> int | None:
    """Return the number of the picture that was last looked at, or None."""
    return address.kept("compare", _EVERY_RUN)


def _asked(count: int) -> tuple[str | None, int | None]:
    """Return what is wrong with the address, if anything, and the picture that it asks for."""
    text = st.query_params.get("picture")
    if text is None:
        return None, None
    if text.isascii() and text.isdigit() and len(text) <= 9 and int(text) < count:
        return None, int(text)
    return (
        f"picture in the address must be a number from 0 to {count - 1:,}, "
        f"got {quoted(text)}: showing the start instead."
    ), None
