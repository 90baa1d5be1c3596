"""The code around which dimensions are varied: the mean of all codes or a class's typical one, chosen on the page."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from ui.memory import remembered
from ui.shell.typical_codes import representatives
from vae.runs import run_data
from vae.runs.store import Run, changed_at, load_latents

_MEAN = -1


@dataclass(frozen=True)
class Base:
    """A code as a tuple of latent_dim numbers, and for conditional runs the class to draw."""

    z: tuple[float, ...]
    label: int | None


def choose(run: Run, key: str) -> Base:
    """Let the base be chosen: of a conditional run the class, of others the mean code or a class's typical code.

    Args:
        run: a valid run.
        key: begins the widget's key.

    Raises:
        RunError: the run's codes are damaged.
    """
    names = run_data.class_names_of(run)
    mean, typical = _codes(str(run.folder), changed_at(run, "latents.npz"), run, len(names))
    if run.config.conditional:
        label = st.selectbox(
            "Class", range(len(names)), format_func=lambda label: names[label], width=240,
            key=f"{key}_class_{run.config.dataset}",
        )  # fmt: skip
        return Base(mean, label)
    options = [_MEAN, *typical]
    titles = {_MEAN: "the mean of all codes"} | {label: f"a typical {name}" for label, name in enumerate(names)}
    chosen = st.selectbox(
        "Around", options, format_func=titles.__getitem__, width=240, key=f"{key}_base_{run.config.dataset}"
    )
    return Base(mean if chosen == _MEAN else typical[chosen], None)


@remembered(max_entries=8)
def _codes(
    folder: str, changed: int, _run: Run, num_classes: int
) -> tuple[tuple[float, ...], dict[int, tuple[float, ...]]]:
    """Return the mean code, and the typical one of every class that has codes."""
    latents = load_latents(_run)
    mean = np.asarray(latents.z_mean, np.float64).mean(axis=0)
    found = representatives(latents, num_classes)
    typical = {label: tuple(code) for label, code in enumerate(found) if code is not None}
    return tuple(np.round(mean, 3).tolist()), typical


def changed(run: Run) -> int:
    """Return when the run's decoder was written, so that a run trained again is decoded again."""
    return changed_at(run, "decoder.keras")
