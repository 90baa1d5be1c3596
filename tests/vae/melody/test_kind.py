"""Melodies as a kind of outputs."""

import numpy as np
import pytest

from vae.data import datasets
from vae.kind import KINDS
from vae.melody import midi
from vae.melody.tokens import Note, of_notes, to_array, to_notes
from vae.presets import PRESETS

MELODY = KINDS["melody"]
SCALE = of_notes([Note(4 * place, 4, pitch) for place, pitch in enumerate((60, 62, 64, 65, 67, 69, 71, 73))])


def test_a_melody_is_drawn_told_and_saved():
    values = to_array(SCALE[None])
    assert MELODY.draw(values).shape == (1, 72, 96) == (1, *MELODY.raster(datasets.shape("melodies")).array)
    assert MELODY.texts(np.concatenate([values, to_array(np.zeros((1, 32), np.int8))])) == [
        "8 notes, 7 of them in the scale of C major",
        "No notes",
    ]
    shift = midi.read(MELODY.files[".mid"](values[0]))
    assert len(to_notes(shift.tokens)) == 8


def test_what_comes_back_is_measured_and_samples_beside_held_out_tunes():
    data = datasets.load("melodies", download=False)
    held_out = data.test_images[:300]
    outputs = held_out.copy()
    outputs[:150] = held_out[150:]
    found = MELODY.measures(data.train_images, held_out, outputs, data.train_images[:100])
    assert found["melodies_exact"] == 0.5 and 0.5 < found["steps_right"] < 0.9 > found["notes_right"]
    assert found["already_known"] == 1 and found["in_scale_data"] > 0.98
    assert found["num_notes"] == pytest.approx(found["num_notes_data"], abs=1)


def test_the_preset_is_of_the_data_set():
    config = PRESETS["melodies-24d"].config
    assert datasets.configured({}, {"name": "a", "dataset": "melodies"}).kind == config.kind == "melody"
    assert config.shape == datasets.shape("melodies") and config.num_classes == len(datasets.class_names("melodies"))
