"""The browser's forward pass agrees with Keras, for every run that ships and for random networks of every layer."""

import base64
import itertools
from pathlib import Path

import keras
import numpy as np
import pytest
from safetensors.numpy import save

from vae.config import ACTIVATIONS, RunConfig
from vae.model import loading, networks
from vae.runs import store, web

NETWORK_JS = Path(__file__).resolve().parents[2] / "ui" / "live" / "network.js"
SHIPPED = sorted(path.name for path in store.SHIPPED_FOLDER.glob("*") if (path / "config.json").is_file())
PIXEL_ERROR = {"float16": 2e-3, "float32": 1e-5}
# A posterior's mean and log variance have no upper end: here the error is relative to the largest of them.
HEAD_ERROR = {"float16": 2e-3, "float32": 1e-5}

GLUE = """
globalThis.bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
globalThis.textOf = (bytes) => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};
globalThis.parseBytes = parseSafetensors;
globalThis.parse = (text, offset = 0) => {
  const bytes = bytesOf(text);
  const shifted = new Uint8Array(bytes.length + offset).subarray(offset);
  shifted.set(bytes);
  return parseSafetensors(shifted);
};
globalThis.build = ({ metadata, tensors }) => new Network(metadata, tensors);
globalThis.isReady = true;
"""

RUN = """([bundle, inputs, labels]) => {
  const network = build(parse(bundle));
  const x = new Float32Array(bytesOf(inputs).buffer);
  const count = x.length / network.inputSize;
  const results = new Float32Array(count * network.outputSize);
  for (let i = 0; i < count; i++) {
    const point = x.subarray(i * network.inputSize, (i + 1) * network.inputSize);
    results.set(network.forward(point, labels && labels[i]), i * network.outputSize);
  }
  return textOf(new Uint8Array(results.buffer));
}"""


@pytest.fixture
def network_page(page):
    page.add_script_tag(content=NETWORK_JS.read_text() + GLUE, type="module")
    page.wait_for_function("globalThis.isReady")
    return page


def as_text(content):
    return base64.b64encode(content).decode()


def in_browser(page, blob, inputs, labels):
    """Return what network.js computes for inputs [n, input_size], float64 [n, output_size]."""
    flat = np.ascontiguousarray(inputs.reshape(len(inputs), -1), np.float32)
    chosen = None if labels is None else labels.tolist()
    text = page.evaluate(RUN, [as_text(blob), as_text(flat.tobytes()), chosen])
    return np.frombuffer(base64.b64decode(text), np.float32).reshape(len(inputs), -1).astype(np.float64)


def in_keras(network, name, inputs, labels, num_classes):
    given = {name: inputs.astype(np.float32)}
    if labels is not None:
        given["labels"] = np.eye(num_classes, dtype=np.float32)[labels]
    return network(given, training=False)


def pixels_in_keras(decoder, codes, labels, num_classes=10):
    logits = in_keras(decoder, "z", codes, labels, num_classes)
    return np.asarray(keras.ops.sigmoid(logits)).reshape(len(codes), -1)


def probing_codes(latent_dim, seed=0):
    """Return codes all over the latent space: a grid (lines along every axis beyond 2-D) over +-3.5 and the prior."""
    rng = np.random.default_rng(seed)
    if latent_dim == 2:
        grid = np.array(list(itertools.product(np.linspace(-3.5, 3.5, 41), repeat=2)))
    else:
        grid = np.concatenate([step * np.eye(latent_dim) for step in np.linspace(-3.5, 3.5, 41)])
    return np.concatenate([grid, rng.normal(size=(500, latent_dim))]).astype(np.float32)


def randomise(network, seed):
    """Give every batch normalisation and bias values that a mistake in folding or ordering would show."""
    rng = np.random.default_rng(seed)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            shape = layer.gamma.shape
            layer.gamma.assign(rng.uniform(0.5, 1.5, shape) * rng.choice([-1, 1], shape))
            layer.beta.assign(rng.normal(0, 0.3, shape))
            layer.moving_mean.assign(rng.normal(0, 0.5, shape))
            layer.moving_variance.assign(rng.uniform(0.3, 2, shape))
        elif getattr(layer, "bias", None) is not None:
            layer.bias.assign(rng.normal(0, 0.5, layer.bias.shape))


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
        yield RunConfig(name=name, architecture="convolutional", hidden_sizes=sizes, activation=activation,
                        conditional=conditional)  # fmt: skip
    yield RunConfig(name="convolutional-plain", architecture="convolutional", hidden_sizes=(8, 16), variational=False)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_run_shows_keras_pixels(network_page, name):
    run = store.load_run(name)
    model = loading.load_model(run)
    held_out = store.load_latents(run).z_mean
    held_out = held_out[:: max(1, len(held_out) // 1500)]
    codes = np.concatenate([probing_codes(run.config.latent_dim), held_out])
    labels = np.arange(len(codes)) % run.config.num_classes if run.config.conditional else None
    expected = pixels_in_keras(model.decoder, codes, labels, run.config.num_classes)
    shipped = in_browser(network_page, store.load_bundle(run), codes, labels)
    exact = in_browser(network_page, web.bundle(model.decoder, "float32"), codes, labels)
    errors = {"float16": np.abs(shipped - expected).max(), "float32": np.abs(exact - expected).max()}
    print(f"{name}: largest pixel error over {len(codes)} codes", errors)
    assert errors["float16"] < PIXEL_ERROR["float16"]
    assert errors["float32"] < PIXEL_ERROR["float32"]


@pytest.mark.parametrize("config", list(random_configs()), ids=lambda config: config.name)
def test_random_network_agrees_with_keras(network_page, config):
    rng = np.random.default_rng(5)
    decoder, encoder = networks.build_decoder(config), networks.build_encoder(config)
    randomise(decoder, seed=1)
    randomise(encoder, seed=2)
    codes = probing_codes(config.latent_dim)[::8]
    images = rng.uniform(size=(40, 28, 28)) * (rng.uniform(size=(40, 28, 28)) < 0.5)
    code_labels, image_labels = (
        rng.integers(config.num_classes, size=n) if config.conditional else None for n in (len(codes), len(images))
    )
    pixels = pixels_in_keras(decoder, codes, code_labels, config.num_classes)
    assert pixels.std() > 0.03
    heads = in_keras(encoder, "images", images, image_labels, config.num_classes)
    posterior = np.concatenate([np.asarray(heads[name]) for name in ("z_mean", "z_log_var") if name in heads], axis=1)
    assert posterior.shape == (40, config.latent_dim * (2 if config.variational else 1))
    for dtype in ("float16", "float32"):
        error = np.abs(in_browser(network_page, web.bundle(decoder, dtype), codes, code_labels) - pixels).max()
        assert error < PIXEL_ERROR[dtype], dtype
        error = np.abs(in_browser(network_page, web.bundle(encoder, dtype), images, image_labels) - posterior).max()
        assert error < HEAD_ERROR[dtype] * np.abs(posterior).max(), dtype


def test_every_tensor_type_is_read_wherever_the_bytes_start(network_page):
    halves = np.arange(65536, dtype=np.uint16).view(np.float16)
    tensors = {
        "byte": np.array([0, 7, 255], np.uint8),
        "half": halves[~np.isnan(halves)],
        "single": np.array([[1e-45, -3.4e38, np.pi]], np.float32),
        "whole": np.array([[-(2**31)], [2**31 - 1]], np.int32),
    }
    note, read = network_page.evaluate(
        """(text) => {
          const { metadata, tensors } = parse(text, 3);
          const items = Object.entries(tensors).map(([name, { dtype, shape, data }]) =>
            [name, [dtype, shape, data.constructor.name, textOf(new Uint8Array(data.buffer))]]);
          return [metadata.note, Object.fromEntries(items)];
        }""",
        as_text(save(tensors, {"note": "µ"})),
    )
    assert note == "µ" and set(read) == set(tensors)
    expected = {"byte": ("U8", "Uint8Array", np.uint8), "half": ("F16", "Float32Array", np.float32),
                "single": ("F32", "Float32Array", np.float32), "whole": ("I32", "Int32Array", np.int32)}  # fmt: skip
    for name, (dtype, array_type, item) in expected.items():
        assert read[name][:3] == [dtype, list(tensors[name].shape), array_type]
        np.testing.assert_array_equal(
            np.frombuffer(base64.b64decode(read[name][3]), item), tensors[name].astype(item).ravel()
        )


def test_a_mixture_of_classes_gives_keras_pixels(network_page):
    decoder = networks.build_decoder(RunConfig(name="a", hidden_sizes=(24,), conditional=True))
    randomise(decoder, seed=3)
    rng = np.random.default_rng(4)
    codes, mixtures = rng.normal(size=(20, 2)), rng.dirichlet(np.ones(10), 20)
    found = network_page.evaluate(
        """([text, codes, mixtures]) => {
          const network = build(parse(text));
          return codes.map((z, i) => Array.from(network.forward(Float32Array.from(z), Float64Array.from(mixtures[i]))));
        }""",
        [as_text(web.bundle(decoder)), codes.tolist(), mixtures.tolist()],
    )
    given = {"z": codes.astype(np.float32), "labels": mixtures.astype(np.float32)}
    expected = np.asarray(keras.ops.sigmoid(decoder(given, training=False))).reshape(20, -1)
    np.testing.assert_allclose(found, expected, atol=PIXEL_ERROR["float16"])


def test_a_call_reuses_its_arrays(network_page):
    blob = web.bundle(networks.build_decoder(RunConfig(name="a", hidden_sizes=(8,))))
    assert network_page.evaluate(
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
        ("(bytes) => build({ ...parseBytes(bytes), metadata: {} })", "version 1, got undefined"),
    ],
)
def test_errors_say_what_is_wrong(network_page, change, message):
    blob = web.bundle(networks.build_decoder(RunConfig(name="a", hidden_sizes=(8,), conditional=True)))
    caught = network_page.evaluate(
        f"""(text) => {{
          try {{ ({change})(bytesOf(text)); }} catch (error) {{ return error.message; }}
          return "no error";
        }}""",
        as_text(blob),
    )
    assert message in caught
