"""Selections as files: read back with the standard library, NumPy and Pillow."""

import csv
import io

import numpy as np
import pytest
from PIL import Image

from vae.figures import selection_files
from vae.figures.views import View, read_view
from vae.latent.latents import Latents

CODES = np.array([[0.5, -1.25], [2.0, 3.0], [4.0, 5.5]], np.float32)
LABELS = np.array([7, 1, 3], np.uint8)
SCORES = np.array([100.5, 90.25, 80.0], np.float32)
LATENTS = Latents(CODES, CODES - 1, LABELS, SCORES, SCORES / 10)
CHOSEN = np.array([2, 0])
VIEW = View("atlas", {"run": "some-run"})


def test_the_table_has_one_row_a_point():
    header, *rows = list(csv.reader(io.StringIO(selection_files.to_csv(LATENTS, CHOSEN).decode())))
    assert header == ["index", "label", "z1", "z2", "reconstruction", "kl", "neg_elbo"]
    assert rows == [["2", "3", "4", "5.5", "80", "8", "88"], ["0", "7", "0.5", "-1.25", "100.5", "10.05", "110.55"]]


def test_scores_that_are_missing_are_left_out():
    plain = Latents(CODES, None, LABELS)
    assert selection_files.to_csv(plain, CHOSEN).splitlines()[0] == b"index,label,z1,z2"
    with np.load(io.BytesIO(selection_files.to_npz(plain, CHOSEN, VIEW))) as file:
        assert set(file) == {"view", "index", "label", "z_mean"}


def test_the_arrays_come_back():
    with np.load(io.BytesIO(selection_files.to_npz(LATENTS, CHOSEN, VIEW))) as file:
        arrays = dict(file)
    assert set(arrays) == {"view", "index", "label", "z_mean", "z_log_var", "reconstruction", "kl", "neg_elbo"}
    np.testing.assert_array_equal(arrays["index"], CHOSEN)
    np.testing.assert_array_equal(arrays["z_log_var"], CODES[CHOSEN] - 1)
    np.testing.assert_array_equal(arrays["neg_elbo"], (SCORES + SCORES / 10)[CHOSEN])


@pytest.mark.parametrize(("count", "size"), [(1, (28, 28)), (3, (58, 58)), (5, (88, 58))])
def test_a_sheet_holds_every_picture(count, size):
    pictures = np.stack([np.full((28, 28), (number + 1) / 8) for number in range(count)])
    sheet = np.asarray(Image.open(io.BytesIO(selection_files.to_png(pictures, VIEW))))
    assert sheet.shape[::-1] == size
    assert read_view(selection_files.to_png(pictures, VIEW)) == VIEW
    columns = (size[0] + 2) // 30
    for number in range(count):
        cell = sheet[number // columns * 30 :, number % columns * 30 :][:28, :28]
        assert (cell == round(255 * (number + 1) / 8)).all()


def test_pictures_of_bytes_stay_as_they_are_and_there_is_a_limit(monkeypatch):
    monkeypatch.setattr(selection_files, "MAX_SHEET_PICTURES", 4)
    pictures = np.random.default_rng(0).integers(0, 256, (9, 28, 28), np.uint8)
    sheet = selection_files.sheet(pictures)
    assert sheet.shape == (58, 58)
    np.testing.assert_array_equal(sheet[30:, 30:], pictures[3])
