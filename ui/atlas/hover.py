"""The live companion of the map's chart: a card with the decoded picture under the pointer, and marks on the chart."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import streamlit as st
from safetensors.numpy import save

from ui.atlas import choice
from ui.atlas.choice import Choice
from ui.atlas.points import Points
from ui.live import component, remote
from ui.live.prepared import prepared
from ui.live.told import told
from ui.memory import remembered
from vae.data.wording import said_of
from vae.figures.palette import class_colors
from vae.shape import PictureShape

_FOLDER = Path(__file__).parent
_FRAME = (
    '<div class="atlas-hover themed"><div class="card" hidden aria-hidden="true"><canvas class="picture"></canvas>'
    '<div class="facts"></div></div><p class="problem" role="status" hidden></p></div>'
)
_COMPANION = component.read("atlas_hover", _FOLDER / "hover.js", _FOLDER / "hover.css", html=_FRAME)
_MOST_EXACT_BYTES = 1_000_000
_WEBGL = "atlas_has_webgl"


@dataclass(frozen=True)
class Marked:
    """What is marked on the chart.

    Attributes:
        rows: base64 of uint32.
        is_point: whether a single point was chosen.
        is_charts_own: whether it was chosen on the chart.
        serial: another one for another choice.
        sigma: of the posterior, where a point was chosen and the axes are the codes' own.
    """

    rows: str
    is_point: bool
    is_charts_own: bool
    serial: int
    sigma: list[float] | None


@dataclass(frozen=True)
class CompanionFacts:
    """What the companion is told.

    Attributes:
        chart: CSS class of the element that holds the chart.
        decoder: name of the decoder's bundle.
        points: name of the points' bundle.
        title: what a row is called.
        shape: of an output: height, width and channels.
        kind: what outputs are, a name in `vae.kind`.
        class_names: of the classes.
        colors: of the classes, on light paper.
        colors_dark: the same on dark paper.
        is_conditional: whether the decoder is told the class.
        chosen: what is marked, or None.
        has_webgl: whether the chart is drawn by WebGL.
    """

    chart: str
    decoder: str
    points: str
    title: str
    shape: PictureShape
    kind: str
    class_names: tuple[str, ...]
    colors: tuple[str, ...]
    colors_dark: tuple[str, ...]
    is_conditional: bool
    chosen: Marked | None
    has_webgl: bool


class CompanionTells(TypedDict):
    """What the companion tells: that the browser has no WebGL."""

    webgl: bool


def has_webgl() -> bool:
    """Return whether the visitor's browser can draw by WebGL, as far as it has told."""
    return st.session_state.get(_WEBGL, True)


def show(points: Points, chart_key: str, chosen: Choice | None) -> None:
    """Mount the companion of the chart in the element of that key."""
    ready = prepared(points.run)
    remote.hand_over(points.run, ready)
    points_name = f"{points.key}:{points.version}"
    component.hand_over({points_name: _blob(points_name, points)})
    names = points.names
    facts = CompanionFacts(
        chart=f"st-key-{chart_key}",
        decoder=ready.fingerprint,
        points=points_name,
        title=f"{'Training' if points.part == 'training' else 'Test'} {said_of(points.run.config, 'image')}",
        shape=points.run.config.shape,
        kind=points.run.config.kind,
        class_names=names,
        colors=class_colors(len(names)),
        colors_dark=class_colors(len(names), dark=True),
        is_conditional=points.run.config.conditional,
        chosen=_chosen(points, chosen),
        has_webgl=has_webgl(),
    )
    key = f"atlas_hover_{points.key}"
    component.mount(_COMPANION, key, facts, CompanionTells, lambda: _hear_webgl(key))


def _hear_webgl(key: str) -> None:
    st.session_state[_WEBGL] = told(key, CompanionTells).get("webgl", True)


def _chosen(points: Points, chosen: Choice | None) -> Marked | None:
    if chosen is None or not len(chosen.indices):
        return None
    sigma = None
    log_var = points.latents.z_log_var
    if chosen.is_point and log_var is not None and log_var.shape[1] == 2:
        sigma = np.exp(0.5 * log_var[chosen.indices[0]].astype(np.float64)).round(5).tolist()
    return Marked(
        rows=base64.b64encode(chosen.indices.astype("<u4").tobytes()).decode("ascii"),
        is_point=chosen.is_point,
        is_charts_own=chosen.source == choice.CHART,
        serial=chosen.serial,
        sigma=sigma,
    )


@remembered(max_entries=4)
def _blob(fingerprint: str, _points: Points) -> bytes:
    """Return codes, labels and scores as a safetensors file; many numbers are halved, a code is shown at 0.001."""
    latents = _points.latents
    is_large = latents.z_mean.nbytes > _MOST_EXACT_BYTES
    tensors = {
        "points.codes": latents.z_mean.astype(np.float16 if is_large else np.float32),
        "points.labels": latents.labels.astype(np.uint8),
    }
    for name in ("reconstruction", "kl"):
        values = getattr(latents, name)
        if values is not None:
            tensors[f"points.{name}"] = values.astype(np.float16 if is_large else np.float32)
    tensors = {name: np.ascontiguousarray(array) for name, array in tensors.items()}
    return save(tensors, {"fingerprint": fingerprint})
