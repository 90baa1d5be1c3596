"""What training in a process of its own costs and how soon it begins: `python -m benchmarks jobs`."""

import os
import tempfile
import time
from collections.abc import Callable
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
        job = _job_epochs()
        bare = _bare_epochs(Path(home))
    images = 60_000 / np.array([bare.min(), job.min()])
    print_table(
        f"Jobs, best of {NUM_EPOCHS - 1} epochs after the first, {os.cpu_count()} processor cores",
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
    from vae import jobs
    from vae.config import PRESETS

    begin = time.perf_counter()
    job = jobs.start(replace(PRESETS["digits-2d"], name="quick"))
    _wait(job.name, lambda job: job.state == "training" or not job.is_active)
    first = time.perf_counter() - begin
    _wait(job.name, lambda job: not job.is_active)
    return first, time.perf_counter() - begin


def _job_epochs() -> np.ndarray:
    """Return the seconds of every epoch but the first, from the end of one to the end of the next."""
    from vae import jobs
    from vae.config import PRESETS

    job = jobs.start(replace(PRESETS["mnist-2d"], name="job"))
    _wait(job.name, lambda job: job.progress.epoch >= NUM_EPOCHS or not job.is_active)
    times = jobs.history(job)["time"][:NUM_EPOCHS]
    jobs.cancel(job)
    return np.diff(times)


def _bare_epochs(home: Path) -> np.ndarray:
    from vae import data
    from vae.config import PRESETS
    from vae.model import VAE
    from vae.training import train

    times = []
    for _ in train(VAE(PRESETS["mnist-2d"]), data.load("mnist"), home / "bare.npz"):
        times.append(time.time())
        if len(times) == NUM_EPOCHS:
            return np.diff(times)
    raise AssertionError("the preset has fewer epochs than are measured")


def _wait(name: str, condition: Callable) -> None:
    from vae import jobs

    while not condition(job := jobs.load_job(name)):
        time.sleep(0.05)
    if job.state == "failed":
        raise RuntimeError(f"{job.progress.message}\n{jobs.log_tail(job)}")


if __name__ == "__main__":
    main()
