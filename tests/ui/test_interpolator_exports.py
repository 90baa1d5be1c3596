"""What Interpolate saves: the pictures of the strips, with the view that opens them again."""

import io

import numpy as np
import pytest
from PIL import Image

from ui import engine
from ui.interpolate import exports
from vae.figures import clips
from vae.figures.views import View, read_view
from vae.latent import interpolation
from vae.runs import store

STATE = {
    "z": [-1.0, -1.0, 0.5], "to": [1.0, 0.5, 1.0], "via": [], "frames": 5, "label": None, "to_label": None,
    "easing": "even", "loop": True, "path": "spherical",
}  # fmt: skip
QUERY = {"run": "tiny-3d", "z": "-1,-1,0.5", "to": "1,0.5,1", "frames": "5"}
LINE = interpolation.lerp(STATE["z"], STATE["to"], np.linspace(0, 1, 5))


@pytest.fixture
def run(home, monkeypatch):
    """Return a run whose decoder, for these tests, paints every picture as grey as the code's first number says."""
    monkeypatch.setenv("VAE_HOME", str(home))

    def decode(folder, z, labels=None):
        grey = 0.5 + 0.4 * np.asarray(z)[:, 0]
        return np.broadcast_to(grey[:, None, None], (len(grey), 28, 28)).astype(np.float32)

    monkeypatch.setattr(engine, "decode", decode)
    return store.load_run("tiny-3d")


def greys(content):
    with Image.open(io.BytesIO(content)) as image:
        found = []
        for number in range(image.n_frames):
            image.seek(number)
            found.append(np.asarray(image.convert("L"))[80, 80] / 255)
        return found


def test_the_view_names_the_link_the_ends_the_seed_and_the_versions(run):
    view = exports.view_of(run, STATE)
    assert (view.page, view.query) == ("interpolate", QUERY)
    assert view.about["path"] == STATE
    assert view.about["seed"] == run.config.seed
    assert set(view.about["versions"]) >= {"latent-explorer", "numpy"}
    assert View.from_text(view.to_text()) == view


@pytest.mark.parametrize("is_loop", [True, False])
def test_a_clip_shows_the_strip_and_with_a_loop_the_way_back(run, is_loop):
    state = {**STATE, "loop": is_loop}
    content = exports.clip(clips.gif, run, state, "linear")
    there = (0.5 + 0.4 * LINE[:, 0]).tolist()
    np.testing.assert_allclose(greys(content), there + (there[-2:0:-1] if is_loop else []), atol=0.02)
    assert read_view(content).query == (QUERY if is_loop else {**QUERY, "loop": "0"})


def test_the_path_that_is_shown_is_the_one_saved(run):
    for path, shown in (("linear", "linear"), ("fade", "fade"), ("geodesic", "linear")):
        assert exports.shown_path(run, {**STATE, "path": path}) == shown
        assert exports.view_of(run, {**STATE, "path": path}).query["path"] == path


def test_the_strips_stand_below_one_another(run):
    pictures = exports.pictures(run, STATE)
    assert list(pictures) == ["linear", "spherical", "fade"]
    np.testing.assert_array_equal(
        pictures["fade"][:, 0, 0], np.round(255 * np.linspace(0.1, 0.9, 5).astype(np.float32))
    )
    content = clips.strip(pictures, exports.view_of(run, STATE))
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (5 * 112, 3 * 112 + 2 * 8)


def test_the_arrays_hold_codes_and_pictures(run):
    with np.load(io.BytesIO(exports.arrays(run, STATE)), allow_pickle=False) as file:
        np.testing.assert_allclose(file["linear_z"], LINE)
        assert file["fade_pictures"].shape == (5, 28, 28)
        assert View.from_text(str(file["view"])).query == QUERY
