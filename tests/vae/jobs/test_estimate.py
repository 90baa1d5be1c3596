"""How large and how slow a training will be: counted as Keras counts, timed once and then remembered."""

import dataclasses
import json
import math

import numpy as np
import pytest

from vae import files
from vae.config import RunConfig
from vae.jobs import estimate
from vae.jobs.job import JobError
from vae.model.vae import build
from vae.presets import PRESETS

TINY = RunConfig(name="tiny", dataset="digits", hidden_sizes=(16,), epochs=50)
NOT_COMPILED = dataclasses.replace(TINY, architecture="convolutional", hidden_sizes=(4,))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))


@pytest.mark.parametrize(
    "config",
    [
        *(preset.config for preset in PRESETS.values()),
        dataclasses.replace(TINY, architecture="convolutional", hidden_sizes=(4, 8, 12), conditional=True),
        dataclasses.replace(TINY, architecture="convolutional", hidden_sizes=(5,), variational=False),
        dataclasses.replace(TINY, hidden_sizes=(), conditional=True, latent_dim=7),
        dataclasses.replace(TINY, hidden_sizes=(9, 7, 5, 4), conditional=True, latent_dim=6, family="ladder"),
        dataclasses.replace(TINY, hidden_sizes=(9, 7, 5), conditional=True, latent_dim=18, family="hierarchical"),
    ],
    ids=str,
)
def test_parameters_are_counted_as_keras_does(config):
    model = build(config)
    learnt = {id(one): one for network in (model.encoder, model.decoder) for one in network.trainable_variables}
    counted = sum(math.prod(variable.shape) for variable in learnt.values())
    assert estimate.count_parameters(config) == counted


def test_a_trial_is_measured_once_and_serves_every_number_of_epochs(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")  # what a researcher's shell may say, and their keras.json
    foreign = {"backend": "jax", "floatx": "float16", "image_data_format": "channels_first", "epsilon": 1.0}
    (tmp_path / "keras.json").write_text(json.dumps(foreign))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    said = []
    first = estimate.estimate(NOT_COMPILED, "cpu", lambda share, text: said.append((share, text)))
    assert 0 < first.seconds_per_epoch < 60 and first.seconds > 50 * first.seconds_per_epoch
    assert first.num_parameters == estimate.count_parameters(NOT_COMPILED)
    shares = [share for share, _ in said]
    assert shares == sorted(shares) and shares[0] == 0 and all(text for _, text in said)
    monkeypatch.setattr(estimate.process, "start", None)
    again = estimate.estimate(dataclasses.replace(NOT_COMPILED, name="other", epochs=10), "cpu")
    assert again.seconds_per_epoch == first.seconds_per_epoch and again.seconds < first.seconds


def test_a_trial_takes_of_everything_the_part_of_its_pictures(digits):
    groups = np.arange(len(digits.train_images)) // 7
    grouped = dataclasses.replace(digits, train_groups=groups, test_groups=groups[: len(digits.test_images)])
    part = estimate._part(grouped, 20)
    assert len(part.train_images) == len(part.train_labels) == len(part.train_groups) == 20
    assert len(part.test_images) == len(part.test_labels) == len(part.test_groups) == min(1000, len(digits.test_images))
    assert estimate._part(digits, 20).train_groups is None


def test_a_trial_that_fails_says_why():
    with pytest.raises(JobError, match="dataset must be .*, got 'cats'"):
        estimate.estimate(dataclasses.replace(TINY, dataset="cats"), "cpu")


def test_what_was_measured_last_counts_and_old_ones_are_dropped():
    assert estimate.recall(TINY, "cpu") is None
    estimate.remember(TINY, "cpu", 1.0)
    estimate.remember(TINY, "cpu", 2.0)
    assert estimate.recall(TINY, "cpu").seconds_per_epoch == 2.0
    assert estimate.recall(TINY, "gpu:0") is None
    assert estimate.recall(dataclasses.replace(TINY, batch_size=17), "cpu") is None
    for size in range(1, 201):
        estimate.remember(dataclasses.replace(TINY, hidden_sizes=(size + 100,)), "cpu", 1.0)
    assert estimate.recall(TINY, "cpu") is None


@pytest.mark.parametrize("value", [None, True, -1.0, float("nan"), float("inf"), 10**400, "2.0", [2.0], {}])
def test_what_was_kept_and_is_no_time_counts_as_none(value):
    estimate.remember(TINY, "cpu", 2.0)
    files.write_json(estimate._path(), dict.fromkeys(files.read_json(estimate._path()), value))
    assert estimate.recall(TINY, "cpu") is None
    estimate.remember(TINY, "cpu", 3.0)
    assert estimate.recall(TINY, "cpu").seconds_per_epoch == 3.0
