"""The choice of a projection: which plane the atlas shows of codes with more than two dimensions."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Lock
from typing import Any

import numpy as np
import streamlit as st

from ui.atlas import choice
from ui.memory import remembered
from ui.shell import address_bar
from ui.shell.address_bar import Part, one_of, word_for
from vae.access import access
from vae.families import FAMILIES
from vae.jobs import projection_jobs
from vae.latent import projections
from vae.latent.latents import Latents
from vae.latent.planes import principal_plane
from vae.latent.projections import (
    LONG_METHODS,
    METHODS,
    TITLES,
    Places,
    ProjectionError,
    Setting,
    has_umap,
    trustworthiness,
)
from vae.runs import dimensions
from vae.runs.dimension_names import load_names
from vae.runs.run_files import RunError
from vae.runs.store import Run
from vae.words import plain, plain_sentence

_RAW = "raw"
_PERPLEXITIES = (5, 15, 30, 50, 100)
_NEIGHBOURS = (5, 15, 30, 50, 100)
_DISTANCES = (0.0, 0.1, 0.25, 0.5)
_HOW_OFTEN = (
    (0.95, "nearly always"),
    (0.85, "mostly"),
    (0.7, "often, though far from always,"),
    (-1.0, "often not"),
)
_HELP = """
- **PCA**: the two directions in which the codes spread most, straight and to scale
- **t-SNE** and **UMAP**: bent maps that try to keep neighbours together
- **Two dimensions**: two latent coordinates as they are
"""


def parts(latent_dim: int) -> list[Part]:
    """Return what the address may say of a projection of codes with more than two dimensions."""
    methods = {method: method for method in (*METHODS, _RAW)}
    axes = {f"z{index + 1}": index for index in range(latent_dim)}
    options = (
        ("projection", "atlas_projection", "pca", methods),
        ("perplexity", "atlas_perplexity", 30, {str(value): value for value in _PERPLEXITIES}),
        ("neighbours", "atlas_neighbours", 15, {str(value): value for value in _NEIGHBOURS}),
        ("distance", "atlas_distance", 0.1, {f"{value:g}": value for value in _DISTANCES}),
        ("across", f"atlas_across_{latent_dim}", None, axes),
        ("up", f"atlas_up_{latent_dim}", None, axes),
    )
    return [
        Part(name, key, usual, one_of(name, words, "showing the usual one"), word_for(words))
        for name, key, usual, words in options
    ]


def idle_parts() -> set[str]:
    """Return the names of the parts that the chosen projection does not listen to."""
    listens = {"tsne": {"perplexity"}, "umap": {"neighbours", "distance"}, _RAW: {"across", "up"}}
    chosen = st.session_state.get("atlas_projection", "pca")
    return set().union(*listens.values()) - listens.get(chosen, set())


def choose(run: Run, latents: Latents, version: str, is_held_out: bool = True) -> Places:
    """Let a projection be chosen and return where it puts the codes; PCA while another one is being computed.

    Runs of one or two dimensions are shown as they are, without a control. The note is for the page to show.

    Args:
        run: a valid run.
        latents: posteriors of its images.
        version: names these posteriors; others need another.
        is_held_out: whether they are those that the run keeps. Long projections are made of these alone.
    """
    if run.config.latent_dim <= 2:
        titles = [*axis_titles(run), "class"]
        return replace(_as_they_are(str(run.folder), version, run, latents), titles=(titles[0], titles[1]))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        method = _method(is_held_out)
        if method == _RAW:
            return _raw(str(run.folder), version, _two_dimensions(run, latents), run, latents)
        setting = _setting(method, len(latents.z_mean))
    if method not in LONG_METHODS:
        return _pca(str(run.folder), version, latents)
    return _long(run, latents, version, setting)


def _method(is_held_out: bool) -> str:
    possible = [method for method in METHODS if method != "umap" or has_umap()]
    options = [method for method in possible if is_held_out or method not in LONG_METHODS] + [_RAW]
    wanted = st.session_state.get("atlas_projection", "pca")
    if wanted not in options:
        problem = f"{TITLES[wanted]} cannot be shown of these points here: showing PCA."
        address_bar.add_problem(choice.VIEW, problem)
    _restore("atlas_projection", options, "pca")
    missing = "" if has_umap() else "\nUMAP can be chosen where the package umap-learn is installed."
    missing += "" if is_held_out else "\nt-SNE and UMAP are made of the test set only."
    chosen = st.segmented_control(
        "Projection", options, format_func=lambda method: TITLES.get(method, "Two dimensions"), help=_HELP + missing,
        key="_atlas_projection",
    )  # fmt: skip
    if chosen is not None:  # a second press on the chosen one lets go of it: that changes nothing here
        st.session_state["atlas_projection"] = chosen
    return st.session_state["atlas_projection"]


def _setting(method: str, num_codes: int) -> Setting:
    """Draw the controls that the method listens to."""
    if method == "tsne":
        options = [value for value in _PERPLEXITIES if 3 * value < num_codes] or [_PERPLEXITIES[0]]
        perplexity = _selected(
            "Perplexity", "atlas_perplexity", options, 30, "About how many neighbours each code tries to keep"
        )
        return Setting(method, perplexity=float(perplexity))
    if method == "umap":
        options = [value for value in _NEIGHBOURS if value < num_codes] or [_NEIGHBOURS[0]]
        neighbours = _selected("Neighbours", "atlas_neighbours", options, 15, "Few: small groups; many: the whole")
        distance = _selected("Distance", "atlas_distance", list(_DISTANCES), 0.1, "How near places may come: min_dist")
        return Setting(method, num_neighbours=neighbours, min_dist=distance)
    return Setting(method)


def _two_dimensions(run: Run, latents: Latents) -> tuple[int, int]:
    """Draw two boxes with all dimensions, most telling first, each with its level where there are several."""
    titles, level_titles = axis_titles(run), _level_titles(run.config.family)
    ordered = dimensions.order(run, latents)
    kl = dimensions.kl_per_dimension(run, latents)

    def text(index: int) -> str:
        title = f"{titles[index]}{level_titles.get(index, '')}"
        return title if kl is None else f"{title} · {kl[index]:.2f} nats"

    size = run.config.latent_dim
    across, up = usual_axes(run.config.family, ordered)
    first = _selected("Across", f"atlas_across_{size}", ordered, across, None, text, 210)
    second = _selected("Up", f"atlas_up_{size}", ordered, up, None, text, 210)
    return first, second


def usual_axes(family: str, ordered: list[int]) -> tuple[int, int]:
    """Return the dimensions that are shown at first: the last level's, whose map Explore has, else the most telling.

    Args:
        family: of the run.
        ordered: all dimensions, most telling first.
    """
    levels = FAMILIES[family].dimensions
    return (levels[-1][0], levels[-1][1]) if levels and len(levels[-1]) == 2 else (ordered[0], ordered[1])


def _level_titles(family: str) -> dict[int, str]:
    row = FAMILIES[family]
    return {
        index: f", {level.title.lower()}"
        for level, own in zip(row.levels, row.dimensions, strict=True)
        for index in own
    }


def axis_titles(run: Run) -> list[str]:
    """Return what every latent dimension is called on an axis, with the names given to them."""
    try:
        names = load_names(run)
    except RunError:
        names = {}  # the cards of the dimensions say so
    return [projections.dimension_title(index, names) for index in range(run.config.latent_dim)]


def _selected(
    label: str, name: str, options: list, default: Any, help_text: str | None,
    text: Callable[[Any], str] = str, width: int = 130,
) -> Any:  # fmt: skip
    _restore(name, options, default if default in options else options[-1])
    chosen = st.selectbox(label, options, format_func=text, help=help_text, key=f"_{name}", width=width)
    st.session_state[name] = chosen
    return chosen


def _restore(name: str, options: list, default: Any) -> None:
    """Set a widget to what was chosen before another page was visited, which takes a widget's own memory."""
    if st.session_state.get(f"_{name}") not in options:
        kept = st.session_state.get(name)
        st.session_state[f"_{name}"] = kept if kept in options else default


@remembered(max_entries=8)
def _as_they_are(folder: str, version: str, _run: Run, _latents: Latents) -> Places:
    if _run.config.latent_dim == 1:
        xy = projections.line_xy(_latents.z_mean, _latents.labels, _run.config.num_classes)
        return Places(xy, ("", ""), "One dimension: every class has a row of its own.", "line")
    return Places(projections.raw_xy(_latents.z_mean, (0, 1)), ("", ""), "", "raw-1-2")


@remembered(max_entries=8)
def _pca(folder: str, version: str, _latents: Latents) -> Places:
    plane = principal_plane(_latents.z_mean)
    xy = plane.project(_latents.z_mean).astype(np.float32)
    note = f"The two main axes hold {plane.explained.sum():.0%} of the codes' spread. "
    first, second = (f"main axis {number}, {share:.0%}" for number, share in enumerate(plane.explained, start=1))
    note += _trust_sentence(_latents, trustworthiness(_latents.z_mean, xy))
    return Places(xy, (first, second), note, "pca")


@remembered(max_entries=16)
def _raw_places(folder: str, version: str, chosen: tuple[int, int], _latents: Latents) -> Places:
    xy = projections.raw_xy(_latents.z_mean, chosen)
    variances = np.asarray(_latents.z_mean, np.float64).var(axis=0)
    share = variances[sorted(set(chosen))].sum() / max(variances.sum(), np.finfo(np.float64).tiny)
    which = "These two dimensions hold" if len(set(chosen)) > 1 else "This dimension holds"
    note = f"{which} {share:.0%} of the codes' spread. "
    note += _trust_sentence(_latents, trustworthiness(_latents.z_mean, xy))
    return Places(xy, ("", ""), note, f"raw-{chosen[0] + 1}-{chosen[1] + 1}")


def _raw(folder: str, version: str, chosen: tuple[int, int], run: Run, latents: Latents) -> Places:
    titles = axis_titles(run)
    return replace(_raw_places(folder, version, chosen, latents), titles=(titles[chosen[0]], titles[chosen[1]]))


def _trust_sentence(latents: Latents, trust: float) -> str:
    """Say in plain words how far neighbours on the map are neighbours among the codes."""
    how_often = next(words for limit, words in _HOW_OFTEN if round(trust, 2) >= limit)
    count = min(projections.NUM_SCORED, len(latents.z_mean))
    return (
        f"Trustworthiness T = {trust:.2f} of 1: neighbours here are {how_often} neighbours in "
        f"{latents.z_mean.shape[1]} dimensions ({projections.NUM_NEIGHBOURS} neighbours of {count:,} codes)."
    )


def _long(run: Run, latents: Latents, version: str, setting: Setting) -> Places:
    """Return a projection that is kept on disk, or PCA with what there is to say or do about the other."""
    key = _job_key(str(run.folder), version, setting, latents)
    title = TITLES[setting.method]
    problem = st.session_state.pop("atlas_projection_problem", None)
    if problem:
        st.error(plain_sentence(problem), icon=":material/error:")
    places = _kept(key, setting, latents)
    if places is not None:
        return places
    status = projection_jobs.status(key, len(latents.z_mean), _processes().get(key))
    if status.state == "running":
        _watch(key, len(latents.z_mean), title)
    else:
        if status.state == "failed":
            st.warning(f"{title}: {plain(status.text)}", icon=":material/error:")
        _offer(run, key, setting, title, status.state == "failed")
    pca = _pca(str(run.folder), version, latents)
    why = f"until {title} is there" if status.state == "running" else f"as {title} is not computed yet"
    return replace(pca, note=f"This is PCA, {why}. {pca.note}")


def _kept(key: str, setting: Setting, latents: Latents) -> Places | None:
    """Return the places of a finished projection; those of one that is not there yet are not remembered as missing."""
    result = projection_jobs.read_result(key, len(latents.z_mean))
    return None if result is None else _long_places(key, setting, latents, result)


@remembered(max_entries=16)
def _long_places(key: str, _setting: Setting, _latents: Latents, _result: projection_jobs.Result) -> Places:
    title = TITLES[_setting.method]
    note = (
        f"{_trust_sentence(_latents, _result.trust)} **Distances between groups and the groups' sizes mean nothing on "
        f"a {title} map**: only who is next to whom does."
    )
    return Places(_result.xy, (f"{title} 1", f"{title} 2"), note, _setting.key)


@remembered(max_entries=32)
def _job_key(folder: str, version: str, setting: Setting, _latents: Latents) -> str:
    return projection_jobs.job_key(_latents.z_mean, setting)


def _offer(run: Run, key: str, setting: Setting, title: str, is_again: bool) -> None:
    if not access().may_annotate:
        st.caption(f"{title} was not computed for this run, and is not in a demo: the map shows PCA.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"Compute {title} again" if is_again else f"Compute {title}", key=f"atlas_compute_{key}",
            icon=":material/play_arrow:", on_click=_start, args=(run.name, key, setting),
        )  # fmt: skip
        st.caption("A minute or two for 10,000 codes, then kept. The page can be used meanwhile.")


def _start(run_name: str, key: str, setting: Setting) -> None:
    """Start the process, unless another visitor has done so in the meantime."""
    with _lock():
        process = _processes().get(key)
        if process is None or process.poll() is not None:
            with _told():
                _processes()[key] = projection_jobs.start(run_name, key, setting)


def _cancel(key: str, num_codes: int) -> None:
    with _lock(), _told():
        projection_jobs.cancel(key, num_codes, _processes().pop(key, None))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Let the page say what goes wrong in a callback, which runs before it."""
    try:
        yield
    except ProjectionError as error:
        st.session_state["atlas_projection_problem"] = str(error)


@st.fragment(run_every=1.0)
def _watch(key: str, num_codes: int, title: str) -> None:
    """Show how far the process is; when it ends the whole page runs again."""
    status = projection_jobs.status(key, num_codes, _processes().get(key))
    if status.state != "running":
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.progress(status.share, text=f"{title}: {plain(status.text)}")
        if access().may_annotate:
            st.button(
                "Cancel", key=f"atlas_cancel_{key}", icon=":material/close:", on_click=_cancel, args=(key, num_codes),
                help="Ends the computation for everyone who waits for it",
            )  # fmt: skip


@st.cache_resource(show_spinner=False)
def _processes() -> dict[str, subprocess.Popen]:
    """Return the processes that this server started, by what they compute."""
    return {}


@st.cache_resource(show_spinner=False)
def _lock() -> Lock:
    return Lock()
