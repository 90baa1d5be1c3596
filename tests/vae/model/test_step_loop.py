"""Models that are trained anew: the result is that of a new one, to the last bit, and nothing is compiled again."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.quick import in_graphs
from vae.config import RunConfig
from vae.model import step_loop
from vae.model.training import train
from vae.model.vae import VAE

CONFIG = RunConfig("first", dataset="digits", hidden_sizes=(8,), batch_size=32, epochs=2)


@pytest.fixture(autouse=True)
def nothing_kept():
    step_loop._kept.clear()
    yield
    step_loop._kept.clear()


@pytest.fixture(scope="module")
def small_digits(digits):
    return replace(
        digits, train_images=digits.train_images[:200], train_labels=digits.train_labels[:200],
        test_images=digits.test_images[:50], test_labels=digits.test_labels[:50],
    )  # fmt: skip


def trained(model, dataset):
    results = list(train(model, dataset))
    return [result.val_loss for result in results], [np.array(variable) for variable in model.parameters]


def test_trained_anew_it_is_what_a_new_model_would_be(small_digits):
    model = step_loop.renewed(CONFIG)
    assert model.config == CONFIG
    with in_graphs():
        trained(model, small_digits)
    loop = step_loop._kept[model]
    other = replace(CONFIG, name="second", seed=5, beta=2.0, kl_warmup_epochs=1)
    again = step_loop.renewed(other)
    assert again is model and again.config == other
    losses, weights = trained(again, small_digits)
    assert step_loop._kept[again] is loop
    with in_graphs():
        expected_losses, expected_weights = trained(VAE(other), small_digits)
    assert losses == expected_losses
    for found, expected in zip(weights, expected_weights, strict=True):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    "change", [{"learning_rate": 1e-3}, {"epochs": 3}, {"hidden_sizes": (9,)}, {"weight_average": 0.9}]
)
def test_other_steps_need_a_new_model(change, small_digits, without_xla):
    model = step_loop.renewed(replace(CONFIG, epochs=1))
    next(train(model, small_digits))
    assert step_loop.renewed(replace(CONFIG, **{"epochs": 1, **change})) is not model
    assert model not in step_loop._kept


def test_what_has_more_variables_or_constants_in_its_steps_is_never_trained_anew():
    for changes in ({"weight_average": 0.9}, {"family": "importance"}, {"encoder_epochs": 1}):
        config = replace(CONFIG, **changes)
        assert not step_loop._serves(config, config)


def test_with_other_batches_it_has_new_steps(small_digits):
    model = step_loop.renewed(CONFIG)
    first = step_loop.loop_of(model, 32, 6, None)
    assert step_loop.loop_of(model, 32, 6, np.arange(192)) is first and len(first.rows) == 192
    assert step_loop.loop_of(model, 16, 12, None) is not first
    assert step_loop.loop_of(VAE(CONFIG), 32, 6, None) is not first
