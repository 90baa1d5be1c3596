"""Saving outputs as files of their kind, such as a melody as MIDI, beside pictures of them."""

import mimetypes
from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from vae.data import datasets
from vae.kind import kind_of
from vae.runs.store import Run


def offer(run: Run, key: str, output: Callable[[], np.ndarray]) -> None:
    """Draw a download button for every file that one output can be saved as; nothing for a run of pictures.

    Args:
        run: whose output it is.
        key: tells these buttons from all others.
        output: returns it, float or uint8 [*shape.array], once a button is pressed.
    """
    noun = datasets.noun(run.config.dataset).capitalize()
    _offer(kind_of(run.config).files, f"{run.name}-{noun.lower()}", noun, key, output)


def offer_in_turn(run: Run, key: str, name: str, outputs: Callable[[], np.ndarray]) -> None:
    """Draw the same for several outputs one after the other, [n, *shape.array], under a name of their own."""
    _offer(kind_of(run.config).files_in_turn, f"{run.name}-{name.lower().replace(' ', '-')}", name, key, outputs)


def _offer(
    files: Mapping[str, Callable[[np.ndarray], bytes]], file_name: str, name: str, key: str,
    values: Callable[[], np.ndarray],
) -> None:  # fmt: skip
    def contents(make: Callable[[np.ndarray], bytes]) -> Callable[[], bytes]:
        return lambda: make(np.asarray(values()))

    for suffix, make in files.items():
        st.download_button(
            f"{name} as {suffix}", contents(make), f"{file_name}{suffix}",
            mimetypes.guess_type(f"a{suffix}")[0] or "application/octet-stream", key=f"{key}{suffix.replace('.', '_')}",
            on_click="ignore", type="tertiary", icon=":material/download:", help="As it is shown",
        )  # fmt: skip
