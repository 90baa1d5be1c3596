"""The hierarchical variational autoencoder of two layers: the top one says where the lower one is to be looked for."""

from typing import Any

import keras
from keras import layers, ops

from vae.config import RunConfig
from vae.families import FAMILIES
from vae.model import losses
from vae.model.explanation import fixed_noise
from vae.model.networks import dense, glorot, hidden_layers, last_layer, seeds_from
from vae.model.vae import VAE
from vae.optimizing import seeded

Tensor = Any


def build_lower(config: RunConfig) -> keras.Model:
    """Build p(lower | top): a code of the top to mean and log standard deviation of the lower layer.

    Its hidden layers are the second half of the encoder's, mirrored, without normalisation: encoder and decoder have
    it in common.
    """
    seeds = seeds_from(config, offset=2000)
    lower, top = (level.size for level in FAMILIES[config.family].levels)
    x = code = keras.Input((top,), name="top")
    for index, units in enumerate(_halves(config)[1][::-1]):
        x = layers.Dense(units, kernel_initializer=glorot(seeds), name=f"lower_{index + 1}")(x)
        x = layers.Activation(config.activation, name=f"lower_{config.activation}_{index + 1}")(x)
    mean = layers.Dense(lower, kernel_initializer=glorot(seeds), name="lower_mean")(x)
    log_sigma = layers.Dense(lower, kernel_initializer=glorot(seeds), name="lower_log_sigma")(x)
    return keras.Model(code, [mean, log_sigma], name="lower")


def build_encoder(config: RunConfig, lower: keras.Model) -> keras.Model:
    """Build q(z | x) of both layers, as `vae.model.networks.build_encoder` returns it.

    The lower layer is told by the first half of the hidden layers, the top one by all. What the network gives of the
    lower one is relative to what the mean of the top one lets expect of it.
    """
    seeds = seeds_from(config, offset=0)
    inputs, hidden = hidden_layers(config, seeds)
    seen = hidden[len(_halves(config)[0]) - 1], hidden[-1]
    sizes = [level.size for level in FAMILIES[config.family].levels]
    below, top = (
        [layers.Dense(size, kernel_initializer=glorot(seeds), name=f"{head}_{number}")(values) for head in _HEADS]
        for number, (size, values) in enumerate(zip(sizes, seen, strict=True), start=1)
    )
    mean, log_sigma = lower(top[0])
    relative = [(below[0] - mean) * ops.exp(-log_sigma), below[1] - 2.0 * log_sigma]
    outputs = {head: layers.Concatenate(name=head)(parts) for head, *parts in zip(_HEADS, relative, top, strict=True)}
    return keras.Model(inputs, outputs, name="encoder")


def build_decoder(config: RunConfig, lower: keras.Model) -> keras.Model:
    """Build p(x | z), as `vae.model.networks.build_decoder` returns it: from the top to the lower layer, to pixels."""
    seeds = seeds_from(config, offset=1000)
    inputs = {"z": keras.Input((config.latent_dim,), name="z")}
    below, top = (inputs["z"][:, level.start : level.stop] for level in FAMILIES[config.family].dimensions)
    mean, log_sigma = lower(top)
    x = mean + ops.exp(log_sigma) * below
    if config.conditional:
        inputs["labels"] = keras.Input((config.num_classes,), name="labels")
        x = layers.Concatenate(name="with_label")([x, inputs["labels"]])
    for index, units in enumerate(_halves(config)[0][::-1]):
        x = dense(config, x, units, index, seeds)
    x = layers.Dense(config.shape.size, kernel_initializer=glorot(seeds), name="logits")(x)
    return keras.Model(inputs, layers.Reshape(config.shape.array, name=last_layer(config))(x), name="decoder")


_HEADS = ("z_mean", "z_log_var")


def _halves(config: RunConfig) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the hidden layers between picture and lower layer, and those between lower layer and top."""
    middle = (len(config.hidden_sizes) + 1) // 2
    return config.hidden_sizes[:middle], config.hidden_sizes[middle:]


class HierarchicalVAE(VAE):
    """p(top) p(lower | top) p(x | lower) with q(top | x) q(lower | x), Sonderby et al. (2016), arXiv:1602.02282.

    A code holds the lower layer as its distance, in standard deviations, from what the top lets expect: so the prior of
    all numbers is N(0, I), 0 is the mean, and the KL of each number is that of the layer. The encoder tells the layer
    itself, not that distance, which therefore changes with the top that is drawn.
    """

    def __init__(
        self, config: RunConfig, encoder: keras.Model | None = None, decoder: keras.Model | None = None
    ) -> None:
        """Build networks that share the layers between the two codes, or take some that do."""
        if encoder is None or decoder is None:
            lower = build_lower(config)
            encoder, decoder = build_encoder(config, lower), build_decoder(config, lower)
        super().__init__(config, encoder, decoder)
        self.num_lower = FAMILIES[config.family].levels[0].size

    def reparameterize(self, z_mean: Tensor, z_log_var: Tensor, epsilon: Tensor = None) -> Tensor:
        """Return a draw from the posterior, as `draw` makes it."""
        return self.draw(z_mean, z_log_var, epsilon)[0]

    def draw(self, z_mean: Tensor, z_log_var: Tensor, epsilon: Tensor = None) -> tuple[Tensor, Tensor]:
        """Return a draw and the log variances that it was drawn with: the top, then the lower layer relative to it."""
        if epsilon is None:
            epsilon = seeded.normal(ops.shape(z_mean), self.seed_generator)
        top_log_var = z_log_var[..., self.num_lower :]
        top = z_mean[..., self.num_lower :] + ops.exp(0.5 * top_log_var) * epsilon[..., self.num_lower :]
        mean, log_var = self._lower_given(z_mean, z_log_var, top)
        below = mean + ops.exp(0.5 * log_var) * epsilon[..., : self.num_lower]
        top_log_var = ops.broadcast_to(top_log_var, ops.shape(top))
        return ops.concatenate([below, top], axis=-1), ops.concatenate([log_var, top_log_var], axis=-1)

    def kl_per_dimension(self, outputs: dict[str, Tensor | None]) -> Tensor:
        """Return the KL of every dimension: of the top, and of the lower layer for the top that was drawn."""
        z_mean, z_log_var, z = outputs["z_mean"], outputs["z_log_var"], outputs["z"]
        assert z_mean is not None and z_log_var is not None and z is not None
        below = losses.gaussian_kl_per_dimension(*self._lower_given(z_mean, z_log_var, z[..., self.num_lower :]))
        top = losses.gaussian_kl_per_dimension(z_mean, z_log_var)[..., self.num_lower :]
        return ops.concatenate([below, top], axis=-1)

    def expected_kl_per_dimension(self, z_mean: Tensor, z_log_var: Tensor) -> Tensor:
        """Return the KL of every dimension, the mean over draws of the top with the noise of `fixed_noise`."""
        outputs = {"z_mean": z_mean, "z_log_var": z_log_var}
        draws = [self.draw(z_mean, z_log_var, noise)[0] for noise in fixed_noise(self.config.latent_dim)]
        return ops.mean(ops.stack([self.kl_per_dimension({**outputs, "z": z}) for z in draws]), axis=0)

    def terms(self, outputs: dict[str, Tensor | None]) -> dict[str, Tensor]:
        """Return the KL of each layer, in nats, [batch]."""
        kl = self.kl_per_dimension(outputs)
        below, top = kl[..., : self.num_lower], kl[..., self.num_lower :]
        return {"kl_lower": ops.sum(below, axis=-1), "kl_top": ops.sum(top, axis=-1)}

    def _lower_given(self, z_mean: Tensor, z_log_var: Tensor, top: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log variance of the lower layer relative to a code of the top, from those to its mean."""
        expected, log_sigma = self._lower(z_mean[..., self.num_lower :])
        mean = expected + ops.exp(log_sigma) * z_mean[..., : self.num_lower]
        log_var = z_log_var[..., : self.num_lower] + 2.0 * log_sigma
        expected, log_sigma = self._lower(top)
        return (mean - expected) * ops.exp(-log_sigma), log_var - 2.0 * log_sigma

    def _lower(self, top: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_sigma = self.decoder.get_layer("lower")(ops.reshape(top, (-1, top.shape[-1])))
        shape = (*ops.shape(top)[:-1], self.num_lower)
        return ops.reshape(mean, shape), ops.reshape(log_sigma, shape)
