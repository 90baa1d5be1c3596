"""Runs opened from a notebook: by name or path, and what does not fit them is refused in a sentence."""

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

import vae
from vae.notebook import opened

EVEN = np.full((1, 10), 0.1)


@pytest.fixture(autouse=True)
def at_home(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))


def test_text_that_is_no_name_opens_the_folder_that_it_leads_to(home, tmp_path, monkeypatch):
    folder = home / "runs" / "tiny-3d"
    assert vae.open_run(str(folder)) == vae.open_run(f"{folder}/") == vae.open_run(folder)
    shutil.copytree(folder, tmp_path / "elsewhere")
    text = (folder / "config.json").read_text()
    (tmp_path / "elsewhere" / "config.json").write_text(text.replace('"tiny-3d"', '"elsewhere"'))
    shutil.copytree(folder, tmp_path / "tiny-3d")
    monkeypatch.chdir(tmp_path)
    assert vae.open_run("elsewhere").name == vae.open_run("./elsewhere").name == "elsewhere"
    assert vae.open_run("tiny-3d").folder == folder, "a name comes first"
    assert vae.open_run("./tiny-3d").folder.resolve() == tmp_path / "tiny-3d"
    for nothing in ("runs/nothing", str(tmp_path), "x\0", "x" * 5000):
        with pytest.raises(ValueError, match="there is no run named"):
            vae.open_run(nothing)


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda m: m.decode([[np.nan, 0, 0]]), "codes must be finite numbers, got nan"),
        (lambda m: m.decode([[0, 0, 0], [0, -np.inf, 0]]), "codes must be finite numbers, got -inf"),
        (lambda m: m.decode(np.array([[1e300, 0, 0]])), "codes must be finite numbers, got inf"),
        (lambda m: m.traverse([0, 0, 0], 0, [np.nan]), "codes must be finite numbers, got nan"),
        (lambda m: m.traverse([0, np.inf, 0], 0, [1]), "codes must be finite numbers, got inf"),
        (lambda m: m.traverse([0, 0, 0], 0, 1), r"values must have shape \[n\], got \[\]"),
        (lambda m: m.traverse([0, 0, 0], 0, [[1]]), r"values must have shape \[n\], got \[1, 1\]"),
        (lambda m: m.traverse([0, 0], 0, [1]), r"z must have shape \[3\], got \[2\]"),
        (lambda m: m.traverse([[0, 0, 0]], 0, [1]), r"z must have shape \[3\], got \[1, 3\]"),
        (lambda m: m.traverse(0, 0, [1]), r"z must have shape \[3\], got \[\]"),
        (lambda m: m.traverse([0, 0, 0], 0.5, [1]), "dimension must be a whole number, between 0 and 2, got 0.5"),
        (lambda m: m.grid(2.5), "num_points must be a whole number, at least 1, got 2.5"),
        (lambda m: m.grid(-1), "num_points must be at least 1, got -1"),
        (lambda m: m.sample(2.5), "num must be a whole number, at least 1, got 2.5"),
        (lambda m: m.sample(2, seed=-1), "seed must be between 0 and 2147483647, got -1"),
        (lambda m: m.sample(2, seed=2**31), "seed must be between 0 and 2147483647, got 2147483648"),
        (lambda m: m.sample(2, seed=0.5), "seed must be a whole number, between 0 and 2147483647, got 0.5"),
    ],
)
def test_what_would_give_no_pictures_is_refused_in_a_sentence(use, message):
    with pytest.raises(ValueError, match=message):
        use(vae.open_run("tiny-3d"))


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        (EVEN * np.nan, "mixtures of classes must be finite numbers from 0, got others"),
        (EVEN * np.inf, "mixtures of classes must be finite numbers from 0, got others"),
        (np.eye(10)[:1] * 2 - EVEN, "mixtures of classes must be finite numbers from 0, got others"),
        (EVEN * 0, "mixtures of classes must sum to 1 in each row, got 0"),
        (EVEN * 2, "mixtures of classes must sum to 1 in each row, got 2"),
    ],
)
def test_mixtures_share_out_one(shares, message):
    model = vae.open_run("tiny-conditional")
    for use in (
        lambda: model.decode([[0, 0]], shares),
        lambda: model.sample(1, shares),
        lambda: model.traverse([0, 0], 0, [1], shares),
        lambda: model.grid(2, shares),
    ):
        with pytest.raises(ValueError, match=message):
            use()


def test_several_mixtures_for_a_grid_are_named_as_they_came():
    with pytest.raises(ValueError, match=r"labels must have shape \[4\] or \[4, 10\], got \[2, 10\]"):
        vae.open_run("tiny-conditional").grid(2, np.eye(10)[:2])


def test_what_fits_goes_through(monkeypatch):
    network = SimpleNamespace(decode=lambda folder, codes, classes: np.zeros((len(codes), 28, 28), np.float32))
    monkeypatch.setattr(opened, "_inference", lambda: network)
    model = vae.open_run("tiny-conditional")
    assert len(model.decode([[0, 0]], EVEN * 1.0009)) == len(model.decode([[0, 0]], EVEN * 0.9991)) == 1
    assert model.grid(np.int64(2), EVEN).shape == (2, 2, 28, 28)
    assert len(model.sample(np.int32(3), 1, seed=np.int64(2**31 - 1))) == 3
    assert len(model.traverse([0, 0], np.int64(1), [], 1)) == 0


@pytest.mark.parametrize("config", ["mnist-2d", vae.PRESETS["digits-2d"], None])
def test_only_a_configuration_can_be_trained(config):
    with pytest.raises(ValueError, match=r"config must be a RunConfig, such as vae.PRESETS\['digits-2d'\].config, got"):
        vae.train(config)
