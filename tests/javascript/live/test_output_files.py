"""What the browser saves of an output is what Python would: MIDI to the last byte, tables and letters."""

import csv
import io

import numpy as np

from tests.support.node import in_node
from vae.kind import KINDS
from vae.melody import melodies, midi
from vae.melody.tokens import to_array
from vae.motion import rules

MADE = """async ([kind, values]) => {
  const files = {};
  for (const { suffix, make } of KINDS[kind].files.filter(({ suffix }) => suffix !== ".wav")) {
    const made = await make(Float32Array.from(values.flat()));
    files[suffix] = typeof made === "string" ? made : Array.from(made);
  }
  return files;
}"""


def _made(kind, values):
    return in_node({"ui/live/kinds.js": "KINDS"}, MADE, [kind, np.asarray(values, np.float64).tolist()])


def test_kinds_have_the_same_files_in_the_browser_as_in_python_but_for_sound():
    suffixes = in_node(
        {"ui/live/kinds.js": "KINDS"},
        """() => Object.fromEntries(Object.entries(KINDS).map(
          ([name, { files = [] }]) => [name, files.map(({ suffix }) => suffix)]))""",
    )
    assert suffixes == {name: [*kind.files, *[".wav"] * (name == "melody")] for name, kind in KINDS.items()}


def test_a_melody_is_the_midi_file_that_python_writes():
    tokens = melodies.read().test[:3]
    silent = np.zeros((1, 32), tokens.dtype)
    for melody in (*tokens[:, None], silent):
        made = bytes(_made("melody", to_array(melody)[0] / 255)[".mid"])
        assert made == midi.write(melody, 160)


def test_a_motion_is_the_table_that_python_writes():
    values = rules.motions(2, 0)[0].astype(np.float32)
    for motion in values:
        made, expected = (
            list(csv.reader(io.StringIO(text)))
            for text in (_made("motion", motion)[".csv"], KINDS["motion"].files[".csv"](motion).decode())
        )
        assert made[0] == expected[0] and len(made) == len(expected) == 41
        np.testing.assert_allclose(np.array(made[1:], float), np.array(expected[1:], float), atol=2e-5)


def test_a_word_is_its_letters():
    values = np.zeros((10, 27))
    values[np.arange(10), [1, 14, 14, 1, 0, 0, 0, 0, 0, 0]] = 1
    assert _made("word", values)[".txt"] == KINDS["word"].files[".txt"](values).decode() == "Anna\n"
