"""A learnt prior: what codes cost under it, that training brings it to them, and a run that keeps it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from ui.atlas import detail
from ui.atlas import dimensions as atlas_dimensions
from ui.encode import trace
from ui.live.facts import live_map
from vae.config import ConfigError, RunConfig
from vae.film.recording import as_in_browser, record
from vae.health.diagnosis import diagnose
from vae.health.signs import signs_of_run
from vae.model.bounds import estimate_bounds, expected_kl, posteriors, targets
from vae.model.loading import load_model
from vae.model.losses import gaussian_kl_per_dimension
from vae.model.training import train
from vae.model.vae import build
from vae.notebook.opened import Model
from vae.prior.mixture import NUM_PARTS, MixturePrior
from vae.runs.learnt_files import read_prior, write_prior
from vae.runs.run_files import RunError
from vae.runs.store import load_latents, load_prior, open_run

CONFIG = RunConfig(name="mixed", dataset="digits", family="mixture", hidden_sizes=(16,), epochs=3, batch_size=128)


def scattered(latent_dim, seed=0):
    """Return a model whose prior has parts of other places, widths and shares."""
    model, rng = build(replace(CONFIG, latent_dim=latent_dim)), np.random.default_rng(seed)
    for variable, scale in ((model.prior_means, 2.0), (model.prior_log_vars, 0.7), (model.prior_logits, 1.0)):
        variable.assign(scale * rng.normal(size=variable.shape))
    return model


def test_the_kl_is_what_draws_of_the_posterior_say():
    model, rng = scattered(3), np.random.default_rng(1)
    z_mean, z_log_var = rng.normal(size=(4, 3)).astype(np.float32), rng.normal(size=(4, 3)).astype(np.float32) - 1.0
    z = z_mean + np.exp(0.5 * z_log_var) * rng.normal(size=(20_000, 4, 3)).astype(np.float32)
    log_q = -0.5 * (np.square(z - z_mean) / np.exp(z_log_var) + z_log_var + np.log(2.0 * np.pi)).sum(axis=-1)
    log_p = model.prior.log_density(z.reshape(-1, 3)).reshape(z.shape[:2])
    found = np.asarray(model.kl_per_dimension({"z": z, "z_log_var": z_log_var})).sum(axis=-1).mean(axis=0)
    np.testing.assert_allclose(found, (log_q - log_p).mean(axis=0), atol=0.05)
    np.testing.assert_allclose(model.log_prior(z[0]), log_p[0] + 1.5 * np.log(2.0 * np.pi), atol=1e-4)


def test_one_part_alone_is_the_standard_prior_and_what_tells_nothing_costs_nothing():
    model, rng = scattered(2), np.random.default_rng(2)
    z_mean, z_log_var = rng.normal(size=(5, 2)).astype(np.float32), rng.normal(size=(5, 2)).astype(np.float32)
    z_mean[:, 1] = z_log_var[:, 1] = 0.0
    model.prior_means.assign(np.pad(rng.normal(size=(32, 1)), [(0, 0), (0, 1)]))
    model.prior_log_vars.assign(np.zeros((32, 2)))
    kl = np.asarray(model.expected_kl_per_dimension(z_mean, z_log_var))
    assert np.abs(kl[:, 1]).max() < 1e-5 < kl[:, 0].max(), "the second is N(0, 1) in the posterior and in every part"
    model.prior_means.assign(np.zeros((32, 2)))
    z_log_var[:, 1] = (-8.0, -2.0, -0.5, 0.0, 1.0)
    exact = gaussian_kl_per_dimension(z_mean, z_log_var)
    np.testing.assert_allclose(model.expected_kl_per_dimension(z_mean, z_log_var), exact, atol=1e-5)
    alone = build(RunConfig(name="flat", dataset="digits", hidden_sizes=(16,)))
    draws = 0.25 * np.square(rng.normal(size=(50_000, 5, 2)) * np.exp(0.5 * z_log_var) + z_mean)
    sampled = 2.0 * draws.mean(axis=0) - 0.5 * (1.0 + z_log_var)
    np.testing.assert_allclose(alone.expected_kl_per_dimension(z_mean, z_log_var), sampled, atol=0.05)
    z = (rng.normal(size=(4000, 5, 2)) * np.exp(0.5 * z_log_var) + z_mean).astype(np.float32)
    kl = np.asarray(model.kl_per_dimension({"z": z, "z_log_var": z_log_var})).mean(axis=0)
    np.testing.assert_allclose(kl, sampled, atol=0.12)


def test_a_run_keeps_what_it_has_learnt(digits, tmp_path, quick_training):
    model = build(CONFIG)
    before = model.prior
    results = list(train(model, digits, tmp_path / "checkpoint.npz"))
    assert np.abs(model.prior.means - before.means).max() > 1e-3, "it has moved"
    assert results[-1].val_reconstruction + results[-1].val_kl < results[0].val_reconstruction + results[0].val_kl
    resumed = build(CONFIG)
    assert len(list(train(resumed, digits, tmp_path / "checkpoint.npz"))) == CONFIG.epochs
    np.testing.assert_array_equal(resumed.prior.means, model.prior.means)
    run = record(tmp_path / "mixed", model, digits, results, lean=True, briefly=True)
    prior, kept = as_in_browser(model).prior, load_prior(open_run(run.folder))
    assert isinstance(kept, MixturePrior)
    for name in ("means", "log_vars", "log_weights"):
        np.testing.assert_allclose(getattr(kept, name), getattr(prior, name), atol=1e-6)
    loaded = load_model(run)
    images, labels = targets("bernoulli", digits.test_images[:40], 0), digits.test_labels[:40]
    kl = expected_kl(loaded, *posteriors(loaded, images, labels))
    bounds = estimate_bounds(loaded, images, labels, 64)
    assert bounds.importance_weighted_nll.mean() < (bounds.reconstruction + kl.sum(axis=1)).mean() + 0.1
    assert set(run.metrics) >= {"neg_elbo", "kl", "importance_weighted_nll", "prior_distance"}
    signs = signs_of_run(run)
    assert 0.0 <= signs.holes <= 1.0 and "prior" not in {finding.kind for finding in diagnose(signs)}
    found = live_map(run)
    assert not found.facts.has_prior and found.numbers.draws.shape == (512, 2)
    assert Model(run).sample(3).shape == (3, 28, 28)
    assert trace._kl_source(run)[0] == "vae/variants/mixture.py"


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"means": [[0.0, 1.0]]}, {"log_vars": "wide"}, {"log_weights": [float("nan")] * 32}]
)
def test_a_damaged_prior_is_said(change, save_tiny_run, tmp_path):
    folder = save_tiny_run(tmp_path / "tiny", family="mixture").folder
    document = json.loads((folder / "prior.json").read_text())
    (folder / "prior.json").write_text(json.dumps({**document, **change}))
    with pytest.raises(RunError, match="prior.json is damaged"):
        open_run(folder)


def test_a_prior_that_a_high_rate_drove_too_far_can_be_read(tmp_path):
    config = RunConfig(name="far", dataset="digits", family="mixture")
    means, log_vars = np.zeros((2, NUM_PARTS, 2), np.float32)
    means[0], log_vars[0] = [3e4, -3e4], [70.0, -70.0]
    weights = np.where(np.arange(NUM_PARTS) == 0, -2e3, -np.log(NUM_PARTS - 1)).astype(np.float32)
    write_prior(tmp_path, MixturePrior(means, log_vars, weights))
    kept = read_prior(tmp_path, config)
    assert kept.means[0].tolist() == [1e4, -1e4] and kept.log_vars[0].tolist() == [50.0, -50.0]
    np.testing.assert_allclose(kept.log_weights, weights.clip(-1e3), atol=1e-6)
    assert not kept.means[1:].any() and not kept.log_vars[1:].any()


def test_atlas_goes_by_where_codes_lie(save_tiny_run, tmp_path):
    run = save_tiny_run(tmp_path / "mixed", family="mixture")
    latents = replace(load_latents(run), z_mean=np.random.default_rng(0).normal([5.0, -1.0], 0.5, (360, 2)))
    measures = atlas_dimensions.measure(run, latents)
    np.testing.assert_allclose(measures.values.mean(axis=1), latents.z_mean.mean(axis=0))
    assert "3 standard deviations of the codes around their mean" in atlas_dimensions.explanation(run, measures)
    flat = save_tiny_run(tmp_path / "flat")
    measures = atlas_dimensions.measure(flat, latents)
    assert measures.values[0, 0] == -3.0 and "deviations of the prior" in atlas_dimensions.explanation(flat, measures)
    assert detail.posterior(np.zeros(9), np.zeros(9), True).endswith("where the prior's is 1")
    assert "the prior" not in detail.posterior(np.zeros(9), np.zeros(9), False)


def test_what_rests_on_the_normal_prior_is_refused():
    assert not CONFIG.has_prior and CONFIG.learns_prior
    with pytest.raises(ConfigError, match="encoder_epochs must be 0"):
        replace(CONFIG, encoder_epochs=5)
    with pytest.raises(ValueError, match="learns no prior"):
        build(RunConfig(name="flat", dataset="digits", hidden_sizes=(16,))).set_prior(None)
