"""Training on several devices: two halves of the processor stand for GPUs, in one process that does all of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vae.config import RunConfig
from vae.devices import DeviceError
from vae.families import FAMILIES, STANDARD
from vae.model import data_parallel

CONFIG = RunConfig(name="tiny", dataset="digits", hidden_sizes=(16,), epochs=1)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Return what tests/support/two_devices.py found."""
    root = Path(__file__).resolve().parents[3]
    hidden = {"CUDA_VISIBLE_DEVICES": "-1", "HIP_VISIBLE_DEVICES": "-1"}
    done = subprocess.run(
        [sys.executable, str(root / "tests" / "support" / "two_devices.py")],
        env=os.environ | hidden | {"VAE_HOME": str(tmp_path_factory.mktemp("home")), "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("training", ["even", "stopping"])
def test_without_batch_normalisation_two_devices_train_as_one_does(measured, training):
    # Seen: 2e-6 of a figure, a weight 3e-6 off.
    found = measured[training]
    np.testing.assert_allclose(found["two"], found["one"], rtol=1e-5)
    assert found["weights"] < 1e-5


def test_with_early_stopping_two_devices_keep_the_epoch_that_one_does(measured):
    one, two = (np.array(measured["stopping"][devices])[:, 4] for devices in ("one", "two"))
    assert len(one) == len(two) == 3 and np.argmin(one) == np.argmin(two) == 1


def test_with_batch_normalisation_the_loss_falls_about_as_on_one_device(measured):
    found = measured["normalised"]
    losses = np.array(found["two"])[:, 0]
    assert (np.diff(losses) < 0).all() and losses[0] - losses[-1] > 10
    # The terms' means over all images, and held-out figures that rest on the moving statistics.
    np.testing.assert_allclose(found["two"], found["one"], rtol=0.02, atol=0.5)


@pytest.mark.parametrize("training", ["even", "stopping", "normalised"])
def test_the_devices_copies_stay_equal(measured, training):
    assert measured[training]["copies"] == 0


def test_a_job_stopped_and_resumed_ends_as_an_unbroken_training(measured):
    job, figures = measured["job"], np.array(measured["normalised"]["two"])
    assert (job["device"], job["state"], job["epochs_when_stopped"]) == ("gpus", "finished", 2)
    np.testing.assert_allclose(job["val_loss"], figures[:, 3], rtol=1e-6)
    assert job["weights"] < 1e-6
    assert job["film"] == [1, 2, 3]
    assert job["neg_elbo"] == pytest.approx(figures[-1, 3], rel=0.1)


def test_a_batch_too_small_to_be_shared_out_is_refused(measured):
    assert measured["too_small"] == "batch_size must be at least 2 to be shared out between 2 devices, got 1"


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {STANDARD}))
def test_a_family_that_draws_noise_within_a_step_takes_one_device(family):
    config = RunConfig(name="run", family=family, latent_dim=FAMILIES[family].latent_dim or 2, hidden_sizes=(8,) * 4)
    with pytest.raises(DeviceError, match="draws noise of its own, which takes one device: choose one"):
        data_parallel.build(config, "gpus")


def test_several_gpus_multiply_in_float32():
    with pytest.raises(DeviceError, match="several GPUs multiply in float32, got products in bfloat16: choose one"):
        data_parallel.build(RunConfig("run", products="bfloat16"), "gpus")


def test_gpus_that_are_gone_are_missed_and_one_device_has_a_plain_model(monkeypatch):
    monkeypatch.setattr(data_parallel, "visible_gpus", lambda: ["GPU:0"])
    with pytest.raises(DeviceError, match="two GPUs are needed, TensorFlow sees 1 now: choose another device"):
        data_parallel.build(CONFIG, "gpus")
    model = data_parallel.build(CONFIG, "gpu:0")
    assert not data_parallel.is_shared_out(model) and data_parallel.on_one_device(model) is model
