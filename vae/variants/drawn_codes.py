"""Places drawn from a prior inside a training step, and how far codes are from them."""

from typing import Any

import keras
import numpy as np
from keras import ops

from vae.config import RunConfig
from vae.model.vae import VAE
from vae.optimizing import seeded
from vae.prior.draws import DrawnPrior, prior_of
from vae.prior.shapes import CELL

Tensor = Any

_POOL = 8192  # places a part of the shape; each draw is moved within its cell
_SCALES = (0.05, 0.2, 0.5, 1.0, 2.0, 5.0)


class PriorDraws:
    """Draws from a run's prior, of the class of each picture where classes have places of their own."""

    def __init__(self, config: RunConfig) -> None:
        """Keep many places of a shape: compiled steps choose among them."""
        prior = prior_of(config)
        assert prior is not None
        self._latent_dim = config.latent_dim
        self._pool: np.ndarray | None = None
        self.has_classes = isinstance(prior, DrawnPrior) and prior.num_parts > 1
        if isinstance(prior, DrawnPrior):
            labels = np.repeat(np.arange(prior.num_parts), _POOL) if self.has_classes else None
            self._pool = prior.sample(_POOL * prior.num_parts, np.random.default_rng(config.seed), labels)

    def draw(self, count: int, labels: Tensor | None, generator: keras.random.SeedGenerator) -> Tensor:
        """Return codes [count, latent_dim]; labels int [count] count where classes have places of their own."""
        if self._pool is None:
            return seeded.normal((count, self._latent_dim), generator)
        rows = seeded.randint((count,), generator, _POOL if self.has_classes else len(self._pool))
        if self.has_classes:
            rows = rows + _POOL * ops.cast(labels, "int32")
        moved = CELL * (seeded.uniform((count, self._latent_dim), generator) - 0.5)
        return ops.take(ops.convert_to_tensor(self._pool), rows, axis=0) + moved


class PulledAutoencoder(VAE):
    """An autoencoder without noise whose codes are compared with draws of its prior."""

    def __init__(
        self, config: RunConfig, encoder: keras.Model | None = None, decoder: keras.Model | None = None
    ) -> None:
        """Build both networks, as `VAE` does, and what draws from the prior."""
        super().__init__(config, encoder, decoder)
        self.prior_draws = PriorDraws(config)

    @property
    def takes_labels(self) -> bool:
        """Whether training looks at the classes of pictures."""
        return self.config.conditional or self.prior_draws.has_classes


def squared_discrepancy(z: Tensor, draws: Tensor, labels: Tensor | None = None) -> Tensor:
    """Return MMD^2 between codes and draws of the prior, from pairs that differ, with kernels of several widths.

    MMD^2 = mean k(z, z') - 2 mean k(z, e) + mean k(e, e'), k(a, b) = mean over s of 2 d s / (2 d s + |a - b|^2), as
    Tolstikhin et al. (2018, arXiv:1711.01558) take it: a Gaussian's tails are too light for codes that lie far out.

    Args:
        z: codes, [n, d].
        draws: from the prior, [n, d].
        labels: int [n]; where they are given, a code is compared with codes and draws of its class alone.

    Returns:
        A number; by chance it may lie below 0.
    """
    count = z.shape[0]
    apart = 1.0 - ops.eye(count)
    same = ops.ones((count, count)) if labels is None else ops.cast(labels[:, None] == labels[None], "float32")

    def mean_kernel(a: Tensor, b: Tensor, pairs: Tensor) -> Tensor:
        squares = (
            ops.sum(ops.square(a), axis=1)[:, None]
            + ops.sum(ops.square(b), axis=1)
            - 2.0 * ops.matmul(a, ops.transpose(b))
        )
        squares = ops.maximum(squares, 0.0)
        sizes = [2.0 * a.shape[1] * scale for scale in _SCALES]
        kernel = sum(size / (size + squares) for size in sizes) / len(sizes)
        return ops.sum(pairs * kernel) / ops.maximum(ops.sum(pairs), 1.0)

    within = mean_kernel(z, z, apart * same) + mean_kernel(draws, draws, apart * same)
    return within - 2.0 * mean_kernel(z, draws, same)
