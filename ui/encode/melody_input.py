"""Melodies to encode: played on a keyboard, written into a piano roll, or read from a MIDI file."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import streamlit as st

from ui.encode.given import Found, Given
from ui.live import component
from ui.live.told import told
from vae.melody import midi
from vae.melody.tokens import NUM_TOKENS, STEPS, Note, of_notes, to_array
from vae.runs.store import Run
from vae.words import one_line

_FOLDER = Path(__file__).parent
_KEY, _KEPT, _FILE = "encode_melody", "encode_melody_kept", "encode_melody_read"
_INPUT = component.read(
    "melody_input", _FOLDER / "melody_input.js", "controls.css", "melody.css", _FOLDER / "melody_input.css"
)
_FIRST = of_notes([Note(4 * place, 4, pitch) for place, pitch in enumerate((76, 76, 77, 79, 79, 77, 76, 74))])
"""What stands there at first: how Beethoven's "Ode to Joy" begins."""
_MOST_NAME = 60


class PlayedMelody(TypedDict):
    """A melody: which one it was when it was last told, and its tokens now."""

    id: str
    tokens: list[int]


@dataclass(frozen=True)
class MelodyInputFacts:
    """What the keyboard is told: the melody to begin with."""

    id: str
    tokens: list[int]


class MelodyInputTells(TypedDict):
    """What the keyboard tells: the melody as it was played or written."""

    played: PlayedMelody


def ask(run: Run) -> Found:
    """Draw the keyboard and an uploader, and return the melody."""
    first: PlayedMelody = {"id": "first", "tokens": _FIRST.tolist()}
    kept: PlayedMelody = st.session_state.get(_KEPT, first)
    played = told(_KEY, MelodyInputTells).get("played")
    if played is not None and played["id"] == kept["id"] and _is_melody(played["tokens"]):
        kept = played
    above = st.container()  # the keyboard stands above the uploader, whose file it shows
    kept, problems, notes = _with_file(kept)
    st.session_state[_KEPT] = kept
    with above:
        component.mount(_INPUT, _KEY, MelodyInputFacts(kept["id"], kept["tokens"]), MelodyInputTells)
    if not any(token > 1 for token in kept["tokens"]):
        return Found(problems=problems)
    array = to_array(np.array([kept["tokens"]]))[0]
    key = "-".join(map(str, kept["tokens"]))
    return Found((Given(key, "Your melody", array, is_prepared=True),), problems, notes)


def _with_file(kept: PlayedMelody) -> tuple[PlayedMelody, tuple[str, ...], tuple[str, ...]]:
    """Draw the uploader; return its melody where the file is new, else what there is, with problems and remarks."""
    with st.expander("Or the tune of a MIDI file", icon=":material/audio_file:"):
        file = st.file_uploader("MIDI file", type=["mid", "midi"], key="encode_midi", max_upload_size=1)
    if file is None:
        st.session_state.pop(_FILE, None)
        return kept, (), ()
    name = one_line(file.name, _MOST_NAME)
    before = st.session_state.get(_FILE)
    if before is None or before[0] != file.file_id:
        try:
            read = midi.read(file.getvalue())
        except midi.MidiError as error:
            before = (file.file_id, (f"{name}: {error} Choose another file.",), ())
        else:
            before = (file.file_id, (), tuple(f"{name}: {remark}" for remark in read.remarks))
            kept = {"id": file.file_id, "tokens": read.tokens.tolist()}
        st.session_state[_FILE] = before
    return kept, before[1], before[2]


def _is_melody(tokens: list[int]) -> bool:
    """Return whether what a browser told is a melody."""
    return len(tokens) == STEPS and all(isinstance(token, int) and 0 <= token < NUM_TOKENS for token in tokens)
