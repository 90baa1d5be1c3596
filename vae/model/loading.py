"""The networks of a run: loaded, and compiled for being asked again and again, a few pictures at a time."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import ops

from vae import documents
from vae.model import losses
from vae.model.from_network import decoder_of, encoder_of
from vae.model.vae import VAE, as_unit_interval, build
from vae.network import two_layers
from vae.network.bundles import read_weights
from vae.network.heads import heads_of, take_joined
from vae.network.network import read
from vae.runs.network_files import has_encoder, is_lean, network_files, read_decoder, read_encoder
from vae.runs.run_files import RunError, finite_numbers
from vae.runs.store import Run, load_prior, load_sigma

Tensor = Any

_MOST = 1e9


def load_model(run: Run) -> VAE:
    """Build both networks from the configuration and load their weights; nothing else in the files is trusted.

    Those of an imported run are built from their bundles; it may have no encoder.

    Raises:
        RunError: a network file is damaged, fits another configuration or holds weights that are not finite.
    """
    if run.config.is_imported:
        return _imported_model(run)
    model, are_bundles = build(run.config), is_lean(run.folder)
    readers = (read_encoder, read_decoder)
    bundles = [reader(run.folder, run.config) for reader in readers] if are_bundles else [b"", b""]
    files = network_files(run.folder)
    for file_name, network, blob in zip(files, (model.encoder, model.decoder), bundles, strict=True):
        try:
            if are_bundles:
                take_weights(network, blob)
            else:
                network.load_weights(run.folder / file_name)
        except Exception as error:  # Keras lets every reader's own exceptions through
            reason = documents.shortened(error)
            raise RunError(f"run {run.name!r}: {file_name} does not fit its config.json ({reason})") from error
        _check_weights(run, file_name, network)
    sigma = load_sigma(run)
    if sigma is not None:
        model.set_sigma(sigma)
    if run.config.learns_prior:
        model.set_prior(load_prior(run))
    return model


def _imported_model(run: Run) -> VAE:
    config, encoder = run.config, None
    try:
        if has_encoder(run.folder):
            encoder = encoder_of(read(read_encoder(run.folder, config)), config)
        decoder = decoder_of(read(read_decoder(run.folder, config)), config)
    except RunError:
        raise
    except Exception as error:  # whatever Keras has against a layer
        raise RunError(f"run {run.name!r}: its networks cannot be built ({documents.shortened(error)})") from error
    return VAE(config, encoder, decoder)


def take_weights(network: keras.Model, blob: bytes) -> None:
    """Give a network the weights of its bundle, in which normalisation is folded: it becomes the identity.

    Args:
        network: as `vae.model.networks` builds it.
        blob: what `vae.runs.web.bundle` wrote of a network of the same configuration.

    Raises:
        ValueError: the bundle's layers have other sizes.
    """
    weights = iter(read_weights(blob))
    heads = heads_of(network)
    own = [head.layer for head in heads]
    no_more = np.zeros((0, 0)), np.zeros(0)  # which fits no layer
    bias = no_more[1]
    if not heads and two_layers.is_hierarchical(network):
        two_layers.take(network, weights, no_more)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            ones = np.ones_like(bias)
            layer.set_weights([ones, bias, 0.0 * ones, (1.0 - layer.epsilon) * ones])
        elif hasattr(layer, "kernel") and layer not in own:
            kernel, bias = next(weights, no_more)
            layer.set_weights([kernel, bias] if layer.use_bias else [kernel])
    if heads:
        take_joined(heads, *next(weights, no_more))
        if two_layers.is_hierarchical(network):
            two_layers.take(network, weights, no_more)


class CompiledVAE:
    """Encodes and decodes as the model it was made of, which it holds as `model`.

    Keras takes about 10 ms of Python for a network that it runs by itself, however few pictures it gets; compiled for
    any number of them it takes less than one. Scoring a drawing runs the decoder eight times.
    """

    def __init__(self, model: VAE) -> None:
        """Prepare; the networks are compiled when they are first used."""
        self.model = model
        self.config = model.config
        self._encode, self._decode_logits = _functions(model)

    def encode(self, images: Tensor, labels: np.ndarray | None = None) -> tuple[Tensor, Tensor | None]:
        """Return (z_mean, z_log_var) as `VAE.encode` does."""
        if self._refuses(labels):
            return self.model.encode(images, labels)
        return self._encode(as_unit_interval(images), self._classes(labels, len(images)))

    def decode_logits(self, z: Tensor, labels: np.ndarray | None = None) -> Tensor:
        """Return one logit a pixel as `VAE.decode_logits` does."""
        if self._refuses(labels):
            return self.model.decode_logits(z, labels)
        return self._decode_logits(ops.convert_to_tensor(z, "float32"), self._classes(labels, len(z)))

    def decode(self, z: Tensor, labels: np.ndarray | None = None) -> Tensor:
        """Return the decoded pictures as `VAE.decode` does."""
        return losses.predicted(self.config.likelihood, self.decode_logits(z, labels))

    def reconstruction_nll(self, images: Tensor, logits: Tensor) -> Tensor:
        """Return -log p(x | z) in nats per image as `VAE.reconstruction_nll` does."""
        return self.model.reconstruction_nll(images, logits)

    def reparameterize(self, z_mean: Tensor, z_log_var: Tensor, epsilon: Tensor) -> Tensor:
        """Return the draw that noise makes as `VAE.reparameterize` does."""
        return self.model.reparameterize(z_mean, z_log_var, epsilon)

    def expected_kl_per_dimension(self, z_mean: Tensor, z_log_var: Tensor) -> Tensor:
        """Return the KL of every dimension as `VAE.expected_kl_per_dimension` does."""
        return self.model.expected_kl_per_dimension(z_mean, z_log_var)

    def _refuses(self, labels: np.ndarray | None) -> bool:
        return self.config.conditional and labels is None

    def _classes(self, labels: np.ndarray | None, count: int) -> np.ndarray:
        """Return shares of the classes [n, num_classes]; a run without labels gets a row of nothing each."""
        if not self.config.conditional or labels is None:
            return np.zeros((count, 0), np.float32)
        if np.ndim(labels) == 2:
            return np.asarray(labels, np.float32)
        return np.eye(self.config.num_classes, dtype=np.float32)[np.asarray(labels)]


def _functions(model: VAE) -> tuple[Callable, Callable]:
    """Return the encoder, and the decoder's logits, of (pixels or codes, shares of the classes)."""
    config = model.config

    def encode(pixels: Tensor, classes: Tensor) -> tuple[Tensor, Tensor | None]:
        return model.encode(pixels, _labels(classes))

    def decode_logits(z: Tensor, classes: Tensor) -> Tensor:
        return model.decode_logits(z, _labels(classes))

    def _labels(classes: Tensor) -> Tensor | None:
        return ops.reshape(classes, (-1, config.num_classes)) if config.conditional else None

    if keras.backend.backend() != "tensorflow":
        return encode, decode_logits
    import tensorflow as tf

    shares = tf.TensorSpec([None, None])
    pixels, codes = tf.TensorSpec([None, *config.shape.array]), tf.TensorSpec([None, config.latent_dim])
    return (
        tf.function(encode, input_signature=[pixels, shares], autograph=False),
        tf.function(decode_logits, input_signature=[codes, shares], autograph=False),
    )


def _check_weights(run: Run, file_name: str, network: Any) -> None:
    for weights in map(np.atleast_1d, network.get_weights()):
        if weights.dtype.kind == "f":
            finite_numbers(run.name, f"{file_name}'s weights", weights, weights.shape, _MOST)
