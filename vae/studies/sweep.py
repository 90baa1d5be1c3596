"""Doing a study: an engine is given what is not trained yet, until all is done or somebody stops it."""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vae import files, locks
from vae.access import access
from vae.jobs import job_files, process, stopping
from vae.studies import folders, sweep_state
from vae.studies.engine import Ended, Engine
from vae.studies.folders import LOG_FILE, Standing
from vae.studies.processes import Processes
from vae.studies.study import Study, StudyError, Trial
from vae.studies.sweep_state import SweepState

_POLL_SECONDS = 0.2
_SECONDS_BETWEEN_WORDS = 1.0
_SECONDS_TO_BEGIN = 20.0
# To import Dask, to find the scheduler, and to ask its workers for their versions.
_SECONDS_TO_BEGIN_ON_A_CLUSTER = 60.0


@dataclass
class Sweep:
    """A study that is being done; this process holds its lock.

    Attributes:
        study: the plan.
        engine: what does the trainings.
        retry: whether trainings that failed are tried again.
        state: how it stands.
    """

    study: Study
    engine: Engine
    retry: bool = False
    state: SweepState = SweepState()

    def run(self, on_change: Callable[[list[Standing]], None] = lambda standings: None) -> list[Standing]:
        """Train all that is not done yet; when this is interrupted the trainings stop, to go on at the next sweep.

        Args:
            on_change: called about once a second with how everything stands.

        Returns:
            How everything stands in the end.

        Raises:
            StudyError: another process is sweeping the study, its folder cannot be written, or the engine can train
                nothing.
        """
        try:
            lock = locks.acquire(folders.lock_path(self.study.name))
            if lock is None:
                raise StudyError(f"study {self.study.name!r} is being swept already: stop that one first")
            with lock:
                stopping.forget(folders.study_folder(self.study.name))
                folders.write_plan(self.study)
                self._say(SweepState(self.engine.scheduler))
                try:
                    return self._run(on_change)
                except StudyError as error:
                    self._say(replace(self.state, problem=str(error)))
                    raise
        except OSError as error:
            raise StudyError(files.unwritable(folders.study_folder(self.study.name), error)) from error

    def _run(self, on_change: Callable[[list[Standing]], None]) -> list[Standing]:
        waiting = [one.trial for one in left(folders.standings(self.study), self.retry)]
        folder = folders.study_folder(self.study.name)
        told = 0.0
        try:
            if waiting:
                self.engine.open()
            self._say(replace(self.state, is_open=True))
            while (waiting or self.engine.is_at_work) and stopping.asked(folder) is None:
                for ended in self.engine.ended():
                    self._note(ended)
                    if ended.goes_on:
                        waiting.insert(0, ended.trial)
                self._start(waiting)
                self._say_who(self.engine.waits_for if waiting else None)
                time.sleep(_POLL_SECONDS)
                if time.monotonic() - told > _SECONDS_BETWEEN_WORDS:
                    folders.keep_plan(self.study)
                    on_change(folders.standings(self.study))
                    told = time.monotonic()
        finally:
            self.engine.stop()
            self._say_who(None)
        return folders.standings(self.study)

    def _start(self, waiting: list[Trial]) -> None:
        """Begin all for which there is room; one that no free place takes does not keep the others waiting."""
        for trial in list(waiting):
            if self.engine.start(trial):
                waiting.remove(trial)
            elif self.engine.waits_for is not None:  # it is nobody's turn here
                return

    def _say_who(self, who: str | None) -> None:
        if who != self.state.waits_for:
            self._say(replace(self.state, waits_for=who))

    def _say(self, state: SweepState) -> None:
        self.state = state
        sweep_state.write(self.study.name, state)

    def _note(self, ended: Ended) -> None:
        """Write down that a training is gone without a word of its own."""
        folder = folders.trial_folder(self.study.name, ended.trial.name)
        progress = job_files.read_progress(folder)
        if ended.problem and progress is not None and progress.state in job_files.ACTIVE_STATES:
            job_files.write_progress(folder, replace(progress, state="failed", message=ended.problem))


def left(standings: Sequence[Standing], retry: bool = False) -> list[Standing]:
    """Return the trainings that a sweep does, of all of a study: those that are not done, and with retry the failed."""
    done = ("finished",) if retry else ("finished", "failed")
    return [one for one in standings if one.state not in done]


def is_under_way(name: str) -> bool:
    """Return whether some process is sweeping the study of that name."""
    return locks.is_held(folders.lock_path(name))


def begin_apart(study: Study, retry: bool = False, scheduler: str | None = None) -> None:
    """Sweep a study in a process of its own, which outlives this one; return when it can train.

    Args:
        study: the plan.
        retry: whether trainings that failed are tried again.
        scheduler: address or file of a scheduler of Dask, on whose workers it trains; None for this machine.

    Raises:
        StudyError: as `begin`, or the folder cannot be written, no process can be started, or the scheduler is none.
    """
    _check_allowed()
    folder = folders.study_folder(study.name)
    is_new = not folder.exists()
    try:
        beginning = locks.acquire(folder / "beginning")
        if beginning is None or is_under_way(study.name):
            raise StudyError(f"study {study.name!r} is being swept already: stop that one first")
        with beginning:
            stopping.forget(folder)
            folders.write_plan(study)
            sweep_state.write(study.name, SweepState(scheduler))
            _start_apart(study.name, retry, scheduler)
    except OSError as error:
        raise StudyError(files.unwritable(folder, error)) from error
    except StudyError:
        if is_new and not is_under_way(study.name):  # or there is one that was never begun
            with contextlib.suppress(OSError):
                files.delete_folder(folder)
        raise


def _start_apart(name: str, retry: bool, scheduler: str | None) -> None:
    """Start the process of a sweep, and wait until its engine is ready."""
    folder = folders.study_folder(name)
    options = [*(["--retry"] if retry else []), *([] if scheduler is None else ["--scheduler", scheduler])]
    with files.opened(folder / LOG_FILE, "ab") as log:
        words = ["vae", "sweep", str(folder / folders.PLAN_FILE), *options]
        begun = process.start(words, output=log, errors=log)
    # Until it holds the study's lock nobody else may begin, and nobody would see that it is under way.
    seconds = _SECONDS_TO_BEGIN if scheduler is None else _SECONDS_TO_BEGIN_ON_A_CLUSTER
    deadline = time.monotonic() + seconds
    while begun.poll() is None and time.monotonic() < deadline:
        if is_under_way(name) and sweep_state.read(name).is_open:
            return
        time.sleep(_POLL_SECONDS / 4)
    if begun.poll():
        raise StudyError(_last_words(folder))


def _last_words(folder: Path) -> str:
    """Return why a sweep has ended at its beginning."""
    lines = files.read_bytes(folder / LOG_FILE).decode(errors="replace").split("\n")
    said = next((line for line in reversed(lines) if line.strip()), "")
    return said.partition(": ")[2] or said or "the study's process ended without a word"


def stop(name: str) -> None:
    """Ask the process that sweeps a study to stop; its trainings go on from their last epoch at the next sweep.

    Raises:
        StudyError: the folder cannot be written.
    """
    folder = folders.study_folder(name)
    try:
        stopping.ask(folder, stopping.NOW)
    except OSError as error:
        raise StudyError(files.unwritable(folder, error)) from error


def begin(study: Study, workers: int | None = None, retry: bool = False, engine: Engine | None = None) -> Sweep:
    """Return a sweep of a study, for `run`.

    Args:
        study: the plan.
        workers: how many trainings go on at once; None for as many as the machine allows.
        retry: whether trainings that failed are tried again.
        engine: what does the trainings; None for processes of this machine.

    Raises:
        StudyError: the number of workers is out of its range, or training is turned off here.
    """
    _check_allowed()
    return Sweep(study, engine or Processes(study, workers), retry)


def _check_allowed() -> None:
    if not access().may_train:
        raise StudyError("training is turned off on this public demo: install the app to train on your own machine")
