"""The process of a job: begin it, hand it the lock that says it is alive, and end it."""

import contextlib
import os
from collections.abc import Iterator

from vae import files, locks
from vae.jobs import job_files, process, standby, stopping
from vae.jobs.job import (
    LOG_FILE,
    WINDOWS_START_SECONDS,
    Job,
    JobError,
    job_folder,
    lock_path,
    read_job,
    unwritable,
)

_LOCK_SECONDS = 1.0
_LOOK_SECONDS = 0.2


def hold(name: str) -> locks.FileLock:
    """Return the lock of a job that has no process.

    Raises:
        JobError: it has one, or the folder of the jobs cannot be written.
    """
    lock = _acquire(name, _LOCK_SECONDS)
    if lock is None:
        raise JobError(f"a training named {name!r} is running already: stop it first or choose another name")
    return lock


@contextlib.contextmanager
def released_on_failure(lock: locks.FileLock) -> Iterator[None]:
    """Keep the lock where all goes well; files that cannot be written become a JobError."""
    try:
        yield
    except OSError as error:
        lock.release()
        raise unwritable(error) from error
    except BaseException:
        lock.release()
        raise


def launch(job: Job, lock: locks.FileLock) -> Job:
    """Start the process of a job from `create` or `reopen`; it takes over the lock, which is never left free.

    Raises:
        JobError: no process can be started.
    """
    try:
        with files.opened(job.folder / LOG_FILE, "ab") as log:
            if not standby.give([job.name], lock, log):
                process.start(["vae.jobs.worker", job.name, str(lock.descriptor)], output=log, errors=log, lock=lock)
    except OSError as error:
        raise JobError(f"the training's process cannot be started ({error.strerror or error})") from error
    finally:
        lock.release()
    return job


def adopt_lock(job: Job, descriptor: int) -> locks.FileLock | None:
    """Return the job's lock in the process that it was handed to, or None when another process holds it."""
    path = lock_path(job.name)
    return locks.adopt(descriptor, path) if os.name != "nt" else locks.acquire(path, WINDOWS_START_SECONDS)


def end_process(name: str) -> locks.FileLock:
    """Return the lock of a job after its process, if it had one, has ended: asked first, killed after two seconds.

    Raises:
        JobError: the process does not end, or the folder of the jobs cannot be written.
    """
    folder = job_folder(name)

    def please() -> None:
        if read_job(name) is not None:
            stopping.ask(folder, stopping.NOW)

    def pid() -> int | None:
        progress = job_files.read_progress(folder)
        return None if progress is None else progress.pid

    lock = stopping.end(lambda: _acquire(name, _LOOK_SECONDS), please, pid)
    if lock is None:
        raise JobError(f"the process of {name!r} cannot be ended: try again in a moment")
    return lock


def _acquire(name: str, seconds: float) -> locks.FileLock | None:
    try:
        return locks.acquire(lock_path(name), seconds)
    except OSError as error:
        raise unwritable(error) from error
