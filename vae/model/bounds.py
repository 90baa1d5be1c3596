"""Bounds on log p(x) by sampling the posterior: the ELBO's two parts and the importance-weighted bound, any K."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from vae.data.datasets import binarize
from vae.kind import unit_interval
from vae.likelihoods import LIKELIHOODS
from vae.model.step_loop import uses_xla
from vae.model.vae import VAE
from vae.optimizing import seeded

Tensor = Any
Progress = Callable[[float], None]

DECODES_PER_CALL = 2048
_CHUNK = 64
_ENCODE_BATCH = 1000


def targets(likelihood: str, images: np.ndarray, seed: int) -> np.ndarray:
    """Return the pixels a run is measured on, float32 [n, *shape] in [0, 1].

    Args:
        likelihood: a name in `vae.likelihoods`. Where it is binarised every pixel is drawn 0 or 1 once, with its
            grey value as the probability; otherwise pixels stay grey.
        images: uint8 [n, *shape]; of a kind that is no picture perhaps float in [0, 1].
        seed: source of the draw.
    """
    if LIKELIHOODS[likelihood].is_binarized:
        images = binarize(images, np.random.default_rng(seed))
    return unit_interval(images)


def posteriors(model: VAE, images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Return (z_mean, z_log_var) of many images, float32 [n, latent_dim]; no z_log_var for a plain autoencoder.

    Args:
        model: a trained model.
        images: uint8 [n, *shape] or float in [0, 1].
        labels: int [n].
    """
    outputs = []
    for start in range(0, len(images), _ENCODE_BATCH):
        pixels = images[start : start + _ENCODE_BATCH]
        encoded = model.encode(pixels, labels[start : start + _ENCODE_BATCH].astype(np.int32))
        outputs.append([None if array is None else ops.convert_to_numpy(array) for array in encoded])
    means, log_vars = zip(*outputs, strict=True)
    return np.concatenate(means), None if log_vars[0] is None else np.concatenate(log_vars)


@dataclass(frozen=True)
class Bounds:
    """What sampling the posterior of every image tells, in nats, float64 [n] each.

    Attributes:
        reconstruction: estimate of E_q(z|x)[-log p(x|z)], the mean over the samples.
        kl_per_dimension: KL(q(z|x) || p(z)) of every dimension, [n, latent_dim], in closed form, or with a learnt
            prior the mean over a few draws; None for a plain autoencoder.
        importance_weighted_nll: -log (1/K) sum_k p(x|z_k) p(z_k) / q(z_k|x), an upper bound on -log p(x) that falls as
            K grows and is an estimate of -ELBO at K = 1; None for a plain autoencoder.
    """

    reconstruction: np.ndarray
    kl_per_dimension: np.ndarray | None
    importance_weighted_nll: np.ndarray | None

    @property
    def kl(self) -> np.ndarray | None:
        """KL(q(z|x) || p(z)), the sum over the dimensions; None for a plain autoencoder."""
        return None if self.kl_per_dimension is None else self.kl_per_dimension.sum(axis=1)


def estimate_bounds(
    model: VAE,
    images: np.ndarray,
    labels: np.ndarray,
    num_samples: int,
    seed: int = 0,
    progress: Progress | None = None,
) -> Bounds:
    """Estimate the ELBO's parts and the importance-weighted bound from the same K samples of every posterior.

    The bound is equation 8 of Burda, Grosse and Salakhutdinov (2016), arXiv:1509.00519. Samples are taken a chunk at a
    time into a running log-sum-exp, so memory does not grow with K. A plain autoencoder decodes its one code.

    Args:
        model: a trained model.
        images: target pixels, float32 [n, *shape]; see `targets`.
        labels: int [n]; a conditional model uses them.
        num_samples: K, at least 1.
        seed: source of the samples.
        progress: called with the share done, 0 to 1.

    Raises:
        ValueError: num_samples is below 1.
    """
    if num_samples < 1:
        raise ValueError(f"num_samples must be at least 1, got {num_samples}")
    z_mean, z_log_var = posteriors(model, images, labels)
    if z_log_var is None:
        no_width = np.full_like(z_mean, -100.0)
        nlls, _ = _sampled(model, images, labels, z_mean, no_width, 1, seed, progress)
        return Bounds(nlls, None, None)
    nlls, log_weights = _sampled(model, images, labels, z_mean, z_log_var, num_samples, seed, progress)
    kl = expected_kl(model, z_mean, z_log_var)
    return Bounds(nlls / num_samples, kl, math.log(num_samples) - log_weights)


def expected_kl(model: VAE, z_mean: np.ndarray, z_log_var: np.ndarray) -> np.ndarray:
    """Return the KL of every dimension of many posteriors from the prior, nats, float64 [n, latent_dim]."""
    rows = [slice(start, start + _ENCODE_BATCH) for start in range(0, len(z_mean), _ENCODE_BATCH)]
    parts = [model.expected_kl_per_dimension(z_mean[row], z_log_var[row]) for row in rows]
    return np.concatenate([ops.convert_to_numpy(part) for part in parts]).astype(np.float64)


def _sampled(
    model: VAE,
    images: np.ndarray,
    labels: np.ndarray,
    z_mean: np.ndarray,
    z_log_var: np.ndarray,
    num_samples: int,
    seed: int,
    progress: Progress | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum over the samples of every image's NLL and the log-sum-exp of its log weights, float64 [n]."""
    chunk = min(num_samples, _CHUNK)
    batch = max(1, min(len(images), DECODES_PER_CALL // chunk))
    step = _sample_step(model, chunk, seed)
    nlls, log_weights = np.zeros(len(images)), np.full(len(images), -np.inf)
    for start in range(0, len(images), batch):
        part = slice(start, min(start + batch, len(images)))
        arrays = _padded(batch, images[part], labels[part].astype(np.int32), z_mean[part], z_log_var[part])
        for done in range(0, num_samples, chunk):
            num_valid = ops.convert_to_tensor(min(chunk, num_samples - done), dtype="int32")
            nll, log_weight = (
                ops.convert_to_numpy(output)[: part.stop - start].astype(np.float64)
                for output in step(*arrays, num_valid)
            )
            nlls[part] += nll
            log_weights[part] = np.logaddexp(log_weights[part], log_weight)
        if progress is not None:
            progress(part.stop / len(images))
    return nlls, log_weights


def _sample_step(model: VAE, num_samples: int, seed: int) -> Callable[..., tuple[Tensor, Tensor]]:
    generator = keras.random.SeedGenerator(seed)
    config = model.config

    def step(
        images: Tensor, labels: Tensor, z_mean: Tensor, z_log_var: Tensor, num_valid: Tensor
    ) -> tuple[Tensor, Tensor]:
        batch = images.shape[0]
        epsilon = seeded.normal((num_samples, batch, config.latent_dim), generator)
        z, log_var = model.draw(z_mean, z_log_var, epsilon)
        repeated = ops.tile(labels, (num_samples,)) if config.conditional else None
        logits = model.decode_logits(ops.reshape(z, (-1, config.latent_dim)), repeated)
        logits = ops.reshape(logits, (num_samples, *images.shape))
        nll = model.reconstruction_nll(images, logits)
        # log p(z) - log q(z | x); the 2 pi of both cancel
        log_ratio = model.log_prior(z) + 0.5 * ops.sum(ops.square(epsilon) + log_var, axis=-1)
        is_valid = ops.arange(num_samples)[:, None] < num_valid
        log_weights = ops.where(is_valid, log_ratio - nll, -math.inf)
        return ops.sum(ops.where(is_valid, nll, 0.0), axis=0), ops.logsumexp(log_weights, axis=0)

    return compiled(model, step, [generator.state])


def _padded(size: int, *arrays: np.ndarray) -> list[Tensor]:
    """Return tensors with zero rows added up to `size`, so that one compiled function fits the last batch too."""
    missing = size - len(arrays[0])
    return [ops.convert_to_tensor(np.pad(a, [(0, missing)] + [(0, 0)] * (a.ndim - 1))) for a in arrays]


def compiled(model: VAE, function: Callable[..., Any], changed: Sequence[Any] = ()) -> Callable[..., Any]:
    """Return a function of tensors compiled.

    XLA serves dense networks everywhere and convolutions on a GPU; on a CPU its convolutions are slow.

    Args:
        model: whose networks it evaluates.
        function: what is compiled.
        changed: the variables beside the model's that it changes, which JAX has to be told.
    """
    if keras.backend.backend() == "jax":
        from vae.optimizing import jax_steps

        return jax_steps.compiled(function, model.variables, changed)
    import tensorflow as tf

    return tf.function(function, jit_compile=uses_xla(model), autograph=False)
