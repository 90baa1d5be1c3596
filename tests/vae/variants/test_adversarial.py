"""The adversarial autoencoder: two sides that each learn from their own term, and a run that knows its prior."""

import math
from dataclasses import replace

import numpy as np
import tensorflow as tf

from ui.live.facts import live_map
from vae.config import RunConfig
from vae.film.recording import record
from vae.film.replay import film_box, film_of_run, film_plane
from vae.health.signs import signs_of_run
from vae.model.step_loop import as_batch
from vae.model.training import train
from vae.model.vae import build
from vae.prior.draws import prior_of
from vae.prior.shapes import EXTENT
from vae.runs.store import open_run

PETALS = RunConfig(
    name="petals", dataset="digits", family="adversarial", prior="petals", hidden_sizes=(16,), epochs=1, batch_size=128
)


def gradients(model, batch, kl_weight):
    """Return the slope of the loss along the encoder's, the decoder's and the critic's variables."""
    model.kl_weight.assign(kl_weight)
    model.seed_generator.state.assign(np.array([1, 2], np.uint32))
    sides = [model.encoder.trainable_variables, model.decoder.trainable_variables, model.critic]
    with tf.GradientTape() as tape:
        loss = model.compute_loss(batch, None, model(batch, training=False))
    return [[np.asarray(one) for one in side] for side in tape.gradient(loss, sides)]


def test_the_critic_and_the_encoder_each_learn_from_their_own_term(digits):
    model = build(replace(PETALS, family="adversarial"))
    batch = as_batch(model, digits.train_images[:32], digits.train_labels[:32])
    assert set(batch) == {"images", "labels"} and model.takes_labels and not model.config.conditional
    (encoder, decoder, critic), (pulled, same, judging) = (gradients(model, batch, weight) for weight in (0.0, 1.0))
    for one, other in zip((*decoder, *critic), (*same, *judging), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
    assert max(np.abs(one - other).max() for one, other in zip(encoder, pulled, strict=True)) > 1e-3
    assert max(np.abs(one).max() for one in critic) > 1e-3
    plain = build(RunConfig(name="plain", dataset="digits", hidden_sizes=(16,), variational=False))
    plain.encoder.set_weights(model.encoder.get_weights())
    plain.decoder.set_weights(model.decoder.get_weights())
    with tf.GradientTape() as tape:
        loss = plain.compute_loss(batch, None, plain({"images": batch["images"]}, training=False))
    for one, other in zip(encoder, tape.gradient(loss, plain.encoder.trainable_variables), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3)


def test_a_critic_that_can_only_guess_costs_ln_2(digits):
    model = build(PETALS)
    for variable in model.critic:
        variable.assign(0.0 * variable)
    outputs = model(as_batch(model, digits.train_images[:8], digits.train_labels[:8]))
    np.testing.assert_allclose(np.asarray(model.terms(outputs)["critic"]), math.log(2.0), rtol=1e-5)


def test_a_run_knows_its_prior_wherever_it_is_asked_for(digits, tmp_path, quick_training):
    model = build(PETALS)
    results = list(train(model, digits, tmp_path / "checkpoint.npz"))
    assert set(results[0].terms) == {"critic", "val_critic"} and results[0].kl == 0.0
    resumed = build(PETALS)
    assert [one.terms for one in train(resumed, digits, tmp_path / "checkpoint.npz")] == [results[0].terms]
    for one, other in zip(resumed.critic, model.critic, strict=True):
        np.testing.assert_array_equal(one, other)
    run = record(tmp_path / "petals", model, digits, results, lean=True)
    assert not run.config.variational and {"inside_prior", "prior_distance", "reconstruction"} <= set(run.metrics)
    assert not {"neg_elbo", "kl", "exact_nll", "importance_weighted_nll"} & set(run.metrics)
    shape = prior_of(run.config).raster
    found = live_map(run)
    assert not found.facts.has_prior and found.facts.shape_extent == EXTENT
    assert found.facts.home_box[0] <= -EXTENT and found.facts.home_box[3] >= EXTENT
    np.testing.assert_array_equal(found.numbers.shape, shape)
    film = film_of_run(open_run(run.folder))
    np.testing.assert_array_equal(film.prior, shape)
    assert film.terms == ("critic",) and not film.has_kl and film_box(film, film_plane(film))[1] >= EXTENT
    assert signs_of_run(run).kl == ()
