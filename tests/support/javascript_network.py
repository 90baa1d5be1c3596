"""Networks in JavaScript beside the same in Keras: what to evaluate, how to ask for it, and how near they must be."""

import base64
import itertools

import keras
import numpy as np

from vae.runs.web import SYMBOLS

NETWORK_JS = "ui/live/network.js"
# What GLUE needs, for tests/support/node.py; in a browser NETWORK_JS joined with what it imports has it, too.
MODULES = {NETWORK_JS: "Network, parseSafetensors", "ui/live/base64.js": "bytesIn"}
PIXEL_ERROR = {"float16": 2e-3, "float32": 1e-5}
# A posterior's mean and log variance have no upper end: here the error is relative to the largest of them.
HEAD_ERROR = {"float16": 2e-3, "float32": 1e-5}

GLUE = """
globalThis.textOf = (bytes) => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};
globalThis.bytesIn = bytesIn;
globalThis.parseBytes = parseSafetensors;
globalThis.parse = (text, offset = 0) => {
  const bytes = bytesIn(text);
  const shifted = new Uint8Array(bytes.length + offset).subarray(offset);
  shifted.set(bytes);
  return parseSafetensors(shifted);
};
globalThis.build = ({ metadata, tensors }) => new Network(metadata, tensors);
// As in a browser without WebAssembly: networks that are built from now on compute in plain JavaScript.
globalThis.goPlain = () => {
  globalThis.latentExplorerArithmetic = undefined;
  globalThis.WebAssembly = undefined;
};
"""

RUN = """([bundle, inputs, labels]) => {
  const x = new Float32Array(bytesIn(inputs).buffer);
  const bytes = typeof bundle === "string" ? bytesIn(bundle) : bundle;
  const run = () => {
    const network = build(parseBytes(bytes));
    const count = x.length / network.inputSize;
    const results = new Float32Array(count * network.outputSize);
    for (let i = 0; i < count; i++) {
      const point = x.subarray(i * network.inputSize, (i + 1) * network.inputSize);
      results.set(network.forward(point, labels && labels[i]), i * network.outputSize);
    }
    return textOf(new Uint8Array(results.buffer));
  };
  const { WebAssembly, latentExplorerArithmetic } = globalThis;
  const both = [run()];
  goPlain();
  both.push(run());
  Object.assign(globalThis, { WebAssembly, latentExplorerArithmetic });
  return both;
}"""


def as_text(content):
    return base64.b64encode(content).decode()


def asked(blob, inputs, labels):
    """Return what RUN is given for inputs [n, input_size]."""
    return [as_text(blob), *asked_of_any(inputs, labels)]


def asked_of_any(inputs, labels):
    """Return what RUN is given for inputs [n, input_size] beside a network."""
    flat = np.ascontiguousarray(inputs.reshape(len(inputs), -1), np.float32)
    return [as_text(flat.tobytes()), None if labels is None else labels.tolist()]


def answered(texts, count):
    """Return what RUN has computed, with SIMD and in plain JavaScript, float64 [2, n, output_size]."""
    both = [np.frombuffer(base64.b64decode(text), np.float32).reshape(count, -1) for text in texts]
    return np.stack(both).astype(np.float64)


def in_keras(network, name, inputs, labels, num_classes):
    given = {name: inputs.astype(np.float32)}
    if labels is not None:
        given["labels"] = np.eye(num_classes, dtype=np.float32)[labels]
    return network(given, training=False)


def pixels_in_keras(decoder, codes, labels, num_classes=10):
    logits = in_keras(decoder, "z", codes, labels, num_classes)
    if decoder.layers[-1].name == SYMBOLS:
        return np.asarray(keras.ops.softmax(logits)).reshape(len(codes), -1)
    return np.asarray(keras.ops.sigmoid(logits)).reshape(len(codes), -1)


def heads_in_keras(encoder, images, labels=None, num_classes=10):
    """Return an encoder's mean beside its log variance where it has one, [n, latent_dim or twice that]."""
    heads = in_keras(encoder, "images", images, labels, num_classes)
    return np.concatenate([np.asarray(heads[name]) for name in ("z_mean", "z_log_var") if name in heads], axis=1)


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
