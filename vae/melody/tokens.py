"""Melodies as arrays: a row a sixteenth, a column a token, which is a rest, a hold or a note that begins."""

from typing import NamedTuple

import numpy as np

STEPS = 32
"""Sixteenths of two bars."""
STEPS_A_BEAT = 4
REST, HOLD, FIRST_NOTE = 0, 1, 2
LOWEST, NUM_PITCHES = 55, 36
"""MIDI pitches from G below middle C, a fiddle's lowest string, up by semitones."""
NUM_TOKENS = FIRST_NOTE + NUM_PITCHES
SHAPE = (STEPS, NUM_TOKENS)
_NAMES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")


class Note(NamedTuple):
    """One note.

    Attributes:
        start: sixteenth that it begins at, from 0.
        length: sixteenths that it lasts.
        pitch: MIDI number.
    """

    start: int
    length: int
    pitch: int


def pitch_class_name(pitch: int) -> str:
    """Return how a pitch is called whatever its octave, such as "C"."""
    return _NAMES[pitch % 12]


def to_array(tokens: np.ndarray) -> np.ndarray:
    """Return tokens, int [n, 32], as arrays, uint8 [n, 32, 38]: 255 for the token of a sixteenth, else 0."""
    return 255 * np.eye(NUM_TOKENS, dtype=np.uint8)[tokens]


def to_tokens(values: np.ndarray) -> np.ndarray:
    """Return the likeliest token of every sixteenth, int8 [n, 32].

    Args:
        values: one number a token and sixteenth, the larger the likelier, [n, 32, 38].
    """
    return values.argmax(axis=-1).astype(np.int8)


def to_notes(tokens: np.ndarray) -> list[Note]:
    """Return the notes of one melody, int [32]; what is held where nothing sounds is a rest."""
    notes: list[Note] = []
    is_sounding = False
    for step, token in enumerate(tokens.tolist()):
        if token >= FIRST_NOTE:
            notes.append(Note(step, 1, token - FIRST_NOTE + LOWEST))
            is_sounding = True
        elif token == HOLD and is_sounding:
            notes[-1] = notes[-1]._replace(length=notes[-1].length + 1)
        else:
            is_sounding = False
    return notes


def of_notes(notes: list[Note]) -> np.ndarray:
    """Return one melody's tokens, int8 [32]: a note ends where the next begins, and of two at once the later counts.

    Raises:
        ValueError: a note lies outside the two bars or the pitches.
    """
    tokens = np.full(STEPS, REST, np.int8)
    for note in sorted(notes):
        if not 0 <= note.start < STEPS or not LOWEST <= note.pitch < LOWEST + NUM_PITCHES:
            raise ValueError(
                f"a note must begin at sixteenth 0 to {STEPS - 1} and have pitch {LOWEST} to "
                f"{LOWEST + NUM_PITCHES - 1}, got {note.start} and {note.pitch}"
            )
        tokens[note.start :] = REST
        tokens[note.start] = FIRST_NOTE + note.pitch - LOWEST
        tokens[note.start + 1 : note.start + note.length] = HOLD
    return tokens
