"""A path's ends, way points and settings: as they are at first, and as the address asks for them."""

from collections.abc import Mapping
from typing import Any, TypedDict

import numpy as np
import streamlit as st

from ui.shell import address
from vae.config import RunConfig
from vae.latent.paths import EASINGS, PATHS, Easing, PathName
from vae.words import quoted

DEFAULT_FRAMES, DEFAULT_WIDE_FRAMES = 13, 8
MIN_FRAMES, MAX_FRAMES = 3, 64
DEFAULT_PATH: PathName = "spherical"
MAX_POINTS = 8
"""Both ends and six way points."""


class Route(TypedDict):
    """The points of a path, and the classes that a conditional run draws at its ends."""

    z: list[float]
    via: list[list[float]]
    to: list[float]
    label: int | None
    to_label: int | None


class Ends(Route):
    """A path and how it is shown, as the address holds them."""

    frames: int
    easing: Easing
    loop: bool
    path: PathName


def default(config: RunConfig, codes: list[list[float] | None], axes: np.ndarray) -> Ends:
    """Return the start: the two classes farthest apart, or two styles of one left and right of the middle of N(0, I).

    Args:
        config: of the run.
        codes: one code a class, None for a class without any.
        axes: those of the map, [2, latent_dim].
    """
    classes = [label for label, code in enumerate(codes) if code is not None]
    known = np.array([codes[label] for label in classes])
    label = to_label = 0
    if (config.conditional and config.has_prior) or len(known) < 2:
        first, last = np.round(np.array([[-1.5, 1.0], [1.5, 1.0]]) @ axes, address.DECIMALS) + 0.0
    else:
        distances = np.linalg.norm(known[:, None] - known, axis=-1)
        ends = [int(end) for end in np.unravel_index(distances.argmax(), distances.shape)]
        first, last = known[ends]
        label, to_label = (classes[end] for end in ends)
    return {
        "z": first.tolist(), "to": last.tolist(), "via": [], "label": label if config.conditional else None,
        "frames": DEFAULT_FRAMES if config.raster.stretch == 1 else DEFAULT_WIDE_FRAMES,
        "to_label": to_label if config.conditional else None, "easing": EASINGS[0], "loop": True, "path": DEFAULT_PATH,
    }  # fmt: skip


def read(config: RunConfig, z_limit: float, start: Mapping[str, Any]) -> tuple[str | None, dict[str, Any] | None]:
    """Return (what is wrong with the address or None, the path in it or None where it names none).

    What is missing or wrong is as in `start`. Encode hands a digit on as `z` alone: its end is then a place of the
    start.
    """
    problem, asked = address.read(_readers(config, z_limit), start)
    if asked is None:
        return problem, None
    query = st.query_params.to_dict()
    if "to_label" not in query:
        asked["to_label"] = asked["label"]
    return _apart(asked, start, query, problem)


def query(run_name: str, state: dict[str, Any]) -> dict[str, str]:
    """Return a run and a path as an address says them; what is as usual is left out."""
    said = {"run": run_name, "z": address.as_text(state["z"]), "to": address.as_text(state["to"])}
    if state["via"]:
        said["via"] = ";".join(address.as_text(place) for place in state["via"])
    said["frames"] = str(state["frames"])
    if state["label"] is not None:
        said["label"] = str(state["label"])
        if state["to_label"] != state["label"]:
            said["to_label"] = str(state["to_label"])
    if state["easing"] != EASINGS[0]:
        said["easing"] = state["easing"]
    if not state["loop"]:
        said["loop"] = "0"
    if state["path"] != DEFAULT_PATH:
        said["path"] = state["path"]
    return said


def _readers(config: RunConfig, z_limit: float) -> address.Readers:
    dims = config.latent_dim
    readers: address.Readers = {
        "z": lambda text: address.parse_numbers(text, dims, z_limit),
        "to": lambda text: address.parse_numbers(text, dims, z_limit, "to"),
        "via": lambda text: address.parse_places(text, dims, z_limit, "via", MAX_POINTS - 2),
        "frames": _frames,
        "easing": _easing,
        "loop": _loop,
        "path": _path,
    }
    if config.conditional:
        readers["label"] = lambda text: address.parse_label(text, config.num_classes)
        readers["to_label"] = lambda text: address.parse_label(text, config.num_classes, "to_label")
    return readers


def _apart(
    asked: dict[str, Any], start: Mapping[str, Any], query: dict[str, str], problem: str | None
) -> tuple[str | None, dict[str, Any]]:
    """Return the path with no two neighbours at the same place, unless the class changes between the ends."""
    if asked["label"] != asked["to_label"]:
        return problem, asked
    via: list[list[float]] = []
    for place in asked["via"]:
        if place != (via or [asked["z"]])[-1]:
            via.append(place)
    while via and via[-1] == asked["to"]:
        via.pop()
    if len(via) < len(asked["via"]):
        problem = problem or (
            "Two neighbouring places of the path in the address are the same: showing the path without the second one."
        )
    asked["via"] = via
    if asked["z"] == asked["to"] and not via:
        if {"z", "to"} <= set(query) and problem is None:
            problem = "Both ends in the address are the same place, which leaves no path: showing another end instead."
        asked["to"] = start["z"] if asked["z"] == start["to"] else start["to"]
    return problem, asked


def _frames(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 4 and MIN_FRAMES <= int(text) <= MAX_FRAMES:
        return int(text)
    raise address.AddressError(
        f"frames in the address must be a whole number from {MIN_FRAMES} to {MAX_FRAMES}, got {quoted(text)}: "
        f"showing {DEFAULT_FRAMES} instead."
    )


def _easing(text: str) -> str:
    if text in EASINGS:
        return text
    raise address.AddressError(
        f"easing in the address must be one of {', '.join(EASINGS)}, got {quoted(text)}: showing {EASINGS[0]} instead."
    )


def _loop(text: str) -> bool:
    if text in ("0", "1"):
        return text == "1"
    raise address.AddressError(f"loop in the address must be 0 or 1, got {quoted(text)}: showing 1 instead.")


def _path(text: str) -> str:
    if text in PATHS:
        return text
    raise address.AddressError(
        f"path in the address must be one of {', '.join(PATHS)}, got {quoted(text)}: showing {DEFAULT_PATH} instead."
    )
