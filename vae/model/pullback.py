"""A decoder's pictures and their derivatives by the code, for the worker's inference; TensorFlow compiles them."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import keras
import numpy as np
from keras import ops

from vae.model.vae import VAE

_ROWS_AT_ONCE = 4096


def decode(model: VAE, z: np.ndarray, mixture: np.ndarray | None) -> np.ndarray:
    """Return decoded pixels, float32 [n, pixels].

    Args:
        model: whose decoder.
        z: codes [n, latent_dim].
        mixture: shares of the classes, [n, num_classes], for conditional runs.
    """
    pictures, _ = _compiled(model)
    return ops.convert_to_numpy(pictures(*_tensors(z, mixture)))


def jacobian(model: VAE, z: np.ndarray, mixture: np.ndarray | None) -> np.ndarray:
    """Return the derivatives of decoded pixels by the code, float32 [n, pixels, latent_dim]; arguments as `decode`."""
    _, derivatives = _compiled(model)
    rows = max(1, _ROWS_AT_ONCE // z.shape[1])
    parts = [
        derivatives(*_tensors(z[start : start + rows], None if mixture is None else mixture[start : start + rows]))
        for start in range(0, len(z), rows)
    ]
    return np.concatenate([ops.convert_to_numpy(part) for part in parts])


def _tensors(z: np.ndarray, mixture: np.ndarray | None) -> tuple[Any, Any]:
    # A run without labels gets a row of nothing each, so that one signature serves both.
    classes = np.zeros((len(z), 0)) if mixture is None else mixture
    return ops.convert_to_tensor(z, "float32"), ops.convert_to_tensor(classes, "float32")


@lru_cache(maxsize=4)
def _compiled(model: VAE) -> tuple[Callable, Callable]:
    return _by_jax(model) if keras.backend.backend() == "jax" else _by_tensorflow(model)


def _by_jax(model: VAE) -> tuple[Callable, Callable]:
    import jax

    def pixels(z: Any, mixture: Any) -> Any:
        return ops.reshape(model.decode(z, mixture if model.config.conditional else None), (len(z), -1))

    def one(z: Any, mixture: Any) -> Any:
        return pixels(z[None], mixture[None])[0]

    return pixels, jax.vmap(jax.jacfwd(one))


def _by_tensorflow(model: VAE) -> tuple[Callable, Callable]:
    import tensorflow as tf

    dims = model.config.latent_dim
    signature = [tf.TensorSpec([None, dims]), tf.TensorSpec([None, None])]

    def pixels(z: Any, mixture: Any) -> Any:
        labels = tf.ensure_shape(mixture, [None, model.config.num_classes]) if model.config.conditional else None
        return tf.reshape(model.decode(z, labels), [tf.shape(z)[0], -1])

    def derivatives(z: Any, mixture: Any) -> Any:
        # Forward mode: one pass a latent dimension, few beside the pixels that a backward pass would go through.
        count = tf.shape(z)[0]
        directions = tf.tile(tf.eye(dims), [count, 1])
        repeated = tf.repeat(z, dims, axis=0)
        with tf.autodiff.ForwardAccumulator(repeated, directions) as accumulator:
            decoded = pixels(repeated, tf.repeat(mixture, dims, axis=0))
        return tf.transpose(tf.reshape(accumulator.jvp(decoded), [count, dims, -1]), [0, 2, 1])

    compiled = partial(tf.function, input_signature=signature, autograph=False)
    return compiled(pixels), compiled(derivatives)
