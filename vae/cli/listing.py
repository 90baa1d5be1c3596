"""What the command line prints: figures, runs and devices as tables of plain text."""

import os
import platform
from collections.abc import Sequence
from typing import Any

from vae.config import RunConfig
from vae.data.wording import said_of
from vae.devices import ALL_GPUS, CPU
from vae.jobs.training_jobs import Job
from vae.lesson.figures import Figures
from vae.progress import duration
from vae.runs.store import Run
from vae.words import one_line

_LISTED = ("neg_elbo", "knn_accuracy")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells, the first the headings, as lines with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def metrics_table(figures: dict[str, dict[str, Any]], config: RunConfig) -> str:
    """Return a run's figures with what they rest on, a line each, in the words for what its outputs are."""
    rows: list[tuple[str, ...]] = [("figure", "value", "measured on", said_of(config, "images"), "samples", "seed")]
    for name, figure in figures.items():
        value = figure["value"]
        shown = " ".join(f"{v:.2f}" for v in value) if isinstance(value, list) else f"{value:.5g}"
        basis = [figure.get(key) for key in ("data", "num_images", "num_samples", "seed")]
        rows.append((name, shown, *("-" if fact is None else said_of(config, str(fact)) for fact in basis)))
    return table(rows)


def runs_table(found: Sequence[Run]) -> str:
    """Return the runs with their main figures, a line each."""
    rows: list[tuple[str, ...]] = [("run", "from", "data", "dimensions", "-ELBO, nats", "kNN accuracy")]
    for run in found:
        figures = [f"{run.metrics[name]['value']:.4g}" if name in run.metrics else "-" for name in _LISTED]
        origin = "shipped" if run.shipped else "trained here" if run.origin is None else "imported"
        rows.append((run.name, origin, run.config.dataset, str(run.config.latent_dim), *figures))
    return table(rows)


def lesson_table(figures: Figures) -> str:
    """Return what the lesson tells, a line a figure."""
    rows: list[tuple[str, ...]] = [("section", "row", "figure", "value", "images", "samples", "seeds", "spread")]
    for section, named in figures.sections.items():
        for row, measured in named.items():
            for name, one in measured.items():
                basis = (one.num_images, one.num_samples, one.num_seeds, one.spread)
                shown = ("-" if fact is None else f"{fact:.4g}" for fact in basis)
                rows.append((section, row, name, f"{one.value:.5g}", *shown))
    rows += [("signs", fault, " ".join(kinds), *[""] * 5) for fault, kinds in figures.signs.items()]
    return table(rows)


def jobs_table(found: Sequence[Job]) -> str:
    """Return the jobs with how far they are, a line each."""
    rows: list[tuple[str, ...]] = [("job", "state", "epoch", "held-out, nats", "left", "device", "")]
    for job in found:
        progress = job.progress
        terms = (progress.val_reconstruction, progress.val_kl)
        loss = "-" if None in terms else f"{sum(term for term in terms if term is not None):.2f}"
        left = "-" if progress.seconds_left is None else duration(progress.seconds_left)
        epochs = f"{progress.epoch}/{job.config.epochs}"
        rows.append((job.name, job.state, epochs, loss, left, one_line(job.device), one_line(progress.message)))
    return table(rows)


def devices_table() -> str:
    """Return the versions of Python and Keras and every device, the one that a training uses unless told first."""
    import keras

    versions = f"Python {platform.python_version()}, Keras {keras.__version__}, backend {keras.backend.backend()}"
    devices = sorted(keras.distribution.list_devices(), key=lambda name: name.startswith(CPU))
    gpus = [device for device in devices if device.startswith("gpu")]
    names = [CPU if device.startswith(CPU) else device for device in devices]  # as --device takes them
    rows = [("device", "what it is"), *zip(names, map(_device_text, devices), strict=True)]
    if len(gpus) > 1:
        rows.insert(1 + len(gpus), (ALL_GPUS, f"all {len(gpus)} of them, each batch shared out"))
    return f"{versions}\n{table(rows)}\ntraining uses {names[0]} unless --device names another"


def _device_text(device: str) -> str:
    kind, _, index = device.partition(":")
    if kind == "cpu":
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return f"{cores} processor cores"
    return _accelerator_name(int(index)) or kind.upper()


def _accelerator_name(index: int) -> str:
    """Return what the backend calls a GPU."""
    import keras

    if keras.backend.backend() == "jax":
        import jax

        return str(jax.devices()[index].device_kind)
    import tensorflow as tf

    details = tf.config.experimental.get_device_details(tf.config.list_physical_devices("GPU")[index])
    return str(details.get("device_name", ""))
