"""Training: what an epoch reports, that it learns, and that a resumed run is the unbroken one."""

import dataclasses
import gc
import math
import weakref

import numpy as np
import pytest
from keras import ops

from tests.support import quick
from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.early_stopping import held_back
from vae.model import step_loop, training
from vae.model.training import TrainingDivergedError, pictures_held_back, train
from vae.model.vae import VAE, build
from vae.optimizing import seeded
from vae.optimizing.kept_weights import KeptWeights

CONFIG = RunConfig(
    name="tiny", dataset="digits", hidden_sizes=(16,), epochs=3, batch_size=32, kl_warmup_epochs=1, beta=0.5, seed=3
)


@pytest.fixture(scope="module")
def small_digits(digits):
    return Dataset(
        "digits",
        digits.train_images[:136],
        digits.train_labels[:136],
        digits.test_images[:50],
        digits.test_labels[:50],
        digits.class_names,
    )


@pytest.fixture(scope="module")
def unbroken(small_digits):
    model = VAE(CONFIG)
    with quick.without_xla():
        return model, list(train(model, small_digits))


def test_every_epoch_is_reported_and_the_loss_falls(unbroken):
    _, results = unbroken
    assert [result.epoch for result in results] == [1, 2, 3]
    assert results[-1].reconstruction < results[0].reconstruction - 10
    assert results[-1].val_reconstruction < results[0].val_reconstruction - 10
    assert all(result.images_per_second > 0 and result.seconds > 0 for result in results)
    assert results[0].codes.shape == (50, 2) and results[0].codes.dtype == np.float16


def test_a_model_is_let_go_after_its_training(small_digits):
    model = VAE(CONFIG)
    training.evaluate_held_out(model, small_digits)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_the_loss_is_reconstruction_plus_the_warmed_up_weight_of_the_kl(unbroken):
    _, results = unbroken
    assert [result.kl_weight for result in results] == pytest.approx([0.25, 0.5, 0.5])
    for result in results:
        assert result.loss == pytest.approx(result.reconstruction + result.kl_weight * result.kl, rel=1e-6)
        assert result.val_loss == pytest.approx(result.val_reconstruction + result.kl_weight * result.val_kl, rel=1e-6)


def test_codes_of_the_last_epoch_are_the_models(unbroken, small_digits):
    model, results = unbroken
    z_mean, _ = model.encode(small_digits.test_images)
    np.testing.assert_allclose(np.asarray(z_mean), results[-1].codes, atol=5e-3)


def test_a_resumed_training_gives_the_result_of_an_unbroken_one(unbroken, small_digits, without_xla, tmp_path):
    model, results = unbroken
    path = tmp_path / "checkpoint.npz"
    broken_off = train(VAE(CONFIG), small_digits, checkpoint=path)
    next(broken_off), next(broken_off)
    broken_off.close()
    resumed_model = VAE(CONFIG)
    resumed = list(train(resumed_model, small_digits, checkpoint=path))
    for ours, theirs in zip(resumed, results, strict=True):
        for field in ("epoch", "loss", "reconstruction", "kl", "val_loss", "val_reconstruction", "val_kl"):
            assert getattr(ours, field) == pytest.approx(getattr(theirs, field), rel=1e-6)
        np.testing.assert_array_equal(ours.codes, theirs.codes)
    for ours, theirs in zip(resumed_model.decoder.weights, model.decoder.weights, strict=True):
        np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), atol=1e-6)


WATCHED = dataclasses.replace(
    CONFIG, epochs=6, kl_warmup_epochs=0, early_stopping=1, weight_average=0.9, learning_rate=0.05,
    learning_rate_schedule="constant",
)  # fmt: skip


@pytest.fixture(scope="module")
def stopped_early(small_digits):
    model, kept, costs, codes = VAE(WATCHED), KeptWeights(), [], []
    with quick.without_xla():
        for result in train(model, small_digits, kept=kept):
            codes.append(np.asarray(model.encode(small_digits.test_images)[0]))
            costs.append(result.held_back)
            np.testing.assert_allclose(codes[-1], result.codes, atol=0.01, rtol=0.01)
    return model, kept, costs, codes, small_digits


def test_training_ends_without_gain_and_keeps_the_best_epochs_averaged_weights(stopped_early):
    model, kept, costs, codes, digits = stopped_early
    best = int(np.argmin(costs)) + 1
    assert best < len(costs) < WATCHED.epochs and len(costs) == best + 1
    np.testing.assert_array_equal(np.asarray(model.encode(digits.test_images)[0]), codes[best - 1])
    for variable, weight in zip(model.parameters, kept.weights, strict=True):
        np.testing.assert_array_equal(np.asarray(variable), weight)


def test_a_resumed_training_stops_early_where_an_unbroken_one_does(stopped_early, without_xla, tmp_path):
    model, _, costs, _, digits = stopped_early
    path = tmp_path / "checkpoint.npz"
    broken_off = train(VAE(WATCHED), digits, checkpoint=path)
    next(broken_off)
    broken_off.close()
    between = VAE(WATCHED)
    broken_again = train(between, digits, checkpoint=path)
    first, _ = next(broken_again), next(broken_again)
    assert first.held_back == costs[0]
    broken_again.close()
    resumed_model, kept = VAE(WATCHED), KeptWeights()
    resumed = list(train(resumed_model, digits, checkpoint=path, kept=kept))
    assert [result.held_back for result in resumed] == pytest.approx(costs, rel=1e-5)
    for ours, theirs in zip(resumed_model.parameters, model.parameters, strict=True):
        np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), atol=1e-5)
    finished = VAE(WATCHED)
    assert len(list(train(finished, digits, checkpoint=path))) == len(costs)
    for ours, theirs in zip(finished.parameters, kept.weights, strict=True):
        np.testing.assert_array_equal(np.asarray(ours), theirs)


def test_pictures_held_back_are_not_trained_on(small_digits, without_xla):
    config = dataclasses.replace(WATCHED, epochs=1, weight_average=0.0)
    hidden = held_back(config, len(small_digits.train_images))
    images = small_digits.train_images.copy()
    images[hidden] = 255 - images[hidden]
    losses = [
        next(train(VAE(config), data))
        for data in (small_digits, dataclasses.replace(small_digits, train_images=images))
    ]
    assert losses[0].loss == losses[1].loss and losses[0].held_back != losses[1].held_back


@pytest.mark.parametrize("conditional", [False, True])
def test_groups_are_held_back_whole_whatever_is_trained(small_digits, conditional):
    grouped = dataclasses.replace(small_digits, train_groups=np.arange(136) % 20)
    hidden = pictures_held_back(dataclasses.replace(WATCHED, conditional=conditional), grouped)
    assert 0 < hidden.sum() < 136
    assert not set(grouped.train_groups[hidden]) & set(grouped.train_groups[~hidden])


def test_a_cost_of_pictures_held_back_that_is_no_number_stops_the_training(small_digits, without_xla, monkeypatch):
    monkeypatch.setattr(training, "_held_back_cost", lambda *_: math.nan)
    with pytest.raises(TrainingDivergedError, match="the cost of pictures held back is nan after epoch 1: try a learn"):
        next(train(VAE(WATCHED), small_digits))


@pytest.mark.parametrize("family", ["adversarial", "importance", "mixture"])
def test_families_stop_by_their_own_loss(small_digits, family):
    config = dataclasses.replace(WATCHED, family=family, epochs=1)
    with quick.without_xla():
        result = next(train(build(config), small_digits))
    assert math.isfinite(result.held_back) and result.row["held_back"] == result.held_back


def test_another_seed_gives_another_result(unbroken, small_digits, without_xla):
    config = dataclasses.replace(CONFIG, seed=4, epochs=1, kl_warmup_epochs=1)
    assert next(train(VAE(config), small_digits)).loss != pytest.approx(unbroken[1][0].loss, abs=1e-3)


def test_a_checkpoint_of_another_configuration_is_refused(small_digits, without_xla, tmp_path):
    path = tmp_path / "checkpoint.npz"
    next(train(VAE(CONFIG), small_digits, checkpoint=path))
    with pytest.raises(ValueError, match="belongs to another configuration"):
        next(train(VAE(dataclasses.replace(CONFIG, beta=1.0)), small_digits, checkpoint=path))


def test_divergence_stops_the_training_with_a_sentence(small_digits, without_xla):
    config = dataclasses.replace(CONFIG, likelihood="gaussian", learning_rate=10.0, epochs=50, hidden_sizes=())
    small = dataclasses.replace(small_digits, train_images=small_digits.train_images.copy())
    model = VAE(config)
    model.encoder.get_layer("z_mean").kernel.assign(np.full((784, 2), np.nan, np.float32))
    with pytest.raises(TrainingDivergedError, match="try a learning rate below 10"):
        list(train(model, small))


@pytest.mark.parametrize(
    "changes",
    [
        {"architecture": "convolutional", "hidden_sizes": (4, 8)},
        {"conditional": True},
        {"variational": False, "latent_dim": 4},
        {"likelihood": "bernoulli_binarized", "activation": "gelu"},
        {"likelihood": "gaussian"},
        {"batch_size": 5000},
    ],
)
def test_every_kind_of_run_trains(small_digits, without_xla, changes):
    config = dataclasses.replace(CONFIG, epochs=1, **changes)
    model = VAE(config)
    before = np.asarray(model.decoder.get_layer("logits").kernel).copy()
    result = next(train(model, small_digits))
    assert math.isfinite(result.loss) and (result.kl > 0) == config.variational
    assert not np.array_equal(before, np.asarray(model.decoder.get_layer("logits").kernel))


@pytest.mark.parametrize(
    "changes",
    [
        {"conditional": True, "likelihood": "bernoulli_binarized", "activation": "gelu", "weight_average": 0.9},
        {"variational": False, "latent_dim": 4, "likelihood": "gaussian", "learning_rate_schedule": "step"},
        {"architecture": "convolutional", "hidden_sizes": (4,)},
    ],
)
def test_compiled_steps_train_as_steps_one_by_one(small_digits, monkeypatch, changes):
    # XLA draws other noise from the same seed.
    monkeypatch.setattr(seeded, "normal", lambda shape, seed: 0.5 * ops.ones(shape))
    monkeypatch.setattr(training, "_WORTH_COMPILING", 0)  # what measures held-out pictures, too
    config = dataclasses.replace(CONFIG, epochs=2, **changes)
    compiled, plain = VAE(config), VAE(config)
    assert step_loop.uses_xla(compiled) == (config.architecture == "dense")
    results = list(train(compiled, small_digits))
    monkeypatch.setattr(training, "_WORTH_COMPILING", math.inf)
    with quick.without_xla():
        expected = list(train(plain, small_digits))
    for ours, theirs in zip(results, expected, strict=True):
        for field in ("loss", "reconstruction", "kl", "val_reconstruction", "val_kl"):
            assert getattr(ours, field) == pytest.approx(getattr(theirs, field), rel=1e-4)
    for ours, theirs in zip(compiled.decoder.weights, plain.decoder.weights, strict=True):
        np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), atol=1e-4)


def test_a_conditional_model_needs_room_for_every_class(small_digits):
    config = dataclasses.replace(CONFIG, conditional=True, num_classes=4)
    with pytest.raises(ValueError, match="num_classes must be at least 10"):
        next(train(VAE(config), small_digits))
