"""What is said about a training: each finding where it belongs, none about a good one, figures in every sentence."""

import numpy as np
import pytest

from vae.config import RunConfig
from vae.runs import diagnosis
from vae.runs.store import HISTORY_COLUMNS, load_history, load_latents, load_run

CONFIG = RunConfig(name="tiny", epochs=100)


def history_of(held_out, training=None, kl=(2.0, 3.0), weights=None, reconstruction_share=0.95):
    held_out = np.asarray(held_out, float)
    training = held_out - 1.0 if training is None else np.asarray(training, float)
    history = {name: np.ones(len(held_out)) for name in HISTORY_COLUMNS}
    history |= {"epoch": np.arange(1.0, len(held_out) + 1), "kl_per_dimension": np.tile(kl, (len(held_out), 1))}
    history["val_reconstruction"] = reconstruction_share * held_out
    history["val_kl"] = (1 - reconstruction_share) * held_out
    history["reconstruction"], history["kl"] = reconstruction_share * training, (1 - reconstruction_share) * training
    if weights is not None:
        history["kl_weight"] = np.asarray(weights, float)
    return history


FALLING = 100 + 200 * 0.8 ** np.arange(20)


def kinds(findings):
    return [finding.kind for finding in findings]


@pytest.mark.parametrize("name", ["mnist-2d", "fashion-2d", "mnist-16d", "mnist-2d-conditional"])
def test_nothing_is_said_about_the_shipped_runs(name):
    run = load_run(name)
    history = load_history(run)
    history["kl_per_dimension"] = np.tile(run.metrics["kl_per_dimension"]["value"], (len(history["epoch"]), 1))
    assert diagnosis.diagnose(run.config, history, load_latents(run).z_mean[:1000]) == []


def test_nothing_is_said_before_anything_happened():
    assert diagnosis.diagnose(CONFIG, history_of([]), np.zeros((0, 2))) == []


def test_collapse_of_all_dimensions_is_serious_of_some_is_not():
    finding = diagnosis.collapse(CONFIG, history_of(FALLING, kl=(0.001, 0.005)))
    assert finding.is_serious and "All 2 latent dimensions" in finding.text and "0.005" in finding.text
    finding = diagnosis.collapse(CONFIG, history_of(FALLING, kl=(0.001, 3.5)))
    assert not finding.is_serious and "1 of 2" in finding.text and "3.5 nats" in finding.text
    assert diagnosis.collapse(CONFIG, history_of(FALLING[:2], kl=(0.0, 0.0))) is None
    assert diagnosis.collapse(CONFIG, history_of(FALLING, kl=(0.02, 3.5))) is None


def test_divergence_names_the_epoch_and_a_smaller_rate():
    found = diagnosis.diagnose(CONFIG, history_of(FALLING[:4]), diverged=True)
    assert (
        kinds(found) == ["diverged"] and "In epoch 5" in found[0].text and "0.0003 instead of 0.003" in found[0].advice
    )
    assert "No epoch was finished" in diagnosis.divergence(CONFIG, history_of([])).text


def test_a_reconstruction_that_stays_is_not_learning_unless_it_collapsed():
    finding = diagnosis.not_learning(CONFIG, history_of([500.0, 499.0, 500.0]))
    assert finding.is_serious and "475.0" in finding.text
    assert diagnosis.not_learning(CONFIG, history_of([500.0, 480.0, 470.0])) is None
    assert diagnosis.not_learning(CONFIG, history_of([500.0, 499.0, 500.0], kl=(0.0, 0.0))) is None


def test_overfitting_needs_both_a_rise_and_a_fall():
    held_out = [*FALLING, *np.linspace(FALLING[-1] + 1, FALLING[-1] + 9, 6)]
    training = np.linspace(300, 80, 26)
    finding = diagnosis.overfitting(history_of(held_out, training))
    assert "Since epoch 20" in finding.text and "rose by 9.00" in finding.text
    assert diagnosis.overfitting(history_of(held_out, held_out)) is None
    assert diagnosis.overfitting(history_of(held_out[:-2], training[:-2])) is None
    found = diagnosis.diagnose(CONFIG, history_of([*held_out, *held_out[-1:] * 9], np.linspace(300, 80, 35)))
    assert kinds(found) == ["overfitting"]


def test_no_progress_is_said_while_there_is_time_left_to_save():
    flat = [*FALLING, *[FALLING[-1]] * 10]
    finding = diagnosis.no_progress(CONFIG, history_of(flat))
    assert "102.88" in finding.text
    assert diagnosis.no_progress(RunConfig(name="tiny", epochs=31), history_of(flat)) is None
    assert diagnosis.no_progress(CONFIG, history_of(FALLING)) is None


def test_a_loss_that_rises_because_the_kl_term_warms_up_is_no_finding():
    rising = np.linspace(100, 140, 20)
    assert diagnosis.diagnose(CONFIG, history_of(rising, np.linspace(100, 90, 20), weights=np.linspace(0, 1, 20))) == [
        diagnosis.not_learning(CONFIG, history_of(rising))
    ]
    assert diagnosis.overfitting(history_of(rising, np.linspace(100, 90, 20), weights=np.linspace(0, 1, 20))) is None


def test_holes_are_codes_that_are_wide_off_centre_or_in_clumps():
    rng = np.random.default_rng(0)
    normal = rng.standard_normal((1000, 2))
    assert diagnosis.holes(CONFIG, normal, epochs=5) is None
    assert diagnosis.holes(CONFIG, rng.standard_normal((1000, 16)), epochs=5) is None
    assert "5.0 wide" in diagnosis.holes(CONFIG, 5 * normal / normal.std(axis=0).max(), epochs=5).text
    assert "3.0 off the centre" in diagnosis.holes(CONFIG, normal - normal.mean(axis=0) + 3, epochs=5).text
    clumps = 0.05 * normal + rng.choice([-1.0, 1.0], (1000, 2))
    assert "% of samples of the prior" in diagnosis.holes(CONFIG, clumps, epochs=5).text
    assert diagnosis.holes(CONFIG, 5 * normal, epochs=2) is None
    plain = RunConfig(name="tiny", variational=False)
    assert "no prior" in diagnosis.holes(plain, 5 * normal, epochs=5).advice


def test_serious_findings_come_first():
    codes = np.random.default_rng(0).standard_normal((500, 2)) * 9
    found = diagnosis.diagnose(CONFIG, history_of([500.0, 499.0, 500.0], kl=(0.005, 2.0)), codes)
    assert kinds(found) == ["not_learning", "collapse", "holes"]
    assert all(finding.title and finding.text.endswith(".") and finding.advice.endswith(".") for finding in found)
