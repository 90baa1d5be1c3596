"""The variational autoencoder with a learnt prior: a mixture of normal distributions in the place of a single one."""

from typing import Any

import keras
import numpy as np
from keras import ops

from vae.config import RunConfig
from vae.model.explanation import fixed_noise
from vae.model.vae import VAE
from vae.prior.draws import Prior
from vae.prior.mixture import NUM_PARTS, MixturePrior

Tensor = Any


class MixtureVAE(VAE):
    """An autoencoder whose prior is learnt with it, the "MoG" of Tomczak and Welling (2018), arXiv:1705.07120.

    p(z) = sum_k w_k N(z; m_k, s_k^2), and the KL is E_q[log q(z | x) - log p(z)], its first part in closed form, the
    second at the draw that is decoded; figures take its mean over eight draws. By the chain rule log p(z) is the sum
    over the dimensions of log p(z_d | z_1 .. z_(d-1)), so that each has a KL of its own and one that tells nothing has
    none.
    """

    def __init__(
        self, config: RunConfig, encoder: keras.Model | None = None, decoder: keras.Model | None = None
    ) -> None:
        """Build both networks, as `VAE` does, and a mixture whose means are drawn from N(0, I)."""
        super().__init__(config, encoder, decoder)
        shape = (NUM_PARTS, config.latent_dim)
        spread = keras.initializers.RandomNormal(stddev=1.0, seed=config.seed + 3000)
        self.prior_means = self.add_weight(name="prior_means", shape=shape, initializer=spread)
        self.prior_log_vars = self.add_weight(name="prior_log_vars", shape=shape, initializer="zeros")
        self.prior_logits = self.add_weight(name="prior_logits", shape=shape[:1], initializer="zeros")

    @property
    def parameters(self) -> list[Any]:
        """The variables that training changes, the prior's among them."""
        return [*super().parameters, self.prior_means, self.prior_log_vars, self.prior_logits]

    @property
    def prior(self) -> MixturePrior:
        """The prior as it is now."""
        numbers = (self.prior_means, self.prior_log_vars, ops.log_softmax(self.prior_logits))
        return MixturePrior(*(np.array(ops.convert_to_numpy(one)) for one in numbers))

    def set_prior(self, prior: Prior | None) -> None:
        """Take a prior of as many parts and dimensions."""
        assert isinstance(prior, MixturePrior), "its prior is learnt"
        self.prior_means.assign(prior.means)
        self.prior_log_vars.assign(prior.log_vars)
        self.prior_logits.assign(prior.log_weights)

    def log_prior(self, z: Tensor) -> Tensor:
        """Return log p(z) without its 2 pi, as `VAE.log_prior` does."""
        return ops.sum(self._log_prior_per_dimension(z), axis=-1)

    def kl_per_dimension(self, outputs: dict[str, Tensor | None]) -> Tensor:
        """Return the KL of every dimension at the code that was drawn, nats [..., latent_dim]; one may be below 0."""
        log_var: Any = outputs["z_log_var"]
        return -0.5 * (1.0 + log_var) - self._log_prior_per_dimension(outputs["z"])

    def expected_kl_per_dimension(self, z_mean: Tensor, z_log_var: Tensor) -> Tensor:
        """Return the KL of every dimension, the mean over draws with the noise of `fixed_noise`."""
        draws = [self.reparameterize(z_mean, z_log_var, noise) for noise in fixed_noise(self.config.latent_dim)]
        return ops.mean(ops.stack([self.kl_per_dimension({"z_log_var": z_log_var, "z": z}) for z in draws]), axis=0)

    def _log_prior_per_dimension(self, z: Tensor) -> Tensor:
        """Return log p(z_d | z_1 .. z_(d-1)) without its 2 pi, [..., latent_dim]."""
        squares = ops.square(z[..., None, :] - self.prior_means) * ops.exp(-self.prior_log_vars)
        parts = ops.cumsum(-0.5 * (squares + self.prior_log_vars), axis=-1)
        so_far = ops.logsumexp(ops.log_softmax(self.prior_logits)[:, None] + parts, axis=-2)
        return ops.concatenate([so_far[..., :1], so_far[..., 1:] - so_far[..., :-1]], axis=-1)
