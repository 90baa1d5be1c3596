"""The adversarial autoencoder: a critic tells codes from draws of the prior, and the encoder learns to deceive it."""

from typing import Any

import keras
from keras import ops

from vae.config import RunConfig
from vae.optimizing import seeded
from vae.variants.drawn_codes import PulledAutoencoder

Tensor = Any

PULL = 50.0
"""Nats that deceiving the critic counts at beta 1."""
_HIDDEN = 128
_BLUR = 0.08  # of all that the critic sees: the edge of a shape is no cliff then


class AdversarialAutoencoder(PulledAutoencoder):
    """An autoencoder with a critic of its codes, Makhzani et al. (2015), arXiv:1511.05644: no noise, no KL.

    loss = reconstruction + kl_weight * PULL * softplus(-critic(z)), and for the critic alone the mean of
    softplus(-critic(draw)) and softplus(critic(z)), ln 2 where it can only guess. Each term moves its own side: the
    codes are fixed in the critic's, the critic in the encoder's, so both are taken in one step of one optimiser.
    """

    def __init__(
        self, config: RunConfig, encoder: keras.Model | None = None, decoder: keras.Model | None = None
    ) -> None:
        """Build both networks, what draws from the prior, and the critic."""
        super().__init__(config, encoder, decoder)
        num_inputs = config.latent_dim + (config.num_classes if self.prior_draws.has_classes else 0)
        sizes = (num_inputs, _HIDDEN, _HIDDEN, 1)
        self.critic = [
            self.add_weight(name=f"critic_{index}", shape=shape, initializer=initializer)
            for index, (ins, outs) in enumerate(zip(sizes[:-1], sizes[1:], strict=True))
            for shape, initializer in (
                ((ins, outs), keras.initializers.HeNormal(seed=config.seed + 2000 + index)),
                ((outs,), "zeros"),
            )
        ]

    @property
    def parameters(self) -> list[Any]:
        """The variables that training changes, the critic's among them."""
        return [*super().parameters, *self.critic]

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Tensor:
        """Return reconstruction, the encoder's and the critic's term, the mean over the batch in nats per image."""
        reconstruction = self.reconstruction_nll(y_pred["images"], y_pred["logits"])
        terms = self.terms(y_pred)
        self.track(reconstruction, ops.zeros_like(reconstruction), terms)
        deceiving = ops.softplus(-self._judged(y_pred["z"], y_pred["labels"], is_fixed=True))
        return ops.mean(reconstruction + self.kl_weight * PULL * deceiving + terms["critic"])

    def terms(self, outputs: dict[str, Tensor | None]) -> dict[str, Tensor]:
        """Return the critic's loss for each code beside a draw, nats [batch]: ln 2 where it can only guess."""
        z: Any = ops.stop_gradient(outputs["z"])
        labels = outputs["labels"]
        draws = self.prior_draws.draw(z.shape[0], labels, self.seed_generator)
        for_draws, for_codes = self._judged(draws, labels), self._judged(z, labels)
        return {"critic": 0.5 * (ops.softplus(-for_draws) + ops.softplus(for_codes))}

    def _judged(self, z: Tensor, labels: Tensor | None, is_fixed: bool = False) -> Tensor:
        """Return the log odds that codes are draws of the prior, [batch], by a critic that learns or is fixed."""
        weights = [ops.stop_gradient(ops.convert_to_tensor(one)) for one in self.critic] if is_fixed else self.critic
        x = z + _BLUR * seeded.normal(z.shape, self.seed_generator)
        if self.prior_draws.has_classes:
            x = ops.concatenate([x, ops.one_hot(labels, self.config.num_classes)], axis=1)
        for index in range(0, len(weights), 2):
            x = ops.matmul(x, weights[index]) + weights[index + 1]
            x = ops.leaky_relu(x, 0.2) if index < len(weights) - 2 else x
        return x[:, 0]
