"""Batches, epochs and warm-ups that fit the number of pictures, and what is said of those that cannot work."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.configs import configs
from vae.config import RunConfig
from vae.data import datasets
from vae.presets import PRESETS
from vae.schedule import LEAST_STEPS, cautions, fitted, longest_warm_up, steps_an_epoch

MNIST = PRESETS["mnist-2d"].config


def kinds(config, num_pictures):
    return [caution.kind for caution in cautions(config, num_pictures)]


@pytest.mark.parametrize("name", PRESETS)
def test_presets_fit_their_data_and_nothing_is_said_about_them(name):
    config = PRESETS[name].config
    num_pictures = datasets.num_training(config.dataset)
    assert fitted(config, num_pictures) == config
    assert cautions(config, num_pictures) == []


@pytest.mark.parametrize(("num_pictures", "batch_size", "epochs"), [(40, 8, 60), (228, 8, 60), (4000, 128, 60)])
def test_a_preset_for_60000_pictures_follows_their_number(num_pictures, batch_size, epochs):
    found = fitted(MNIST, num_pictures)
    assert (found.batch_size, found.epochs, found.kl_warmup_epochs) == (batch_size, epochs, 15)


@settings(max_examples=30)
@given(configs, st.integers(1, 100_000))
def test_what_is_fitted_needs_no_caution_about_its_steps_and_stays(config, num_pictures):
    found = fitted(config, num_pictures)
    assert steps_an_epoch(found, num_pictures) * found.epochs >= LEAST_STEPS
    assert fitted(found, num_pictures) == found
    assert "warm_up" not in kinds(found, num_pictures)
    assert found.batch_size <= config.batch_size and found.kl_warmup_epochs <= config.kl_warmup_epochs


@given(configs, st.integers(1, 100_000))
def test_what_a_caution_changes_ends_it(config, num_pictures):
    for caution in cautions(config, num_pictures):
        assert caution.changes and caution.text.endswith(".")
        config = replace(config, **caution.changes)
    assert cautions(config, num_pictures) == []


def test_cautions_have_their_figures():
    (few,) = cautions(replace(MNIST, epochs=20, kl_warmup_epochs=5), 40)
    assert "40 pictures in batches of 256 make one step an epoch, 20 in all" in few.text
    assert few.changes == {"batch_size": 8, "epochs": 60}
    (lagging,) = cautions(replace(MNIST, epochs=80), 40)
    assert "batch normalisation" in lagging.text and lagging.changes == {
        "batch_size": 8,
        "epochs": 60,
        "kl_warmup_epochs": 15,
    }
    (long,) = cautions(replace(MNIST, epochs=10), 60_000)
    assert "of 20 epochs is no shorter than the training of 10" in long.text and "48% of its weight" in long.text
    assert long.changes == {"kl_warmup_epochs": 2}
    (rate,) = cautions(replace(MNIST, learning_rate=2.0), 60_000)
    assert rate.changes == {"learning_rate": 0.003}
    assert cautions(RunConfig(name="plain", variational=False, kl_warmup_epochs=99, epochs=9), 60_000) == []


def test_a_warm_up_takes_a_quarter_at_most():
    assert [longest_warm_up(epochs) for epochs in (1, 4, 10, 60)] == [0, 1, 2, 15]


def test_patience_that_never_ends_a_training_is_said():
    (found,) = cautions(replace(MNIST, epochs=80, kl_warmup_epochs=40, early_stopping=40), 60_000)
    assert "Of 80 epochs 40 have the KL term at its full weight" in found.text and found.changes == {
        "early_stopping": 10
    }
    assert cautions(replace(MNIST, epochs=80, kl_warmup_epochs=40, early_stopping=39), 60_000) == []
    (short,) = cautions(replace(MNIST, epochs=3, kl_warmup_epochs=0, early_stopping=3), 60_000)
    assert short.changes == {"early_stopping": 0}
