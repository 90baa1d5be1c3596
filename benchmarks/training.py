"""How many images a second train, beside a plain `fit` loop: `python -m benchmarks training`.

The plain loop is written the way of the Keras example (https://keras.io/examples/generative/vae/): a train_step with a
gradient tape, binary cross-entropy summed over pixels, three metric trackers, `fit` on a float32 array.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from benchmarks.tables import Row, print_table

TARGET_RATIO = 1.6
TARGET_IN_BFLOAT16 = 1.2  # where the processor has AMX
NUM_ROUNDS = 6
EXAMPLE_BATCH = 128
NUM_EXAMPLE_IMAGES = 6_400
NOISE_SHAPE = (512, 200)
NUM_REPEATS = 5


def main() -> None:
    """Measure both loops in turns on MNIST, then the complete Keras example, and print the table."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from vae.data import datasets
    from vae.devices import has_amx
    from vae.presets import PRESETS

    dataset, config = datasets.load("mnist"), PRESETS["mnist-2d"].config
    images = dataset.train_images[..., None].astype(np.float32) / 255.0
    ours = _our_epochs(config, dataset)
    rounded = _our_epochs(replace(config, products="bfloat16"), dataset)
    our_speeds: list[float] = []
    rounded_speeds: list[float] = []

    def in_turn() -> None:
        our_speeds.append(next(ours))
        rounded_speeds.append(next(rounded))

    plain_speeds = _fit_speeds(_plain_vae(*_same_networks(config)), images, config.batch_size, in_turn)
    example_speeds = _fit_speeds(_plain_vae(*_example_networks()), images[:NUM_EXAMPLE_IMAGES], EXAMPLE_BATCH)
    speeds = (our_speeds, rounded_speeds, plain_speeds, example_speeds)
    our_speed, rounded_speed, plain_speed, example_speed = map(_steady, speeds)
    least = TARGET_IN_BFLOAT16 if has_amx() else None
    network = "-".join(map(str, (784, *config.hidden_sizes, config.latent_dim)))
    print_table(
        f"Training, best of {NUM_ROUNDS - 1} epochs after the first, in turns, {os.cpu_count()} processor cores",
        [
            Row(f"{network}, batch {config.batch_size}, vae.model.training", our_speed, "images/s"),
            Row(f"{network}, batch {config.batch_size}, plain fit", plain_speed, "images/s"),
            Row("the first as many times as fast as the second", our_speed / plain_speed, "x", TARGET_RATIO, True),
            Row("with products in bfloat16", rounded_speed, "images/s"),
            Row("as many times as fast as in float32", rounded_speed / our_speed, "x", least, True),
            Row(f"complete Keras example, batch {EXAMPLE_BATCH}", example_speed, "images/s"),
        ],
    )
    print_table(f"What else an epoch holds, best of {NUM_REPEATS}", [*_noise_rows(), *_held_out_rows(config, dataset)])


def _noise_rows() -> list[Row]:
    """Return what the noise of a batch of some pictures takes where XLA compiles it, by either algorithm."""
    import keras
    import tensorflow as tf

    from vae.optimizing import seeded

    seeds, count = keras.random.SeedGenerator(0), int(np.prod(NOISE_SHAPE))
    usual, named = (
        _best_milliseconds(partial(tf.function(draw, jit_compile=True), NOISE_SHAPE, seed=seeds))
        for draw in (keras.random.normal, seeded.normal)
    )
    return [
        Row(f"{count:,} normal numbers by XLA, as Keras draws them", usual, "ms"),
        Row("the same numbers, the algorithm named", named, "ms"),
        Row("as many times as fast", usual / named, "x"),
    ]


def _held_out_rows(config: Any, dataset: Any) -> list[Row]:
    """Return what it takes to measure all held-out pictures, in operations one by one and by a compiled program."""
    from vae.model import training
    from vae.model.vae import build

    model = build(config)

    def seconds(measures: Callable[..., Any]) -> tuple[float, float]:
        measure = measures(model)[0]
        once = _best_milliseconds(lambda: training.evaluate_held_out(model, dataset, measure), 1, 0) / 1e3
        return once, _best_milliseconds(lambda: training.evaluate_held_out(model, dataset, measure)) / 1e3

    _, plain = seconds(training._plain_measures)
    first, compiled = seconds(training._compiled_measures)
    what = f"{len(dataset.test_images):,} held-out pictures of {config.name}"
    return [
        Row(f"{what}, in operations one by one", plain, "s"),
        Row("the same, compiled", compiled, "s", plain),
        Row("the first time, which compiles", first, "s"),
    ]


def _best_milliseconds(work: Callable[[], Any], repeats: int = NUM_REPEATS, before: int = 1) -> float:
    """Return what the quickest of some repeats takes, after some that do not count."""
    seconds = []
    for _ in range(before + repeats):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return 1e3 * min(seconds[before:])


def _steady(speeds: list[float]) -> float:
    """Return the best epoch but the first, which compiles: what else the machine does slows single epochs down."""
    return max(speeds[1:])


def _our_epochs(config: Any, dataset: Any) -> Iterator[float]:
    """Yield images a second, an epoch each."""
    from vae.model.training import train
    from vae.model.vae import VAE

    for result in train(VAE(config), dataset):
        yield result.images_per_second


def _fit_speeds(
    model: Any, images: np.ndarray, batch_size: int, between: Callable[[], None] = lambda: None
) -> list[float]:
    """Return images a second of every epoch of one `fit`, and call `between` after each epoch."""
    import keras

    class Clock(keras.callbacks.Callback):
        def __init__(self) -> None:
            super().__init__()
            self.speeds: list[float] = []
            self.start = 0.0

        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            self.start = time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            self.speeds.append(len(images) / (time.perf_counter() - self.start))
            between()

    clock = Clock()
    model.compile(optimizer=keras.optimizers.Adam())
    model.fit(images, epochs=NUM_ROUNDS, batch_size=batch_size, callbacks=[clock], verbose=0)
    return clock.speeds


def _plain_vae(encoder: Any, decoder: Any) -> Any:
    """Return a model with the example's training step over an encoder giving mean and log variance, and a decoder."""
    import keras
    import tensorflow as tf

    class PlainVAE(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.encoder, self.decoder = encoder, decoder
            self.noise = keras.random.SeedGenerator(0)
            self.trackers = [keras.metrics.Mean(name=name) for name in ("loss", "reconstruction_loss", "kl_loss")]

        @property
        def metrics(self) -> list[Any]:
            return self.trackers

        def train_step(self, data: Any) -> dict[str, Any]:
            with tf.GradientTape() as tape:
                mean, log_var = self.encoder(data, training=True)
                z = mean + tf.exp(0.5 * log_var) * keras.random.normal(tf.shape(mean), seed=self.noise)
                pictures = self.decoder(z, training=True)
                pixel_losses = keras.losses.binary_crossentropy(data, pictures)
                reconstruction = tf.reduce_mean(tf.reduce_sum(pixel_losses, axis=(1, 2)))
                kl = tf.reduce_mean(tf.reduce_sum(-0.5 * (1 + log_var - mean**2 - tf.exp(log_var)), axis=1))
                loss = reconstruction + kl
            gradients = tape.gradient(loss, self.trainable_weights)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_weights, strict=True))
            for tracker, value in zip(self.trackers, (loss, reconstruction, kl), strict=True):
                tracker.update_state(value)
            return {tracker.name: tracker.result() for tracker in self.trackers}

    return PlainVAE()


def _same_networks(config: Any) -> tuple[Any, Any]:
    """Return the run's own networks with the example's inputs and outputs: pictures [28, 28, 1], pixels in [0, 1]."""
    import keras

    from vae.model import networks

    pictures, z = keras.Input((28, 28, 1)), keras.Input((config.latent_dim,))
    codes = networks.build_encoder(config)({"images": keras.layers.Reshape((28, 28))(pictures)})
    pixels = keras.layers.Activation("sigmoid")(networks.build_decoder(config)({"z": z}))
    encoder = keras.Model(pictures, [codes["z_mean"], codes["z_log_var"]])
    return encoder, keras.Model(z, keras.layers.Reshape((28, 28, 1))(pixels))


def _example_networks() -> tuple[Any, Any]:
    """Return networks with the layers of the Keras example: two strided convolutions, 16 dense units, 2-D codes."""
    import keras
    from keras import layers

    pictures, z = keras.Input((28, 28, 1)), keras.Input((2,))
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(pictures)
    x = layers.Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Dense(16, activation="relu")(layers.Flatten()(x))
    encoder = keras.Model(pictures, [layers.Dense(2)(x), layers.Dense(2)(x)])
    x = layers.Reshape((7, 7, 64))(layers.Dense(7 * 7 * 64, activation="relu")(z))
    x = layers.Conv2DTranspose(64, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu")(x)
    return encoder, keras.Model(z, layers.Conv2DTranspose(1, 3, padding="same", activation="sigmoid")(x))


if __name__ == "__main__":
    main()
