"""The hierarchical VAE: what it counts is what its two layers cost, however its codes are told."""

from dataclasses import replace

import numpy as np
import pytest
from keras import ops

from vae.config import ConfigError, RunConfig
from vae.model import losses
from vae.model.bounds import estimate_bounds
from vae.model.loading import take_weights
from vae.model.vae import build
from vae.network.evaluation import evaluate
from vae.network.network import read
from vae.runs.web import bundle
from vae.variants.hierarchical import build_lower

CONFIG = RunConfig(name="two", family="hierarchical", latent_dim=18, hidden_sizes=(16, 12, 10))
RNG = np.random.default_rng(0)
IMAGES = RNG.random((4, 28, 28)).astype(np.float32)
CODES = RNG.normal(size=(4, 18)).astype(np.float32)
LABELS = np.arange(4)
EPSILON = RNG.normal(size=(4, 18)).astype(np.float32)


def model_of(config=CONFIG):
    """Return a model with weights as a training leaves them, none of them at its beginning."""
    model, rng = build(config), np.random.default_rng(1)
    for variable in {id(one): one for one in model.parameters}.values():
        values = 0.3 * rng.normal(size=variable.shape)
        variable.assign(np.abs(values) + 0.5 if "variance" in variable.path else values)
    return model


def layers_of(model, images):
    """Return mean and log variance of the lower layer itself and of the top, from the encoder's heads."""
    import keras

    names = ("z_mean_1", "z_log_var_1", "z_mean_2", "z_log_var_2")
    heads = keras.Model(model.encoder.input, [model.encoder.get_layer(name).output for name in names])
    return [np.asarray(values) for values in heads({"images": images})]


@pytest.mark.parametrize("conditional", [False, True])
def test_a_bundle_gives_both_networks_their_weights_back(conditional):
    model = model_of(replace(CONFIG, conditional=conditional))
    labels = LABELS if conditional else None
    encoders, decoders = build(model.config), build(model.config)
    take_weights(encoders.encoder, bundle(model.encoder, "float32"))
    take_weights(decoders.decoder, bundle(model.decoder, "float32"))
    for own, expected in zip(encoders.encode(IMAGES, labels), model.encode(IMAGES, labels), strict=True):
        np.testing.assert_allclose(own, expected, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(decoders.decode(CODES, labels), model.decode(CODES, labels), atol=1e-4)


def test_a_draw_is_one_of_both_layers_and_costs_what_they_cost():
    model = model_of()
    mean, log_var, top_mean, top_log_var = layers_of(model, IMAGES)
    z_mean, z_log_var = model.encode(IMAGES)
    z, drawn_with = model.draw(z_mean, z_log_var, EPSILON)
    top = top_mean + np.exp(0.5 * top_log_var) * EPSILON[:, 16:]
    expected, log_sigma = (np.asarray(values) for values in model.decoder.get_layer("lower")(top))
    lower = mean + np.exp(0.5 * log_var) * EPSILON[:, :16]
    np.testing.assert_allclose(z, np.concatenate([(lower - expected) / np.exp(log_sigma), top], axis=1), atol=2e-5)
    np.testing.assert_allclose(drawn_with[:, :16], log_var - 2 * log_sigma, atol=2e-5)
    kl = model.kl_per_dimension({"z_mean": z_mean, "z_log_var": z_log_var, "z": z})
    between = log_sigma - 0.5 * log_var + (np.exp(log_var) + (mean - expected) ** 2) / (2 * np.exp(2 * log_sigma)) - 0.5
    np.testing.assert_allclose(kl[:, :16], between, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(kl[:, 16:], losses.gaussian_kl_per_dimension(top_mean, top_log_var), rtol=1e-4)
    terms = model.terms({"z_mean": z_mean, "z_log_var": z_log_var, "z": z})
    np.testing.assert_allclose(terms["kl_lower"], between.sum(axis=1), rtol=1e-3)
    np.testing.assert_allclose(sum(terms.values()), ops.sum(kl, axis=-1), rtol=1e-5)


def test_at_the_top_alone_the_lower_layer_is_at_its_mean():
    model = model_of()
    code = np.concatenate([np.zeros((4, 16)), CODES[:, 16:]], axis=1)
    mean, _ = model.decoder.get_layer("lower")(CODES[:, 16:])
    import keras

    rest = keras.Model(model.decoder.get_layer("dense_1").input, model.decoder.output)
    np.testing.assert_allclose(model.decode(code), ops.sigmoid(rest(mean)), atol=1e-5)


def test_the_bound_with_one_sample_is_minus_the_elbo_on_average():
    model, pixels = model_of(), np.repeat(IMAGES[:1], 4000, axis=0)
    bounds = estimate_bounds(model, pixels, np.zeros(4000, np.int64), 1, seed=0)
    z_mean, z_log_var = model.encode(pixels)
    outputs = {"z_mean": z_mean, "z_log_var": z_log_var, "z": model.reparameterize(z_mean, z_log_var)}
    kl = np.asarray(ops.sum(model.kl_per_dimension(outputs), axis=-1))
    elbo = bounds.reconstruction + kl
    error = np.hypot(bounds.importance_weighted_nll.std(), elbo.std()) / np.sqrt(4000)
    assert bounds.importance_weighted_nll.mean() == pytest.approx(elbo.mean(), abs=5 * error)
    few = model.expected_kl_per_dimension(z_mean[:1], z_log_var[:1])
    assert float(ops.sum(few)) == pytest.approx(kl.mean(), rel=0.5)
    many = estimate_bounds(model, pixels[:50], np.zeros(50, np.int64), 50, seed=0)
    assert many.importance_weighted_nll.mean() < elbo.mean()


@pytest.mark.parametrize("conditional", [False, True])
@pytest.mark.parametrize(("dtype", "error"), [("float32", 1e-4), ("float16", 5e-2)])
def test_bundles_give_what_keras_gives(conditional, dtype, error):
    model = model_of(replace(CONFIG, conditional=conditional))
    labels = LABELS if conditional else None
    heads = evaluate(read(bundle(model.encoder, dtype)), IMAGES, labels)
    np.testing.assert_allclose(heads, np.concatenate(model.encode(IMAGES, labels), axis=1), rtol=1e-3, atol=error)
    pixels = evaluate(read(bundle(model.decoder, dtype)), CODES, labels).reshape(4, 28, 28)
    np.testing.assert_allclose(pixels, model.decode(CODES, labels), rtol=0, atol=error)


def test_both_networks_share_what_lies_between_the_codes():
    model = build(CONFIG)
    assert model.encoder.get_layer("lower") is model.decoder.get_layer("lower")
    assert [layer.units for layer in build_lower(CONFIG).layers if hasattr(layer, "kernel")] == [10, 16, 16]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"latent_dim": 2}, "latent_dim must be 18 for a hierarchical VAE of 2 levels, got 2"),
        ({"hidden_sizes": (8,)}, "hidden_sizes must name at least 2 hidden layers for a hierarchical VAE, got 1"),
        ({"encoder_epochs": 3}, "encoder_epochs must be 0 for a hierarchical VAE, whose networks share layers"),
        ({"variational": False}, "variational must be true for a hierarchical VAE, got false"),
        ({"architecture": "convolutional"}, "architecture must be dense for a hierarchical VAE, got 'convolutional'"),
        ({"family": "ladder"}, "latent_dim must be 6 for a ladder VAE of 3 levels, got 18"),
    ],
)
def test_what_cannot_be_trained_is_said(changes, message):
    with pytest.raises(ConfigError, match=message):
        replace(CONFIG, **changes)
