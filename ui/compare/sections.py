"""What stands below the maps: agreement in words, figures, the same pictures, curves and health."""

import numpy as np
import streamlit as st
from plotly.graph_objects import Figure
from streamlit.delta_generator import DeltaGenerator

from ui.compare import comparer, figures, pictures
from ui.faults import fragment
from ui.live.chart import CONFIG, StillFigure
from ui.live.prepared import prepared
from ui.live.quiet import await_quiet, is_quiet
from ui.memory import remembered
from ui.shell import address_bar, health
from ui.shell.address_bar import Part, one_of, word_for
from vae.data.wording import names_of, said_of_all
from vae.figures import comparison_figures
from vae.latent.alignment import chosen_pictures, common_share, nearest_neighbours
from vae.runs.store import Run, changed_at, load_history, load_latents
from vae.studies import seed_noise
from vae.words import plain

NUM_NEIGHBOURS = 10
NUM_PICTURES = 2000


def _said(runs: list[Run], text: str) -> str:
    return said_of_all((run.config for run in runs), text)


def halves(runs: list[Run]) -> list[DeltaGenerator]:
    """Return two places beside each other, or below each other where more than two runs need the width."""
    return list(st.columns(2, gap="large")) if len(runs) == 2 else [st.container(), st.container()]


def agreement(runs: list[Run]) -> None:
    """Say how alike the maps are, one sentence for each run beside the first."""
    groups = comparer.groups(runs)
    if len(groups) > 1:
        st.write(_apart(groups))
    for group in groups:
        if len(group) > 1:
            _agreement(group)


def _apart(groups: list[list[Run]]) -> str:
    """Say which maps are linked and which are not."""
    linked = [" and ".join(f"**{run.name}**" for run in group) for group in groups if len(group) > 1]
    alone = [f"**{run.name}**" for group in groups if len(group) == 1 for run in group]
    if not linked:
        return _said(
            sum(groups, []),
            "These runs hold codes of different pictures, so their maps are not linked: each has a brush of its own.",
        )
    ending = (
        f"; {' and '.join(alone)} hold{'s' if len(alone) == 1 else ''} others, with a brush of its own" if alone else ""
    )
    return f"{_said(sum(groups, []), 'Maps of the same pictures are linked')}: {', '.join(linked)}{ending}."


def _agreement(runs: list[Run]) -> None:
    """Say how alike the maps of one group are."""
    first, count = runs[0], comparer.num_pictures(runs[0])
    size = min(count, NUM_PICTURES)
    k = min(NUM_NEIGHBOURS, size - 1)
    sentences = [_turned(first, run) + _shared(first, run, size, k) for run in runs[1:]]
    st.markdown("  \n".join(sentences))
    st.caption(
        f"Neighbours are the {k} nearest codes in all dimensions, of {size:,} held-out {names_of(first.config)[1]}"
        f"{' drawn once' if size < count else ''}; unrelated codes would share {k / (size - 1):.1%}. "
        "Maps are turned, mirrored and shifted, never stretched; what stays unlike is known as Procrustes disparity."
    )


def _turned(first: Run, run: Run) -> str:
    found = comparer.alignment(first, run)
    if found is None:
        return f"**{run.name}** and **{first.name}**: a map of one dimension is not turned"
    return (
        f"**{run.name}**, turned onto **{first.name}**: places correlate at {found.correlation:.2f}, where 1 is the "
        f"same map, and {found.disparity:.0%} of their spread stays unlike"
    )


def _shared(first: Run, run: Run, size: int, k: int) -> str:
    if k < 1:
        return "."
    one, other = (_neighbours(prepared(each).fingerprint, size, k, each) for each in (first, run))
    return f"; {names_of(first.config)[1]} share {common_share(one, other):.0%} of their {k} nearest neighbours."


@remembered(max_entries=8)
def _neighbours(fingerprint: str, size: int, k: int, _run: Run) -> np.ndarray:
    z_mean = load_latents(_run).z_mean
    return nearest_neighbours(z_mean[chosen_pictures(len(z_mean), size)], k)


def show_figures(runs: list[Run]) -> None:
    """Draw the held-out figures with their differences, and where the configurations differ.

    Raises:
        RunError: a file of a run is damaged.
    """
    left, right = halves(runs)
    with left:
        st.header("Figures", help=figures.meanings(runs), anchor=False)
        st.markdown(figures.metrics_table(runs))
        for note in [*figures.notes(runs), *_seeds(runs)]:
            st.caption(note)
    with right:
        st.header("Made differently", anchor=False)
        st.markdown(figures.settings_table(runs))


def _seeds(runs: list[Run]) -> list[str]:
    """Say of every run beside the first whether seeds alone may make the difference."""
    first = runs[0]
    return [
        f"**{plain(run.name)}** beside **{plain(first.name)}**: {' '.join(found)}"
        for run in runs[1:]
        if (found := seed_noise.sentences(first, run))
    ]


def show_pictures(runs: list[Run]) -> None:
    """Draw one held-out picture a class and what every run makes of it."""
    pictures.take()
    _pictures(runs)


@fragment
def _pictures(runs: list[Run]) -> None:
    st.header(_said(runs, "The same pictures"), anchor=False)
    pictures.show(runs)


_AXES = {axis.lower(): axis for axis in comparison_figures.AXES}
_AXIS = Part(
    "over", "compare_axis", comparison_figures.AXES[0],
    one_of("over", _AXES, f"showing {comparison_figures.AXES[0].lower()}"), word_for(_AXES),
)  # fmt: skip


def show_curves(runs: list[Run]) -> None:
    """Draw the training curves over one another; Plotly's script comes when the maps stand and they are in sight."""
    if all(run.origin is not None for run in runs):
        return
    address_bar.take("compare_curves", [_AXIS])
    _curves(runs)


@fragment
def _curves(runs: list[Run]) -> None:
    st.header("Curves", anchor=False)
    axis = st.segmented_control("Over", comparison_figures.AXES, required=True, **address_bar.bound(_AXIS))
    query = {"runs": ",".join(run.name for run in runs), **address_bar.said([_AXIS])}
    address_bar.write("compare_curves", "compare", ["runs", _AXIS.name], query)
    address_bar.show_problem("compare_curves")
    st.caption(_said(runs, "Held-out pictures solid, training pictures dotted. The steep beginning is cut off."))
    known = [run for run in runs if run.origin is None]
    names = tuple(f"{run.folder} {changed_at(run, 'history.csv')}" for run in known)
    figure = _history_figure(names, axis, known)
    if is_quiet():
        st.plotly_chart(figure, key="compare_history", config=CONFIG)
    else:
        await_quiet()
        st.space(figure.layout.height)


@remembered(max_entries=8)
def _history_figure(names: tuple[str, ...], axis: str, _runs: list[Run]) -> Figure:
    return StillFigure(
        comparison_figures.history_figure(
            {run.name: load_history(run) for run in _runs}, axis, _said(_runs, "nats per image")
        )
    )


def show_health(runs: list[Run]) -> None:
    """Draw a card for every run trained here, and a line on every one that came with the app, judged alike."""
    st.header("Health", anchor=False)
    for run in sorted(runs, key=lambda run: run.shipped):
        (health.show_shipped if run.shipped else health.show)(run)
