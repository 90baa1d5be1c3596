"""The forward pass in JavaScript agrees with Keras for random networks of every layer, and says what it cannot read."""

import base64
import itertools
import json

import keras
import numpy as np
import pytest
from safetensors.numpy import save
from scipy import special

from tests.support.javascript_network import (
    GLUE,
    HEAD_ERROR,
    MODULES,
    PIXEL_ERROR,
    RUN,
    answered,
    as_text,
    asked,
    heads_in_keras,
    pixels_in_keras,
    probing_codes,
    randomise,
)
from tests.support.network_cases import cases, inputs
from tests.support.node import in_node
from vae.config import ACTIVATIONS, RunConfig
from vae.model import networks
from vae.network import evaluation, network
from vae.network.bundles import FORMAT
from vae.runs import store, web

CASES = dict(cases())


def evaluate(function, argument):
    """Return what a function makes of a value; it may call what GLUE defines."""
    return in_node(MODULES, f"(argument) => {{ {GLUE}\n return ({function})(argument); }}", argument)


def in_javascript(blob, inputs, labels):
    """Return what network.js computes for inputs [n, input_size], both ways, float64 [2, n, output_size]."""
    return answered(evaluate(RUN, asked(blob, inputs, labels)), len(inputs))


def random_configs():
    for activation in ACTIVATIONS:
        yield RunConfig(name=f"dense-{activation}", activation=activation, hidden_sizes=(40, 27), latent_dim=3)
    yield RunConfig(name="dense-deep", hidden_sizes=(128, 64, 64, 64), activation="gelu")
    yield RunConfig(name="dense-no-hidden", hidden_sizes=())
    yield RunConfig(name="dense-conditional", hidden_sizes=(24,), conditional=True, num_classes=7)
    yield RunConfig(name="dense-plain", hidden_sizes=(24,), variational=False, latent_dim=32)
    for sizes, conditional in itertools.product([(5,), (6, 9), (4, 8, 17)], [False, True]):
        activation = ACTIVATIONS[len(sizes)]
        name = f"convolutional-{len(sizes)}{'-conditional' if conditional else ''}"
        yield RunConfig(
            name=name, architecture="convolutional", hidden_sizes=sizes, activation=activation, conditional=conditional
        )
    yield RunConfig(name="dense-colour", shape=(16, 16, 3), hidden_sizes=(24,))
    yield RunConfig(name="convolutional-colour", shape=(16, 24, 3), architecture="convolutional", hidden_sizes=(6, 9))
    yield RunConfig(name="convolutional-plain", architecture="convolutional", hidden_sizes=(8, 16), variational=False)


@pytest.mark.parametrize("config", list(random_configs()), ids=lambda config: config.name)
def test_random_network_agrees_with_keras(config):
    rng = np.random.default_rng(5)
    decoder, encoder = networks.build_decoder(config), networks.build_encoder(config)
    randomise(decoder, seed=1)
    randomise(encoder, seed=2)
    codes = probing_codes(config.latent_dim)[::8]
    shape = (40, *config.shape.array)
    images = rng.uniform(size=shape) * (rng.uniform(size=shape) < 0.5)
    code_labels, image_labels = (
        rng.integers(config.num_classes, size=n) if config.conditional else None for n in (len(codes), len(images))
    )
    pixels = pixels_in_keras(decoder, codes, code_labels, config.num_classes)
    assert pixels.std() > 0.03
    posterior = heads_in_keras(encoder, images, image_labels, config.num_classes)
    assert posterior.shape == (40, config.latent_dim * (2 if config.variational else 1))
    dtypes = ("float16", "float32")
    of_decoders = [asked(web.bundle(decoder, dtype), codes, code_labels) for dtype in dtypes]
    of_encoders = [asked(web.bundle(encoder, dtype), images, image_labels) for dtype in dtypes]
    drawn, told = evaluate(f"(both) => both.map((all) => all.map({RUN}))", [of_decoders, of_encoders])
    for dtype, of_codes, of_images in zip(dtypes, drawn, told, strict=True):
        error = np.abs(answered(of_codes, len(codes)) - pixels).max()
        assert error < PIXEL_ERROR[dtype], dtype
        error = np.abs(answered(of_images, len(images)) - posterior).max()
        assert error < HEAD_ERROR[dtype] * np.abs(posterior).max(), dtype


@pytest.mark.parametrize(
    ("kind", "shape", "filters", "stride"),
    [
        ("conv2d", (9, 6, 3), 5, 2),
        ("conv2d", (8, 8, 1), 8, 1),
        ("conv2d", (7, 5, 2), 13, 3),
        ("conv2d", (6, 9, 16), 24, 2),
        ("conv2d_transpose", (4, 3, 5), 3, 2),
        ("conv2d_transpose", (7, 7, 6), 1, 1),
        ("conv2d_transpose", (5, 4, 3), 9, 3),
        ("conv2d_transpose", (1, 2, 8), 16, 4),
    ],
)
def test_a_convolution_of_any_shape_agrees_with_keras(kind, shape, filters, stride):
    """Sides, channels and strides that no shipped network has: tails, margins of every kind and colour."""
    rng = np.random.default_rng(6)
    layer = {"conv2d": keras.layers.Conv2D, "conv2d_transpose": keras.layers.Conv2DTranspose}[kind](
        filters, 3, strides=stride, padding="same", bias_initializer=keras.initializers.RandomNormal(seed=1)
    )
    pictures = rng.normal(size=(5, *shape)).astype(np.float32)
    expected = np.asarray(layer(pictures)).reshape(5, -1)
    layers = [
        {"type": "reshape", "shape": list(shape)},
        {"type": kind, "kernel": "kernel", "bias": "bias", "strides": stride},
    ]
    header = {"format": FORMAT, "version": "1", "input_size": str(np.prod(shape)), "num_classes": "0"}
    tensors = {"kernel": np.asarray(layer.kernel), "bias": np.asarray(layer.bias)}
    found = in_javascript(save(tensors, {**header, "layers": json.dumps(layers)}), pictures, None)
    assert np.abs(found - expected).max() < 1e-5


def test_a_shipped_decoder_is_exact_far_out():
    """There float32 rounds most: pre-activations of 50, logits of 160. Held against its weights in float64."""
    blob = store.load_bundle(store.load_run("mnist-2d"))
    codes = probing_codes(2)
    codes = codes[np.abs(codes).min(axis=1) > 2.6]
    decoder = network.read(blob)
    values = codes.astype(np.float64)
    dense = [layer for layer in decoder.layers if layer["type"] == "dense"]
    for layer in dense:
        values = values @ decoder.tensors[layer["kernel"]].astype(np.float64) + decoder.tensors[layer["bias"]]
        values = special.expit(values) if layer is dense[-1] else values * special.ndtr(values)
    error = np.abs(in_javascript(blob, codes, None) - values).max(axis=(1, 2))
    assert error[0] < 4e-6 and error[1] < 2e-6, error


@pytest.fixture(scope="module")
def computed():
    """Return what network.js gives for every case, all in one call of Node."""
    networks_asked = [asked(network.to_bundle(), *inputs(network)) for network in CASES.values()]
    texts = in_node(MODULES, f"(all) => {{ {GLUE}\n return all.map({RUN}); }}", networks_asked)
    return dict(zip(CASES, texts, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_every_layer_agrees_with_numpy(name, computed):
    network = CASES[name]
    points, labels = inputs(network)
    expected = evaluation.evaluate(network, points, labels)
    error = np.abs(answered(computed[name], len(points)) - expected).max()
    assert error < 1e-5 * max(1.0, np.abs(expected).max())


def test_every_tensor_type_is_read_wherever_the_bytes_start():
    halves = np.arange(65536, dtype=np.uint16).view(np.float16)
    tensors = {
        "byte": np.array([0, 7, 255], np.uint8),
        "half": halves[~np.isnan(halves)],
        "single": np.array([[1e-45, -3.4e38, np.pi]], np.float32),
        "whole": np.array([[-(2**31)], [2**31 - 1]], np.int32),
    }
    note, read = evaluate(
        """(text) => {
          const { metadata, tensors } = parse(text, 3);
          const items = Object.entries(tensors).map(([name, { dtype, shape, data }]) =>
            [name, [dtype, shape, data.constructor.name, textOf(new Uint8Array(data.buffer))]]);
          return [metadata.note, Object.fromEntries(items)];
        }""",
        as_text(save(tensors, {"note": "µ"})),
    )
    assert note == "µ" and set(read) == set(tensors)
    expected = {
        "byte": ("U8", "Uint8Array", np.uint8),
        "half": ("F16", "Float32Array", np.float32),
        "single": ("F32", "Float32Array", np.float32),
        "whole": ("I32", "Int32Array", np.int32),
    }
    for name, (dtype, array_type, item) in expected.items():
        assert read[name][:3] == [dtype, list(tensors[name].shape), array_type]
        np.testing.assert_array_equal(
            np.frombuffer(base64.b64decode(read[name][3]), item), tensors[name].astype(item).ravel()
        )


def test_a_mixture_of_classes_gives_keras_pixels():
    decoder = networks.build_decoder(RunConfig(name="a", hidden_sizes=(24,), conditional=True))
    randomise(decoder, seed=3)
    rng = np.random.default_rng(4)
    codes, mixtures = rng.normal(size=(20, 2)), rng.dirichlet(np.ones(10), 20)
    found = evaluate(
        """([text, codes, mixtures]) => {
          const network = build(parse(text));
          return codes.map((z, i) => Array.from(network.forward(Float32Array.from(z), Float64Array.from(mixtures[i]))));
        }""",
        [as_text(web.bundle(decoder)), codes.tolist(), mixtures.tolist()],
    )
    given = {"z": codes.astype(np.float32), "labels": mixtures.astype(np.float32)}
    expected = np.asarray(keras.ops.sigmoid(decoder(given, training=False))).reshape(20, -1)
    np.testing.assert_allclose(found, expected, atol=PIXEL_ERROR["float16"])


def test_a_call_reuses_its_arrays():
    blob = web.bundle(networks.build_decoder(RunConfig(name="a", hidden_sizes=(8,))))
    assert evaluate(
        """(text) => {
          const network = build(parse(text));
          const first = network.forward(new Float32Array([1, 1]), null);
          const before = first[0];
          const second = network.forward(new Float32Array([-1, 2]), null);
          return first === second && first instanceof Float32Array && first.length === 784 && second[0] !== before;
        }""",
        as_text(blob),
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("(bytes) => build(parseBytes(bytes.subarray(0, bytes.length - 1)))", "tensor layers.3.kernel is cut off"),
        ("(bytes) => parseBytes(bytes.subarray(0, 100))", "is cut off"),
        ("(bytes) => parseBytes(bytes.subarray(0, 5))", "is cut off"),
        ("(bytes) => build(parseBytes(bytes)).forward(new Float32Array(3), 0)", "takes 2 numbers, got 3"),
        (
            "(bytes) => build(parseBytes(bytes)).forward(new Float32Array(2), null)",
            "number from 0 to 9, got null",
        ),
        ("(bytes) => build(parseBytes(bytes)).forward(new Float32Array(2), 10)", "number from 0 to 9, got 10"),
        (
            "(bytes) => build(parseBytes(bytes)).forward(new Float32Array(2), new Float64Array(9))",
            "number from 0 to 9, got 0,0",
        ),
        ("(bytes) => build({ ...parseBytes(bytes), metadata: {} })", "version 1 or 2, got undefined"),
    ],
)
def test_errors_say_what_is_wrong(change, message):
    blob = web.bundle(networks.build_decoder(RunConfig(name="a", hidden_sizes=(8,), conditional=True)))
    caught = evaluate(
        f"""(text) => {{
          try {{ ({change})(bytesIn(text)); }} catch (error) {{ return error.message; }}
          return "no error";
        }}""",
        as_text(blob),
    )
    assert message in caught
