"""Words to encode: one that is typed, encoded with every letter, or a list that is pasted or uploaded."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import streamlit as st

from ui.encode.sources import Found, Given
from ui.live import component
from ui.live.told import told
from vae.word.alphabet import LENGTH, to_array
from vae.word.reading import MOST_WORDS, WordError, decoded, read_list, read_word

FIRST = "maria"
"""What stands in the field at first."""
_FOLDER = Path(__file__).parent
_KEY = "encode_word"
_FIELD = component.read("word_input", _FOLDER / "word_input.js", "controls.css", _FOLDER / "word_input.css")
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class WordInputFacts:
    """What the field is told: the word that stands in it at first, and how many letters a word has at most."""

    text: str
    most: int


class WordInputTells(TypedDict):
    """What the field tells: its text."""

    text: str


def typed() -> Found:
    """Draw the field and return its word."""
    kept = st.session_state.get("encode_word_kept", FIRST)
    text = told(_KEY, WordInputTells).get("text", kept)
    st.session_state["encode_word_kept"] = text
    component.mount(_FIELD, _KEY, WordInputFacts(kept, LENGTH), WordInputTells)
    if not text.strip():
        return Found()
    try:
        return _found((read_word(text),))
    except WordError as error:
        return Found(problems=(f"{error}.",))


def listed() -> Found:
    """Draw a field for many words and an uploader, and return the words of both."""
    left, right = st.columns(2)
    pasted = left.text_area(
        f"Names, one a line or between commas, up to {MOST_WORDS:,}", key="encode_words", height=100,
        placeholder="maria\nnorbert",
    )  # fmt: skip
    file = right.file_uploader(
        "Or a text file of them", type=["txt", "csv"], key="encode_words_file", max_upload_size=1
    )
    text, problems = pasted, []
    if file is not None:
        try:
            text = f"{text}\n{decoded(file.getvalue()[:_MOST_BYTES])}"
        except WordError as error:
            problems.append(f"{file.name}: {error}.")
    read = read_list(text)
    found = _found(read.words)
    return Found(found.pictures, (*problems, *read.problems))


def _found(words: tuple[str, ...]) -> Found:
    arrays = to_array(words)
    return Found(
        tuple(
            Given(f"{number} {word}", word.capitalize(), array, is_prepared=True)
            for number, (word, array) in enumerate(zip(words, arrays, strict=True), 1)
        )
    )
