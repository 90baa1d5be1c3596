"""MIDI files written and read."""

import io

import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vae.melody import melodies, midi
from vae.melody.tokens import Note, of_notes, to_notes

SCALE = of_notes([Note(4 * place, 4, pitch) for place, pitch in enumerate((60, 62, 64, 65, 67, 69, 71, 72))])


def _file(*tracks, ticks_per_beat=480, **fields):
    stream = io.BytesIO()
    mido.MidiFile(ticks_per_beat=ticks_per_beat, tracks=[mido.MidiTrack(track) for track in tracks], **fields).save(
        file=stream
    )
    return stream.getvalue()


def _notes(pitches, channel=0, ticks=480):
    return [
        mido.Message(kind, note=pitch, channel=channel, velocity=64, time=ticks if kind == "note_off" else 0)
        for pitch in pitches
        for kind in ("note_on", "note_off")
    ]


def test_what_is_written_is_read_back():
    for tokens in [SCALE, *melodies.read().test[:50]]:
        got = midi.read(midi.write(tokens[None]))
        shift = to_notes(tokens)[0].start
        wanted = [note._replace(start=note.start - shift) for note in to_notes(tokens)]
        if not got.remarks:
            assert to_notes(got.tokens) == wanted
        assert len(to_notes(got.tokens)) == len(wanted)
    assert midi.read(midi.write(SCALE[None])).remarks == ()


def test_a_medley_has_every_melody_at_its_time_and_tempo():
    file = mido.MidiFile(file=io.BytesIO(midi.write(np.stack([SCALE] * 3), tempo=120)))
    assert file.length == pytest.approx(3 * 8 * 0.5)
    assert sum(message.type == "note_on" for message in file.tracks[0]) == 24


def test_of_many_tracks_the_one_with_most_notes_is_taken_and_drums_are_left_out():
    tracks = (_notes([48]), _notes([60, 62, 64, 65]), _notes([38] * 9, channel=9))
    got = midi.read(_file(*tracks))
    assert [note.pitch for note in to_notes(got.tokens)] == [60, 62, 64, 65]
    assert got.remarks == ("Of 2 parts the one with most notes was taken.", "Drums were left out.")


def test_changes_of_tempo_leave_notes_in_their_places_and_other_metres_are_said():
    head = [mido.MetaMessage("time_signature", numerator=3, denominator=4)]
    head += [mido.MetaMessage("set_tempo", tempo=tempo, time=480) for tempo in (500_000, 250_000, 900_000)]
    got = midi.read(_file(head, _notes([60, 62, 64])))
    assert to_notes(got.tokens) == [Note(0, 4, 60), Note(4, 4, 62), Note(8, 4, 64)]
    assert got.remarks == (
        "Its changes of tempo were left out.",
        "It is written in 3/4: eight quarters of it were taken as two bars.",
    )


def test_melodies_in_other_keys_are_moved_to_the_white_keys_and_far_ones_by_octaves():
    got = midi.read(_file(_notes([62, 64, 66, 67, 69, 71, 73, 74])))  # D major
    assert {note.pitch % 12 for note in to_notes(got.tokens)} <= {0, 2, 4, 5, 7, 9, 11}
    assert "moved" in got.remarks[0]
    low = midi.read(_file(_notes([24, 26, 28])))
    assert len(to_notes(low.tokens)) == 3
    wide = midi.read(_file(_notes([24, 108, 60, 62])))
    assert wide.remarks[-1] == "Notes beyond that were moved by octaves."


def test_of_chords_the_top_and_of_long_files_the_first_two_bars_are_taken():
    chords = [mido.Message("note_on", note=note, time=0) for note in (60, 64, 67)]
    chords += [mido.Message("note_off", note=note, time=480 if note == 60 else 0) for note in (60, 64, 67)]
    got = midi.read(_file([*chords, *_notes([60] * 40)]))
    assert to_notes(got.tokens)[0] == Note(0, 4, 67)
    assert got.remarks == ("Of notes at once the highest was taken.", "The first two bars were taken.")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This is no MIDI file"),
        (b"\x89PNG\r\n", "This is no MIDI file"),
        (_file(_notes([60]))[:-9], "The MIDI file is damaged"),
        (b"MThd" + bytes(300_000), "The file has 300,004 bytes: 200,000 are read at most"),
        (_file(), "The file has no notes in it"),
        (_file([mido.MetaMessage("track_name", name="empty")]), "The file has no notes in it"),
        (_file(_notes([38, 40], channel=9)), "The file has drums only"),
        (b"MThd\0\0\0\6\0\1\0\1\xe7\x28MTrk\0\0\0\4\0\xff\x2f\0", "counts time in frames"),
        (b"MThd\0\0\0\6\0\1\0\1\0\0MTrk\0\0\0\4\0\xff\x2f\0", "damaged: it has no length of a beat"),
    ],
)
def test_what_is_no_melody_is_refused_in_a_sentence(content, message):
    with pytest.raises(midi.MidiError, match=message):
        midi.read(content)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_gives_a_melody_or_a_sentence(data):
    content = bytearray(_file(_notes([60, 62]), _notes([64, 61], channel=3)))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        got = midi.read(bytes(content))
    except midi.MidiError as error:
        assert str(error).endswith(".")
    else:
        assert to_notes(got.tokens)
