"""How large a network is and how long its training takes on this machine, from a trial in a process of its own."""

import contextlib
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vae import backend, devices, documents, files
from vae.config import RunConfig
from vae.data.dataset import DataError
from vae.documents import DocumentError
from vae.families import FAMILIES
from vae.jobs import process
from vae.jobs.job import JobError, jobs_folder

if TYPE_CHECKING:
    from vae.data.dataset import Dataset
    from vae.model.vae import VAE

_SHAPE = (
    "dataset", "shape", "architecture", "hidden_sizes", "activation", "latent_dim", "likelihood", "variational",
    "conditional", "num_classes", "batch_size", "family",
)  # fmt: skip
_BESIDE = {True: "beside epochs, with the start, of ", False: "beside epochs of "}
_MAX_KEPT = 200
_TRIAL_STEPS = 78
_TRIAL_HELD_OUT = 1000
_TRIAL_SECONDS = 3.0
_TRIAL_EPOCHS = 3
START_SECONDS = 8.0


@dataclass(frozen=True)
class Estimate:
    """What a training will take.

    Attributes:
        num_parameters: numbers that are learned, encoder and decoder together.
        seconds_per_epoch: training steps and held-out measurement of one epoch.
        seconds: all epochs and the start, without the figures measured at the end.
    """

    num_parameters: int
    seconds_per_epoch: float
    seconds: float


def estimate(
    config: RunConfig, device: str = devices.AUTO, progress: Callable[[float, str], object] | None = None
) -> Estimate:
    """Return what a training will take on a device, from earlier trainings of that shape or a trial of some seconds.

    Args:
        config: what to train; the number of epochs does not matter for the trial.
        device: "cpu", "gpu:0", ..., "gpus" or "auto". A training that runs there at the moment slows the trial down.
        progress: called with the share done, 0 to 1, and what is being done.

    Raises:
        JobError: the trial failed; the message says why.
        DeviceError: there is no such device.
    """
    name = devices.find_device(device).name
    known = recall(config, name)
    return known if known is not None else _try(config, name, progress or (lambda share, text: None))


def recall(config: RunConfig, device: str) -> Estimate | None:
    """Return the estimate that an earlier trial or training of the same shape on that device allows, or None."""
    seconds = _kept(shape_key(config, device))
    if seconds is None:
        return None
    return Estimate(count_parameters(config), seconds, START_SECONDS + config.epochs * seconds)


def remember(config: RunConfig, device: str, seconds_per_epoch: float) -> None:
    """Keep how long an epoch of a configuration took; without room on the disk it is forgotten."""
    _keep(shape_key(config, device), seconds_per_epoch)


def recall_beside(config: RunConfig, device: str, is_first: bool) -> float | None:
    """Return what a training of a study of the same shape took beside its epochs, in seconds; None where none was.

    Args:
        config: what is trained.
        device: where.
        is_first: whether it is the first of its process, which imports and compiles; what is known of the others counts
            where nothing is of such.
    """
    found = [_kept(_BESIDE[kind] + shape_key(config, device)) for kind in (is_first, not is_first)]
    return found[1] if found[0] is None else found[0]


def remember_beside(config: RunConfig, device: str, seconds: float, is_first: bool) -> None:
    """Keep what a training of a study took beside its epochs: its start and all that is measured at its end."""
    _keep(_BESIDE[is_first] + shape_key(config, device), seconds)


def _kept(key: str) -> float | None:
    try:
        seconds = documents.number(key, (files.read_json(_path()) or {}).get(key))
    except DocumentError:  # never kept, or edited
        return None
    return float(seconds) if seconds >= 0.0 else None


def _keep(key: str, seconds: float) -> None:
    kept = files.read_json(_path()) or {}
    kept.pop(key, None)
    kept = dict([*kept.items(), (key, round(seconds, 5))][-_MAX_KEPT:])
    with contextlib.suppress(OSError):
        _path().parent.mkdir(parents=True, exist_ok=True)
        files.write_json(_path(), kept)


def count_parameters(config: RunConfig) -> int:
    """Return how many numbers the two networks of `vae.model.networks` learn, without building them."""
    levels = [level.size for level in FAMILIES[config.family].levels]
    if levels:
        return _count_levels(config, levels, has_net_between=FAMILIES[config.family].shares_layers)
    num_heads = 2 if config.variational else 1
    extra = config.num_classes if config.conditional else 0
    pixels = config.shape.size
    code = config.latent_dim + extra
    sizes = config.hidden_sizes
    if config.architecture == "dense":
        total, width = _dense(pixels + extra, sizes)
        total += num_heads * (width * config.latent_dim + config.latent_dim)
        decoder, width = _dense(code, sizes[::-1])
        return total + decoder + width * pixels + pixels
    total, channels = 0, config.shape.channels
    for filters in sizes:
        total += 9 * channels * filters + 2 * filters
        channels = filters
    flat = math.prod(config.features_shape)
    total += num_heads * ((flat + extra) * config.latent_dim + config.latent_dim)
    total += code * flat + 2 * flat
    for filters in sizes[-2::-1]:
        total += 9 * channels * filters + 2 * filters
        channels = filters
    return total + (9 * channels + 1) * config.shape.channels


def _count_levels(config: RunConfig, levels: list[int], has_net_between: bool) -> int:
    """Return the same of a family whose codes have levels, whose decoder may have a network between two of them."""
    pixels, sizes = config.shape.size, config.hidden_sizes
    extra = config.num_classes if config.conditional else 0
    middle = (len(sizes) + 1) // 2
    seen = [sizes[middle - 1], sizes[-1]] if has_net_between else [*sizes[: len(levels) - 1], sizes[-1]]
    total, _ = _dense(pixels + extra, sizes)
    total += 2 * sum((width + 1) * size for width, size in zip(seen, levels, strict=True))
    if not has_net_between:
        decoder, width = _dense(levels[-1] + extra, sizes[::-1])
        # each other level enters one hidden layer
        decoder += sum(size * width for size, width in zip(levels[:-1], sizes, strict=False))
        return total + decoder + (width + 1) * pixels
    between, width = _dense(levels[-1], sizes[middle:][::-1])
    total += between - sum(sizes[middle:]) + 2 * (width + 1) * levels[0]  # a bias in place of the normalisation
    decoder, width = _dense(levels[0] + extra, sizes[:middle][::-1])
    return total + decoder + (width + 1) * pixels


def _dense(width: int, sizes: tuple[int, ...]) -> tuple[int, int]:
    """Return the parameters of hidden layers, weights and two numbers a unit to normalise it, and their width."""
    total = 0
    for size in sizes:
        total += width * size + 2 * size
        width = size
    return total, width


def _path() -> Path:
    return jobs_folder() / ".estimates.json"


def shape_key(config: RunConfig, device: str) -> str:
    """Return what configurations have in common whose epochs take as long."""
    return json.dumps([device, *(getattr(config, name) for name in _SHAPE)])


def _try(config: RunConfig, device: str, progress: Callable[[float, str], object]) -> Estimate:
    """Let a process train for some seconds; it prints lines of JSON with how far it is, at last the result."""
    answer: dict[str, Any] = {}
    words = ["vae.jobs.estimate", config.to_json(), device]
    try:
        with process.start(
            words, output=subprocess.PIPE, outlives=False, settings={"TF_CPP_MIN_LOG_LEVEL": "3"}
        ) as trial:
            assert trial.stdout is not None
            for line in trial.stdout:
                with contextlib.suppress(ValueError):
                    answer = json.loads(line)
                    if "share" in answer:
                        progress(answer["share"], answer["text"])
    except OSError as error:
        raise JobError(f"the trial's process cannot be started ({error.strerror or error})") from error
    if "seconds_per_epoch" not in answer:
        raise JobError(answer.get("error") or "the trial ended without a result: the network may need too much memory")
    remember(config, device, answer["seconds_per_epoch"])
    found = recall(config, device)
    if found is not None:
        return found
    seconds = answer["seconds_per_epoch"]
    return Estimate(count_parameters(config), seconds, START_SECONDS + config.epochs * seconds)


def _say(**words: Any) -> None:
    print(json.dumps(words), flush=True)


def _measure(config: RunConfig, device: str) -> float:
    """Train on a part of the images for some seconds and return what an epoch of all of them takes."""
    from vae.data import datasets

    _say(share=0.0, text="Loading TensorFlow.")
    dataset = datasets.load(config.dataset)
    devices.prepare(device)
    backend.start()
    from vae.model.data_parallel import build

    devices.allow_memory_growth()
    num_train, num_test = len(dataset.train_images), len(dataset.test_images)
    batch_size = min(config.batch_size, num_train)
    part = _part(dataset, batch_size * _TRIAL_STEPS)
    _say(share=0.4, text="Building the networks.")
    per_step, per_image = _pace(
        build(replace(config, epochs=_TRIAL_EPOCHS, early_stopping=0), device), part, batch_size
    )
    return per_step * (num_train // batch_size) + per_image * num_test


def _part(dataset: "Dataset", num_train: int) -> "Dataset":
    """Return the data set with its first training pictures alone, and some that are held out."""
    train, test = slice(num_train), slice(_TRIAL_HELD_OUT)
    groups, test_groups = dataset.train_groups, dataset.test_groups
    return replace(
        dataset,
        train_images=dataset.train_images[train],
        train_labels=dataset.train_labels[train],
        test_images=dataset.test_images[test],
        test_labels=dataset.test_labels[test],
        train_groups=None if groups is None else groups[train],
        test_groups=None if test_groups is None else test_groups[test],
    )


def _pace(model: "VAE", part: "Dataset", batch_size: int) -> tuple[float, float]:
    """Return the seconds of a training step and those of a held-out image, without the first of each: they compile."""
    from vae.model.training import train

    times: list[tuple[float, int]] = []
    held_out: list[float] = []

    class EnoughError(Exception):
        pass

    def on_step(epoch: int, step: int, steps: int) -> None:
        times.append((time.perf_counter(), (epoch - 1) * steps + step))
        spent = times[-1][0] - times[0][0]
        _say(share=min(1.0, 0.6 + 0.4 * spent / _TRIAL_SECONDS), text="Measuring some steps.")
        if spent > _TRIAL_SECONDS and len(times) > 2:
            raise EnoughError

    speeds: list[float] = []
    with contextlib.suppress(EnoughError):
        for result in train(model, part, on_step=on_step):
            speeds.append(result.images_per_second)
            held_out.append((time.perf_counter() - times[-1][0]) / len(part.test_images))
    if len(speeds) > 1:
        return batch_size / max(speeds[1:]), min(held_out[1:])
    (begin, first), (end, last) = times[min(1, len(times) - 2)], times[-1]
    per_step = (end - begin) / max(1, last - first)
    # Without a finished epoch: encoding and decoding take about a third of a training step.
    return per_step, per_step / batch_size / 3


def main(arguments: list[str]) -> int:
    """Do the trial of a configuration, as JSON, on a device, and print what comes of it."""
    backend.go_lightly()
    try:
        _say(seconds_per_epoch=_measure(RunConfig.from_json(arguments[0]), arguments[1]))
    except (DataError, ValueError, ArithmeticError, MemoryError) as error:
        _say(error=str(error) or "the memory is used up")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
