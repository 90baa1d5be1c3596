"""Melodies as sound."""

import io
import wave

import numpy as np

from vae.melody import sound
from vae.melody.tokens import Note, of_notes

MELODY = of_notes([Note(0, 8, 69), Note(8, 8, 81), Note(16, 16, 69)])


def test_notes_sound_at_their_pitch_for_their_time():
    heard = sound.samples(MELODY[None], tempo=120)
    assert len(heard) == 4 * sound.RATE
    for start, frequency in ((0.1, 440), (1.1, 880), (2.1, 440)):
        part = heard[round(start * sound.RATE) :][: sound.RATE // 2]
        loudest = np.abs(np.fft.rfft(part)).argmax() * 2
        assert abs(loudest - frequency) <= 2


def test_melodies_go_round_without_a_gap_or_a_click():
    heard = np.tile(sound.samples(MELODY[None], tempo=120), 2)
    seam = len(heard) // 2
    steps = np.abs(np.diff(heard))
    assert steps[seam - 50 : seam + 50].max() <= steps.max() < 0.2  # as between any two notes
    loudness = np.sqrt(np.convolve(heard**2, np.ones(441) / 441, "same"))
    assert loudness[seam - 2000 : seam + 2000].min() > 0.005
    assert np.abs(heard).max() <= 1


def test_a_file_has_all_melodies_one_after_the_other():
    with wave.open(io.BytesIO(sound.wav(np.stack([MELODY] * 3), tempo=240))) as file:
        assert file.getnframes() == 6 * sound.RATE and file.getframerate() == sound.RATE
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
