"""Keras computes of an imported network what NumPy does, and it can be searched: it has gradients."""

import keras
import numpy as np
import pytest

from tests.support import graphs
from tests.support.network_cases import cases, inputs
from vae.config import RunConfig
from vae.model.from_network import decoder_of, encoder_of, follow, has_derivatives
from vae.model.vae import VAE
from vae.network.evaluation import evaluate
from vae.network.layers import ACTIVATIONS, LAYERS
from vae.network.network import Network
from vae.readers.reading import read_models

CASES = dict(cases())
RNG = np.random.default_rng(0)
SIGMOID = {"type": "activation", "name": "sigmoid"}


def test_there_is_a_case_of_every_layer():
    layers = [layer for network in CASES.values() for layer in network.layers]
    assert {layer["type"] for layer in layers} == set(LAYERS) - {"graph"}  # which ONNX Runtime evaluates, see below
    assert {layer["name"] for layer in layers if layer["type"] == "activation"} == set(ACTIVATIONS)


@pytest.mark.parametrize("name", CASES)
def test_every_layer_agrees_with_the_evaluator(name):
    network = CASES[name]
    points, labels = inputs(network)
    x, told = keras.Input(network.input_shape), keras.Input((network.num_classes,))
    outputs = follow(network.layers, network.tensors, x, told)
    taken, given = [x], [points]
    if labels is not None:
        taken, given = [x, told], [points, np.eye(network.num_classes)[labels]]
    found, expected = np.asarray(keras.Model(taken, outputs)(given)), evaluate(network, points, labels)
    np.testing.assert_allclose(found, expected, atol=1e-5 * max(1.0, np.abs(expected).max()))


def dense(inputs, outputs, *after):
    tensors = {
        "k": RNG.normal(size=(inputs, outputs)).astype(np.float32),
        "b": RNG.normal(size=outputs).astype(np.float32),
    }
    return tensors, [{"type": "dense", "kernel": "k", "bias": "b"}, *after]


def imported(**fields):
    return RunConfig("run", "own:x", "imported", (), epochs=0, **{"shape": (8, 8), **fields})


@pytest.mark.parametrize("after", [[SIGMOID], [SIGMOID, {"type": "reshape", "shape": [64]}]])
def test_a_sigmoid_at_the_end_is_left_out_so_that_logits_are_exact(after):
    tensors, chain = dense(2, 64, *after)
    decoder = decoder_of(Network(chain, tensors, (2,)), imported())
    z = 20 * RNG.normal(size=(5, 2)).astype(np.float32)
    logits = np.asarray(decoder({"z": z}))
    assert logits.shape == (5, 8, 8) and np.abs(logits).max() > 30
    np.testing.assert_allclose(logits.reshape(5, 64), z @ tensors["k"] + tensors["b"], rtol=1e-4, atol=1e-4)


def test_half_a_tanh_is_a_sigmoid():
    scale = {"type": "scale", "scale": "half", "shift": "half"}
    tensors, chain = dense(2, 64, {"type": "activation", "name": "tanh"}, scale, {"type": "reshape", "shape": [64]})
    network = Network(chain, {**tensors, "half": np.full(1, 0.5, np.float32)}, (2,))
    z = 20 * RNG.normal(size=(5, 2)).astype(np.float32)
    logits = np.asarray(decoder_of(network, imported())({"z": z})).reshape(5, 64)
    assert np.abs(logits).max() > 60
    np.testing.assert_allclose(logits, 2 * (z @ tensors["k"] + tensors["b"]), rtol=1e-4, atol=1e-4)


def test_of_other_pixels_the_logit_is_taken():
    half, shift = np.full(1, 0.25, np.float32), np.full(1, 0.5, np.float32)
    scale = {"type": "scale", "scale": "half", "shift": "shift"}
    tensors, chain = dense(2, 192, {"type": "activation", "name": "tanh"}, scale)
    network = Network(chain, {**tensors, "half": half, "shift": shift}, (2,))
    model = VAE(imported(shape=(8, 8, 3)), None, decoder_of(network, imported(shape=(8, 8, 3))))
    z = RNG.normal(size=(5, 2)).astype(np.float32)
    np.testing.assert_allclose(np.asarray(model.decode(z)).reshape(5, -1), evaluate(network, z), atol=2e-6)
    assert np.isfinite(np.asarray(model.decode_logits(100 * z))).all()


@pytest.mark.parametrize("variational", [True, False])
@pytest.mark.parametrize("conditional", [True, False])
def test_an_encoder_gives_its_heads_and_a_decoder_is_told_the_class(variational, conditional):
    config = imported(variational=variational, conditional=conditional, num_classes=3, latent_dim=2)
    first, classes = ([{"type": "concatenate_labels"}], 3) if conditional else ([], 0)
    tensors, chain = dense(64 + classes, 4 if variational else 2)
    encoder = Network([*first, *chain], tensors, (64,), classes)
    tensors, chain = dense(2 + classes, 64, SIGMOID)
    decoder = Network([*first, *chain], tensors, (2,), classes)
    model = VAE(config, encoder_of(encoder, config), decoder_of(decoder, config))
    images, labels = RNG.uniform(size=(5, 8, 8)).astype(np.float32), np.array([0, 2, 1, 1, 0]) if conditional else None
    heads = [np.asarray(head) for head in model.encode(images, labels) if head is not None]
    np.testing.assert_allclose(np.concatenate(heads, axis=1), evaluate(encoder, images, labels), rtol=1e-5, atol=1e-5)
    assert len(heads) == 1 + variational
    pixels = np.asarray(model.decode(heads[0], labels)).reshape(5, 64)
    np.testing.assert_allclose(pixels, evaluate(decoder, heads[0], labels), atol=1e-6)


def test_without_an_encoder_pictures_are_refused_and_nothing_is_trained():
    tensors, chain = dense(2, 64, SIGMOID)
    model = VAE(imported(), None, decoder_of(Network(chain, tensors, (2,)), imported()))
    assert len(model.parameters) == 2
    with pytest.raises(ValueError, match="run 'run' was imported without an encoder"):
        model.encode(np.zeros((1, 8, 8), np.uint8))
    with pytest.raises(ValueError, match="has imported networks, which can be opened, not built"):
        VAE(imported())


@pytest.mark.parametrize("name", ["activation softsign", "upsample bilinear", "pool max moved", "normalise 2"])
def test_what_tensorflow_differentiates_otherwise_has_derivatives_in_forward_mode(name):
    """Geodesics need them."""
    network = CASES[name]
    x = keras.Input(network.input_shape, name="z")
    decoder = keras.Model({"z": x}, follow(network.layers, network.tensors, x))
    points, _ = inputs(network, 1)
    direction = RNG.normal(size=points.shape).astype(np.float32)
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        def along(z):
            with tf.autodiff.ForwardAccumulator(z, tf.constant(direction)) as accumulator:
                pixels = decoder({"z": z})
            return accumulator.jvp(pixels)

        found = tf.function(along, autograph=False)(tf.constant(points)).numpy()
        ahead, behind = (evaluate(network, points + step * direction) for step in (1e-3, -1e-3))
        np.testing.assert_allclose(found, (ahead - behind) / 2e-3, atol=0.02)


def test_a_graph_is_evaluated_as_by_onnx_runtime_and_has_no_derivatives():
    pytest.importorskip("onnxruntime")
    (found,) = read_models({"net.onnx": graphs.decoder()})
    config = RunConfig("run", "own:x", "imported", (), epochs=0, latent_dim=3)
    decoder = decoder_of(found.network(), config)
    z = RNG.normal(size=(70, 3)).astype(np.float32)
    pixels = 1 / (1 + np.exp(-np.asarray(decoder({"z": z}), np.float64)))
    np.testing.assert_allclose(pixels.reshape(70, -1), np.clip(graphs.decoded(z), 1e-6, 1 - 1e-6), atol=1e-5)
    tensors, chain = dense(3, 784)
    assert not has_derivatives(decoder)
    assert has_derivatives(decoder_of(Network(chain, tensors, (3,)), config))
