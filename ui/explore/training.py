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
from vae.config import RunConfig
from vae.data.wording import names_of
from vae.early_stopping import costs_of, kept_epoch
from vae.figures import run_figures
from vae.likelihoods import LIKELIHOODS
from vae.runs import dimensions
from vae.runs.store import Run, changed_at, load_history
from vae.words import signed


@fragment
def show(run: Run) -> None:
    """Draw what goes wrong with a run, then the figures and a sentence over each.

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
            st.write(kl_sentences(kl, names_of(run.config)[0]))
            _draw(_kl_figure(tuple(kl.tolist()), names_of(run.config)[0]), "explore_kl")


def _draw(figure: Figure, key: str) -> None:
    """Draw a figure, or before its time the room that it takes."""
    if is_quiet():
        st.plotly_chart(figure, key=key, config=CONFIG)
    else:
        st.space(figure.layout.height)


def training_sentences(history: dict[str, np.ndarray], config: RunConfig, neg_elbo: float | None = None) -> str:
    """Say what the history shows, from the row of the epoch whose weights the run has.

    Args:
        history: figures after every epoch.
        config: of the run.
        neg_elbo: its -ELBO, nats; where the encoder went on alone it is another than the history's.
    """
    (noun, nouns), row = names_of(config), kept_epoch(config, costs_of(history)) - 1
    kept = {column: float(values[row]) for column, values in history.items()}
    held_out, training = (sum(kept[prefix + term] for term in ("reconstruction", "kl")) for prefix in ("val_", ""))
    unit = f"Training makes {nouns} cheaper to describe: a nat is 1.44 bits, and fewer are better."
    if LIKELIHOODS[config.likelihood].is_density:
        unit = f"Training makes {nouns} likelier. Nats of a density may lie below 0; fewer are better."
    alone = ""
    if config.encoder_epochs and neg_elbo is not None:
        alone = f" Then the encoder went on alone, and it takes {signed(neg_elbo, '.1f')}."
    return (
        f"{unit} After {kept['epoch']:.0f} epochs a held-out {noun} takes {signed(held_out, '.1f')} nats, "
        f"one that it was trained on {signed(training, '.1f')}.{alone}"
    )


def kl_sentences(kl: np.ndarray, noun: str) -> str:
    """Say what the KL of the dimensions shows."""
    return (
        f"KL is the most that a coordinate can tell about the {noun}; at 0 the decoder learns nothing from it. "
        f"{(~dimensions.is_unused(kl)).sum()} of {len(kl)} are in use here and carry {kl.sum():.1f} nats."
    )


def _changed(run: Run) -> int:
    """Return when the run's history was written, so that a run trained again is drawn again."""
    return changed_at(run, "history.csv")


@remembered(max_entries=16)
def _history(folder: str, changed: int, _run: Run) -> tuple[str, Figure]:
    history, names = load_history(_run), names_of(_run.config)
    neg_elbo = _run.metrics.get("neg_elbo", {}).get("value")
    said = training_sentences(history, _run.config, neg_elbo)
    return said, StillFigure(run_figures.history_figure(history, names))


@remembered(max_entries=16)
def _kl_figure(kl: tuple[float, ...], noun: str) -> Figure:
    return StillFigure(run_figures.kl_figure(np.array(kl), noun))
