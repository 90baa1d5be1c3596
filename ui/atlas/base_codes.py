"""The code around which dimensions are varied: the mean of all codes or a class's typical one, chosen on the page."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from ui.memory import remembered
from ui.shell import address_bar
from ui.shell.address_bar import Part, one_of, word_for
from ui.shell.typical_codes import representatives
from vae.runs import run_data
from vae.runs.network_files import network_files
from vae.runs.store import Run, changed_at, load_latents

_MEAN = -1


@dataclass(frozen=True)
class Base:
    """A code as a tuple of latent_dim numbers, and for conditional runs the class to draw."""

    z: tuple[float, ...]
    label: int | None


def part(run: Run, key: str) -> Part:
    """Return what the address says of the base: the class, or that of a typical code."""
    labels = {str(label): label for label in range(len(run_data.class_names_of(run)))}
    words = labels if run.config.conditional else {"mean": _MEAN, **labels}
    name, usual = ("label", 0) if run.config.conditional else ("around", _MEAN)
    showing = "showing the first class" if run.config.conditional else "showing the mean"
    return Part(name, f"{key}_{name}_{run.config.dataset}", usual, one_of(name, words, showing), word_for(words))


def choose(run: Run, key: str) -> Base:
    """Let the base be chosen: of a conditional run the class, of others the mean code or a class's typical code.

    Args:
        run: a valid run.
        key: begins the widget's key, as for `part`.

    Raises:
        RunError: the run's codes are damaged.
    """
    names = run_data.class_names_of(run)
    mean, typical = _codes(str(run.folder), changed_at(run, "latents.npz"), run, len(names))
    own = part(run, key)
    if run.config.conditional:
        label = st.selectbox(
            "Class", range(len(names)), format_func=lambda label: names[label], width=240, **address_bar.bound(own)
        )
        return Base(mean, label)
    options = [_MEAN, *typical]
    if address_bar.value(own) not in options:  # a class without codes has no typical one
        st.session_state[own.key] = _MEAN
    titles = {_MEAN: "the mean of all codes"} | {label: f"a typical {name}" for label, name in enumerate(names)}
    chosen = st.selectbox("Around", options, format_func=titles.__getitem__, width=240, **address_bar.bound(own))
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
    return changed_at(run, network_files(run.folder)[1])
