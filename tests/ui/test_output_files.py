"""Outputs are saved as files of their kind; pictures have none of their own."""

import numpy as np
import pytest
import streamlit as st

from ui.shell import output_files
from vae.melody import midi
from vae.melody.tokens import Note, of_notes, to_array, to_notes
from vae.runs import store

SCALE = of_notes([Note(4 * place, 4, pitch) for place, pitch in enumerate((60, 62, 64, 65, 67, 69, 71, 72))])


@pytest.fixture
def offered(monkeypatch):
    """Return the buttons drawn: contents by label, with their file names."""
    buttons = {}
    monkeypatch.setattr(
        st, "download_button", lambda label, data, file_name, *_, **__: buttons.update({label: (data, file_name)})
    )
    return buttons


def test_a_melody_is_saved_where_it_is_shown_and_a_path_as_a_medley(offered):
    run = store.load_run("melodies-24d")
    output_files.offer(run, "here", lambda: to_array(SCALE[None])[0])
    assert {label: name for label, (_, name) in offered.items()} == {"Melody as .mid": "melodies-24d-melody.mid"}
    np.testing.assert_array_equal(midi.read(offered["Melody as .mid"][0]()).tokens, SCALE)
    output_files.offer_in_turn(run, "path", "Straight line", lambda: to_array(np.stack([SCALE, SCALE])) / 255)
    contents, name = offered["Straight line as .mid"]
    assert name == "melodies-24d-straight-line.mid"
    assert "The first two bars were taken." in midi.read(contents()).remarks
    assert len(to_notes(midi.read(contents()).tokens)) == 8


def test_runs_of_pictures_offer_nothing(offered):
    run = store.load_run("mnist-2d")
    output_files.offer(run, "here", lambda: np.zeros((28, 28)))
    output_files.offer_in_turn(run, "path", "Arc", lambda: np.zeros((2, 28, 28)))
    assert not offered
