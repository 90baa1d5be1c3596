"""Codes of pictures as a run keeps them: the held-out posteriors, what they share, and the film of the training."""

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Latents:
    """Posteriors of the held-out images, in data set order.

    Attributes:
        z_mean: float32 [n, latent_dim].
        z_log_var: float32 [n, latent_dim], or None for a plain autoencoder.
        labels: uint8 [n].
        reconstruction: each image's reconstruction term as `vae.model.scores.score` has it, float32 [n], nats; None
            in runs saved without it (`python -m vae evaluate RUN --scores` adds it).
        kl: each image's KL, likewise; None for a plain autoencoder, too.
        nll: -log p(x) of each image as `vae.model.exact_likelihood` integrates it, float32 [n], nats; None where there
            are more than two dimensions or it was not measured.
    """

    z_mean: np.ndarray
    z_log_var: np.ndarray | None
    labels: np.ndarray
    reconstruction: np.ndarray | None = None
    kl: np.ndarray | None = None
    nll: np.ndarray | None = None

    @property
    def neg_elbo(self) -> np.ndarray | None:
        """Each image's negative ELBO, reconstruction plus kl, float32 [n], nats; None without either of them."""
        return None if self.reconstruction is None or self.kl is None else self.reconstruction + self.kl

    @property
    def as_places(self) -> "Latents":
        """The same without the widths of the posteriors: laid out by where codes lie, not by N(0, I)."""
        return replace(self, z_log_var=None)

    @property
    def gap(self) -> np.ndarray | None:
        """How far each image's bound is above what it bounds, -ELBO + log p(x), float32 [n], nats; None without both.

        What the posterior does worse than the best there is, so never below 0 but by the noise of the bound's draws.
        """
        return None if self.neg_elbo is None or self.nll is None else self.neg_elbo - self.nll


@dataclass(frozen=True)
class Frames:
    """The film of a training: codes of the same held-out images after some epochs.

    Attributes:
        epochs: int32 [num_frames], rising.
        codes: float16 [num_frames, m, latent_dim].
        labels: uint8 [m].
    """

    epochs: np.ndarray
    codes: np.ndarray
    labels: np.ndarray


def codes_of_others(z_mean: np.ndarray, z_log_var: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return for every picture the code of its group, such as a typeface, as the group's other pictures have it.

    It is the mean of the product of their posteriors: precisions add up, and means count by their precision.

    Args:
        z_mean: posterior means, [n, d].
        z_log_var: posterior log variances, [n, d].
        groups: number of every picture's group, int [n]; none of one picture.

    Returns:
        float64 [n, d].

    Raises:
        ValueError: a picture is alone in its group.
    """
    _, numbers, counts = np.unique(groups, return_inverse=True, return_counts=True)
    if counts.min() < 2:
        raise ValueError("every group must have at least 2 pictures, got one of 1")
    own = np.exp(-z_log_var.astype(np.float64))
    precision, weighted = np.zeros((2, numbers.max() + 1, z_mean.shape[1]))
    np.add.at(precision, numbers, own)
    np.add.at(weighted, numbers, own * z_mean)
    return (weighted[numbers] - own * z_mean) / (precision[numbers] - own)
