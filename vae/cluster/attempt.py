"""One training on one worker of a cluster, as this machine sees it: data go there, epochs and the run come back."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vae import files
from vae.cluster import parcels, transfer
from vae.cluster.line import Line, LostError, RefusedError
from vae.cluster.parcels import Parcel
from vae.jobs import job_files
from vae.jobs.job_files import ACTIVE_STATES, JobProgress
from vae.runs.checkpoints import Unfinished, read_checkpoint
from vae.runs.run_files import RunError
from vae.studies import folders
from vae.studies.processes import death
from vae.studies.study import Study, Trial

PATIENCE = 60.0
"""Seconds without a question after which a worker takes it that nobody wants its training any more."""
_SECONDS_BETWEEN_NEWS = 0.5


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended.

    Attributes:
        trial: what was to be trained.
        worker: where.
        reason: why nothing more is to be had there; empty where the training ended in order, or was stopped.
        is_lost: whether the worker is gone, instead of having refused.
        has_gained: whether an epoch came back that was not here before.
        error: what keeps this machine from going on, its own full disk for example.
    """

    trial: Trial
    worker: str
    reason: str = ""
    is_lost: bool = False
    has_gained: bool = False
    error: OSError | None = None


class Attempt:
    """A training on a worker, from the order to what became of it; who does it holds the training's lock."""

    def __init__(
        self, line: Line, study: Study, trial: Trial, worker: str, parcel: Parcel, is_stopping: Callable[[], bool]
    ) -> None:
        """Prepare it.

        Args:
            line: to the place where it is done.
            study: the study.
            trial: what is trained.
            worker: the worker's address.
            parcel: the data.
            is_stopping: tells whether it is to stop.
        """
        self._line, self._study, self._trial, self._worker, self._parcel = line, study, trial, worker, parcel
        self._is_stopping = is_stopping
        self._folder = folders.trial_folder(study.name, trial.name)
        self._has_gained = self._is_asked_to_stop = False

    def run(self) -> Outcome:
        """Do it; whatever happens is in what this returns."""
        outcome = Outcome(self._trial, self._worker)
        try:
            self._do()
        except LostError as error:
            outcome = replace(outcome, reason=str(error), is_lost=True)
        except RefusedError as error:
            outcome = replace(outcome, reason=str(error))
        except OSError as error:
            outcome = replace(outcome, error=error)
        except Exception as error:
            outcome = replace(outcome, reason=f"Something unforeseen happened ({type(error).__name__}: {error}).")
        finally:
            self._line.end()
        return replace(outcome, has_gained=self._has_gained)

    def _do(self) -> None:
        trial = self._trial
        self._line.begin({
            "study": self._study.name, "trial": trial.name, "config": trial.config.to_json(),
            "backend": os.environ["KERAS_BACKEND"], "patience": PATIENCE,
        })  # fmt: skip
        while not self._line.is_begun():
            if self._is_stopping():
                return
            time.sleep(_SECONDS_BETWEEN_NEWS)
        transfer.bring(self._line, self._parcel)
        checkpoint = self._folder / folders.CHECKPOINT_FILE
        if checkpoint.exists():
            with files.opened(checkpoint) as file:
                transfer.send(self._line, folders.CHECKPOINT_FILE, parcels.pieces(file))
        self._watch(self._line.ask("go", self._parcel))

    def _watch(self, mark: int) -> None:
        """Follow it from a checkpoint on that is here already, by its mark there."""
        told = None
        while True:
            if self._is_stopping() and not self._is_asked_to_stop:
                self._is_asked_to_stop = True
                self._line.ask("stop")
            news = self._line.ask("news", mark)
            if news["size"]:
                self._take_checkpoint(news["size"])
                mark = news["mark"]
            progress = None if news["progress"] is None else JobProgress(**news["progress"])
            if news["code"] is not None:
                return self._close(news, progress)
            if progress is not None and progress != told and progress.state in ACTIVE_STATES:
                job_files.write_progress(self._folder, progress)
                told = progress
            time.sleep(_SECONDS_BETWEEN_NEWS)

    def _close(self, news: dict[str, Any], progress: JobProgress | None) -> None:
        """Bring back the run, or what the process said at its end."""
        if news["code"] and not self._is_asked_to_stop:
            with files.opened(self._folder / folders.LOG_FILE, "ab") as log:
                log.write(f"{self._worker}:\n{news['log']}\n".encode())
            is_told = progress is not None and progress.state == "failed"
            raise RefusedError(progress.message if progress is not None and is_told else f"{death(news['code'])}.")
        if progress is None or progress.state in ACTIVE_STATES:
            if self._is_asked_to_stop:  # before it could say so
                return
            raise LostError("its process ended too early")
        if progress.state == "stopped" and not self._is_asked_to_stop:
            raise LostError("its process was ended")
        if progress.state == "finished" or (progress.diverged and news["files"]):
            self._take_run(news["files"], progress.diverged)
        job_files.write_progress(self._folder, progress)

    def _take_checkpoint(self, size: int) -> None:
        """Let a checkpoint take the place of the one here where it is sound, and not behind it."""
        path = self._folder / folders.CHECKPOINT_FILE
        came = path.with_name(f".{path.name}")
        try:
            transfer.fetch(self._line, folders.CHECKPOINT_FILE, size, came)
            theirs, ours = _read(came), _read(path)
            before = 0 if ours is None else ours.num_epochs
            if theirs is None or theirs.config != self._trial.config or theirs.num_epochs < before:
                raise RefusedError("An epoch that it made came back damaged.")
            os.replace(came, path)
            self._has_gained |= theirs.num_epochs > before
        finally:
            came.unlink(missing_ok=True)

    def _take_run(self, sizes: dict[str, int], has_diverged: bool) -> None:
        """Let a run take its place here where it is what the training makes: it is looked at out of sight."""
        folder = folders.run_folder(self._study.name, self._trial.name)
        hidden = folder.with_name(f".{folder.name}.came")
        transfer.check_files(sizes)
        try:
            with files.whole_folder(hidden / folder.name, replace=True) as part:
                for name, size in sizes.items():
                    transfer.fetch(self._line, name, size, part / name)
            if not folders.is_made(hidden / folder.name, self._trial, has_diverged):
                raise RefusedError("The run that it made came back damaged.")
            with files.whole_folder(folder, replace=True) as part:
                for name in sizes:
                    os.replace(hidden / folder.name / name, part / name)
        finally:
            files.delete_folder(hidden)
        if not has_diverged:
            (self._folder / folders.CHECKPOINT_FILE).unlink(missing_ok=True)


def _read(checkpoint: Path) -> Unfinished | None:
    """Return what a checkpoint says; None where there is none, or a damaged one."""
    try:
        return read_checkpoint(checkpoint)
    except RunError:
        return None
