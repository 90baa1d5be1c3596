"""The VAE as a Keras model: sampling, named outputs, and one loss for fit, validation and evaluate."""

import keras
import numpy as np
import pytest

from vae.config import RunConfig
from vae.model import losses
from vae.model.vae import VAE, as_unit_interval

IMAGES = np.random.default_rng(0).integers(0, 256, (16, 28, 28), np.uint8)
LABELS = np.arange(16, dtype=np.int32) % 10


def make(**changes):
    return VAE(RunConfig(name="run", hidden_sizes=(8,), **changes))


def test_pixels_are_scaled_once():
    scaled = np.asarray(as_unit_interval(IMAGES))
    np.testing.assert_allclose(scaled, IMAGES / 255, atol=1e-6)
    np.testing.assert_array_equal(np.asarray(as_unit_interval(scaled)), scaled)


def test_the_mean_is_used_unless_training():
    model = make()
    outputs = model({"images": IMAGES})
    np.testing.assert_array_equal(np.asarray(outputs["z"]), np.asarray(outputs["z_mean"]))
    sampled = model({"images": IMAGES}, sample=True)
    assert not np.allclose(np.asarray(sampled["z"]), np.asarray(sampled["z_mean"]))


def test_reparameterized_draws_have_the_posteriors_mean_and_width():
    z_mean, z_log_var = np.full((20_000, 2), [1.0, -2.0], np.float32), np.full((20_000, 2), [0.0, -3.0], np.float32)
    z = np.asarray(make().reparameterize(z_mean, z_log_var))
    np.testing.assert_allclose(z.mean(0), [1.0, -2.0], atol=0.03)
    np.testing.assert_allclose(z.std(0), np.exp([0.0, -1.5]), rtol=0.03)


def test_the_loss_is_reconstruction_plus_beta_kl():
    model = make(beta=3.0)
    outputs = model({"images": IMAGES})
    nll = np.asarray(losses.bernoulli_nll(IMAGES / np.float32(255), outputs["logits"]))
    kl = np.asarray(losses.gaussian_kl(outputs["z_mean"], outputs["z_log_var"]))
    assert float(model.compute_loss(y_pred=outputs)) == pytest.approx(np.mean(nll + 3 * kl), rel=1e-5)


def test_evaluate_gives_compute_loss_and_fit_lowers_it():
    model = make()
    model.compile(optimizer=keras.optimizers.Adam(0.01), jit_compile=False)
    expected = float(model.compute_loss(y_pred=model({"images": IMAGES})))
    before = model.evaluate({"images": IMAGES}, verbose=0, return_dict=True)
    assert before["loss"] == pytest.approx(expected, rel=1e-5)
    assert before["loss"] == pytest.approx(before["reconstruction"] + before["kl"], rel=1e-5)
    history = model.fit({"images": IMAGES}, validation_data=({"images": IMAGES},), epochs=5, verbose=0).history
    assert history["loss"][-1] < history["loss"][0] and "val_reconstruction" in history


def test_decoding_stays_between_black_and_white():
    pixels = np.asarray(make().decode(np.array([[50.0, -50.0]], np.float32)))
    assert pixels.shape == (1, 28, 28) and pixels.min() >= 0 and pixels.max() <= 1


def test_a_plain_autoencoder_has_no_noise_and_no_kl():
    model = make(variational=False)
    z_mean, z_log_var = model.encode(IMAGES)
    assert z_log_var is None and z_mean.shape == (16, 2)
    outputs = model({"images": IMAGES}, training=True)
    nll = np.asarray(losses.bernoulli_nll(IMAGES / np.float32(255), outputs["logits"]))
    assert float(model.compute_loss(y_pred=outputs)) == pytest.approx(nll.mean(), rel=1e-5)


def test_a_binarised_model_sees_grey_pixels_cut_at_one_half():
    model = make(likelihood="bernoulli_binarized")
    cut = np.where(IMAGES > 127, 255, 0).astype(np.uint8)
    np.testing.assert_array_equal(np.asarray(model.encode(IMAGES)[0]), np.asarray(model.encode(cut)[0]))
    assert not np.allclose(np.asarray(make().encode(IMAGES)[0]), np.asarray(make().encode(cut)[0]))


def test_a_conditional_model_asks_for_labels():
    model = make(conditional=True)
    assert model.encode(IMAGES, LABELS)[0].shape == (16, 2)
    with pytest.raises(ValueError, match="labels must be given"):
        model.encode(IMAGES)
