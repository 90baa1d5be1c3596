"""Explore, the home page: drag a point over the latent map and watch the picture change."""

import numpy as np
import streamlit as st
from plotly.graph_objects import Figure

from ui.explore import explorer
from ui.shell import shell
from vae.figures import run_figures
from vae.runs import dimensions
from vae.runs.store import Run, load_history

TITLE = "Explore"
ICON = ":material/explore:"
ORDER = 0


def show(run: Run) -> None:
    """Draw the live map, and below it what can be downloaded and how the run was trained."""
    explorer.show(run)
    explorer.downloads(run)
    figures(run)


@st.fragment
def figures(run: Run) -> None:
    """Draw how the run was trained and what its dimensions carry.

    Plotly's script is several megabytes: the figures come when the map can be dragged, into the room kept for them.
    """
    kl = dimensions.measured_kl(run)
    left, right = st.columns(2, gap="large") if kl is not None else (st.container(), None)
    with left:
        st.write(training_sentences(run))
        draw(history_figure(str(run.folder), changed(run), run), "explore_history")
    if right is not None:
        with right:
            st.write(kl_sentences(kl))
            draw(kl_figure(tuple(kl.tolist())), "explore_kl")
    if not explorer.is_quiet():
        explorer.await_quiet()


def draw(figure: Figure, key: str) -> None:
    """Draw a figure, or before its time the room that it takes."""
    if explorer.is_quiet():
        st.plotly_chart(figure, key=key)
    else:
        st.space(figure.layout.height)


def training_sentences(run: Run) -> str:
    """Say what the history shows, from its last row."""
    history = load_history(run)
    last = {column: float(values[-1]) for column, values in history.items()}
    held_out, training = (sum(last[prefix + term] for term in ("reconstruction", "kl")) for prefix in ("val_", ""))
    return (
        "Training makes pictures cheaper to describe: a nat is 1.44 bits, and fewer are better. "
        f"After {last['epoch']:.0f} epochs a held-out picture takes {held_out:.1f} nats, one trained on {training:.1f}."
    )


def kl_sentences(kl: np.ndarray) -> str:
    """Say what the KL of the dimensions shows."""
    return (
        "KL is how much a coordinate tells about the picture; at 0 the decoder learns nothing from it. "
        f"{(~dimensions.is_unused(kl)).sum()} of {len(kl)} are in use here and carry {kl.sum():.1f} nats."
    )


def changed(run: Run) -> int:
    """Return when the run's history was written, so that a run trained again is drawn again."""
    return (run.folder / "history.csv").stat().st_mtime_ns


@st.cache_resource(max_entries=16, show_spinner=False)
def history_figure(folder: str, changed: int, _run: Run) -> Figure:
    """Return the figure of a run's history, drawn once."""
    return run_figures.history_figure(load_history(_run))


@st.cache_resource(max_entries=16, show_spinner=False)
def kl_figure(kl: tuple[float, ...]) -> Figure:
    """Return the figure of the KL a dimension, drawn once."""
    return run_figures.kl_figure(list(kl))


shell.show_page(TITLE, show)
