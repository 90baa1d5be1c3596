"""The films that Break it plays: packed as the browser reads them, for the machines that went wrong alone."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load as load_safetensors

from tests.support.node import in_node
from ui.learn import films
from vae.film import film_file
from vae.lesson.runs import BROKEN
from vae.runs import store
from vae.runs.run_files import RunError

READ = """(text) => {
  const film = new FilmSheets(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  const plane = new Plane(new Float64Array(2), Float64Array.from([1, 0, 0, 1]));
  const { x, y } = film.placesAt(1, plane, 10);
  const file = (index) => film.file("grid", index);
  return { epochs: [...film.epochs], x: x[7], y: y[7], kept: film.placesAt(1, plane, 10).x === x,
    lengths: [...film.epochs].map((_, index) => file(index).length), start: [...file(2).subarray(0, 4)] };
}"""


@pytest.mark.parametrize("name", BROKEN.values())
def test_a_film_has_a_frame_of_everything_for_each_epoch(name):
    run = store.open_run(store.LESSON_FOLDER / name)
    tensors = load_safetensors(films.film_bundle(run))
    epochs = tensors["epochs"]
    assert epochs[0] == 1 and epochs[-1] == run.config.epochs and len(epochs) >= 9
    assert tensors["codes"].shape == (len(epochs), len(tensors["labels"]), run.config.latent_dim)
    for kind, size in {"grid": (280, 280), "reconstructions": (280, 28)}.items():
        ends = tensors[f"{kind}_ends"]
        assert len(ends) == len(epochs) and ends[-1] == len(tensors[kind])
        with Image.open(io.BytesIO(tensors[kind][ends[-2] :].tobytes()), formats=["WEBP"]) as image:
            assert image.size == size


def test_the_browser_finds_what_python_packed():
    run = store.open_run(store.LESSON_FOLDER / "broken-collapse")
    blob = films.film_bundle(run)
    frames, (_, sheets) = store.load_frames(run), film_file.read_sheets(run.folder)
    modules = {"ui/learn/film_sheets.js": "FilmSheets", "ui/live/plane.js": "Plane"}
    found = in_node(modules, READ, base64.b64encode(blob).decode())
    assert found["epochs"] == frames.epochs.tolist() and found["kept"]
    np.testing.assert_allclose([found["x"], found["y"]], frames.codes[1, 7], rtol=1e-3)
    assert found["lengths"] == [len(sheet) for sheet in sheets["grid"]]
    assert bytes(found["start"]) == b"RIFF"


def test_other_runs_have_none_and_damage_is_said(save_tiny_run, tmp_path):
    assert films.film_name(store.open_run(store.LESSON_FOLDER / "beta-1")) == ""
    assert films.film_name(store.open_run(store.LESSON_FOLDER / "broken-rate")).startswith("broken-rate-film-")
    run = save_tiny_run(tmp_path / "broken-rate")
    (run.folder / film_file.FILM_FILE).write_bytes(b"no film")
    with pytest.raises(RunError, match=r"film\.npz of the run 'broken-rate' is damaged"):
        films.film_bundle(run)


def test_a_file_that_is_not_there_names_no_bundle():
    run = store.open_run(store.LESSON_FOLDER / "broken-rate")
    assert films.file_name(run, "film", "film.npz") == films.film_name(run) != ""
    assert films.file_name(run, "film", "no-such-file.npz") == ""
