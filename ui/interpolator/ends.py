"""The two ends of a path: where it begins and ends by default, and as the address asks for."""

from typing import Any

import numpy as np
import streamlit as st

from ui import address
from vae.config import RunConfig
from vae.neighbours import nearest
from vae.runs import Latents

DEFAULT_FRAMES = 11
MIN_FRAMES, MAX_FRAMES = 3, 64


def representatives(latents: Latents, num_classes: int) -> list[list[float] | None]:
    """Return for every class the test code nearest to its codes' mean, rounded to 0.001; None where it has no codes."""
    found: list[list[float] | None] = []
    for label in range(num_classes):
        own = np.asarray(latents.z_mean, np.float64)[latents.labels == label]
        if len(own) == 0:
            found.append(None)
            continue
        index = nearest(own, own.mean(axis=0), 1)[0][0]
        found.append((np.round(own[index], address.DECIMALS) + 0.0).tolist())
    return found


def default(config: RunConfig, codes: list[list[float] | None]) -> dict[str, Any]:
    """Return the start: the two classes farthest apart, or two styles left and right of the middle."""
    known = np.array([code for code in codes if code is not None])
    if config.conditional or len(known) < 2:
        style = np.zeros((2, config.latent_dim))
        style[:, 1:2] = 1.0
        style[:, 0] = -1.5, 1.5
        first, last = style
    else:
        distances = np.linalg.norm(known[:, None] - known, axis=-1)
        first, last = known[list(np.unravel_index(distances.argmax(), distances.shape))]
    label = 0 if config.conditional else None
    return {"z": first.tolist(), "to": last.tolist(), "frames": DEFAULT_FRAMES, "label": label}


def read(config: RunConfig, z_limit: float, start: dict[str, Any]) -> tuple[str | None, dict[str, Any] | None]:
    """Return (what is wrong with the address or None, the ends in it or None where it names none).

    What is missing or wrong is as in `start`. Encode hands a digit on as `z` alone: its end is then a place of the
    start.
    """
    query = st.query_params
    problem, asked = None, dict(start)
    readers = {
        "z": lambda text: address.parse_numbers(text, config.latent_dim, z_limit),
        "to": lambda text: address.parse_numbers(text, config.latent_dim, z_limit, "to"),
        "frames": _frames,
    }
    if config.conditional:
        readers["label"] = lambda text: address.parse_label(text, config.num_classes)
    if not set(readers) & set(query.to_dict()):
        return None, None
    for name, reader in readers.items():
        try:
            if name in query:
                asked[name] = reader(query[name])
        except address.AddressError as error:
            problem = problem or str(error)
    if asked["z"] == asked["to"]:
        if {"z", "to"} <= set(query.to_dict()) and problem is None:
            problem = "Both ends in the address are the same place, which leaves no path: showing another end instead."
        asked["to"] = start["z"] if asked["z"] == start["to"] else start["to"]
    return problem, asked


def write(run_name: str, ends: dict[str, Any]) -> None:
    """Put a run and its ends into the address bar."""
    query = {
        "run": run_name,
        "z": address.as_text(ends["z"]),
        "to": address.as_text(ends["to"]),
        "frames": str(ends["frames"]),
    }
    if ends["label"] is not None:
        query["label"] = str(ends["label"])
    # In one step and only when it differs: every write that changes the address is one more step for the back button.
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)


def _frames(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 4 and MIN_FRAMES <= int(text) <= MAX_FRAMES:
        return int(text)
    raise address.AddressError(
        f"frames in the address must be a whole number from {MIN_FRAMES} to {MAX_FRAMES}, got {text[:40]!r}: "
        f"showing {DEFAULT_FRAMES} instead."
    )
