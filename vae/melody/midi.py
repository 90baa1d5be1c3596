"""Melodies as MIDI files: written, and any file's tune read as two bars, with what was done to it in words."""

import io
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from vae.melody.tokens import LOWEST, NUM_PITCHES, STEPS, STEPS_A_BEAT, Note, of_notes, to_notes

MOST_BYTES = 200_000
"""Of a file: songs have fewer, and reading takes a second for as many."""
TEMPO = 160
"""Quarters a minute, as reels are played."""
_TICKS_A_STEP = 120
_DRUMS = 9
_DUPLE = ((4, 4), (2, 4), (2, 2))
_WHITE = frozenset((0, 2, 4, 5, 7, 9, 11))


class MidiError(ValueError):
    """A file holds no melody that can be read; the message says why."""


@dataclass(frozen=True)
class ReadMelody:
    """The melody of a file.

    Attributes:
        tokens: its first two bars, int8 [32].
        remarks: what was left out or moved, a sentence each.
    """

    tokens: np.ndarray
    remarks: tuple[str, ...]


def write(melodies: np.ndarray, tempo: float = TEMPO) -> bytes:
    """Return melodies as one MIDI file, one after the other.

    Args:
        melodies: tokens, int [n, 32].
        tempo: quarters a minute.
    """
    import mido

    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo))])
    now = 0
    for index, tokens in enumerate(melodies):
        for note in to_notes(tokens):
            start = (index * STEPS + note.start) * _TICKS_A_STEP
            track.append(mido.Message("note_on", note=note.pitch, velocity=80, time=start - now))
            track.append(mido.Message("note_off", note=note.pitch, velocity=0, time=note.length * _TICKS_A_STEP))
            now = start + note.length * _TICKS_A_STEP
    track.append(mido.MetaMessage("end_of_track", time=len(melodies) * STEPS * _TICKS_A_STEP - now))
    stream = io.BytesIO()
    mido.MidiFile(type=0, ticks_per_beat=_TICKS_A_STEP * STEPS_A_BEAT, tracks=[track]).save(file=stream)
    return stream.getvalue()


def read(content: bytes) -> ReadMelody:
    """Read the first two bars of a file's tune: the highest notes of the channel that has most.

    Places are counted in quarters, so that a file's tempo, and every change of it, leaves them where they are.

    Raises:
        MidiError: it is no MIDI file, damaged, too large, or has no notes but drums.
    """
    midi = _opened(content)
    parts, drums = _parts(midi)
    if not parts:
        raise MidiError(
            "The file has drums only: a melody needs notes of a pitch." if drums else "The file has no notes in it."
        )
    remarks = [f"Of {len(parts)} parts the one with most notes was taken."] if len(parts) > 1 else []
    if drums:
        remarks.append("Drums were left out.")
    remarks += _remarks_on_time(midi)
    notes = _first_bars(max(parts.values(), key=len), midi.ticks_per_beat, remarks)
    return ReadMelody(of_notes(_in_range(notes, remarks)), tuple(remarks))


def _opened(content: bytes) -> Any:
    import mido

    if len(content) > MOST_BYTES:
        raise MidiError(f"The file has {len(content):,} bytes: {MOST_BYTES:,} are read at most.")
    if not content.startswith((b"MThd", b"RIFF")):
        raise MidiError("This is no MIDI file: it does not begin as one.")
    try:
        midi = mido.MidiFile(file=io.BytesIO(content[content.find(b"MThd") :]), clip=True)
    except Exception as error:  # mido lets through whatever a damaged file makes of its bytes
        raise MidiError("The MIDI file is damaged: it cannot be read to its end.") from error
    if midi.ticks_per_beat == 0:
        raise MidiError("The MIDI file is damaged: it has no length of a beat.")
    if not 0 < midi.ticks_per_beat < 32_768:
        raise MidiError("The MIDI file counts time in frames of film, not in beats.")
    return midi


def _parts(midi: Any) -> tuple[dict[tuple[int, int], list[tuple[int, int, int]]], bool]:
    """Return every part's notes, start and end in ticks and pitch, by track and channel, and whether it has drums."""
    parts: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    has_drums = False
    for index, track in enumerate(midi.tracks):
        now = 0
        sounding: dict[tuple[int, int], int] = {}
        for message in track:
            now += message.time
            if message.type not in ("note_on", "note_off"):
                continue
            if message.channel == _DRUMS:
                has_drums = True
                continue
            key = (message.channel, message.note)
            if key in sounding:  # ends, or begins anew without having ended
                parts[index, message.channel].append((sounding.pop(key), now, message.note))
            if message.type == "note_on" and message.velocity > 0:
                sounding[key] = now
        for (channel, pitch), start in sounding.items():
            parts[index, channel].append((start, now, pitch))
    return dict(parts), has_drums


def _remarks_on_time(midi: Any) -> list[str]:
    messages = [message for track in midi.tracks for message in track if message.is_meta]
    remarks = []
    if sum(message.type == "set_tempo" for message in messages) > 1:
        remarks.append("Its changes of tempo were left out.")
    metres = {(one.numerator, one.denominator) for one in messages if one.type == "time_signature"}
    other = next((metre for metre in sorted(metres) if metre not in _DUPLE), None)
    if other:
        remarks.append(f"It is written in {other[0]}/{other[1]}: eight quarters of it were taken as two bars.")
    return remarks


def _first_bars(part: list[tuple[int, int, int]], ticks_per_beat: int, remarks: list[str]) -> list[Note]:
    """Return the notes of two bars from the first note on; of several at once the highest."""
    step = ticks_per_beat / STEPS_A_BEAT
    first = min(start for start, _, _ in part)
    at_once: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end, pitch in part:
        place = round((start - first) / step)
        if place < STEPS:
            at_once[place].append((pitch, max(1, round((end - start) / step))))
    if any(len(notes) > 1 for notes in at_once.values()):
        remarks.append("Of notes at once the highest was taken.")
    if max(end for _, end, _ in part) - first > (STEPS + 0.5) * step:
        remarks.append("The first two bars were taken.")
    return [Note(place, max(notes)[1], max(notes)[0]) for place, notes in sorted(at_once.items())]


def _in_range(notes: list[Note], remarks: list[str]) -> list[Note]:
    """Return notes on the white keys, as the melodies are that networks learn from, and in their range."""
    counts = Counter(note.pitch % 12 for note in notes)

    def num_white(shift: int) -> int:
        return sum(count for pitch, count in counts.items() if (pitch + shift) % 12 in _WHITE)

    shift = max(range(-5, 7), key=lambda shift: (num_white(shift), -abs(shift)))
    middle = float(np.mean([note.pitch for note in notes])) + shift
    shift += 12 * round((LOWEST + NUM_PITCHES / 2 - 1 - middle) / 12) if not _fits(notes, shift) else 0
    if shift:
        way = "up" if shift > 0 else "down"
        semitones = f"{abs(shift)} semitone{'' if abs(shift) == 1 else 's'}"
        remarks.append(f"It was moved {way} by {semitones}, to the white keys between G3 and F♯6.")
    moved = [note._replace(pitch=note.pitch + shift) for note in notes]
    highest = LOWEST + NUM_PITCHES - 1
    folded = [note._replace(pitch=_folded(note.pitch, highest)) for note in moved]
    if folded != moved:
        remarks.append("Notes beyond that were moved by octaves.")
    return folded


def _fits(notes: list[Note], shift: int) -> bool:
    return all(LOWEST <= note.pitch + shift < LOWEST + NUM_PITCHES for note in notes)


def _folded(pitch: int, highest: int) -> int:
    if pitch < LOWEST:
        return pitch + 12 * -(-(LOWEST - pitch) // 12)
    return pitch - 12 * -(-(pitch - highest) // 12) if pitch > highest else pitch
