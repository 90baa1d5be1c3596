"""Training on several GPUs at once: each step's batch is shared out between them and their gradients are summed up."""

import functools
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras import ops

from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.devices import ALL_GPUS, DeviceError
from vae.families import FAMILIES
from vae.model.step_loop import StepLoop, as_batch, loop_of, uses_xla
from vae.model.vae import VAE
from vae.model.vae import build as build_model
from vae.optimizing import seeded


def build(config: RunConfig, device: str) -> VAE:
    """Return a new model for a device; for "gpus" it has a copy of every variable on each of them.

    Args:
        config: the run's configuration.
        device: a device's name; `devices.prepare` was called with it before TensorFlow was imported.

    Raises:
        DeviceError: there are no two GPUs, the family or its products take one device, or Keras does not run on
            TensorFlow.
    """
    if device != ALL_GPUS:
        return build_model(config)
    family = FAMILIES[config.family]
    if not family.has_shared_noise:
        raise DeviceError(f"{family.phrase} draws noise of its own, which takes one device: choose one")
    if keras.backend.backend() != "tensorflow":
        raise DeviceError(f"several GPUs need Keras on TensorFlow, got {keras.backend.backend()}: choose one device")
    if config.products != "float32":
        raise DeviceError(f"several GPUs multiply in float32, got products in {config.products}: choose one device")
    names = visible_gpus()
    if len(names) < 2:
        raise DeviceError(f"two GPUs are needed, TensorFlow sees {len(names)} now: choose another device")
    with _strategy(tuple(names)).scope():
        model = build_model(config)
    # One without copies: the noise is drawn once for all devices.
    model.seed_generator = keras.random.SeedGenerator(config.seed)
    return model


@functools.cache  # a second one in a process would use the first one's keys for its sums over devices
def _strategy(names: tuple[str, ...]) -> Any:
    import tensorflow as tf

    return tf.distribute.MirroredStrategy(names)


def visible_gpus() -> list[str]:
    """Return TensorFlow's names of the GPUs that this process sees."""
    import tensorflow as tf

    return [gpu.name for gpu in tf.config.list_logical_devices("GPU")]


def is_shared_out(model: VAE) -> bool:
    """Return whether a model has copies on several devices."""
    strategy = getattr(model, "distribute_strategy", None)  # only Keras on TensorFlow has one
    return strategy is not None and strategy.num_replicas_in_sync > 1


def on_one_device(model: VAE) -> VAE:
    """Return a model's weights in a model on one device, or the model itself where it is one."""
    if not is_shared_out(model):
        return model
    single = build_model(model.config)
    for own, other in zip(single.parameters, model.parameters, strict=True):
        own.assign(np.asarray(other))
    return single


def step_loop_of(model: VAE, batch_size: int, steps: int, rows: np.ndarray | None = None) -> StepLoop:
    """Return what runs a model's training steps, on one device or on several; `rows` as for `StepLoop`.

    Raises:
        ValueError: a batch has fewer images than there are devices.
    """
    if is_shared_out(model):
        return SharedStepLoop(model, batch_size, steps, rows)
    return loop_of(model, batch_size, steps, rows)


class SharedStepLoop(StepLoop):
    """Runs training steps on several devices, each of which takes its part of every batch.

    A step is the one that a single device would take on the whole batch: each device's mean loss counts by its share of
    the images, Keras sums the gradients over the devices, and the noise of the reparameterisation is drawn for the
    whole batch and cut up. Only batch normalisation differs: each device takes the statistics of its own part, so that
    a part should not be much smaller than a usual batch. The moving statistics, which no training step reads, differ
    between the devices within an epoch and are averaged at its end. XLA is left out where the devices' sums are taken.

    Tested on simulated devices only; how fast several GPUs are was not measured.
    """

    def __init__(self, model: VAE, batch_size: int, steps: int, rows: np.ndarray | None = None) -> None:
        self._strategy = model.distribute_strategy
        num_devices = self._strategy.num_replicas_in_sync
        if batch_size < num_devices:
            raise ValueError(
                f"batch_size must be at least {num_devices} to be shared out between {num_devices} devices, "
                f"got {batch_size}"
            )
        bounds = np.linspace(0, batch_size, num_devices + 1).round().astype(int).tolist()
        self._rows = [slice(*pair) for pair in zip(bounds[:-1], bounds[1:], strict=True)]
        with self._strategy.scope():
            super().__init__(model, batch_size, steps, rows)

    def run_epoch(self, dataset: Dataset, rng: np.random.Generator) -> Iterator[int]:
        """Take all steps of one epoch as `StepLoop` does, then make the devices' moving statistics one."""
        yield from super().run_epoch(dataset, rng)
        # Once, so that the rounding does not depend on how many steps a call takes.
        shares = [(rows.stop - rows.start) / self.batch_size for rows in self._rows]
        for variable in (*self.model.encoder.non_trainable_variables, *self.model.decoder.non_trainable_variables):
            copies = [copy.numpy() for copy in self._strategy.experimental_local_results(variable.value)]
            variable.assign(np.average(copies, axis=0, weights=shares))

    def _place(self, images: np.ndarray, labels: np.ndarray) -> tuple[Any, ...]:
        """Put each device's part of every batch, and of the noise of every step, onto it."""
        import tensorflow as tf

        def part_of(array: Any) -> Any:
            def part(context: Any) -> Any:
                index = context.replica_id_in_sync_group
                with tf.device(self._strategy.extended.worker_devices[index]):
                    return tf.constant(array[:, self._rows[index]])

            return self._strategy.experimental_distribute_values_from_function(part)

        return part_of(images), part_of(labels), part_of(self._draw_noise().numpy())

    def _compiled_noise(self) -> Any:
        """Return what draws the noise of STEPS_PER_CALL steps, [steps, batch, latent_dim], as a single device would."""
        import tensorflow as tf

        model = self.model
        if not model.config.variational:
            return lambda: tf.zeros((self.steps_per_call, self.batch_size, 0))
        shape, steps = (self.batch_size, model.config.latent_dim), range(self.steps_per_call)

        def draw() -> Any:
            return ops.stack([seeded.normal(shape, model.seed_generator) for _ in steps])

        # XLA draws other numbers.
        return tf.function(draw, jit_compile=uses_xla(model), autograph=False)

    def _compiled_chunk(self) -> Any:
        import tensorflow as tf

        self._draw_noise = self._compiled_noise()

        def take_part(images: Any, labels: Any, epsilon: Any, step: Any) -> None:
            batch = {**as_batch(self.model, images[step], labels[step]), "epsilon": epsilon[step]}
            self._take_step(batch, share=tf.constant(images.shape[1] / self.batch_size))

        def chunk(images: Any, labels: Any, epsilon: Any, first: Any, last: Any) -> None:
            def take(step: Any) -> Any:
                self._strategy.run(take_part, args=(images, labels, epsilon, step))
                self._take_average()  # once, for all devices
                return step + 1

            tf.while_loop(lambda step: step < last, take, [first])

        compiled = tf.function(chunk, autograph=False)
        return lambda images, labels, epsilon, *steps: compiled(images, labels, epsilon, *map(tf.constant, steps))
