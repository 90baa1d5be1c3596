"""The process of a job: wait for the device, train, measure, save and say how it ended."""

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vae import backend, devices, locks
from vae.backend import BackendError
from vae.config import ConfigError
from vae.data.dataset import DataError
from vae.jobs import estimate, job_files, training_jobs
from vae.jobs.job import device_lock_paths
from vae.jobs.reporter import Reporter
from vae.jobs.trainer import DivergedError, Stopped, TrainerError, train_and_record
from vae.jobs.turns import holder, turn
from vae.progress import say
from vae.runs import store
from vae.runs.checkpoints import checkpoint_path
from vae.runs.run_files import RunError
from vae.words import sentence

EXPECTED_ERRORS = (BackendError, TrainerError, ConfigError, DataError, RunError, DivergedError)


def work(job: training_jobs.Job, lock: locks.FileLock) -> store.Run | None:
    """Do a job in this process, from waiting for the device to the saved run, and write down how it ended.

    Args:
        job: from `jobs.create` or `jobs.reopen`.
        lock: the job's lock, released at the end.

    Returns:
        The saved run, of all epochs or of those finished before a stop; None when nothing was to be saved.

    Raises:
        BackendError, TrainerError, ConfigError, DataError, RunError, DivergedError: as `trainer.train_and_record`,
            noted in the job's progress; so is everything else that is raised.
    """
    with lock:
        reporter = Reporter(job)
        try:
            reporter.write()
            with _stopping_on_sigterm(reporter), _wait_for_device(reporter):
                return _train(reporter)
        except (Stopped, KeyboardInterrupt) as stopped:
            epoch = reporter.progress.epoch
            _note(reporter, "stopped", f"Stopped after epoch {epoch} of {job.config.epochs}.")
            if isinstance(stopped, KeyboardInterrupt):
                raise
            return None
        except OSError as error:
            text = f"{error.strerror or error}: free some space or check the folder, then resume"
            _note(reporter, "failed", sentence(text))
            raise TrainerError(text) from error
        except EXPECTED_ERRORS as error:
            _note(reporter, "failed", sentence(error), diverged=isinstance(error, DivergedError))
            raise
        except BaseException as error:
            name = "the memory is used up" if isinstance(error, MemoryError) else f"{type(error).__name__}: {error}"
            _note(reporter, "failed", sentence(f"something unforeseen happened ({name[:300]}); the log has more"))
            raise


def _train(reporter: Reporter) -> store.Run:
    job = reporter.job
    reporter.write(state="starting", message="Loading TensorFlow and the data.")
    devices.prepare(job.device)
    folder = store.own_runs_folder() / job.name
    run = train_and_record(
        job.config, folder, checkpoint_path(job.name), device=job.device, thorough=job.thorough,
        watcher=reporter,
    )  # fmt: skip
    num_epochs = reporter.progress.epoch
    if reporter.is_over:
        reporter.write(state="finished", message="", share=None, seconds_left=None)
        if reporter.seconds_per_epoch is not None:
            estimate.remember(job.config, job.device, reporter.seconds_per_epoch)
    else:
        message = f"Stopped after epoch {num_epochs} of {job.config.epochs}; what was finished is saved as a run."
        reporter.write(state="stopped", message=message, share=None, seconds_left=None)
    return run


@contextlib.contextmanager
def _wait_for_device(reporter: Reporter) -> Iterator[None]:
    """Hold the device's locks; before that wait, in order, without TensorFlow, for the jobs that came earlier."""
    told, paths = None, device_lock_paths(reporter.job.device)

    def ahead() -> list[str]:
        reporter.check_stop()
        return [job.name for job in training_jobs.jobs_ahead(reporter.job)]

    def wait(names: list[str]) -> None:
        nonlocal told
        if names != told:
            told = names
            message = f"Waiting for {names[-1]}." if names else _unknown(paths)
            say(message)
            reporter.write(state="queued", message=message)

    with turn(paths, ahead, wait):
        yield


def _unknown(paths: list[Path]) -> str:
    """Say who has the device where it is no training of this page."""
    who = holder(paths)
    return "Waiting for the device." if who is None else f"Waiting for {who}, which lets it in after what is under way."


@contextlib.contextmanager
def _stopping_on_sigterm(reporter: Reporter) -> Iterator[None]:
    """Take SIGTERM as the wish to stop after the step under way; a second one leaves out measuring and saving."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(*_: Any) -> None:
        reporter.stop_requests += 1

    before = signal.signal(signal.SIGTERM, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _note(reporter: Reporter, state: str, message: str, diverged: bool = False) -> None:
    """Write the job's end; where there is no room for a new file, over what the old one said."""
    try:
        reporter.write(state=state, message=message, diverged=diverged, share=None, seconds_left=None)
    except OSError:
        # Where even that fails, on a disk turned read-only, the job is seen as interrupted.
        with contextlib.suppress(OSError):
            job_files.overwrite_progress(reporter.job.folder, reporter.progress)


def main(arguments: list[str]) -> int:
    """Do the job that `jobs.start` or `jobs.resume` has prepared.

    Args:
        arguments: the job's name, and the descriptor of its lock.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    backend.go_lightly()
    name, descriptor = arguments[0], int(arguments[1])
    job = training_jobs.load_job(name)
    lock = training_jobs.adopt_lock(job, descriptor)
    if lock is None:
        say(f"{name} is being trained by another process")
        return 2
    try:
        work(job, lock)
    except EXPECTED_ERRORS as error:
        say(str(error))
        return 1
    except BaseException:
        say(traceback.format_exc())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
