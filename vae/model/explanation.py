"""What a model says about pictures: posteriors, reconstructions and the terms of -ELBO, as plain arrays."""

from dataclasses import dataclass

import numpy as np

from vae.config import RunConfig
from vae.kind import unit_interval
from vae.pictures.white import is_white

NUM_FIXED = 8
_SEED = 0


@dataclass(frozen=True)
class Explanation:
    """Posteriors of n pictures, their reconstructions at the mean, and draws from the first picture's posterior.

    Attributes:
        images: what the encoder was given, float32 [n, *shape] in [0, 1]; pixels 0 or 1 for binarised runs.
        labels: class numbers [n] of a conditional run, else None.
        z_mean: float32 [n, latent_dim].
        z_log_var: float32 [n, latent_dim], None for a plain autoencoder.
        reconstructions: float32 [n, *shape] in [0, 1], decoded from z_mean.
        reconstruction_nll: nats [n], the reconstruction term at z_mean.
        kl: nats [n]; zeros for a plain autoencoder.
        z_samples: draws z_mean + sigma * epsilon for the first picture, float32 [k, latent_dim].
        sample_pictures: the draws decoded, float32 [k, *shape].
        sample_nll: reconstruction term of every draw, nats [k].
    """

    images: np.ndarray
    labels: np.ndarray | None
    z_mean: np.ndarray
    z_log_var: np.ndarray | None
    reconstructions: np.ndarray
    reconstruction_nll: np.ndarray
    kl: np.ndarray
    z_samples: np.ndarray
    sample_pictures: np.ndarray
    sample_nll: np.ndarray

    @property
    def neg_elbo(self) -> np.ndarray:
        """-ELBO with z at the mean, nats [n]: by it a class is guessed; the score of a picture has `fixed_noise`."""
        return self.reconstruction_nll + self.kl

    @property
    def sigma(self) -> np.ndarray | None:
        """Standard deviations of the posteriors, [n, latent_dim], None for a plain autoencoder."""
        return None if self.z_log_var is None else np.exp(0.5 * self.z_log_var)


def model_input(images: np.ndarray, config: RunConfig) -> np.ndarray:
    """Return pictures as the encoder of a run was trained to see them.

    Args:
        images: uint8 in 0-255 or float in [0, 1], any shape.
        config: the run's configuration.

    Returns:
        float32 in [0, 1]; for a run trained on binarised pixels 1 where the pixel is at least 0.5, else 0.
    """
    unit = unit_interval(images)
    if config.is_binarized:
        return is_white(unit).astype(np.float32)
    return unit


def fixed_noise(latent_dim: int) -> np.ndarray:
    """Return the noise over which every -ELBO of a single picture is averaged, here and in the browser alike.

    The same picture must have the same figure everywhere, so it is drawn once: four values and their negatives. They
    are turned and stretched until their mean square is 1 in each dimension, and until four dimensions at a time go
    together as little as independent ones do. Left as drawn, so few values lack half of that in two dimensions, and
    every picture would cost half a nat too little.

    Returns:
        float32 [8, latent_dim].
    """
    rng, count = np.random.default_rng(_SEED), NUM_FIXED // 2
    half = np.concatenate([_turn(rng, count) for _ in range(-(-latent_dim // count))], axis=1)[:, :latent_dim]
    half = (np.sqrt(count) * half).astype(np.float32)
    return np.concatenate([half, -half])


def _turn(rng: np.random.Generator, size: int) -> np.ndarray:
    """Return a rotation or reflection drawn evenly from all, [size, size] (Mezzadri, 2007)."""
    turn, triangle = np.linalg.qr(rng.normal(size=(size, size)))
    return turn * np.sign(np.diag(triangle))


def draw_epsilon(num_samples: int, latent_dim: int, seed: int) -> np.ndarray:
    """Return the noise of posterior draws, standard normal, float32 [num_samples, latent_dim]."""
    return np.random.default_rng(seed).standard_normal((num_samples, latent_dim)).astype(np.float32)
