"""The explorer as a part of a page: mounts the live map and learns from it where its visitor stopped."""

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import streamlit as st

from ui import engine
from ui.explore import shown
from ui.explore.shown import MapShown
from ui.faults import fragment
from ui.live import component, remote
from ui.live.contract import Place, PointFacts
from ui.live.facts import LiveMap
from ui.live.prepared import prepared
from ui.live.styles import LIVE
from ui.shell import address
from vae.data.wording import said_of
from vae.exports.model_card import CARD_FILE, model_card
from vae.figures import clips
from vae.figures.views import View, versions
from vae.kind import kind_of
from vae.runs.run_files import run_contents
from vae.runs.store import Run, load_latents
from vae.words import plain

_GIF_MILLISECONDS = 60

_FOLDER = Path(__file__).parent
MAP = component.read("map", _FOLDER / "explorer.js", *LIVE, _FOLDER / "explorer.css")


@dataclass(frozen=True)
class ExploreFacts(PointFacts):
    """What Explore's map is told: the map, where its point begins, and how it is shown at first and usually."""

    shown: MapShown
    usual: MapShown


class ExploreTells(TypedDict):
    """What Explore's map tells: where it was left, and how it was shown."""

    place: Place
    shown: MapShown


def show(run: Run) -> None:
    """Draw the live map of a run; the address bar follows it.

    Raises:
        RunError: a file of the run is damaged.
    """
    ready = prepared(run)
    _live(run, ready)
    remote.hand_over(run, ready)


def standing_facts(ready: LiveMap) -> ExploreFacts:
    """Return what the map of a page is told that stands by itself, with no server behind it."""
    usual = shown.usual(ready.facts)
    return ExploreFacts(**vars(ready.facts), start=ready.facts.home, shown=usual, usual=usual)


@fragment
def _live(run: Run, ready: LiveMap) -> None:
    """Mount the map. A release runs only this again, with unchanged data: the map does not notice."""
    key = f"explore_map_{ready.fingerprint}"
    followed = address.follow(
        "explore", run.name, key, ExploreTells, "place", ready.facts.home, lambda: _asked(run, ready)
    )
    usual = shown.usual(ready.facts)
    seen = address.follow("explore_map", run.name, key, ExploreTells, "shown", usual, lambda: shown.read(ready.facts))
    for problem in filter(None, (followed.problem, seen.problem)):
        st.warning(plain(problem), icon=":material/link_off:")
    facts = ExploreFacts(**vars(ready.facts), start=followed.start, shown=seen.start, usual=usual)
    component.mount(MAP, key, facts, ExploreTells)


def _asked(run: Run, ready: LiveMap) -> tuple[str | None, Place | None]:
    """Return what is wrong with the address, if anything, and the place that it asks for."""
    try:
        asked = address.read_place(run.config, ready.z_limit)
    except address.AddressError as error:
        return str(error), None
    return None, asked


def downloads(run: Run) -> None:
    """Draw the download buttons; nothing is computed before one is pressed."""
    ready = prepared(run)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Codes as CSV", lambda: codes_csv(run), f"{run.name}-codes.csv", "text/csv", key="explore_csv",
            on_click="ignore", type="tertiary", icon=":material/table:",
            help=said_of(run.config, "Every held-out picture's code and class"),
        )  # fmt: skip
        st.download_button(
            "Walk as GIF", lambda: walk_gif(run, ready), f"{run.name}-walk.gif", "image/gif", key="explore_gif",
            on_click="ignore", type="tertiary", icon=":material/animated_images:",
            help="The closed walk through the classes, one loop",
        )  # fmt: skip
        st.download_button(
            "Model card", lambda: model_card(run), f"{run.name}-{CARD_FILE}", "text/markdown", key="explore_card",
            on_click="ignore", type="tertiary", icon=":material/description:",
            help="What it learned from, its settings and figures, and how other programs load it",
        )  # fmt: skip
        st.download_button(
            "Run as ZIP", lambda: run_zip(run), f"{run.name}.zip", "application/zip", key="explore_run",
            on_click="ignore", type="tertiary", icon=":material/folder_zip:",
            help="The whole run: the page Bring your own makes the same run of it again",
        )  # fmt: skip


def codes_csv(run: Run) -> bytes:
    """Return the held-out codes as CSV with the columns index, label and z1, z2, ..."""
    latents = load_latents(run)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["index", "label", *(f"z{number + 1}" for number in range(latents.z_mean.shape[1]))])
    for index, (label, code) in enumerate(zip(latents.labels, latents.z_mean, strict=True)):
        writer.writerow([index, label, *(f"{value:.6g}" for value in code)])
    return text.getvalue().encode()


def run_zip(run: Run) -> bytes:
    """Return the run's own files and its model card as a zip file.

    Raises:
        RunError: a file of the run cannot be read.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in run_contents(run.folder).items():
            archive.writestr(f"{run.name}/{name}", content)
        archive.writestr(f"{run.name}/{CARD_FILE}", model_card(run))
    return file.getvalue()


def walk_gif(run: Run, ready: LiveMap) -> bytes:
    """Return the walk as an animated GIF, decoded by the worker process."""
    labels = ready.numbers.walk_labels if run.config.conditional else None
    query = {"run": run.name, "z": address.as_text(ready.numbers.walk[0])}
    if labels is not None:
        query["label"] = str(labels[0])
    view = View("", query, {"shows": "walk", "seed": run.config.seed, "versions": versions()})
    outputs = engine.decode(run.folder, ready.numbers.walk, labels)
    return clips.gif(kind_of(run.config).draw(outputs), view, _GIF_MILLISECONDS)
