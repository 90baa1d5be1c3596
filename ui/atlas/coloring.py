"""What the colours of the map say: classes, what was measured, scores, density, disagreement, movement, selections."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from ui.atlas import choice
from ui.atlas.points import TEST, Points, of_run
from ui.memory import remembered
from vae.data.attributes import Attribute
from vae.data.wording import said_of
from vae.figures.map_figure import Coloring
from vae.figures.palette import can_tell_apart
from vae.latent.density import aggregate_posterior_log_density
from vae.latent.latents import Frames
from vae.latent.neighbours import knn_disagreement
from vae.runs import run_data
from vae.runs.run_files import RunError
from vae.runs.store import Run, changed_at, load_frames
from vae.words import PROGRAM

CLASS, ERROR, KL, NEG_ELBO, GAP = "Class", "Reconstruction error", "KL", "−ELBO", "Encoder's gap"
DENSITY, DISAGREEMENT, MOVED, KEPT = "Density", "kNN disagreement", "Distance moved", "Kept selections"
SCORES = (ERROR, KL, NEG_ELBO)
OF_ANY_RUN = (*SCORES, GAP, DENSITY, DISAGREEMENT, MOVED)
"""What is not of one run's data alone."""
# Streamlit's theme puts its categorical colours in the place of these, in the browser: the palette's for light or dark.
# So a change of theme leaves the figure as it is, and a selection in it alive.
THEME_COLORS = tuple(f"#{number:06d}" for number in range(1, 11))
_HELP = {
    CLASS: "",
    ERROR: "The reconstruction term of each image: mean over eight draws from its posterior.",
    KL: "How far each posterior is from the prior: the most that its code can tell of the picture, in nats.",
    NEG_ELBO: "Reconstruction plus KL: what each image costs to describe.",
    GAP: "What the encoder's guess costs: −ELBO, from eight draws, less −log p(x), integrated over the whole plane.",
    DENSITY: "log q(z): how densely the posteriors of held-out images lie at each code, in all dimensions.",
    DISAGREEMENT: "Share of the nearest other codes with another label: at borders, odd pictures, wrong labels.",
    MOVED: "How far each code moved from an epoch to the last; only the film's images are known, the rest is grey.",
    KEPT: "Colours show the kept selections that are listed below.",
}


@dataclass(frozen=True)
class Setting:
    """What to colour by, with its own settings: neighbours k, and the first epoch of a movement."""

    by: str = CLASS
    k: int = 10
    epoch: int | None = None


def available(points: Points) -> list[str]:
    """Return what the points can be coloured by; training images are scored only when that is asked for."""
    config, latents = points.run.config, points.latents
    can_score = latents.reconstruction is not None or points.part != TEST
    names = [CLASS, *attributes_of(points.run)] if points.part == TEST else [CLASS]
    if can_score:
        names += [ERROR, KL, NEG_ELBO] if config.variational else [ERROR]
    if latents.gap is not None and not config.conditional:
        names.append(GAP)
    names += [DENSITY, DISAGREEMENT]
    if points.part == TEST and len(film_epochs(points)) > 1:
        names.append(MOVED)
    if choice.kept(points):
        names.append(KEPT)
    return names


def usual(points: Points) -> str:
    """Return what points are coloured by when nobody has said anything; training images have their classes alone."""
    return usual_of(points.run) if points.part == TEST else CLASS


def usual_of(run: Run) -> str:
    """Return what a run's held-out pictures are coloured by: classes, as long as colours tell them apart.

    Of more classes than there are colours, what was measured of their pictures says more, where something was.
    """
    measured = next(iter(attributes_of(run)), CLASS)
    return CLASS if can_tell_apart(len(run.class_names)) else measured


def attributes_of(run: Run) -> dict[str, Attribute]:
    """Return what was measured of a run's held-out pictures, by the names that people choose it by."""
    return _attributes(str(run.folder), changed_at(run, "latents.npz"), run)


@remembered(max_entries=6)
def _attributes(folder: str, changed: int, _run: Run) -> dict[str, Attribute]:
    found = run_data.attributes_of(_run, len(of_run(_run, TEST)))
    return {attribute.name: attribute for attribute in found}


def needs_scores(points: Points, setting: Setting) -> bool:
    """Return whether the points must be scored first."""
    return setting.by in SCORES and points.latents.reconstruction is None


def explanation(points: Points, setting: Setting) -> str:
    """Return a sentence on what the colours say, or ""."""
    config, attribute = points.run.config, attributes_of(points.run).get(setting.by)
    text = attribute.meaning if attribute is not None else said_of(config, _HELP[setting.by])
    if setting.by == CLASS and points.run.config.conditional:
        text = "Places are styles: the decoder is told the class, so the classes share one region."
    is_scored = points.latents.reconstruction is not None
    if setting.by == CLASS and points.part == TEST and not is_scored and points.run.has_pictures:
        text += (
            f" This run was saved without each {said_of(config, 'image')}'s error: "
            f"`{PROGRAM} evaluate {points.run.name} --scores` adds it, and the colours by it."
        )
    if setting.by in SCORES and points.run.config.conditional:
        text += said_of(config, " Each image is scored as the class that fits it best.")
    if setting.by == MOVED:
        text += said_of(config, f" The film has {film(points).codes.shape[1]:,} images.")
    return text


def film_epochs(points: Points) -> list[int]:
    """Return the epochs of the run's film, none where it is damaged or not of these points."""
    try:
        frames = film(points)
    except RunError:
        return []
    is_whole = frames.codes.ndim == 3 and frames.codes.shape[:2] == (len(frames.epochs), len(frames.labels))
    return frames.epochs.tolist() if is_whole and len(frames.labels) <= len(points) else []


def film(points: Points) -> Frames:
    """Return the run's film."""
    return _film(points.key, points.version, points)


@remembered(max_entries=2)
def _film(key: str, version: str, _points: Points) -> Frames:
    return load_frames(_points.run)


def coloring(points: Points, setting: Setting) -> Coloring:
    """Return the colours of the points."""
    if setting.by == KEPT:
        return _kept_coloring(points)
    return _coloring(points.key, points.version, setting, points)


def disagreement(points: Points, k: int) -> np.ndarray:
    """Return the share of the k nearest other codes with another label, float32 [n]."""
    return _disagreement(points.key, points.version, k, points)


@st.cache_data(max_entries=8, show_spinner="Comparing every code with its neighbours …")
def _disagreement(key: str, version: str, k: int, _points: Points) -> np.ndarray:
    return knn_disagreement(_points.latents.z_mean, _points.latents.labels, k)


@remembered(max_entries=12)
def _coloring(key: str, version: str, setting: Setting, _points: Points) -> Coloring:
    labels, names = _points.latents.labels, _points.names
    if setting.by == CLASS:
        return Coloring("Class", labels, names)
    if setting.by == MOVED:
        return _moved(_points, setting)
    attribute = attributes_of(_points.run).get(setting.by)
    if attribute is not None:
        return Coloring(attribute.unit, labels, names, attribute.values)
    title, values = _VALUES[setting.by]
    return Coloring(title, labels, names, values(_points, setting))


def _moved(points: Points, setting: Setting) -> Coloring:
    frames = film(points)
    first = int(np.flatnonzero(frames.epochs == setting.epoch)[0]) if setting.epoch in frames.epochs else 0
    codes = frames.codes.astype(np.float32)
    distances = np.linalg.norm(codes[-1] - codes[first], axis=1)
    values = np.full(len(points), np.nan, np.float32)
    values[: len(distances)] = distances
    groups = points.latents.labels.copy()
    groups[len(distances) :] = len(points.names)
    title = f"moved since epoch {frames.epochs[first]}"
    return Coloring(title, groups, (*points.names, "not in the film"), values, has_rest=True)


def _kept_coloring(points: Points) -> Coloring:
    selections = choice.kept(points)
    groups = np.full(len(points), len(selections), np.uint8)
    # The first of two selections that share a point gives it its colour.
    for number, indices in reversed(list(enumerate(selections.values()))):
        groups[indices] = number
    return Coloring("Kept selections", groups, (*selections, "others"), has_rest=True)


def _density(points: Points, setting: Setting) -> np.ndarray:
    held_out = of_run(points.run, TEST).latents
    with st.spinner("Measuring the density at every code …"):
        return aggregate_posterior_log_density(points.latents.z_mean, held_out.z_mean, held_out.z_log_var)


_VALUES: dict[str, tuple[str, Callable[[Points, Setting], np.ndarray | None]]] = {
    ERROR: ("nats", lambda points, setting: points.latents.reconstruction),
    KL: ("nats", lambda points, setting: points.latents.kl),
    NEG_ELBO: ("nats", lambda points, setting: points.latents.neg_elbo),
    GAP: ("nats", lambda points, setting: points.latents.gap),
    DENSITY: ("log q(z), nats", _density),
    DISAGREEMENT: ("share", lambda points, setting: disagreement(points, setting.k)),
}
