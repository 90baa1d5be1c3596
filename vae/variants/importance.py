"""The importance-weighted autoencoder: several draws of each posterior, of which the better ones count more."""

import math
from typing import Any

from keras import ops

from vae.model.vae import VAE
from vae.optimizing import seeded

Tensor = Any

NUM_SAMPLES = 8
"""K, the draws from each posterior."""


class ImportanceWeightedAutoencoder(VAE):
    """An autoencoder trained on the bound of several samples, Burda et al. (2016), arXiv:1509.00519, equation 8.

    loss = -log (1/K) sum_k p(x | z_k) (p(z_k) / q(z_k | x))^kl_weight, with z_k from q(z | x): at K = 1 the negative
    ELBO, and nearer to -log p(x) with more. Reconstruction and KL in the history are those of a single draw.
    """

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Tensor:
        """Return the mean of the bound over the batch, in nats per image."""
        reconstruction, kl = self.reconstruction_nll(y_pred["images"], y_pred["logits"]), self.kl_per_dimension(y_pred)
        bound = self._bound(y_pred, self.kl_weight, training)
        self.track(reconstruction, ops.sum(kl, axis=-1), {"bound": bound})
        return ops.mean(bound)

    def terms(self, outputs: dict[str, Tensor | None]) -> dict[str, Tensor]:
        """Return the bound of K draws with weight 1, nats [batch]."""
        return {"bound": self._bound(outputs, 1.0, False)}

    def _bound(self, outputs: dict[str, Any], weight: Any, training: bool) -> Tensor:
        z_mean, z_log_var, images = outputs["z_mean"], outputs["z_log_var"], outputs["images"]
        epsilon = seeded.normal((NUM_SAMPLES, *z_mean.shape), self.seed_generator)
        z = z_mean + ops.exp(0.5 * z_log_var) * epsilon
        labels = outputs["labels"] if self.config.conditional else None
        repeated = None if labels is None else ops.tile(labels, (NUM_SAMPLES,) + (1,) * (len(labels.shape) - 1))
        logits = self.decode_logits(ops.reshape(z, (-1, z.shape[-1])), repeated, training)
        nll = self.reconstruction_nll(images, ops.reshape(logits, (NUM_SAMPLES, *images.shape)))
        # log p(z) - log q(z | x); the 2 pi of both cancel
        log_ratio = 0.5 * ops.sum(ops.square(epsilon) + z_log_var - ops.square(z), axis=-1)
        return math.log(NUM_SAMPLES) - ops.logsumexp(weight * log_ratio - nll, axis=0)
