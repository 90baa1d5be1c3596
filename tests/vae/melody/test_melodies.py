"""The melodies that ship."""

import csv

import numpy as np
import pytest

from vae.melody import melodies, tokens
from vae.melody.measures import in_scale_share


@pytest.fixture(scope="module")
def arrays():
    with np.load(melodies.FILE) as file:
        return {name: file[name] for name in file.files}


def test_melodies_are_arrays_in_four_kinds_of_tune():
    train, train_labels, test, test_labels = melodies.load()
    assert train.shape == (melodies.NUM_TRAINING, *tokens.SHAPE) and len(train_labels) == len(train)
    assert test.shape[1:] == tokens.SHAPE and len(test_labels) == len(test) > 2000
    assert set(train_labels) == set(test_labels) == set(range(len(melodies.CLASS_NAMES)))
    assert melodies.FILE.stat().st_size < 600_000


def test_no_tune_and_no_two_bars_are_on_both_sides(arrays):
    assert not set(arrays["tune_train"]) & set(arrays["tune_test"])
    assert not {one.tobytes() for one in arrays["x_train"]} & {one.tobytes() for one in arrays["x_test"]}


def test_the_table_of_tunes_says_where_every_melody_is_from(arrays):
    with (melodies.FILE.parent / "tunes.csv").open(newline="") as file:
        tunes = list(csv.DictReader(file))
    for part, held_out in (("train", "0"), ("test", "1")):
        numbers, counts = np.unique(arrays[f"tune_{part}"], return_counts=True)
        assert {tunes[number]["held_out"] for number in numbers} == {held_out}
        assert [int(tunes[number]["windows"]) for number in numbers] == counts.tolist()
        kinds = [tunes[number]["kind"] for number in arrays[f"tune_{part}"]]
        assert kinds == [melodies.CLASS_NAMES[label] for label in arrays[f"y_{part}"]]
    titles = [{tune["title"].lower() for tune in tunes if tune["held_out"] == side} - {""} for side in "01"]
    assert not titles[0] & titles[1]


def test_melodies_are_in_one_scale_with_nothing_held_before_a_note(arrays):
    for melody in (arrays["x_train"], arrays["x_test"]):
        assert in_scale_share(tokens.to_array(melody)) > 0.99
        assert (melody[:, 0] != tokens.HOLD).mean() > 0.999
        assert not ((melody[:, 1:] == tokens.HOLD) & (melody[:, :-1] == tokens.REST)).any()
