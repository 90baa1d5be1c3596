"""A prior that is learnt: a mixture of normal distributions, which training moves to where the codes lie."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

NUM_PARTS = 32
"""Normal distributions in the mixture."""


@dataclass(frozen=True)
class MixturePrior:
    """A mixture of normal distributions whose dimensions are independent within each.

    Attributes:
        means: of each part, float [parts, latent_dim].
        log_vars: logarithms of their variances, float [parts, latent_dim].
        log_weights: logarithms of the parts' shares, float [parts]; together the shares are 1.
    """

    means: np.ndarray
    log_vars: np.ndarray
    log_weights: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        """Of all codes together, float64 [latent_dim]."""
        mean: np.ndarray = np.exp(self.log_weights.astype(np.float64)) @ self.means
        return mean

    @property
    def spread(self) -> np.ndarray:
        """The standard deviations of all codes together, float64 [latent_dim]."""
        shares = np.exp(self.log_weights.astype(np.float64))
        within, between = shares @ np.exp(self.log_vars.astype(np.float64)), shares @ np.square(self.means - self.mean)
        spread: np.ndarray = np.sqrt(within + between)
        return spread

    def sample(self, count: int, rng: np.random.Generator, labels: np.ndarray | None = None) -> np.ndarray:
        """Draw codes, float32 [count, latent_dim]; classes make no difference."""
        shares = np.exp(self.log_weights.astype(np.float64))
        parts = rng.choice(len(shares), size=count, p=shares / shares.sum())
        noise = rng.normal(size=(count, self.means.shape[1]))
        return (self.means[parts] + np.exp(0.5 * self.log_vars[parts]) * noise).astype(np.float32)

    def completed(self, places: ArrayLike, dimensions: ArrayLike) -> np.ndarray:
        """Return codes, float32 [n, latent_dim], of which some coordinates are known.

        The others are those of the middle of the part that is likeliest there: between the parts, where the mean of
        all would lie, there may be no codes.

        Args:
            places: the known coordinates, [n, k].
            dimensions: their numbers, int [k].
        """
        known, of_known = np.asarray(places, np.float64), np.asarray(dimensions)
        part = MixturePrior(self.means[:, of_known], self.log_vars[:, of_known], self.log_weights)
        codes = self.means[part.joint(known).argmax(axis=1)].astype(np.float32)
        codes[:, of_known] = known
        return codes

    def joint(self, z: ArrayLike) -> np.ndarray:
        """Return log p(z, part) of codes [n, latent_dim] for every part, nats, float64 [n, parts]."""
        apart = np.asarray(z, np.float64)[:, None] - self.means
        squares = np.square(apart) * np.exp(-self.log_vars) + self.log_vars + np.log(2.0 * np.pi)
        joint: np.ndarray = self.log_weights - 0.5 * squares.sum(axis=2)
        return joint

    def log_density(self, z: ArrayLike) -> np.ndarray:
        """Return log p(z) of codes [n, latent_dim], nats, float64 [n]."""
        joint = self.joint(z)
        highest = joint.max(axis=1, keepdims=True)
        density: np.ndarray = highest[:, 0] + np.log(np.exp(joint - highest).sum(axis=1))
        return density
