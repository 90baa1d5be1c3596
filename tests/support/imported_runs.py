"""Imported runs as they are found: a decoder alone, one with codes, and one with its encoder."""

import json
from dataclasses import replace

import numpy as np
from safetensors.numpy import save

from tests.support import graphs
from vae.config import RunConfig
from vae.data.provenance import Provenance
from vae.latent.latents import Latents
from vae.network.bundles import with_sorted_metadata
from vae.network.network import Network
from vae.runs.origin import Origin
from vae.runs.saving import Imported

FACTS = (("Input", "2 numbers"), ("Output", "28 × 28 in grey, 0 to 1"))


def bundle(sizes, seed=0, closing="sigmoid", num_classes=0):
    """Return a network of dense layers as a bundle; a class is told at its beginning where there are some."""
    rng, tensors = np.random.default_rng(seed), {}
    layers = [{"type": "concatenate_labels"}] if num_classes else []
    sides = [sizes[0] + num_classes, *sizes[1:]]
    for index, (inputs, outputs) in enumerate(zip(sides, sides[1:], strict=False)):
        tensors[f"{index}.kernel"] = (rng.normal(size=(inputs, outputs)) / np.sqrt(inputs)).astype(np.float32)
        tensors[f"{index}.bias"] = np.zeros(outputs, np.float32)
        layers.append({"type": "dense", "kernel": f"{index}.kernel", "bias": f"{index}.bias"})
        is_last = index == len(sides) - 2
        layers.append({"type": "activation", "name": closing if is_last else "tanh"})
    if closing is None:
        layers.pop()
    header = {"format": "vae-network", "version": "1", "input_size": str(sizes[0]), "num_classes": str(num_classes)}
    return with_sorted_metadata(save(tensors, {**header, "layers": json.dumps(layers)}))


def bare(name="bare", latent_dim=2, num_codes=500, **fields):
    """Return a decoder alone, of which nothing else is known: its codes are draws from the prior."""
    config = _config(name, latent_dim, **fields)
    classes = config.num_classes if config.conditional else 1
    rng = np.random.default_rng(0)
    z, labels = rng.normal(size=(num_codes, latent_dim)), np.arange(num_codes) % classes
    names = tuple(map(str, range(classes))) if config.conditional else ("draws",)
    return Imported(
        config,
        bundle([latent_dim, 16, config.shape.size], num_classes=classes if config.conditional else 0),
        None,
        Latents(z.astype(np.float32), None, labels.astype(np.uint8)),
        Origin(("decoder.onnx (ONNX)",), "prior", FACTS, ("The last layer is a sigmoid.",)),
        Provenance("none", names, 0, num_codes),
    )


def with_codes(name="coded", latent_dim=3):
    """Return the decoder of a plain autoencoder with codes of two classes in (-1, 1)."""
    rng = np.random.default_rng(1)
    z, labels = np.tanh(rng.normal(size=(400, latent_dim))), np.arange(400) % 2
    return Imported(
        _config(name, latent_dim, variational=False, num_classes=2),
        bundle([latent_dim, 16, 784]),
        None,
        Latents(z.astype(np.float32), None, labels.astype(np.uint8)),
        Origin(("model.h5 (Keras 2)",), "given", FACTS),
        Provenance("none", ("cat", "dog"), 0, 400),
    )


def whole(digits, name="whole"):
    """Return an encoder and a decoder whose codes are of the held-out digits."""
    config = RunConfig(name, "digits", "imported", (), epochs=0)
    encoder = bundle([784, 4], closing=None)
    pixels = digits.test_images.reshape(-1, 784).astype(np.float32) / 255
    heads = pixels @ (np.random.default_rng(0).normal(size=(784, 4)).astype(np.float32) / np.sqrt(784))
    latents = Latents(heads[:, :2], heads[:, 2:], digits.test_labels)
    return Imported(config, bundle([2, 16, 784]), encoder, latents, Origin(("vae.keras (Keras 3)",), "encoded", FACTS))


def graph(name="graph"):
    """Return an autoencoder whose decoder no browser evaluates."""
    layer = {"type": "graph", "model": "m", "inputs": ["z"], "shapes": [[3]], "outputs": ["picture"], "size": 784}
    network = Network([layer], {"m": np.frombuffer(graphs.decoder(), np.uint8)}, (3,))
    made = bare(name, latent_dim=3)
    return replace(made, decoder=network.to_bundle(), encoder=bundle([784, 6], closing=None))


def _config(name, latent_dim, **fields):
    return RunConfig(
        name, f"own:{name}", "imported", (), latent_dim=latent_dim, epochs=0, **{"num_classes": 1, **fields}
    )
