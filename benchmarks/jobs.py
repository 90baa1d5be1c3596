"""What training in a process of its own costs and how soon it begins: `python -m benchmarks jobs`."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.tables import Row, print_table

NUM_EPOCHS = 7
TARGET_SHARE = 0.95
TARGET_FIRST_PROGRESS = 8.0
TARGET_DIGITS = 30.0


def main() -> None:
    """Time a job beside the bare training loop on MNIST, and the digits preset from start to saved run."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with tempfile.TemporaryDirectory() as home:
        os.environ["VAE_HOME"] = home
        first_progress, digits = _digits_seconds()
        bare, job = _epochs_in_turns(Path(home))
    images = 60_000 / np.array([bare.min(), job.min()])
    print_table(
        f"Jobs, best of {NUM_EPOCHS - 1} epochs after the first, in turns, {os.cpu_count()} processor cores",
        [
            Row("MNIST preset, whole epochs, bare loop with checkpoints", images[0], "images/s"),
            Row("MNIST preset, whole epochs, job with history and film", images[1], "images/s"),
            Row("share of the bare loop's speed", images[1] / images[0], "", TARGET_SHARE, True),
            Row("from start to the first training step shown", first_progress, "s", TARGET_FIRST_PROGRESS),
            Row("digits preset from start to the saved run", digits, "s", TARGET_DIGITS),
        ],
    )


def _digits_seconds() -> tuple[float, float]:
    """Return the seconds to the first progress and to the end."""
    from vae.jobs import training_jobs
    from vae.presets import PRESETS

    begin = time.perf_counter()
    job = training_jobs.start(replace(PRESETS["digits-2d"].config, name="quick"))
    _wait(job.name, lambda job: job.state == "training" or not job.is_active)
    first = time.perf_counter() - begin
    _wait(job.name, lambda job: not job.is_active)
    return first, time.perf_counter() - begin


def _epochs_in_turns(home: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return the seconds of whole epochs but the first, bare and watched as in a job, in turns in this process."""
    from vae.data import datasets
    from vae.jobs import training_jobs
    from vae.jobs.reporter import Reporter
    from vae.jobs.trainer import Watcher
    from vae.model.training import train
    from vae.model.vae import VAE
    from vae.presets import PRESETS

    dataset, config = datasets.load("mnist"), replace(PRESETS["mnist-2d"].config, name="job")
    job, lock = training_jobs.create(config)

    def epochs(watcher: Watcher, checkpoint: Path) -> Iterator[float]:
        model = VAE(config)
        watcher.on_begin(model, dataset)
        begin = time.perf_counter()
        for result in train(model, dataset, checkpoint, on_step=watcher.on_step):
            watcher.on_epoch(result, is_new=True)
            yield time.perf_counter() - begin
            begin = time.perf_counter()

    bare, watched = epochs(Watcher(), home / "bare.npz"), epochs(Reporter(job), home / "job.npz")
    with lock:
        seconds = np.array([(next(bare), next(watched)) for _ in range(NUM_EPOCHS)])[1:]
    return seconds[:, 0], seconds[:, 1]


def _wait(name: str, condition: Callable) -> None:
    from vae.jobs import training_jobs

    while not condition(job := training_jobs.load_job(name)):
        time.sleep(0.05)
    if job.state == "failed":
        raise RuntimeError(f"{job.progress.message}\n{training_jobs.log_tail(job)}")


if __name__ == "__main__":
    main()
