"""Melodies as sound: a plucked string, as a WAV file."""

import io
import wave

import numpy as np

from vae.melody.midi import TEMPO
from vae.melody.tokens import STEPS, STEPS_A_BEAT, Note, to_notes

RATE = 44_100
"""Samples a second."""
_ATTACK, _RELEASE = 0.004, 0.04
"""Seconds in which a note swells and dies away: at once, it would click."""
_OVERTONES = tuple((number, number**-1.6, 0.6 + 0.7 * number) for number in range(1, 8))
"""Of a string: number, strength, and how much of it dies away in a second, as an exponent."""
_LOUDNESS = 0.25


def samples(melodies: np.ndarray, tempo: float = TEMPO) -> np.ndarray:
    """Return how melodies sound one after the other, float32 [samples] in [-1, 1].

    What rings beyond the end is added to the beginning, so that a player can go round without a gap.

    Args:
        melodies: tokens, int [n, 32].
        tempo: quarters a minute.
    """
    step = 60 / tempo / STEPS_A_BEAT
    sound = np.zeros(round(len(melodies) * STEPS * step * RATE), np.float32)
    for index, tokens in enumerate(melodies):
        for note in to_notes(tokens):
            start = round((index * STEPS + note.start) * step * RATE)
            heard = _pluck(note, note.length * step)
            np.add.at(sound, (start + np.arange(len(heard))) % len(sound), heard)
    return np.clip(sound, -1, 1)


def wav(melodies: np.ndarray, tempo: float = TEMPO) -> bytes:
    """Return melodies as a WAV file, one channel of 16 bits; arguments as of `samples`."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.round(32_767 * samples(melodies, tempo)).astype("<i2").tobytes())
    return stream.getvalue()


def _pluck(note: Note, seconds: float) -> np.ndarray:
    time = np.arange(round((seconds + _RELEASE) * RATE), dtype=np.float32) / RATE
    frequency = 440 * 2 ** ((note.pitch - 69) / 12)
    sound = sum(
        strength * np.sin(2 * np.pi * frequency * number * time) * np.exp(-decay * time)
        for number, strength, decay in _OVERTONES
    )
    swell = np.minimum(time / _ATTACK, 1) * np.clip((seconds + _RELEASE - time) / _RELEASE, 0, 1)
    return _LOUDNESS * sound * swell
