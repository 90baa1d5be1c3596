"""Ladder VAEs: each level is told and taken at a depth of its own."""

from dataclasses import replace

import numpy as np
import pytest
from keras import ops

from vae.config import RunConfig
from vae.families import FAMILIES
from vae.model import losses
from vae.model.loading import take_weights
from vae.model.vae import build
from vae.network.evaluation import evaluate
from vae.network.network import read
from vae.runs.web import bundle

CONFIG = RunConfig(name="ladder", family="ladder", latent_dim=6, hidden_sizes=(16, 12, 10, 8))
RNG = np.random.default_rng(0)
IMAGES = RNG.random((5, 28, 28)).astype(np.float32)
CODES = RNG.normal(size=(5, 6)).astype(np.float32)
LABELS = np.arange(5)


def model_of(config):
    """Return a model with weights as a training leaves them, none of them at its beginning."""
    model, rng = build(config), np.random.default_rng(1)
    for variable in model.parameters:
        values = 0.3 * rng.normal(size=variable.shape)
        variable.assign(np.abs(values) + 0.5 if "variance" in variable.path else values)
    return model


@pytest.mark.parametrize(("layer", "changed"), [("dense_4", (4, 5)), ("dense_3", (4, 5)), ("dense_2", (2, 3, 4, 5))])
def test_a_level_is_told_by_the_layers_before_its_head_alone(layer, changed):
    model = model_of(CONFIG)
    before, _ = model.encode(IMAGES)
    kernel = model.encoder.get_layer(layer).kernel
    kernel.assign(2.0 * kernel)
    after, _ = model.encode(IMAGES)
    is_other = (np.abs(np.asarray(after) - np.asarray(before)) > 1e-6).any(axis=0)
    assert tuple(np.flatnonzero(is_other)) == changed


@pytest.mark.parametrize(("level", "layer"), [(1, "dense_4"), (2, "dense_3"), (3, "dense_1")])
def test_a_level_is_taken_by_the_layer_of_its_depth_and_by_no_other(level, layer):
    model, dimensions = model_of(CONFIG), FAMILIES["ladder"].dimensions[level - 1]
    other = CODES.copy()
    other[:, list(dimensions)] += 1.0
    assert np.abs(np.asarray(model.decode(other)) - np.asarray(model.decode(CODES))).max() > 1e-6
    kernel = model.decoder.get_layer(layer).kernel
    rows = np.asarray(kernel).copy()
    rows[-2:] = 0.0  # those of the level, which come last
    kernel.assign(rows)
    np.testing.assert_array_equal(model.decode(other), model.decode(CODES))


def test_an_epoch_tells_the_kl_of_each_level():
    model = model_of(CONFIG)
    outputs = model({"images": IMAGES}, sample=True)
    terms = model.terms(outputs)
    assert list(terms) == ["kl_level_1", "kl_level_2", "kl_level_3"]
    kl = np.asarray(losses.gaussian_kl_per_dimension(outputs["z_mean"], outputs["z_log_var"]))
    np.testing.assert_allclose(terms["kl_level_2"], kl[:, 2] + kl[:, 3], rtol=1e-5)
    np.testing.assert_allclose(sum(terms.values()), ops.sum(kl, axis=-1), rtol=1e-5)


@pytest.mark.parametrize("conditional", [False, True])
@pytest.mark.parametrize(("dtype", "error"), [("float32", 3e-5), ("float16", 2e-2)])
def test_bundles_give_what_keras_gives(conditional, dtype, error):
    model = model_of(replace(CONFIG, conditional=conditional))
    labels = LABELS if conditional else None
    heads = evaluate(read(bundle(model.encoder, dtype)), IMAGES, labels)
    np.testing.assert_allclose(heads, np.concatenate(model.encode(IMAGES, labels), axis=1), rtol=0, atol=error)
    pixels = evaluate(read(bundle(model.decoder, dtype)), CODES, labels).reshape(5, 28, 28)
    np.testing.assert_allclose(pixels, model.decode(CODES, labels), rtol=0, atol=error)


def test_a_lean_run_takes_its_weights_from_its_bundles():
    model, other = model_of(CONFIG), build(CONFIG)
    take_weights(other.encoder, bundle(model.encoder, "float32"))
    take_weights(other.decoder, bundle(model.decoder, "float32"))
    np.testing.assert_allclose(other.encode(IMAGES)[1], model.encode(IMAGES)[1], rtol=0, atol=3e-5)
    np.testing.assert_allclose(other.decode(CODES), model.decode(CODES), rtol=0, atol=1e-5)
