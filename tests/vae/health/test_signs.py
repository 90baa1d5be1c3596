"""What a training is judged by: measured alike while it runs and of its saved run."""

import json

import numpy as np
import pytest

from vae.config import RunConfig
from vae.health import signs
from vae.health.signs import Signs, signs_of_run, signs_of_training
from vae.latent.latents import Latents
from vae.prior.draws import prior_of
from vae.prior.mixture import MixturePrior
from vae.runs.store import HISTORY_COLUMNS, load_history, load_latents, load_prior, load_run

CONFIG = RunConfig(name="tiny", epochs=100)


def history_of(held_out, training, weights=None):
    held_out, training = np.asarray(held_out, float), np.asarray(training, float)
    history = {name: np.ones(len(held_out)) for name in HISTORY_COLUMNS}
    history |= {"epoch": np.arange(1.0, len(held_out) + 1), "kl_per_dimension": np.tile((2.0, 3.0), (len(held_out), 1))}
    history |= {"val_reconstruction": held_out - 5, "val_kl": history["kl"] * 5, "reconstruction": training - 5}
    history |= {"kl": history["kl"] * 5, "images_per_second": np.full(len(held_out), 1433.7)}
    return history if weights is None else history | {"kl_weight": np.asarray(weights, float)}


@pytest.mark.parametrize(
    "name", ["mnist-2d", "fashion-2d", "mnist-16d", "mnist-ladder", "mnist-2d-conditional", "mnist-clouds"]
)
def test_a_training_under_way_and_its_run_are_measured_alike(name):
    run = load_run(name)
    latents, history = load_latents(run), load_history(run)
    history["kl_per_dimension"] = np.tile(run.metrics["kl_per_dimension"]["value"], (len(history["epoch"]), 1))
    learnt = {}
    if run.config.learns_prior:
        learnt = {"z_log_var": latents.z_log_var[:1000].astype(np.float16), "mixture": load_prior(run)}
    codes = latents.z_mean[:1000].astype(np.float16)
    live = signs_of_training(run.config, history, codes, latents.labels[:1000], **learnt)
    kept = signs_of_run(run)
    for figure in ("epoch", "num_pictures", "neg_elbo", "best_epoch", "gap", "kl_weight", "progress", "num_classes"):
        assert getattr(live, figure) == getattr(kept, figure), figure
    # The first 1,000 digits of MNIST's test set are written otherwise than all.
    assert live.spread == pytest.approx(kept.spread, rel=0.1) and live.offset == pytest.approx(kept.offset, abs=0.3)
    assert live.holes == pytest.approx(kept.holes, abs=0.08)
    assert kept.num_pictures == 60_000, "as before the training, when its settings are looked at"


def test_figures_are_those_of_the_epochs_with_the_last_weight():
    found = signs_of_training(CONFIG, history_of([90, 120, 100, 104], [90, 119, 100, 97], [0.1, 1, 1, 1]))
    assert (found.neg_elbo, found.best_neg_elbo, found.best_epoch, found.fall) == (104, 100, 3, 3)
    assert found.first_reconstruction == 85 and found.progress is None
    assert found.num_pictures == 1536  # whole batches, though speed and time are rounded
    many = signs_of_training(CONFIG, history_of(np.linspace(120, 100, 21), np.linspace(120, 90, 21)))
    assert many.progress == pytest.approx(10) and many.gap == pytest.approx(9)


def test_nothing_is_measured_before_the_first_epoch_but_that_it_diverged():
    nothing = history_of([], [])
    assert signs_of_training(CONFIG, nothing) is None
    assert signs_of_training(CONFIG, nothing, diverged=True).diverged


def test_places_need_thirty_codes():
    rng = np.random.default_rng(0)
    history = history_of([100], [100])
    few = signs_of_training(CONFIG, history, rng.normal(size=(29, 2)), np.zeros(29, int))
    assert (few.spread, few.offset, few.holes, few.num_classes) == (None, None, None, 1)
    enough = signs_of_training(CONFIG, history, 3 + 2 * rng.normal(size=(900, 2)), np.arange(900) % 9)
    assert enough.spread == pytest.approx(2, rel=0.1) and enough.offset == pytest.approx(3, rel=0.1)
    mixture = RunConfig(name="tiny", epochs=100, family="mixture")
    codes = rng.normal([4.0, 0.0], 0.5, (900, 2))
    without = signs_of_training(mixture, history, codes, np.arange(900) % 9)
    assert without.holes is None and without.spread is not None, "where its prior lies is not known"
    for middle, low, high in ((4.0, 0.0, 0.05), (-4.0, 0.99, 1.0)):
        clouds = MixturePrior(np.tile([middle, 0.0], (32, 1)), np.full((32, 2), np.log(0.25)), np.full(32, -np.log(32)))
        learnt = signs_of_training(
            mixture, history, codes, np.arange(900) % 9, z_log_var=np.full((900, 2), -9.0), mixture=clouds
        )
        assert low <= learnt.holes <= high
    assert enough.holes < 0.05 and enough.num_classes == 9 and enough.chance == pytest.approx(1 / 9)


def test_widths_follow_from_means_and_kl():
    rng = np.random.default_rng(0)
    means, log_var = rng.normal(size=(5000, 3)), np.array([-4.0, -0.5, 0.0])
    means[:, 2] = 0
    kl = 0.5 * (np.square(means) + np.exp(log_var) - 1 - log_var).mean(axis=0)
    np.testing.assert_allclose(signs._log_var(means.astype(np.float32), kl)[0], log_var, atol=0.02)


def test_signs_are_written_and_read():
    found = signs_of_training(CONFIG, history_of([100, 90], [100, 90]), average_picture=200.0)
    assert Signs.from_json(CONFIG, json.loads(json.dumps(found.to_json()))) == found


def test_holes_are_draws_away_from_the_aggregate_posterior():
    rng = np.random.default_rng(0)
    codes = rng.normal(size=(2000, 2)).astype(np.float32)
    labels, narrow = (np.arange(2000) % 2).astype(np.uint8), np.full((2000, 2), -9.0, np.float32)
    assert signs.hole_share(Latents(codes, narrow, labels), conditional=False) < 0.03
    left = np.stack([-np.abs(codes[:, 0]), codes[:, 1]], axis=1)
    share = signs.hole_share(Latents(left, narrow, labels), conditional=False)
    assert 0.3 < share < 0.5  # half of the draws lie to the right, some of them near the edge
    parted = np.where(labels[:, None] == 0, left, left * [-1.0, 1.0])
    latents = Latents(parted, narrow, labels)
    assert signs.hole_share(latents, conditional=False) < 0.03 < 0.3 < signs.hole_share(latents, conditional=True)
    with pytest.raises(ValueError, match="no posterior"):
        signs.hole_share(Latents(codes, None, labels), conditional=False)


def test_wide_posteriors_around_narrow_means_leave_no_holes():
    means = np.random.default_rng(0).normal(size=(500, 8)).astype(np.float32) * 0.6
    latents = Latents(means, np.full((500, 8), np.log(1 - 0.36), np.float32), np.zeros(500, np.uint8))
    assert signs.hole_share(latents, conditional=False) < 0.04
    assert signs.hole_share(latents, False, draws=means[:50]) < 0.04
    assert signs.hole_share(latents, False, draws=means[:50] + 50.0) == 1.0
    assert signs.hole_share(Latents(means, latents.z_log_var - 9.0, latents.labels), conditional=False) > 0.3


def test_codes_that_fill_the_part_of_their_class_leave_no_holes_in_a_conditional_run():
    config = RunConfig("petals", family="adversarial", prior="petals", conditional=True, epochs=1)
    labels = np.repeat(np.arange(10), 200).astype(np.uint8)
    codes = prior_of(config).sample(len(labels), np.random.default_rng(0), labels)
    history = {name: values[:1] for name, values in history_of([100.0], [100.0]).items()}
    found = signs_of_training(config, history, codes, labels)
    assert found.inside == 1.0 and found.holes < 0.05
    missed = signs_of_training(config, history, codes, (labels + 1) % 10)
    assert missed.inside == 0.0 and missed.holes > 0.5


def test_the_gap_is_the_usual_one_of_the_last_five_epochs():
    found = signs.overfitting_gap(history_of([200, 100, 100, 900, 100, 100], [100, 100, 99, 98, 97, 96]))
    assert found == pytest.approx(3)
