"""Words to encode: one that is typed, encoded with every letter, or a list that is pasted or uploaded."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import streamlit as st

from ui.encode.given import Found, Given
from ui.live import component
from ui.live.told import told
from vae.runs.store import Run
from vae.word.alphabet import LENGTH, to_array
from vae.word.reading import MOST_WORDS, WordError, decoded, read_list, read_word
from vae.words import one_line

FIRST = "maria"
"""What stands in the field at first."""
_FOLDER = Path(__file__).parent
_KEY = "encode_word"
_FIELD = component.read("word_input", _FOLDER / "word_input.js", "controls.css", _FOLDER / "word_input.css")
_MOST_BYTES = 1_000_000
_MOST_NAME = 60


@dataclass(frozen=True)
class WordInputFacts:
    """What the field is told: the word that stands in it at first, and how many letters a word has at most."""

    text: str
    most: int


class WordInputTells(TypedDict):
    """What the field tells: its text."""

    text: str


def ask(run: Run) -> Found:
    """Draw the field, and folded below it a longer one and an uploader for many names; return the names of all."""
    kept = st.session_state.get("encode_word_kept", FIRST)
    text = told(_KEY, WordInputTells).get("text", kept)
    st.session_state["encode_word_kept"] = text
    component.mount(_FIELD, _KEY, WordInputFacts(kept, LENGTH), WordInputTells)
    with st.expander("Many names", icon=":material/list:"):
        listed, problems = _listed()
    words = []
    if text.strip():
        try:
            words.append(read_word(text))
        except WordError as error:
            problems.insert(0, f"{error}.")
    read = read_list(listed)
    return _found((*words, *read.words), (*problems, *read.problems))


def _listed() -> tuple[str, list[str]]:
    left, right = st.columns(2)
    text = left.text_area(
        f"One a line or between commas, up to {MOST_WORDS:,}", key="encode_words", height=100,
        placeholder="maria\nnorbert",
    )  # fmt: skip
    file = right.file_uploader("Or a text file of them", type=["txt"], key="encode_words_file", max_upload_size=1)
    if file is None:
        return text, []
    try:
        return f"{text}\n{decoded(file.getvalue()[:_MOST_BYTES])}", []
    except WordError as error:
        return text, [f"{one_line(file.name, _MOST_NAME)}: {error}."]


def _found(words: tuple[str, ...], problems: tuple[str, ...]) -> Found:
    given = (
        Given(f"{number} {word}", word.capitalize(), array, is_prepared=True)
        for number, (word, array) in enumerate(zip(words, to_array(words), strict=True), 1)
    )
    return Found(tuple(given), problems)
