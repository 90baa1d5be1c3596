"""The map of every encoded image beside what is chosen on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import streamlit as st

from ui.atlas import chart, choice, coloring, detail, hover, kept, map_address, picker, picks, points, projection, sheet
from ui.atlas.points import TEST, TRAINING, Points
from ui.faults import fragment
from ui.shell import address_bar
from vae.data import datasets
from vae.data.wording import names_of, said_of
from vae.runs import run_data
from vae.runs.store import Run
from vae.words import plain, sentence

_CSS = Path(__file__).parent / "map.css"


def show(run: Run) -> None:
    """Draw the map, its settings, and the detail or the contact sheet of what is chosen; the address follows."""
    map_address.take(run)
    _live(run)


@fragment
def _live(run: Run) -> None:
    """Draw all of it, which runs alone."""
    problems, title = st.container(), st.container()
    top, below, live = st.container(), st.container(), st.container()
    with top:
        left, right = st.columns([1.75, 1], gap="large")
    with left:
        run_points, chart_key = _chart(run)
    title.title(_title(run_points), anchor=False)
    chosen = choice.current(run_points)
    # First what is quick: a detail may wait for the worker to start.
    with below:
        many = chosen.back if chosen is not None and chosen.is_point else chosen
        if many is not None:
            sheet.show_pictures(run_points, many)
        kept.show(run_points)
    with live:
        map_address.write(run_points)
        hover.show(run_points, chart_key, chosen)
    with problems:
        address_bar.show_problem(choice.VIEW)
    with right:
        picker.show(run_points, chosen)
        if chosen is None:
            _invitation(run)
        elif chosen.is_point:
            detail.show(run_points, chosen)
        else:
            sheet.show_figures(run_points, chosen)


def _chart(run: Run) -> tuple[Points, str]:
    """Draw the settings, the chart and its caption; return the points and the key of the chart.

    Every part has a container, so that the chart keeps its place while a bar of progress comes and goes.
    """
    st.html(_CSS)
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    axes, waiting, place = st.container(), st.container(), st.container(key="atlas_map")
    with waiting:
        run_points = _points(run)
    picks.take(run_points)
    with row:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", width="content"):
            setting = chart.settings(run_points)
        with st.popover("Points", icon=":material/tune:"):
            _training_switch(run)
            size, opacity = chart.appearance(len(run_points))
    with waiting:
        if coloring.needs_scores(run_points, setting):
            run_points = _scored(run_points)
    with axes:
        places = projection.choose(
            run, run_points.latents, run_points.key + run_points.version, run_points.part == TEST
        )
    map_address.choose(run_points, chart.shown_at(run_points, places))
    with place:
        chart_key = chart.show(run_points, places, setting, size, opacity)
    st.caption(" ".join(filter(None, (_counts(run_points), places.note, coloring.explanation(run_points, setting)))))
    return run_points, chart_key


def _title(run_points: Points) -> str:
    run = run_points.run
    if not run.has_pictures:
        return "Every code on one map"
    return f"Every {run_points.part} {datasets.noun(run.config.dataset)} on one map"


def _training_switch(run: Run) -> None:
    st.session_state["_atlas_training"] = _shows_training(run)
    st.toggle(
        said_of(run.config, "Training images instead of test images"), key="_atlas_training", on_change=_keep_training,
        disabled=not _can_show_training(run),
    )  # fmt: skip
    if not hover.has_webgl():
        text = "This browser has no WebGL: it draws the test images more slowly, and too many would stop it."
        st.caption(said_of(run.config, text))
    elif not run.has_encoder:
        st.caption("This run has no encoder: there are no codes but those that it has.")
    elif not points.has_data(run):
        images = said_of(run.config, "The training images")
        st.caption(
            f"{images} of {datasets.title(run.config.dataset)} are not on this machine: set VAE_DATA_DIR "
            f"to a folder with {run.config.dataset}.npz."
        )


def _can_show_training(run: Run) -> bool:
    return hover.has_webgl() and run.has_encoder and points.has_data(run)


def _shows_training(run: Run) -> bool:
    return bool(st.session_state.get("atlas_training")) and _can_show_training(run)


def _keep_training() -> None:
    st.session_state["atlas_training"] = st.session_state["_atlas_training"]


def _points(run: Run) -> Points:
    """Return the test points, or the training points after they were encoded."""
    if not _shows_training(run):
        return points.of_run(run, TEST)
    try:
        return points.of_run(run, TRAINING)
    except LookupError:
        with _progress(said_of(run.config, "Encoding the training images, once for this run …")) as report:
            points.encode_training(run, report)
        return points.of_run(run, TRAINING)


def _scored(run_points: Points) -> Points:
    with _progress(said_of(run_points.run.config, "Scoring the training images, once for this run …")) as report:
        points.score_training(run_points, report)
    return points.of_run(run_points.run, TRAINING)


@contextmanager
def _progress(text: str) -> Iterator[Callable[[float], object]]:
    """Show a bar while it lasts."""
    bar = st.progress(0.0, text)
    yield lambda share: bar.progress(share, text)
    bar.empty()


def _counts(run_points: Points) -> str:
    """Say what the map holds: its text alternative."""
    labels, names = run_points.latents.labels, run_points.names
    counts = np.bincount(labels, minlength=len(names))
    parts = ", ".join(f"{plain(names[label])}: {counts[label]:,}" for label in np.flatnonzero(counts))
    run = run_points.run
    if not run.has_pictures:
        return sentence(run_data.codes_text(run, len(run_points)))
    what = (
        f"{len(run_points):,} {run_points.part} {said_of(run.config, 'images')} of {datasets.title(run.config.dataset)}"
    )
    return f"{what}, each at the mean of its posterior ({parts})."


def _invitation(run: Run) -> None:
    st.markdown(
        "**Point at a dot** to see what its code decodes to.  \n"
        f"**Click it** for its {names_of(run.config)[0]}, its posterior and its neighbours.  \n"
        "**Draw a lasso or a box** (buttons at the top of the map) for a contact sheet and figures of what is inside."
    )
    text = "Without a pointer: type a picture's number, or use Select for a class or the most misplaced pictures."
    st.caption(said_of(run.config, text))
