"""The map of every encoded image beside what is chosen on it."""

from concurrent.futures import BrokenExecutor

import numpy as np
import streamlit as st

from ui.atlas import chart, choice, coloring, detail, hover, kept, picker, points, projection, sheet
from ui.atlas.coloring import Setting
from ui.atlas.points import TEST, TRAINING, Points
from vae import data
from vae.runs import Run, RunError

_WORKER_DIED = (
    "The process that runs the model has ended twice over this: it may lack memory. Close other programs, "
    "then choose again."
)


@st.fragment
def show(run: Run) -> None:
    """Draw the map, its settings, and the detail or the contact sheet of what is chosen; all of it runs alone."""
    try:
        _show(run)
    except BrokenExecutor:
        st.error(_WORKER_DIED, icon=":material/error:")
    except RunError as error:
        st.error(f"{error}. Choose another run.", icon=":material/error:")


def _show(run: Run) -> None:
    left, right = st.columns([1.75, 1], gap="large")
    with left:
        run_points, setting = _chart(run)
    chosen = choice.current(run_points)
    with right:
        picker.show(run_points, chosen)
        if chosen is None:
            _invitation(run_points)
        elif chosen.is_point:
            detail.show(run_points, chosen)
        else:
            sheet.show_figures(run_points, chosen)
    if chosen is not None and not chosen.is_point:
        sheet.show_pictures(run_points, chosen)
    kept.show(run_points)


def _chart(run: Run) -> tuple[Points, Setting]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        run_points = _points(run)
        setting = chart.settings(run_points)
        with st.popover("Points", icon=":material/tune:"):
            _training_switch(run)
            size, opacity = chart.appearance(len(run_points))
    if coloring.needs_scores(run_points, setting):
        run_points = _scored(run_points)
    places = projection.choose(run, run_points.latents)
    chart_key = chart.show(run_points, places, setting, size, opacity)
    st.caption(" ".join(filter(None, (_counts(run_points), places.note, coloring.explanation(run_points, setting)))))
    hover.show(run_points, chart_key, choice.current(run_points))
    return run_points, setting


def _training_switch(run: Run) -> None:
    is_here = points.has_data(run)
    st.session_state["_atlas_training"] = is_here and _wants_training()
    st.toggle(
        "Training images instead of test images", key="_atlas_training", on_change=_keep_training, disabled=not is_here
    )
    if not is_here:
        st.caption(
            f"The training images of {data.title(run.config.dataset)} are not on this machine: set VAE_DATA_DIR to a "
            f"folder with {run.config.dataset}.npz."
        )


def _wants_training() -> bool:
    return bool(st.session_state.get("atlas_training"))


def _keep_training() -> None:
    st.session_state["atlas_training"] = st.session_state["_atlas_training"]


def _points(run: Run) -> Points:
    """Return the test points, or the training points after they were encoded."""
    if not (_wants_training() and points.has_data(run)):
        return points.of_run(run, TEST)
    try:
        return points.of_run(run, TRAINING)
    except LookupError:
        bar = st.progress(0.0, "Encoding the training images, once for this run …")
        points.encode_training(run, bar.progress)
        bar.empty()
        return points.of_run(run, TRAINING)


def _scored(run_points: Points) -> Points:
    bar = st.progress(0.0, "Scoring the training images, once for this run …")
    points.score_training(run_points, bar.progress)
    bar.empty()
    return points.of_run(run_points.run, TRAINING)


def _counts(run_points: Points) -> str:
    """Say what the map holds: its text alternative."""
    labels, names = run_points.latents.labels, run_points.names
    counts = np.bincount(labels, minlength=len(names))
    parts = ", ".join(f"{names[label]}: {counts[label]:,}" for label in np.flatnonzero(counts))
    what = f"{len(run_points):,} {run_points.part} images of {data.title(run_points.run.config.dataset)}"
    return f"{what}, each at the mean of its posterior ({parts})."


def _invitation(run_points: Points) -> None:
    st.markdown(
        "**Point at a dot** to see what its code decodes to.  \n"
        "**Click it** for its picture, its posterior and its neighbours.  \n"
        "**Draw a lasso or a box** (buttons at the top of the map) for a contact sheet and figures of what is inside."
    )
    st.caption("Without a pointer: type a picture's number, or use Select for a class or the most misplaced pictures.")
