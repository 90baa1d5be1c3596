"""The variational ladder autoencoder: codes of several levels, each told and taken at a depth of its own."""

from typing import Any

import keras
from keras import layers, ops

from vae.config import RunConfig
from vae.families import FAMILIES
from vae.model.networks import dense, glorot, hidden_layers, last_layer, seeds_from
from vae.model.vae import VAE

Tensor = Any


def build_encoder(config: RunConfig) -> keras.Model:
    """Build q(z | x) with a head for the mean and one for the log variance of each level.

    Level k has its heads on the k-th hidden layer, the last on the last: what it tells is what so few layers can see.

    Args:
        config: the run's configuration.

    Returns:
        A functional model as `vae.model.networks.build_encoder` returns it; the levels' numbers lie one after another.
    """
    seeds = seeds_from(config, offset=0)
    inputs, hidden = hidden_layers(config, seeds)
    levels = FAMILIES[config.family].levels
    seen = [*hidden[: len(levels) - 1], hidden[-1]]
    outputs = {}
    for head in ("z_mean", "z_log_var"):
        parts = [
            layers.Dense(level.size, kernel_initializer=glorot(seeds), name=f"{head}_{number}")(values)
            for number, (level, values) in enumerate(zip(levels, seen, strict=True), start=1)
        ]
        outputs[head] = layers.Concatenate(name=head)(parts)
    return keras.Model(inputs, outputs, name="encoder")


def build_decoder(config: RunConfig) -> keras.Model:
    """Build p(x | z): the last level goes in first, the first before the last hidden layer.

    Args:
        config: the run's configuration.

    Returns:
        A functional model as `vae.model.networks.build_decoder` returns it.
    """
    seeds = seeds_from(config, offset=1000)
    inputs = {"z": keras.Input((config.latent_dim,), name="z")}
    parts = [inputs["z"][:, level.start : level.stop] for level in FAMILIES[config.family].dimensions]
    x = parts.pop()
    if config.conditional:
        inputs["labels"] = keras.Input((config.num_classes,), name="labels")
        x = layers.Concatenate(name="with_label")([x, inputs["labels"]])
    num_layers = len(config.hidden_sizes)
    for index, units in enumerate(config.hidden_sizes[::-1]):
        if num_layers - index == len(parts):
            x = layers.Concatenate(name=f"with_level_{len(parts)}")([x, parts.pop()])
        x = dense(config, x, units, index, seeds)
    x = layers.Dense(config.shape.size, kernel_initializer=glorot(seeds), name="logits")(x)
    return keras.Model(inputs, layers.Reshape(config.shape.array, name=last_layer(config))(x), name="decoder")


class LadderVAE(VAE):
    """A variational ladder autoencoder, Zhao, Song and Ermon (2017), arXiv:1702.08396.

    All levels have the prior N(0, I) and none depends on another, so that the KL term is the plain sum of theirs; what
    tells them apart is how many layers lie between each and the picture.
    """

    build_encoder = staticmethod(build_encoder)
    build_decoder = staticmethod(build_decoder)

    def terms(self, outputs: dict[str, Tensor | None]) -> dict[str, Tensor]:
        """Return the KL of each level, in nats, [batch]."""
        kl, family = self.kl_per_dimension(outputs), FAMILIES[self.config.family]
        assert kl is not None, "a ladder VAE is variational"
        return {
            term: ops.sum(kl[:, level.start : level.stop], axis=-1)
            for term, level in zip(family.terms, family.dimensions, strict=True)
        }
