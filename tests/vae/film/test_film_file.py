"""A run's film.npz: what goes in comes out nearly the same, within its size, and damage is noticed."""

import io

import numpy as np
import pytest
from PIL import Image

from vae.film import film_file
from vae.shape import MNIST, PictureShape


def arrays_of(count, grids=None, columns=10, **changed):
    """Return a film of `count` epochs whose pictures are smooth and differ from each other."""
    ramp = np.add.outer(np.arange(28), np.arange(28)) * 4
    levels = np.arange(count)[:, None, None, None, None] + 3 * np.arange(columns)[:, None, None]
    made = np.broadcast_to((ramp + levels) % 256, (count, 10, columns, 28, 28)).astype(np.uint8)
    arrays = {
        "epochs": np.arange(1, count + 1),
        "grid": made if grids is None else grids,
        "dimensions": np.tile([0, 1], (count, 1)),
        "xs": np.tile(np.linspace(-2.5, 2.5, columns), (count, 1)),
        "ys": np.tile(np.linspace(2.5, -2.5, 10), (count, 1)),
        "original_labels": np.arange(3, dtype=np.uint8),
        "originals": np.full((3, 28, 28), 7, np.uint8),
        "reconstructions": made[:, 0, :3],
    }
    return arrays | changed


@pytest.mark.parametrize("columns", [10, 3])
def test_every_picture_comes_back_in_its_place(tmp_path, columns):
    arrays = arrays_of(4, columns=columns)
    film_file.write(tmp_path, arrays)
    found = film_file.read(tmp_path, MNIST)
    for name, array in arrays.items():
        assert found[name].shape == array.shape
        tolerance = 12 if name in ("grid", "reconstructions") else 0
        np.testing.assert_allclose(found[name].astype(float), array, atol=tolerance)
    assert np.abs(found["grid"].astype(int) - arrays["grid"]).mean() < 2


def test_a_film_may_be_coarser_by_a_whole_factor_than_its_kind_is_drawn_now(tmp_path):
    film_file.write(tmp_path, arrays_of(2))
    found = film_file.read(tmp_path, PictureShape(56, 56, 1))
    assert found["grid"].shape == (2, 10, 10, 28, 28) and found["originals"].shape == (3, 28, 28)
    assert film_file.read(tmp_path, PictureShape(42, 42, 1)) is None


def test_originals_may_stay_out(tmp_path):
    arrays = arrays_of(2)
    del arrays["originals"]
    film_file.write(tmp_path, arrays)
    found = film_file.read(tmp_path, MNIST)
    assert "originals" not in found and found["original_labels"].tolist() == [0, 1, 2]


def test_a_film_stays_small_and_keeps_its_last_epoch(tmp_path):
    rng = np.random.default_rng(0)
    grids = rng.integers(0, 256, (9, 10, 3, 28, 28), np.uint8)
    arrays = arrays_of(9, grids, columns=3)
    for most_bytes, num_epochs in ((90_000, 5), (20_000, 1)):
        film_file.write(tmp_path, arrays, most_bytes)
        assert (tmp_path / film_file.FILM_FILE).stat().st_size <= most_bytes
        epochs = film_file.read(tmp_path, MNIST)["epochs"]
        assert epochs[-1] == 9 and len(epochs) == num_epochs and len(set(np.diff(epochs))) <= 1


def test_pictures_become_blurred_before_epochs_are_left_out(tmp_path):
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (60, 10, 10, 2, 2), np.uint8)
    grids = coarse.repeat(14, axis=3).repeat(14, axis=4)
    film_file.write(tmp_path, arrays_of(60, grids))
    found = film_file.read(tmp_path, MNIST)
    assert (tmp_path / film_file.FILM_FILE).stat().st_size <= film_file.MAX_FILM_BYTES
    assert len(found["epochs"]) == 60
    assert 0 < np.abs(found["grid"].astype(int) - grids).mean() < 30


@pytest.mark.parametrize(
    "changed",
    [
        {"original_labels": np.arange(4, dtype=np.uint8)},
        {"original_labels": np.array(["a", "b", "c"])},
        {"originals": np.zeros((2, 28, 28), np.uint8)},
        {"originals": np.zeros((3, 28, 28))},
        {"epochs": np.array([2, 1])},
        {"epochs": np.array([1, np.nan])},
        {"dimensions": np.zeros((2, 3), int)},
        {"xs": np.full((2, 10), np.inf)},
        {"xs": np.zeros((2, 9))},
        {"ys": np.full((2, 10), "a")},
    ],
)
def test_arrays_that_do_not_belong_together_are_no_film(tmp_path, changed):
    film_file.write(tmp_path, arrays_of(2, **changed))
    assert film_file.read(tmp_path, MNIST) is None


def test_damage_is_no_film(tmp_path):
    assert film_file.read(tmp_path, MNIST) is None
    film_file.write(tmp_path, arrays_of(2))
    content = (tmp_path / film_file.FILM_FILE).read_bytes()
    (tmp_path / film_file.FILM_FILE).write_bytes(content[: len(content) // 2])
    assert film_file.read(tmp_path, MNIST) is None
    np.savez(tmp_path / film_file.FILM_FILE, **arrays_of(2))
    assert film_file.read(tmp_path, MNIST) is None


def test_sheets_are_the_pictures_as_they_are_stored(tmp_path):
    assert film_file.read_sheets(tmp_path) is None
    film_file.write(tmp_path, arrays_of(3))
    epochs, sheets = film_file.read_sheets(tmp_path)
    assert epochs.tolist() == [1, 2, 3]
    for name, shape in {"grid": (280, 280), "reconstructions": (28, 84)}.items():
        with Image.open(io.BytesIO(sheets[name][1])) as image:
            pixels = np.asarray(image.convert("L"))
        stored = film_file.read(tmp_path, MNIST)[name][1]
        rows = stored if stored.ndim == 4 else stored[None]
        assert pixels.shape == shape and (pixels == rows.swapaxes(1, 2).reshape(shape)).all()
    np.savez(tmp_path / film_file.FILM_FILE, **arrays_of(2))
    assert film_file.read_sheets(tmp_path) is None, "no sheets"


def test_a_sheet_that_would_fill_the_memory_is_no_film(tmp_path, monkeypatch):
    film_file.write(tmp_path, arrays_of(2))
    monkeypatch.setattr(film_file, "_MOST_PIXELS", 280 * 280 - 1)
    assert film_file.read(tmp_path, MNIST) is None
