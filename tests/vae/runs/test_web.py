"""Bundles for the browser: what is in them, and that a damaged one is refused with one sentence."""

import json

import keras
import numpy as np
import pytest
from safetensors.numpy import load

from vae.config import RunConfig
from vae.model import networks
from vae.network.bundles import BundleError, read_header
from vae.runs import web

CONFIG = RunConfig(name="tiny", hidden_sizes=(24, 12), activation="relu", conditional=True)


@pytest.fixture(scope="module")
def decoder():
    network = networks.build_decoder(CONFIG)
    rng = np.random.default_rng(0)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            shape = layer.gamma.shape
            layer.gamma.assign(rng.uniform(-2, 2, shape))
            layer.beta.assign(rng.normal(size=shape))
            layer.moving_mean.assign(rng.normal(size=shape))
            layer.moving_variance.assign(rng.uniform(0.1, 3, shape))
    return network


@pytest.fixture(scope="module")
def blob(decoder):
    return web.bundle(decoder)


def evaluate(blob, x, one_hot):
    """Evaluate a dense ReLU bundle in NumPy, float64."""
    metadata, tensors = read_header(blob), load(blob)
    for step in json.loads(metadata["layers"]):
        if step["type"] == "concatenate_labels":
            x = np.concatenate([x, one_hot], axis=1)
        elif step["type"] == "dense":
            x = x @ tensors[step["kernel"]].astype(np.float64) + tensors[step["bias"]]
        elif step["type"] == "activation":
            x = {"relu": lambda x: np.maximum(x, 0), "sigmoid": lambda x: 1 / (1 + np.exp(-x))}[step["name"]](x)
        else:
            x = x.reshape(len(x), *step["shape"])
    return x


def kinds(blob):
    return [step["type"] for step in json.loads(read_header(blob)["layers"])]


@pytest.mark.parametrize(("dtype", "error"), [("float32", 1e-6), ("float16", 1e-3)])
def test_folded_decoder_gives_keras_pixels(decoder, dtype, error):
    rng = np.random.default_rng(1)
    z, one_hot = (
        rng.normal(0, 1.5, (200, 2)).astype(np.float32),
        np.eye(10, dtype=np.float32)[rng.integers(10, size=200)],
    )
    expected = keras.ops.sigmoid(decoder({"z": z, "labels": one_hot}))
    pixels = evaluate(web.bundle(decoder, dtype), z, one_hot)
    np.testing.assert_allclose(pixels, np.asarray(expected).reshape(200, 784), rtol=0, atol=error)


def test_decoder_names_its_layers_in_order(blob):
    metadata = read_header(blob)
    assert (metadata["format"], metadata["version"]) == ("vae-network", "1")
    assert (metadata["input_size"], metadata["num_classes"]) == ("2", "10")
    assert kinds(blob) == ["concatenate_labels", *["dense", "activation"] * 2, "dense", "reshape", "activation"]
    assert json.loads(metadata["layers"])[-1] == {"type": "activation", "name": "sigmoid"}


@pytest.mark.parametrize(("variational", "size"), [(True, 4), (False, 2)])
def test_encoder_heads_are_one_layer_mean_first(variational, size):
    encoder = networks.build_encoder(RunConfig(name="a", hidden_sizes=(6,), variational=variational))
    blob = web.bundle(encoder, "float32")
    steps = json.loads(read_header(blob)["layers"])
    kernel = load(blob)[steps[-1]["kernel"]]
    assert kernel.shape == (6, size)
    np.testing.assert_array_equal(kernel[:, :2], encoder.get_layer("z_mean").kernel)
    if variational:
        np.testing.assert_array_equal(kernel[:, 2:], encoder.get_layer("z_log_var").kernel)


def test_convolutional_decoder_has_no_batch_normalisation_left():
    config = RunConfig(name="a", architecture="convolutional", hidden_sizes=(4, 8))
    blob = web.bundle(networks.build_decoder(config))
    expected = ["dense", "activation", "reshape", "conv2d_transpose", "activation", "conv2d_transpose", "reshape"]
    assert kinds(blob) == [*expected, "activation"]
    assert {step["strides"] for step in json.loads(read_header(blob)["layers"]) if "strides" in step} == {2}


def test_only_large_tensors_are_rounded(blob, decoder):
    large = 24 * 784
    for name, array in load(blob).items():
        assert array.dtype == (np.float16 if array.size == large else np.float32), name
    assert len(blob) < 0.6 * len(web.bundle(decoder, "float32"))


def test_a_bundle_is_the_same_every_time(blob, decoder):
    assert web.bundle(decoder) == blob


def test_weights_beyond_float16_stay_float32():
    decoder = networks.build_decoder(RunConfig(name="a", hidden_sizes=(8,)))
    kernel = np.array(decoder.get_layer("logits").kernel)
    kernel[0, 0] = 1e5
    decoder.get_layer("logits").kernel.assign(kernel)
    np.testing.assert_array_equal(load(web.bundle(decoder))["layers.2.kernel"], kernel)


def test_weights_that_are_not_finite_are_refused():
    decoder = networks.build_decoder(RunConfig(name="a", hidden_sizes=(8,)))
    decoder.get_layer("logits").bias.assign(np.full(784, np.nan))
    with pytest.raises(BundleError, match="must be finite numbers"):
        web.bundle(decoder)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (keras.layers.LayerNormalization(name="other"), "cannot hold the layer 'other', a LayerNormalization"),
        (keras.layers.Activation("softplus", name="other"), "cannot hold the layer 'other'"),
        (keras.layers.Dense(3, activation="relu", name="other"), "'other' must have its activation in a layer of"),
    ],
)
def test_unknown_layers_are_refused(layer, message):
    z = keras.Input((2,), name="z")
    with pytest.raises(BundleError, match=message):
        web.bundle(keras.Model({"z": z}, layer(z)))


def test_unknown_dtype_is_refused(decoder):
    with pytest.raises(BundleError, match="must be float16 or float32, got 'int8'"):
        web.bundle(decoder, "int8")
