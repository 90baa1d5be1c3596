"""The steps of an epoch: images in a random order, several steps fused into one compiled call."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import keras
import numpy as np
from keras import ops

from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.data.datasets import binarize
from vae.data.pairs import crossed, paired_order, shares_codes
from vae.families import STANDARD
from vae.model.vae import VAE, build
from vae.optimizing.learning_rate import learning_rate
from vae.optimizing.products import as_configured
from vae.optimizing.weight_average import WeightAverage

STEPS_PER_CALL = 26
STEPS_PER_GPU_CALL = 260
SECONDS_PER_CALL = 0.5


def as_batch(model: VAE, images: Any, labels: Any, sources: np.ndarray | None = None) -> dict[str, Any]:
    """Return what a model takes: images [batch, *shape], labels int [batch] if it looks at them, sources if given."""
    batch = {"images": ops.convert_to_tensor(images)}
    if model.takes_labels:
        batch["labels"] = ops.convert_to_tensor(labels, dtype="int32")
    if sources is not None:
        batch["sources"] = ops.convert_to_tensor(sources)
    return batch


def uses_xla(model: VAE) -> bool:
    """Return whether TensorFlow compiles a model's steps with XLA: on a GPU, and dense networks everywhere."""
    import tensorflow as tf

    return model.config.architecture == "dense" or bool(tf.config.list_physical_devices("GPU"))


class StepLoop:
    """Runs training steps, up to STEPS_PER_CALL of them inside one function that TensorFlow compiles.

    One call a step leaves the cores idle between steps and copies every weight in and out; inside one XLA loop the
    weights are updated in place. Images stay uint8, or as they are kept, until they are on the device. A call takes as
    many steps as last SECONDS_PER_CALL; how many that is does not change what is computed.
    """

    def __init__(self, model: VAE, batch_size: int, steps: int, rows: np.ndarray | None = None) -> None:
        """Prepare the steps of an epoch; of the images at some rows, or of all."""
        self.model = model
        self.rows = rows
        self.batch_size = batch_size
        self.steps = steps
        self.steps_per_call = min(STEPS_PER_CALL, steps)
        self._sources: np.ndarray | None = None
        self._at_once = 0  # 0 before the first call, which compiles and tells nothing about the steps' time
        model.compile(optimizer=keras.optimizers.Adam(learning_rate(model.config, steps)), jit_compile=False)
        model(as_batch(model, np.zeros((1, *model.config.shape.array), np.uint8), np.zeros(1)))
        model.optimizer.build(model.trainable_variables)
        decay = model.config.weight_average
        self.average = WeightAverage(model.parameters, model.optimizer, decay) if decay else None
        self._run_chunk: Callable[..., None] = self._compiled_chunk()

    def run_epoch(self, dataset: Dataset, rng: np.random.Generator) -> Iterator[int]:
        """Take all steps of one epoch over a random order of the images; those that fill no batch sit it out.

        Yields:
            The number of steps done, after every call.
        """
        order = self._order(dataset, rng)[: self.steps * self.batch_size]
        rows = order.reshape(self.steps, self.batch_size)
        for start in range(0, self.steps, self.steps_per_call):
            some = rows[start : start + self.steps_per_call]
            placed = self._given(dataset, some, rng)
            for first, last in self._calls(len(some)):
                begin = time.perf_counter()
                self._run_chunk(*placed, first, last)
                self._adapt(last - first, time.perf_counter() - begin)
                yield start + last

    def _order(self, dataset: Dataset, rng: np.random.Generator) -> np.ndarray:
        rows, groups = self.rows, dataset.train_groups
        if shares_codes(self.model.config, dataset):
            assert groups is not None
            self._sources = crossed(self.batch_size)
            order = paired_order(groups if rows is None else groups[rows], rng)
        else:
            order = rng.permutation(len(dataset.train_images) if rows is None else len(rows))
        return order if rows is None else rows[order]

    def _given(self, dataset: Dataset, rows: np.ndarray, rng: np.random.Generator) -> tuple[Any, ...]:
        """Return what the calls take of the pictures at some rows, [steps, batch]."""
        return self._place(*self._read(dataset, rows, rng))

    def _read(self, dataset: Dataset, rows: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Return pictures and labels of some steps, [steps_per_call, batch, ...]; steps that are missing have zeros."""
        shape = (self.steps_per_call, self.batch_size)
        images = np.zeros((*shape, *dataset.train_images.shape[1:]), dataset.train_images.dtype)
        labels = np.zeros(shape, np.int32)
        images[: len(rows)], labels[: len(rows)] = dataset.train_images[rows], dataset.train_labels[rows]
        return binarize(images, rng) if self.model.config.is_binarized else images, labels

    def _place(self, images: np.ndarray, labels: np.ndarray) -> tuple[Any, ...]:
        """Return the pictures and labels of some steps, [steps, batch, ...], as the calls on them take them."""
        return images, labels

    def _calls(self, num_steps: int) -> Iterator[tuple[int, int]]:
        first = 0
        while first < num_steps:
            last = min(num_steps, first + max(1, self._at_once))
            yield first, last
            first = last

    def _adapt(self, num_steps: int, seconds: float) -> None:
        """Choose how many steps the next call takes; never more than twice as many, should this one have been lucky."""
        fitting = int(SECONDS_PER_CALL * num_steps / max(seconds, 1e-9))
        self._at_once = min(max(1, fitting), 2 * num_steps, self.steps_per_call) if self._at_once else 1

    def _compiled_chunk(self) -> Any:
        import tensorflow as tf

        def chunk(images: Any, labels: Any, first: Any, last: Any) -> None:
            def take(step: Any) -> Any:
                self._take_step(as_batch(self.model, images[step], labels[step], self._sources))
                self._take_average()
                return step + 1

            # Not over tf.range: XLA would compile anew for every pair of bounds.
            tf.while_loop(lambda step: step < last, take, [first])

        compiled = tf.function(chunk, jit_compile=uses_xla(self.model), autograph=False)
        return lambda *arrays: compiled(*map(tf.constant, arrays))

    def _take_step(self, batch: dict[str, Any], share: Any = None) -> None:
        """Take one step, with TensorFlow; `share` is what the gradient is multiplied by, a tensor, or None for 1."""
        import tensorflow as tf

        model = self.model
        with tf.GradientTape() as tape:
            loss = self._loss(batch)
        gradients = tape.gradient(loss, model.trainable_variables, output_gradients=share)
        model.optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))

    def _loss(self, batch: dict[str, Any]) -> Any:
        """Return what a step lowers, the mean over a batch, with products in what the configuration says."""
        model = self.model
        with as_configured(model):
            return model.compute_loss(batch, None, model(batch, training=True))

    def _take_average(self) -> None:
        if self.average is not None:
            self.average.take_step()


class JaxStepLoop(StepLoop):
    """Runs training steps with JAX, which has all pictures on its device and is told rows of them.

    More bytes of pictures than `most_on_device` go there some steps at a time. Pixels that are black or white by chance
    are drawn on the device. A GPU is given as many steps a call as an epoch has, up to STEPS_PER_GPU_CALL: steps that
    are counted before it begins do not have it ask after each whether to go on, which took as long as half a step.
    """

    most_on_device = 2**31
    _on_device: tuple[Any, Any, Any] | None = None  # the pictures there are, beside them as they are on the device

    def __init__(self, model: VAE, batch_size: int, steps: int, rows: np.ndarray | None = None) -> None:
        """Prepare the steps of an epoch; of the images at some rows, or of all."""
        import jax

        self._is_counted = jax.default_backend() != "cpu"
        super().__init__(model, batch_size, steps, rows)
        if self._is_counted:
            self.steps_per_call = math.ceil(steps / math.ceil(steps / STEPS_PER_GPU_CALL))

    def _given(self, dataset: Dataset, rows: np.ndarray, rng: np.random.Generator) -> tuple[Any, ...]:
        if dataset.train_images.nbytes > self.most_on_device:
            images, labels = dataset.train_images[rows.ravel()], dataset.train_labels[rows.ravel()].astype(np.int32)
            return images, labels, np.arange(rows.size, dtype=np.int32).reshape(rows.shape)
        if self._on_device is None or self._on_device[0] is not dataset.train_images:
            labels = dataset.train_labels.astype(np.int32)
            self._on_device = dataset.train_images, *map(ops.convert_to_tensor, (dataset.train_images, labels))
        return *self._on_device[1:], rows.astype(np.int32)

    def _calls(self, num_steps: int) -> Iterator[tuple[int, int]]:
        return iter([(0, num_steps)]) if self._is_counted else super()._calls(num_steps)

    def _compiled_chunk(self) -> Any:
        from vae.optimizing.jax_steps import JaxSteps

        model, average = self.model, self.average

        def loss(step: Any, images: Any, labels: Any, rows: Any) -> Any:
            pictures = images[rows[step]]
            if model.config.is_binarized:
                thresholds = keras.random.randint(pictures.shape, 0, 255, seed=model.seed_generator)
                pictures = ops.cast(ops.where(pictures > thresholds, 255, 0), "uint8")
            return self._loss(as_batch(model, pictures, labels[rows[step]], self._sources))

        means = [variable for tracker in model.trackers for variable in tracker.variables]
        averages = [] if average is None else average.variables
        self.program = JaxSteps(
            loss,
            [*model.variables, *means, *averages],
            model.optimizer,
            None if average is None else average.take_step,
            self._is_counted,
        )
        return lambda *arrays: self.program.run(*arrays[-2:], *arrays[:-2])


def new_loop(model: VAE, batch_size: int, steps: int, rows: np.ndarray | None = None) -> StepLoop:
    """Return what runs a model's steps on Keras' backend; arguments as of `StepLoop`."""
    return (JaxStepLoop if keras.backend.backend() == "jax" else StepLoop)(model, batch_size, steps, rows)


_kept: dict[VAE, StepLoop | None] = {}
"""The last model that may be trained anew, and what ran its steps when it was trained."""


def renewed(config: RunConfig) -> VAE:
    """Return a new model; in the variables of the last one that was returned where its compiled steps serve again.

    To compile the steps of a small network takes longer than some epochs of it. Nothing of the seed, and of what the
    weight of the KL term is made from, is in the compiled steps: variables have it. The model that was returned before
    is no longer what it was: for those alone who are done with it.
    """
    fresh = build(config)
    model = next((old for old, loop in _kept.items() if loop is not None and _serves(old.config, config)), fresh)
    if model is fresh:
        _kept.clear()
        _kept[fresh] = None
        return fresh
    for old, new in zip(model.variables, fresh.variables, strict=True):
        old.assign(new)
    for variable in model.optimizer.variables:
        variable.assign(np.zeros(variable.shape))
    model.config = config
    return model


def loop_of(model: VAE, batch_size: int, steps: int, rows: np.ndarray | None) -> StepLoop:
    """Return what runs a model's steps; for one that was trained before and renewed, what did then."""
    loop = _kept.get(model)
    if loop is not None and (loop.batch_size, loop.steps) == (batch_size, steps):
        loop.rows = rows
        return loop
    loop = new_loop(model, batch_size, steps, rows)
    if model in _kept:
        _kept[model] = loop
    return loop


def _serves(old: RunConfig, new: RunConfig) -> bool:
    """Return whether the steps of one training are those of another; asked of the plain family only.

    Others may build constants into their steps; an average has variables that are neither model's nor optimizer's, and
    the tuning of an encoder has an optimizer of its own.
    """
    untold: Any = {"name": "any", "seed": 0, "beta": 1.0, "kl_warmup_epochs": 0}
    is_plain = old.family == STANDARD and not old.weight_average and not old.encoder_epochs
    return is_plain and replace(old, **untold) == replace(new, **untold)
