"""Melodies as arrays and as notes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vae.melody import tokens
from vae.melody.tokens import FIRST_NOTE, HOLD, LOWEST, NUM_PITCHES, REST, STEPS, Note


def test_an_array_has_one_token_a_sixteenth_and_is_read_back():
    melody = np.array([[FIRST_NOTE + 5, *[HOLD] * 3, *[REST] * 28]], np.int8)
    array = tokens.to_array(melody)
    assert array.shape == (1, *tokens.SHAPE) and array.dtype == np.uint8
    assert (array.sum(axis=-1) == 255).all() and array[0, 0, FIRST_NOTE + 5] == 255
    np.testing.assert_array_equal(tokens.to_tokens(array / 255), melody)


def test_notes_have_beginnings_lengths_and_pitches_and_a_hold_after_a_rest_is_silent():
    melody = np.full(STEPS, REST)
    melody[2:5], melody[5], melody[8] = (FIRST_NOTE, HOLD, HOLD), FIRST_NOTE + 12, HOLD
    assert tokens.to_notes(melody) == [Note(2, 3, LOWEST), Note(5, 1, LOWEST + 12)]


@given(st.lists(st.tuples(st.integers(0, STEPS - 1), st.integers(1, 40), st.integers(0, NUM_PITCHES - 1)), max_size=40))
def test_any_notes_become_a_melody_of_notes_that_do_not_overlap(given_notes):
    melody = tokens.of_notes([Note(start, length, LOWEST + pitch) for start, length, pitch in given_notes])
    notes = tokens.to_notes(melody)
    assert {note.start for note in notes} == {start for start, _, _ in given_notes}
    assert all(first.start + first.length <= second.start for first, second in zip(notes, notes[1:], strict=False))
    np.testing.assert_array_equal(tokens.of_notes(notes), melody)


@pytest.mark.parametrize("note", [Note(STEPS, 1, 60), Note(-1, 1, 60), Note(0, 1, LOWEST - 1), Note(0, 1, 91)])
def test_a_note_outside_the_two_bars_or_the_pitches_is_refused(note):
    with pytest.raises(ValueError, match="a note must begin at sixteenth 0 to 31 and have pitch 55 to 90"):
        tokens.of_notes([note])


def test_middle_c_and_concert_pitch_have_their_names():
    assert [tokens.pitch_class_name(pitch) for pitch in (60, 69, 78)] == ["C", "A", "F♯"]
