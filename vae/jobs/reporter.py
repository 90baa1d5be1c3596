"""Writes down what a job's process does, for whoever looks: progress, history and the film, and hears when to stop."""

import math
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vae import early_stopping
from vae.film import frames
from vae.film.frames import Camera
from vae.jobs import job_files, judging, stopping
from vae.jobs.job import Job
from vae.jobs.job_files import HistoryLog
from vae.jobs.scalars import Scalars
from vae.jobs.trainer import Stopped, Watcher
from vae.runs.store import Run

if TYPE_CHECKING:
    from vae.data.dataset import Dataset
    from vae.model.training import EpochResult
    from vae.model.vae import VAE

SECONDS_BETWEEN_WRITES = 0.45


class Reporter(Watcher):
    """The watcher of a job."""

    def __init__(self, job: Job) -> None:
        """Prepare; the first `write` says that the job has a process."""
        self.job = job
        self.stop_requests = 0
        self.progress = replace(job.progress, pid=os.getpid())
        self._last_written = 0.0
        self._history = HistoryLog(job.folder)
        self._scalars: Scalars | None = None
        self._camera: Camera | None = None
        self._model: VAE | None = None
        self._dataset: Dataset | None = None
        self._clock: tuple[float, int] | None = None  # when steps began to be counted, and how many were done then
        self._saving = False
        self._last_frame = 0.0
        self._epoch_ends: list[float] = []
        self._costs: list[float | None] = []  # what early stopping goes by, one an epoch

    def write(self, **changes: Any) -> None:
        """Change fields of the progress and write it."""
        self.progress = replace(self.progress, **changes, updated=time.time())
        job_files.write_progress(self.job.folder, self.progress)
        self._last_written = time.monotonic()

    @property
    def is_over(self) -> bool:
        """Whether the training is at its end: all of its epochs, or where early stopping ends it."""
        return early_stopping.is_over(self.job.config, self._costs)

    @property
    def seconds_per_epoch(self) -> float | None:
        """What an epoch takes, all in all, from the second of this process on; None without two."""
        if len(self._epoch_ends) < 2:
            return None
        return (self._epoch_ends[-1] - self._epoch_ends[0]) / (len(self._epoch_ends) - 1)

    def check_stop(self) -> None:
        """Raise Stopped if a signal or another process asked for it; while saving, only for a second request."""
        word = stopping.asked(self.job.folder)
        requests = self.stop_requests + (word is not None)
        if word == stopping.NOW or requests > 1:
            raise Stopped(save=False)
        if requests and not self._saving:
            self._saving = True
            raise Stopped(save=True)

    def on_begin(self, model: "VAE", dataset: "Dataset") -> None:
        """Prepare the film; the first steps are compiled now, which takes some seconds."""
        self.check_stop()
        self._dataset = dataset
        self._model = model
        self._camera = Camera(model, dataset, self.job.folder)
        self._scalars = Scalars(self.job.folder)
        from vae.model.metrics import average_picture

        self.write(
            state="starting",
            message="Building the networks and compiling the training step.",
            average_picture=average_picture(self.job.config, dataset, self.job.config.seed),
        )

    def on_step(self, epoch: int, step: int, steps: int) -> None:
        """Write the progress about twice a second."""
        done = (epoch - 1) * steps + step
        now = time.monotonic()
        if self._clock is None:
            self._clock = (now, done)
            assert self._dataset is not None
            judging.begin(self.job.config, self._dataset)  # not while the first step is waited for
        self.check_stop()
        if now - self._last_written < SECONDS_BETWEEN_WRITES and self.progress.state == "training":
            return
        assert self._model is not None
        reconstruction, kl = (
            float(tracker.result()) for tracker in (self._model.reconstruction_tracker, self._model.kl_tracker)
        )
        if not math.isfinite(reconstruction + kl):
            from vae.model.training import TrainingDivergedError

            raise TrainingDivergedError(
                f"the loss is {reconstruction + kl} in epoch {epoch}: try a learning rate below "
                f"{self.job.config.learning_rate:g}"
            )
        self.write(
            state="training", message="", epoch=epoch - 1, step=step, steps=steps, reconstruction=reconstruction,
            kl=kl, kl_weight=float(self._model.kl_weight.numpy()), **self._pace(now, done, steps),
        )  # fmt: skip

    def on_epoch(self, result: "EpochResult", is_new: bool) -> None:
        """Add the epoch to the history and, if it is time for one, a frame to the film."""
        self._costs.append(result.held_back)
        config = self.job.config
        is_last = self.is_over
        self._history.append(
            {**result.row, "kl_per_dimension": list(result.kl_per_dimension), "time": round(time.time(), 3)}
        )
        assert self._camera is not None and self._scalars is not None
        if config.early_stopping and early_stopping.kept_epoch(config, self._costs) == result.epoch:
            self._camera.best_epoch = result.epoch  # of before a resume, too: its frame is there and stays
        if not is_new:
            self.progress = replace(self.progress, epoch=result.epoch)
            return
        if self._camera.is_kept(result.epoch) or time.monotonic() - self._last_frame > 1.0 or is_last:
            self._camera.keep(self._camera.take(result))
            self._last_frame = time.monotonic()
        self._scalars.write(result)
        now, done = time.monotonic(), result.epoch * self.progress.steps
        self._epoch_ends.append(now)
        if len(self._epoch_ends) == 1:
            self._clock = (now, done)
        seconds_left = self._pace(now, done, self.progress.steps)["seconds_left"] or self.progress.seconds_left
        self.progress = replace(
            self.progress, epoch=result.epoch, step=0, reconstruction=result.reconstruction, kl=result.kl,
            val_reconstruction=result.val_reconstruction, val_kl=result.val_kl, kl_weight=result.kl_weight,
            images_per_second=result.images_per_second, seconds_left=seconds_left,
        )  # fmt: skip
        if time.monotonic() - self._last_written > SECONDS_BETWEEN_WRITES or is_last:
            self.write()
        self.check_stop()

    def on_measure(self, name: str, share: float) -> None:
        """Write what is being measured."""
        self._saving = True
        self.check_stop()
        is_other = self.progress.message != f"Measuring: {name}."
        if is_other or time.monotonic() - self._last_written > SECONDS_BETWEEN_WRITES:
            self.write(state="measuring", message=f"Measuring: {name}.", share=share, seconds_left=None)

    def on_saved(self, run: Run) -> None:
        """Keep the film with the run, and say that a training of all epochs is finished."""
        frames.save_film(frames.read_frames(self.job.folder), run.folder)
        is_whole = self.is_over
        # Before the checkpoint goes: whoever is killed in between has a finished job, not one that begins again.
        self.write(run=run.name, **({"state": "finished", "message": "", "share": None} if is_whole else {}))

    def _pace(self, now: float, done: int, steps: int) -> dict[str, float | None]:
        """Return images a second and seconds left.

        The first step, and the first epoch's end with its measuring and its frame, compile: they are slower than all
        others. So within the first epoch its steps after the first one count, then the epochs after it.
        """
        assert self._clock is not None
        begin, first = self._clock
        if done <= first or now <= begin:
            return {"images_per_second": None, "seconds_left": None}
        steps_per_second = (done - first) / (now - begin)
        left = self.job.config.epochs * steps - done
        seconds = self.seconds_per_epoch
        return {
            "images_per_second": steps_per_second * self.job.config.batch_size,
            "seconds_left": left / steps_per_second if seconds is None else left / steps * seconds,
        }
