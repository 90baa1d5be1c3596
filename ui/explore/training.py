"""How a run was trained and what its dimensions carry: the figures below the live map."""

import numpy as np
import streamlit as st
from plotly.graph_objects import Figure

from ui.explore import origin
from ui.faults import fragment
from ui.live.chart import CONFIG, StillFigure
from ui.live.quiet import await_quiet, is_quiet
from ui.memory import remembered
from ui.shell import health
from vae.figures import run_figures
from vae.kind import Kind, kind_of
from vae.runs import dimensions
from vae.runs.store import Run, changed_at, load_history


@fragment
def show(run: Run) -> None:
    """Draw what goes wrong with a run of one's own, then the figures and a sentence over each.

    Plotly's script is several megabytes and takes a second: the figures come when the map can be dragged and their
    place is in sight, into the room kept for them.
    """
    kl = dimensions.measured_kl(run)
    if is_quiet():
        health.show_findings_of(run)
    elif run.origin is None or kl is not None:
        await_quiet()
    left, right = st.columns(2, gap="large") if kl is not None else (st.container(), None)
    with left:
        if run.origin is not None:
            origin.show(run.name, run.origin)
        else:
            sentences, figure = _history(str(run.folder), _changed(run), run)
            st.write(sentences)
            _draw(figure, "explore_history")
    if right is not None and kl is not None:
        with right:
            st.write(kl_sentences(kl, kind_of(run.config)))
            _draw(_kl_figure(tuple(kl.tolist())), "explore_kl")


def _draw(figure: Figure, key: str) -> None:
    """Draw a figure, or before its time the room that it takes."""
    if is_quiet():
        st.plotly_chart(figure, key=key, config=CONFIG)
    else:
        st.space(figure.layout.height)


def training_sentences(history: dict[str, np.ndarray], kind: Kind) -> str:
    """Say what the history shows, from its last row."""
    last = {column: float(values[-1]) for column, values in history.items()}
    held_out, training = (sum(last[prefix + term] for term in ("reconstruction", "kl")) for prefix in ("val_", ""))
    return (
        f"Training makes {kind.nouns} cheaper to describe: a nat is 1.44 bits, and fewer are better. "
        f"After {last['epoch']:.0f} epochs a held-out {kind.noun} takes {held_out:.1f} nats, "
        f"one trained on {training:.1f}."
    )


def kl_sentences(kl: np.ndarray, kind: Kind) -> str:
    """Say what the KL of the dimensions shows."""
    return (
        f"KL is how much a coordinate tells about the {kind.noun}; at 0 the decoder learns nothing from it. "
        f"{(~dimensions.is_unused(kl)).sum()} of {len(kl)} are in use here and carry {kl.sum():.1f} nats."
    )


def _changed(run: Run) -> int:
    """Return when the run's history was written, so that a run trained again is drawn again."""
    return changed_at(run, "history.csv")


@remembered(max_entries=16)
def _history(folder: str, changed: int, _run: Run) -> tuple[str, Figure]:
    history = load_history(_run)
    return training_sentences(history, kind_of(_run.config)), StillFigure(run_figures.history_figure(history))


@remembered(max_entries=16)
def _kl_figure(kl: tuple[float, ...]) -> Figure:
    return StillFigure(run_figures.kl_figure(np.array(kl)))
