"""What can be saved of a path: a clip of its pictures, all strips in one picture, the numbers; each opens again."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from ui import engine
from ui.interpolate import ends, geodesic
from ui.interpolate.codes import fade_pictures, path_codes
from ui.shell import output_files, saved
from vae.figures import clips
from vae.figures.views import View
from vae.kind import kind_of
from vae.runs.store import Run

FADE = "fade"
NAMES = {"linear": "Straight line", "spherical": "Arc", "geodesic": "Shortest path", FADE: "Cross-fade"}
_NUM_IN_TURN = 8
"""Outputs of a path that are heard one after the other, as in medley.js."""
_CLIPS = (
    ("gif", "GIF", "image/gif", clips.gif),
    ("webp", "WebP", "image/webp", clips.webp),
    ("mp4", "MP4", "video/mp4", clips.mp4),
)


def show(run: Run, state: dict[str, Any]) -> None:
    """Draw the row of downloads, clips of the path that is shown; nothing is decoded before one is pressed.

    Args:
        run: whose pictures they are.
        state: of the page, as `ends.read` returns it.
    """
    chosen = shown_path(run, state)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for kind, name, mime, make in _CLIPS:
            if kind == "mp4" and not clips.has_ffmpeg():
                continue
            _button(
                f"{NAMES[chosen]} as {name}", f"{run.name}-{chosen}.{kind}", mime, ":material/animated_images:",
                partial(clip, make, run, state, chosen),
                "A clip of the chosen path; opened again, it shows this view",
            )  # fmt: skip
        if chosen != FADE:  # a mixture of probabilities, which nobody would take for a way
            output_files.offer_in_turn(run, "interpolate_output", NAMES[chosen], lambda: _in_turn(run, state, chosen))
        _button(
            "Strips as PNG", f"{run.name}-strips.png", "image/png", ":material/image:",
            lambda: clips.strip(pictures(run, state), view_of(run, state)),
            "All paths below one another; opened again, it shows this view",
        )  # fmt: skip
        _button(
            "Codes as NPZ", f"{run.name}-paths.npz", "application/octet-stream", ":material/data_array:",
            lambda: arrays(run, state),
            f"Codes and {kind_of(run.config).nouns} of every path for NumPy; opened again, it shows this view",
        )  # fmt: skip


def shown_path(run: Run, state: dict[str, Any]) -> str:
    """Return the path that the page shows: the chosen one, the straight line while the shortest one is not found."""
    is_missing = state["path"] == "geodesic" and geodesic.curves(run, state) is None
    return "linear" if is_missing else state["path"]


def view_of(run: Run, state: dict[str, Any]) -> View:
    """Return the view that every saved file carries: its link, run, ends, seed and versions."""
    return View("interpolate", ends.query(run.name, state), {**saved.about(run), "path": state})


def clip(make: Callable[[np.ndarray, View, int], bytes], run: Run, state: dict[str, Any], chosen: str) -> bytes:
    """Return one path as an animation; `make` is `clips.gif`, `clips.webp` or `clips.mp4`."""
    frames = pictures(run, state)[chosen]
    duration = clips.milliseconds(len(frames))
    return make(clips.there_and_back(frames) if state["loop"] else frames, view_of(run, state), duration)


def pictures(run: Run, state: dict[str, Any]) -> dict[str, np.ndarray]:
    """Return what the strips show, uint8 [frames, *raster] by the names of NAMES."""
    draw = kind_of(run.config).draw
    return {name: draw(outputs) for name, outputs in _outputs(run, state).items()}


def _outputs(run: Run, state: dict[str, Any]) -> dict[str, np.ndarray]:
    """Return what the decoder gives along every path, float [frames, *shape]."""
    paths = path_codes(run, state, state["frames"])
    decoded = {name: engine.decode(run.folder, codes, labels) for name, (codes, labels) in paths.items()}
    return {**decoded, FADE: fade_pictures(run, state, state["frames"])}


def _in_turn(run: Run, state: dict[str, Any], chosen: str) -> np.ndarray:
    """Return what is heard of a path, float [n, *shape]."""
    codes, labels = path_codes(run, state, _NUM_IN_TURN)[chosen]
    return engine.decode(run.folder, codes, labels)


def arrays(run: Run, state: dict[str, Any]) -> bytes:
    """Return the codes and pictures of all paths as .npz."""
    codes = {name: path for name, (path, _) in path_codes(run, state, state["frames"]).items()}
    return clips.arrays(codes, _outputs(run, state), view_of(run, state))


def _button(label: str, name: str, mime: str, icon: str, make: Callable[[], bytes], tip: str) -> None:
    key = f"interpolate_save_{name.rpartition('.')[2]}"
    st.download_button(label, make, name, mime, key=key, on_click="ignore", type="tertiary", icon=icon, help=tip)
