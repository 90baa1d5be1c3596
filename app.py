"""Explore, the home page: drag a point over the latent map and watch the picture change."""

import streamlit as st

from ui import shell
from ui.explorer import explorer
from vae import plots
from vae.runs import Run, RunError, load_history

TITLE = "Explore"
ICON = ":material/explore:"
ORDER = 0


def main() -> None:
    """Draw the page."""
    shell.set_up(TITLE)
    run = shell.pick_run()
    if run is None:
        return
    try:
        explorer.show(run)
    except RunError as error:
        st.error(f"{error}. Choose another run.", icon=":material/error:")
        return
    explorer.downloads(run)
    figures(run)


def figures(run: Run) -> None:
    """Draw how the run was trained and what its dimensions carry."""
    kl = run.metrics.get("kl_per_dimension", {}).get("value")
    left, right = st.columns(2, gap="large") if kl else (st.container(), None)
    with left:
        st.subheader("Training")
        st.write(training_sentence(run))
        st.plotly_chart(history_figure(run.name, run), key="explore_history")
    if right is None:
        return
    with right:
        st.subheader("What each dimension tells")
        st.write(kl_sentence(kl))
        st.plotly_chart(kl_figure(tuple(kl)), key="explore_kl")


def training_sentence(run: Run) -> str:
    """Say what the history shows, from its last row."""
    history = load_history(run)
    epochs, loss = int(history["epoch"][-1]), float(history["val_loss"][-1])
    return f"After {epochs} epochs, describing a held-out picture takes {loss:.1f} nats."


def kl_sentence(kl: list[float]) -> str:
    """Say what the KL of the dimensions shows."""
    return f"Together the {len(kl)} latent numbers carry {sum(kl):.1f} nats about a picture."


@st.cache_resource(max_entries=16, show_spinner=False)
def history_figure(name: str, _run: Run):
    """Return the figure of a run's history, drawn once."""
    return plots.history_figure(load_history(_run))


@st.cache_resource(max_entries=16, show_spinner=False)
def kl_figure(kl: tuple[float, ...]):
    """Return the figure of the KL a dimension, drawn once."""
    return plots.kl_figure(list(kl))


main()
