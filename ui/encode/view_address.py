"""Encode's part of the address: where the picture comes from, which sample, the class told, and the answer's settings.

The drawing itself is too long for an address: ui/encode/stage.js names it there and keeps it in the browser's tab.
"""

from collections.abc import Callable

import streamlit as st

from ui.encode import sources
from ui.shell import address_bar
from ui.shell.address import AddressError
from ui.shell.address_bar import Part, one_of, whole_number, word_for
from vae.runs.store import Run
from vae.words import quoted

VIEW = "encode"


def parts(run: Run) -> list[Part]:
    """Return what the address may say of a run's page, the sample first."""
    words = {source.lower(): source for source in sources.of_run(run)}
    usual, instead = next(iter(words.values())), next(iter(words))
    found = [
        Part("sample", sources.sample_key(run), 0, _sample(run), lambda index: sources.sample_words(run)[index]),
        Part("source", "encode_source", usual, one_of("source", words, f"taking {instead}"), word_for(words)),
        Part("draws", "encode_draws", 8, whole_number("draws", 1, 24, "showing 8")),
        Part("seed", "encode_seed", 0, whole_number("seed", 0, 999_999_999, "showing the first draws")),
        Part("k", "encode_k", 10, whole_number("k", 1, 50, "showing 10")),
    ]
    return [*found, told_class(run)] if run.config.conditional else found


def told_class(run: Run) -> Part:
    """Return the class that a conditional run is told; None guesses."""
    labels = {str(label): label for label in range(run.config.num_classes)}
    return Part("label", f"encode_choice_{run.name}", None, one_of("label", labels, "guessing it"), word_for(labels))


def take(run: Run) -> None:
    """Take what a changed address says."""
    address_bar.take(VIEW, parts(run))


def write(run: Run) -> None:
    """Let the address say what is shown."""
    sample, *others = parts(run)
    has_samples = st.session_state.get("encode_source") == "Samples" and sources.sample_words(run)
    query = {"run": run.name, **address_bar.said(others)}
    if has_samples:
        query["sample"] = sources.sample_words(run)[address_bar.value(sample)]
    address_bar.write(VIEW, "encode", ["run", "sample", *(part.name for part in others)], query)
    address_bar.show_problem(VIEW)


def _sample(run: Run) -> Callable[[str], int]:
    def read(text: str) -> int:
        words = sources.sample_words(run)
        if text in words:
            return words.index(text)
        raise AddressError(f"There is no sample {quoted(text)} for this run: showing the first.")

    return read
