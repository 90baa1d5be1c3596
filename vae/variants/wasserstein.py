"""The Wasserstein autoencoder with MMD: all codes together are to lie as the prior's draws do."""

from typing import Any

from keras import ops

from vae.variants.drawn_codes import PulledAutoencoder, squared_discrepancy

Tensor = Any

PULL = 2000.0
"""Nats that an MMD^2 of 1 costs at beta 1."""


class WassersteinAutoencoder(PulledAutoencoder):
    """WAE-MMD, Tolstikhin, Bousquet, Gelly and Schoelkopf (2018), arXiv:1711.01558: no noise, no KL, no critic.

    loss = reconstruction + kl_weight * PULL * MMD^2(codes of the batch, as many draws of the prior), of which the
    history's KL keeps nothing: it is no divergence of single pictures.
    """

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Tensor:
        """Return the mean reconstruction term and what the codes cost together, in nats per image."""
        reconstruction = self.reconstruction_nll(y_pred["images"], y_pred["logits"])
        terms = self.terms(y_pred)
        self.track(reconstruction, ops.zeros_like(reconstruction), terms)
        return ops.mean(reconstruction) + self.kl_weight * PULL * terms["mismatch"]

    def terms(self, outputs: dict[str, Tensor | None]) -> dict[str, Tensor]:
        """Return MMD^2 between a batch's codes and as many draws of the prior."""
        z: Any = outputs["z"]
        labels = outputs["labels"] if self.prior_draws.has_classes else None
        return {
            "mismatch": squared_discrepancy(z, self.prior_draws.draw(z.shape[0], labels, self.seed_generator), labels)
        }
