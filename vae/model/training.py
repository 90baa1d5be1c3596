"""Training as a generator: one EpochResult an epoch, seeded, resumable, several steps fused into one compiled call."""

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from vae import files
from vae.config import RunConfig
from vae.data import own_data
from vae.data.dataset import Dataset
from vae.data.datasets import binarize
from vae.data.pairs import shares_codes
from vae.early_stopping import HELD_BACK, held_back, is_over, kept_epoch
from vae.families import FAMILIES
from vae.model.bounds import compiled
from vae.model.data_parallel import is_shared_out, step_loop_of
from vae.model.step_loop import StepLoop, as_batch, uses_xla
from vae.model.vae import VAE
from vae.optimizing.kept_weights import KeptWeights
from vae.runs.store import HISTORY_COLUMNS

NUM_FRAME_CODES = 1000
_EVALUATION_BATCH = 1000
_WORTH_COMPILING = 100_000
"""Held-out pictures measured in all epochs from which on compiling that, a second, is the shorter way with XLA."""


class TrainingDivergedError(ArithmeticError):
    """The loss is no longer finite; the checkpoint holds the last finished epoch."""


@dataclass(frozen=True)
class EpochResult:
    """What one epoch brought: figures in nats per image, means over training and over all held-out images.

    Attributes:
        epoch: number of the epoch, from 1.
        loss: reconstruction + kl_weight * kl on training images, the mean over the epoch's steps.
        reconstruction: reconstruction term on training images.
        kl: KL term on training images; 0 for a plain autoencoder.
        val_loss: val_reconstruction + kl_weight * val_kl.
        val_reconstruction: reconstruction term on held-out images, one posterior sample an image.
        val_kl: KL term on held-out images.
        kl_weight: weight of the KL term in this epoch: beta, or less while it warms up.
        seconds: wall-clock time of the epoch's training steps.
        images_per_second: training images a second.
        codes: posterior means of the first held-out images after this epoch, float16 [up to 1000, latent_dim].
        kl_per_dimension: val_kl's share of every latent dimension, [latent_dim]; empty for a plain autoencoder.
        terms: what its family alone tells, by the columns of `vae.families`.
        held_back: what a picture held back from training costs, by which early stopping goes; None without it.
    """

    epoch: int
    loss: float
    reconstruction: float
    kl: float
    val_loss: float
    val_reconstruction: float
    val_kl: float
    kl_weight: float
    seconds: float
    images_per_second: float
    codes: np.ndarray = field(repr=False, compare=False)
    kl_per_dimension: tuple[float, ...] = ()
    terms: dict[str, float] = field(default_factory=dict)
    held_back: float | None = None

    @property
    def row(self) -> dict[str, Any]:
        """The epoch's figures by the columns of its run's history."""
        watched = {} if self.held_back is None else {HELD_BACK: self.held_back}
        return {name: getattr(self, name) for name in HISTORY_COLUMNS} | self.terms | watched


def train(
    model: VAE,
    dataset: Dataset,
    checkpoint: Path | None = None,
    on_step: Callable[[int, int, int], None] | None = None,
    kept: KeptWeights | None = None,
) -> Iterator[EpochResult]:
    """Train a model, yielding after every epoch, when it has the weights that are measured: the average, if any.

    At the end it has those of the run: of the best epoch with early stopping, else of the last.

    Every random draw of an epoch follows from the configuration's seed and the epoch's number, so a training that is
    broken off and resumed from its checkpoint gives the result of an unbroken one.

    Args:
        model: a new model; its configuration says how to train.
        dataset: images and labels.
        checkpoint: an .npz file written after every epoch. If it exists, the epochs in it are yielded as they were
            recorded, and training goes on after them.
        on_step: called with (epoch, steps done, steps an epoch) about twice a second or after every step that takes
            longer; what it raises ends the training.
        kept: is given the weights that the run would have if it ended now, after every epoch.

    Yields:
        One result an epoch, in order.

    Raises:
        TrainingDivergedError: the loss became infinite or not a number.
        ValueError: the data set has pictures of another shape or more classes than the model, or has changed on the
            disk, or the checkpoint belongs to another configuration or other data.
    """
    config = model.config
    _check_unchanged(dataset)
    if dataset.shape != config.shape:
        raise ValueError(
            f"the pictures of {dataset.name} are {dataset.shape.text}, the configuration says {config.shape.text}"
        )
    num_classes = len(dataset.class_names)
    if model.takes_labels and num_classes > config.num_classes:
        raise ValueError(f"num_classes must be at least {num_classes} for {dataset.name}, got {config.num_classes}")
    is_held_back = pictures_held_back(config, dataset)
    rows = np.flatnonzero(~is_held_back) if config.early_stopping else None
    batch_size, steps = _batches(model, dataset, is_held_back)
    loop = step_loop_of(model, batch_size, steps, rows)
    kept = KeptWeights() if kept is None else kept
    measure, cost = _measures(model, dataset)
    results = _restore(loop, kept, checkpoint, dataset.fingerprint)
    yield from results
    while not is_over(config, [result.held_back for result in results]):
        epoch, start = len(results) + 1, time.perf_counter()
        if loop.average is not None:
            loop.average.hide()
        _begin_epoch(model, epoch)
        rng = np.random.default_rng([config.seed, epoch])
        for step in loop.run_epoch(dataset, rng):
            if on_step is not None:
                on_step(epoch, step, steps)
        means = [float(tracker.result()) for tracker in model.trackers]
        seconds = time.perf_counter() - start
        if loop.average is not None:
            loop.average.show()
        held_out = evaluate_held_out(model, dataset, measure)
        result = _epoch_result(model, held_out, epoch, means, seconds, steps * batch_size / seconds)
        if config.early_stopping:
            result = replace(result, held_back=_held_back_cost(model, dataset, np.flatnonzero(is_held_back), cost))
        _check_finite(config, result)
        results.append(result)
        if kept_epoch(config, [each.held_back for each in results]) == epoch:
            kept.take(model.parameters)
        if checkpoint is not None:
            _write_checkpoint(loop, kept, results, checkpoint, dataset.fingerprint)
        yield result
    kept.put_into(model.parameters)


def pictures_held_back(config: RunConfig, dataset: Dataset) -> np.ndarray:
    """Return which training pictures early stopping keeps from all training, bool [n].

    Groups stay whole whatever is trained: a letter tells nothing new where its typeface's others are trained on.

    Raises:
        ValueError: there is nothing left to train on.
    """
    return held_back(config, len(dataset.train_images), dataset.train_groups)


def _check_finite(config: RunConfig, result: EpochResult) -> None:
    """Raise TrainingDivergedError where something that counts is no number, the cost of pictures held back included."""
    for what, value in (
        ("the loss", result.loss),
        ("the held-out loss", result.val_loss),
        ("the cost of pictures held back", result.held_back),
    ):
        if value is not None and not math.isfinite(value):
            raise TrainingDivergedError(
                f"{what} is {value} after epoch {result.epoch}: try a learning rate below {config.learning_rate:g}"
            )


def _batches(model: VAE, dataset: Dataset, is_held_back: np.ndarray) -> tuple[int, int]:
    """Return the size of a batch and how many an epoch has."""
    count = int(np.count_nonzero(~is_held_back))
    batch_size = min(model.config.batch_size, count)
    if shares_codes(model.config, dataset):
        assert dataset.train_groups is not None
        if is_shared_out(model):
            raise ValueError(f"{dataset.name} has pictures that share a code, which takes one device: choose one")
        _, counts = np.unique(dataset.train_groups[~is_held_back], return_counts=True)
        count = int((counts - counts % 2).sum())
        batch_size = max(2, min(batch_size, count) // 2 * 2)  # whole pairs
    return batch_size, count // batch_size


def _check_unchanged(dataset: Dataset) -> None:
    """Read all of one's own data once and compare it with what was imported."""
    if dataset.fingerprint and own_data.fingerprint(dataset) != dataset.fingerprint:
        raise ValueError(f"the files of {dataset.name} have changed since they were imported: delete and add it again")


def _begin_epoch(model: VAE, epoch: int) -> None:
    config = model.config
    share = min(1.0, epoch / (config.kl_warmup_epochs + 1))
    model.kl_weight.assign(config.beta * share)
    model.seed_generator.state.assign(np.array([config.seed, epoch], np.uint32))
    for tracker in model.trackers:
        tracker.reset_state()


def _epoch_result(
    model: VAE, held_out: "HeldOut", epoch: int, means: list[float], seconds: float, speed: float
) -> EpochResult:
    weight = float(model.kl_weight.numpy())
    reconstruction, kl, *terms = means
    val_kl = float(held_out.kl_per_dimension.sum())
    return EpochResult(
        epoch=epoch,
        loss=reconstruction + weight * kl,
        reconstruction=reconstruction,
        kl=kl,
        val_loss=held_out.reconstruction + weight * val_kl,
        val_reconstruction=held_out.reconstruction,
        val_kl=val_kl,
        kl_weight=weight,
        seconds=seconds,
        images_per_second=speed,
        codes=held_out.codes,
        kl_per_dimension=tuple(map(float, held_out.kl_per_dimension)),
        terms=dict(zip(FAMILIES[model.config.family].columns, (*terms, *held_out.terms), strict=True)),
    )


@dataclass(frozen=True)
class HeldOut:
    """What is measured of held-out images after an epoch, means over all of them.

    Attributes:
        reconstruction: reconstruction term, nats an image.
        kl_per_dimension: the KL of every dimension, nats an image; empty for a plain autoencoder.
        terms: what the family alone tells, in the order of its row in `vae.families`.
        codes: of the first images, float16 [up to 1000, latent_dim].
    """

    reconstruction: float
    kl_per_dimension: np.ndarray
    terms: tuple[float, ...]
    codes: np.ndarray


def evaluate_held_out(model: VAE, dataset: Dataset, measure: Callable[..., Any] | None = None) -> HeldOut:
    """Measure held-out images, with the same noise after every epoch and for an untrained model.

    Args:
        model: an untrained or trained one.
        dataset: what it is trained on.
        measure: of `_measures`, where it is at hand.
    """
    config = model.config
    measure = measure or _measures(model, dataset)[0]
    model.seed_generator.state.assign(np.array([config.seed, 0], np.uint32))
    rng = np.random.default_rng([config.seed, 0])
    reconstruction, kl_per_dimension, terms = 0.0, np.zeros(0), np.zeros(len(model.term_trackers))
    codes = []
    for start in range(0, len(dataset.test_images), _EVALUATION_BATCH):
        images = dataset.test_images[start : start + _EVALUATION_BATCH]
        if config.is_binarized:
            images = binarize(images, rng)
        batch = as_batch(model, images, dataset.test_labels[start : start + _EVALUATION_BATCH])
        nll, kl, means, z_mean = measure(batch)
        reconstruction += float(nll)
        if kl is not None:
            of_batch = ops.convert_to_numpy(kl)
            kl_per_dimension = kl_per_dimension + of_batch if len(kl_per_dimension) else of_batch.astype(np.float64)
        terms += len(images) * np.array([float(mean) for mean in means])
        if start < NUM_FRAME_CODES:
            codes.append(ops.convert_to_numpy(z_mean))
    count = len(dataset.test_images)
    first = np.concatenate(codes)[:NUM_FRAME_CODES].astype(np.float16)
    return HeldOut(reconstruction / count, kl_per_dimension / count, tuple((terms / count).tolist()), first)


def _held_back_cost(model: VAE, dataset: Dataset, rows: np.ndarray, cost: Callable[..., Any]) -> float:
    """Return what a picture held back costs by the family's own loss at the full weight, with the same noise always."""
    config, weight, total = model.config, float(model.kl_weight.numpy()), 0.0
    model.kl_weight.assign(config.beta)
    model.seed_generator.state.assign(np.array([config.seed, 0], np.uint32))
    rng = np.random.default_rng([config.seed, 0])
    for start in range(0, len(rows), _EVALUATION_BATCH):
        some = rows[start : start + _EVALUATION_BATCH]
        images = binarize(dataset.train_images[some], rng) if config.is_binarized else dataset.train_images[some]
        batch = as_batch(model, images, dataset.train_labels[some])
        total += len(some) * float(cost(batch))
    model.kl_weight.assign(weight)
    # As the history has it, so that everybody finds the same epoch the best.
    return round(total / len(rows), 4)


def _measures(model: VAE, dataset: Dataset) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return what measures a batch of held-out pictures, and what such a batch costs by the family's own loss."""
    if keras.backend.backend() == "jax":
        return _kept_measures(model)
    # XLA draws other noise: the number of pictures decides alone, also of a training that is resumed.
    is_worth_it = model.config.epochs * len(dataset.test_images) >= _WORTH_COMPILING and uses_xla(model)
    return _compiled_measures(model) if is_worth_it else _plain_measures(model)


@lru_cache(maxsize=1)  # what is compiled keeps its model
def _kept_measures(model: VAE) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return both compiled, for JAX.

    A GPU would wait for Python, which takes longer to ask for a batch's operations one by one than the steps of a small
    network's whole epoch last.
    """
    return _compiled_measures(model)


def _compiled_measures(model: VAE) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return both compiled."""
    measure, cost = _plain_measures(model)
    draws = [model.seed_generator.state]
    return compiled(model, measure, draws), compiled(model, cost, draws)


def _plain_measures(model: VAE) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return both as they are written."""

    def measure(batch: dict[str, Any]) -> tuple[Any, Any, list[Any], Any]:
        outputs = model(batch, training=False, sample=True)
        nll, kl = model.reconstruction_nll(outputs["images"], outputs["logits"]), model.kl_per_dimension(outputs)
        means = [ops.mean(values) for values in model.terms(outputs).values()]
        return ops.sum(nll), None if kl is None else ops.sum(kl, axis=0), means, outputs["z_mean"]

    def cost(batch: dict[str, Any]) -> Any:
        return model.compute_loss(batch, None, model(batch, training=False, sample=True), training=False)

    return measure, cost


def _state(loop: StepLoop, kept: KeptWeights) -> dict[str, list[Any]]:
    """Return by kind what a training goes on from; averages and kept weights where there are any of their own."""
    model, average = loop.model, loop.average
    weights = model.parameters if average is None else average.show()
    return {
        "variable": [*weights, *model.optimizer.variables],
        "average": [] if average is None else average.variables,
        "kept": kept.weights if model.config.early_stopping else [],
    }


def _write_checkpoint(
    loop: StepLoop, kept: KeptWeights, results: list[EpochResult], path: Path, fingerprint: str
) -> None:
    """Write everything a resumed training needs; the file is replaced in one step, so it is always whole."""
    rows = [{name: value for name, value in asdict(result).items() if name != "codes"} for result in results]
    arrays: dict[str, Any] = {
        f"{kind}_{index}": np.asarray(value)
        for kind, values in _state(loop, kept).items()
        for index, value in enumerate(values)
    }
    with files.whole_file(path) as file:
        np.savez(
            file,
            config=np.array(loop.model.config.to_json()),
            fingerprint=np.array(fingerprint),
            results=np.array(json.dumps(rows)),
            codes=np.stack([result.codes for result in results]),
            **arrays,
        )


def _restore(loop: StepLoop, kept: KeptWeights, path: Path | None, fingerprint: str) -> list[EpochResult]:
    if path is None or not path.exists():
        return []
    with files.opened_arrays(path) as file:
        config = RunConfig.from_json(str(file["config"]))
        if replace(config, name=loop.model.config.name) != loop.model.config:
            raise ValueError(f"{path.name} belongs to another configuration: delete it or give the run another name")
        if "fingerprint" in file and str(file["fingerprint"]) != fingerprint:
            raise ValueError(
                f"{loop.model.config.dataset} is no longer the data that this training began with: "
                "start it again with the new one"
            )
        model, average = loop.model, loop.average
        for index, variable in enumerate([*model.parameters, *model.optimizer.variables]):
            variable.assign(file[f"variable_{index}"])
        if average is not None:
            for index, variable in enumerate(average.variables):
                variable.assign(file[f"average_{index}"])
            average.show()
        if model.config.early_stopping:
            kept.take([file[f"kept_{index}"] for index in range(len(model.parameters))])
        else:
            kept.take(model.parameters)
        codes = file["codes"]
        return [EpochResult(**row, codes=codes[index]) for index, row in enumerate(json.loads(str(file["results"])))]
