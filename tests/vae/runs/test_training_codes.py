"""Kept codes of training images: they come back, belong to one training only, and damage makes them be made again."""

import os

import numpy as np
import pytest

from vae.latent.latents import Latents
from vae.runs import training_codes
from vae.runs.run_files import RunError

CODES = np.random.default_rng(0).normal(size=(6, 2)).astype(np.float32)
LABELS = np.arange(6, dtype=np.uint8)


@pytest.fixture
def run(save_tiny_run, tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    return save_tiny_run(tmp_path / "runs" / "mine")


def kept_file(tmp_path):
    (path,) = (tmp_path / "cache").iterdir()
    return path


def test_codes_come_back_until_the_run_is_trained_again(run, tmp_path):
    assert training_codes.read(run) is None
    training_codes.write(run, Latents(CODES, CODES - 1, LABELS))
    training_codes.write(run, Latents(CODES, CODES - 1, LABELS, LABELS / 2, LABELS / 3))
    found = training_codes.read(run)
    np.testing.assert_array_equal(found.z_mean, CODES)
    np.testing.assert_array_equal(found.z_log_var, CODES - 1)
    np.testing.assert_array_equal(found.reconstruction, LABELS / 2)
    os.utime(run.folder / "encoder.keras", (1, 1))
    assert training_codes.read(run) is None
    training_codes.write(run, Latents(CODES, CODES, LABELS))
    assert training_codes.read(run) is not None and kept_file(tmp_path)


@pytest.mark.parametrize(
    "latents",
    [Latents(CODES[:, :1], CODES, LABELS), Latents(CODES, None, LABELS), Latents(CODES, CODES, LABELS, LABELS[:3] / 2)],
)
def test_codes_of_another_shape_are_made_again(run, latents):
    training_codes.write(run, latents)
    assert training_codes.read(run) is None


def test_a_damaged_file_is_made_again(run, tmp_path):
    training_codes.write(run, Latents(CODES, CODES, LABELS))
    path = kept_file(tmp_path)
    path.write_bytes(path.read_bytes()[:200])
    assert training_codes.read(run) is None


def test_a_folder_that_cannot_be_written_is_named(run, tmp_path):
    (tmp_path / "cache").write_text("a file in the way")
    with pytest.raises(RunError, match="cannot be written .*: set VAE_HOME"):
        training_codes.write(run, Latents(CODES, CODES, LABELS))
