"""Encoder and decoder as plain functional Keras models of built-in layers, loadable without this project's code."""

import math
from collections.abc import Iterator
from itertools import count
from typing import Any

import keras
from keras import layers

from vae.config import RunConfig
from vae.likelihoods import LIKELIHOODS
from vae.runs.web import SYMBOLS


def build_encoder(config: RunConfig) -> keras.Model:
    """Build q(z | x): images (and labels) to the mean and log variance of the posterior.

    Args:
        config: the run's configuration.

    Returns:
        A functional model. Input `images` [batch, *shape] in [0, 1], for conditional runs also `labels`, one-hot
        [batch, num_classes]. Output: a dict with `z_mean` and, for variational runs, `z_log_var`,
        [batch, latent_dim] each.
    """
    seeds = seeds_from(config, offset=0)
    images = keras.Input(config.shape.array, name="images")
    inputs = {"images": images}
    if config.conditional:
        inputs["labels"] = keras.Input((config.num_classes,), name="labels")
    x = images
    if config.architecture == "convolutional":
        x = layers.Reshape(tuple(config.shape), name="channel")(x)
        for index, filters in enumerate(config.hidden_sizes):
            conv = layers.Conv2D(filters, 3, strides=_stride(config, index), padding="same", use_bias=False,
                                 kernel_initializer=_he(seeds), name=f"conv_{index + 1}")  # fmt: skip
            x = _normalise_and_activate(config, conv(x), index)
    x = layers.Flatten(name="flatten")(x)
    if config.conditional:
        x = layers.Concatenate(name="with_label")([x, inputs["labels"]])
    if config.architecture == "dense":
        for index, units in enumerate(config.hidden_sizes):
            x = dense(config, x, units, index, seeds)
    heads = ("z_mean", "z_log_var") if config.variational else ("z_mean",)
    outputs = {head: layers.Dense(config.latent_dim, kernel_initializer=glorot(seeds), name=head)(x) for head in heads}
    return keras.Model(inputs, outputs, name="encoder")


def hidden_layers(config: RunConfig, seeds: Iterator[int]) -> tuple[dict[str, Any], list[Any]]:
    """Return the inputs of a dense encoder by name, and what each of its hidden layers gives, from pictures on."""
    inputs = {"images": keras.Input(config.shape.array, name="images")}
    x = layers.Flatten(name="flatten")(inputs["images"])
    if config.conditional:
        inputs["labels"] = keras.Input((config.num_classes,), name="labels")
        x = layers.Concatenate(name="with_label")([x, inputs["labels"]])
    hidden = []
    for index, units in enumerate(config.hidden_sizes):
        x = dense(config, x, units, index, seeds)
        hidden.append(x)
    return inputs, hidden


def build_decoder(config: RunConfig) -> keras.Model:
    """Build p(x | z): a code (and label) to one logit a pixel.

    Args:
        config: the run's configuration.

    Returns:
        A functional model. Input `z` [batch, latent_dim], for conditional runs also `labels`, one-hot
        [batch, num_classes]. Output: logits [batch, *shape]; the pixel's value is sigmoid(logit), of
        symbols softmax along the last axis makes probabilities.
    """
    seeds = seeds_from(config, offset=1000)
    inputs = {"z": keras.Input((config.latent_dim,), name="z")}
    x = inputs["z"]
    if config.conditional:
        inputs["labels"] = keras.Input((config.num_classes,), name="labels")
        x = layers.Concatenate(name="with_label")([x, inputs["labels"]])
    sizes = config.hidden_sizes[::-1]
    if config.architecture == "dense":
        for index, units in enumerate(sizes):
            x = dense(config, x, units, index, seeds)
        x = layers.Dense(config.shape.size, kernel_initializer=glorot(seeds), name="logits")(x)
    else:
        x = dense(config, x, math.prod(config.features_shape), 0, seeds)
        x = layers.Reshape(config.features_shape, name="to_image")(x)
        for index, filters in enumerate((*sizes[1:], config.shape.channels)):
            is_last = index == len(sizes) - 1
            conv = layers.Conv2DTranspose(
                filters,
                3,
                strides=_stride(config, len(sizes) - 1 - index),
                padding="same",
                use_bias=is_last,
                kernel_initializer=glorot(seeds) if is_last else _he(seeds),
                name="logits" if is_last else f"conv_{index + 1}",
            )
            x = conv(x) if is_last else _normalise_and_activate(config, conv(x), index + 1)
    return keras.Model(inputs, layers.Reshape(config.shape.array, name=last_layer(config))(x), name="decoder")


def last_layer(config: RunConfig) -> str:
    """Return the name of a decoder's last layer, which tells what its logits are of."""
    return SYMBOLS if LIKELIHOODS[config.likelihood].output == "softmax" else "image"


def dense(config: RunConfig, x: Any, units: int, index: int, seeds: Iterator[int]) -> Any:
    """Return a hidden layer of so many units, normalised and activated, the one with this number from 0."""
    layer = layers.Dense(units, use_bias=False, kernel_initializer=_he(seeds), name=f"dense_{index + 1}")
    return _normalise_and_activate(config, layer(x), index)


def _normalise_and_activate(config: RunConfig, x: Any, index: int) -> Any:
    x = layers.BatchNormalization(momentum=0.98, name=f"norm_{index + 1}")(x)
    return layers.Activation(config.activation, name=f"{config.activation}_{index + 1}")(x)


def _stride(config: RunConfig, index: int) -> int:
    return 2 if index < config.shape.num_halvings else 1


def seeds_from(config: RunConfig, offset: int) -> Iterator[int]:
    """Return the seeds of a network's layers, one after another."""
    return count(config.seed + offset)


def _he(seeds: Iterator[int]) -> keras.initializers.Initializer:
    return keras.initializers.HeNormal(seed=next(seeds))


def glorot(seeds: Iterator[int]) -> keras.initializers.Initializer:
    """Return what the weights of a layer without activation begin with."""
    return keras.initializers.GlorotUniform(seed=next(seeds))
