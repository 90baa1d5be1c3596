"""Replay: the film of any run, the same plane through all of it, and a box that holds it."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tests.support.synthetic_film import first_frames, synthetic_film
from vae.config import RunConfig
from vae.data.dataset import DataError
from vae.film import film_file
from vae.film.film_file import FILM_FILE
from vae.film.replay import aligned_plane, film_box, film_of_frames, film_of_run, film_plane
from vae.latent.planes import Plane, principal_plane
from vae.prior.shapes import CELLS, EXTENT
from vae.runs import run_data, store

MOVING = {"grids": "grid", "grid_dimensions": "dimensions", "grid_xs": "xs", "grid_ys": "ys"}


@pytest.fixture
def run(save_tiny_run, tmp_path):
    return save_tiny_run(tmp_path / "tiny")


def save_pictures(run, epochs, **changed):
    """Write a film.npz as training does, for some epochs; the grid of epoch e is all e."""
    count = len(epochs)
    levels = np.array(epochs, np.uint8)
    arrays = {
        "epochs": np.array(epochs, np.int32),
        "grid": np.broadcast_to(levels[:, None, None, None, None], (count, 10, 10, 28, 28)),
        "dimensions": np.tile([0, 1], (count, 1)),
        "xs": np.tile(np.linspace(-2.5, 2.5, 10), (count, 1)),
        "ys": np.tile(np.linspace(2.5, -2.5, 10), (count, 1)),
        "originals": np.full((10, 28, 28), 7, np.uint8),
        "original_labels": np.arange(10, dtype=np.uint8),
        "reconstructions": np.broadcast_to(levels[:, None, None, None], (count, 10, 28, 28)),
    }
    film_file.write(run.folder, {name: array for name, array in (arrays | changed).items() if array is not None})


@pytest.mark.parametrize("name", ["mnist-2d", "mnist-2d-conditional", "mnist-16d", "fashion-2d"])
def test_a_shipped_run_has_its_whole_film(name, monkeypatch, tmp_path):
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    run = store.load_run(name)
    assert "originals" not in film_file.read(run.folder, run.config.shape)
    film, frames = film_of_run(run), store.load_frames(run)
    np.testing.assert_array_equal(film.codes, frames.codes)
    np.testing.assert_array_equal(film.epochs, frames.epochs)
    assert film.grids.shape == (len(frames.epochs), 10, 10, 28, 28) and film.grids.max() > 200
    assert film.originals is None and film.reconstructions.shape[1] == len(film.original_labels) == 10
    assert film.num_epochs == run.config.epochs and film.is_conditional == run.config.conditional
    history = store.load_history(run)
    np.testing.assert_allclose(film.neg_elbo, history["val_reconstruction"] + history["val_kl"])


def test_a_run_without_pictures_gives_a_film_of_codes(run):
    film = film_of_run(run)
    np.testing.assert_array_equal(film.codes, store.load_frames(run).codes)
    assert film.grids is film.originals is film.reconstructions is None and film.has_prior


def test_originals_that_a_film_leaves_out_come_from_the_data_set(run, digits, monkeypatch):
    save_pictures(run, [1, 2], originals=None)
    film = film_of_run(run)
    for label in range(10):
        image = digits.test_images[int(np.argmax(digits.test_labels == label))]
        np.testing.assert_array_equal(film.originals[label], image)
    monkeypatch.setattr(run_data, "load_of", lambda *_, **__: (_ for _ in ()).throw(DataError("gone")))
    film = film_of_run(run)
    assert film.originals is None and film.reconstructions is not None


def test_the_pictures_of_a_run_come_beside_its_codes(run):
    save_pictures(run, [1, 2])
    film = film_of_run(run)
    assert film.epochs.tolist() == [1, 2]
    assert film.grids.shape == (2, 10, 10, 28, 28) and film.grids[:, 0, 0, 0, 0].tolist() == [1, 2]
    assert film.reconstructions[:, 0, 0, 0].tolist() == [1, 2] and film.originals[0, 0, 0] == 7
    np.testing.assert_array_equal(film.codes, store.load_frames(run).codes)


def test_a_film_has_the_epochs_that_both_files_hold(run):
    save_pictures(run, [2, 5])
    film = film_of_run(run)
    assert film.epochs.tolist() == [2] and film.grids[:, 0, 0, 0, 0].tolist() == [2]
    assert film.codes.shape[0] == len(film.grid_xs) == 1
    save_pictures(run, [5, 6])
    assert film_of_run(run).epochs.tolist() == [1, 2] and film_of_run(run).grids is None


def test_damaged_pictures_leave_the_codes(run):
    save_pictures(run, [1, 2])
    content = (run.folder / FILM_FILE).read_bytes()
    (run.folder / FILM_FILE).write_bytes(content[: len(content) // 2])
    assert film_of_run(run).grids is None


def test_frames_of_a_training_under_way_become_the_same_film():
    film = synthetic_film(4)
    frames = [
        SimpleNamespace(
            epoch=int(film.epochs[index]),
            codes=film.codes[index],
            labels=film.labels,
            originals=film.originals,
            original_labels=film.original_labels,
            reconstructions=film.reconstructions[index],
            prior=f"of epoch {index + 1}",
            z_log_var=film.codes[index] - 4,
            **{name: getattr(film, field)[index] for field, name in MOVING.items()},
        )
        for index in range(4)
    ]
    config = RunConfig(name="under-way", epochs=9, conditional=True)
    built = film_of_frames(config, frames, film.history)
    assert built.num_epochs == 9 and built.is_conditional and built.class_names == film.class_names
    for field in ("epochs", "codes", "labels", *MOVING, "originals", "original_labels", "reconstructions"):
        np.testing.assert_array_equal(getattr(built, field), getattr(film, field))
    assert built.mixture == "of epoch 4"
    np.testing.assert_array_equal(built.z_log_var, film.codes[3] - 4)
    assert film_of_frames(config, frames, film.history, ["a", "b"]).class_names == ("a", "b")


def test_a_plane_that_turns_and_flips_is_shown_unturned():
    rng = np.random.default_rng(0)
    axes = np.linalg.qr(rng.normal(size=(5, 2)))[0].T
    shown = Plane(np.zeros(5), axes, np.array([0.5, 0.3]))
    codes = rng.normal(size=(50, 5))
    for turn in range(12):
        cosine, sine = np.cos(turn), np.sin(turn)
        rotation = np.array([[cosine, -sine], [sine, cosine]]) * ([[1], [-1]] if turn % 2 else 1)
        tilted = np.linalg.qr((axes + 0.02 * rng.normal(size=axes.shape)).T)[0].T
        found = aligned_plane(Plane(np.zeros(5), rotation @ tilted, np.array([0.5, 0.3])), shown)
        assert np.abs(found.project(codes) - shown.project(codes)).max() < 0.4
        np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-12)
        np.testing.assert_allclose(found.axes.T @ found.axes, tilted.T @ tilted, atol=1e-12)  # the same plane
        assert found.explained.sum() == pytest.approx(0.8)
        shown = found


def test_a_film_is_shown_in_the_plane_of_its_end_along_the_axes_seen_before():
    film = synthetic_film(12, latent_dim=5)
    end = principal_plane(film.codes[-1])
    np.testing.assert_allclose(film_plane(film).axes, end.axes)
    seen = Plane(end.mean, end.axes[::-1] * [[-1], [1]], end.explained[::-1])
    np.testing.assert_allclose(film_plane(film, seen).axes, seen.axes, atol=1e-9)
    np.testing.assert_allclose(film_plane(film, seen).explained, seen.explained, atol=1e-9)
    flat = synthetic_film(3)
    np.testing.assert_allclose(film_plane(flat, seen).axes, np.eye(2))  # another training, of two dimensions


def test_of_codes_of_levels_a_film_shows_the_map_of_the_last():
    film = replace(synthetic_film(12, latent_dim=6), family="ladder")
    np.testing.assert_array_equal(film_plane(film).axes, np.eye(6)[4:])
    seen = Plane(np.zeros(6), np.eye(6)[4:][::-1], np.array([0.1, 0.1]))
    np.testing.assert_array_equal(film_plane(film, seen).axes, np.eye(6)[4:])


def test_the_box_holds_the_last_codes_and_the_prior():
    film = synthetic_film(20, latent_dim=3)
    plane = film_plane(film)
    left, right, bottom, top = film_box(film, plane)
    places = plane.project(film.codes[-1])
    inside = (places > (left, bottom)) & (places < (right, top))
    assert inside.all(axis=1).mean() > 0.99
    x, y = plane.project(np.zeros(3))
    assert left < x - 3 and right > x + 3 and bottom < y - 3 and top > y + 3
    assert all(value * 2 == round(value * 2) for value in (left, right, bottom, top))


def test_each_frame_tells_how_many_codes_lie_in_a_shape():
    film = synthetic_film(3)
    assert film.inside is None, "circles have no inside"
    right = np.zeros((CELLS, CELLS), np.uint8)
    right[:, CELLS // 2 :] = 1
    codes = film.codes.astype(np.float64)
    expected = ((codes[..., 0] >= 0) & (np.abs(codes) < EXTENT).all(axis=-1)).mean(axis=1)
    np.testing.assert_allclose(replace(film, prior=right).inside, expected, atol=1e-6)


def test_first_epochs_that_scatter_do_not_shrink_the_map():
    film = synthetic_film(9)
    scattered = first_frames(film, 9)
    scattered.codes[:3] *= 40
    assert film_box(scattered, film_plane(film)) == film_box(synthetic_film(9), film_plane(film))


@pytest.mark.parametrize(
    "changed", [{"original_labels": np.arange(1, 11, dtype=np.uint8)}, {"dimensions": np.tile([0, 2], (2, 1))}]
)
def test_pictures_of_another_run_are_left_out(run, changed):
    save_pictures(run, [1, 2], **changed)
    assert film_file.read(run.folder, run.config.shape) is not None
    assert film_of_run(run).grids is None
