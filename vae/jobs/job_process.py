"""The process of a job: begin it, hand it the lock that says it is alive, and end it."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from vae import files, locks
from vae.jobs import job_files
from vae.jobs.job import (
    LOG_FILE,
    STOP_FILE,
    STOP_NOW,
    WINDOWS_START_SECONDS,
    Job,
    JobError,
    job_folder,
    lock_path,
    read_job,
)

_POLITE_SECONDS = 2.0
_KILL_SECONDS = 4.0
_PACKAGE_PARENT = Path(__file__).resolve().parents[2]


def launch(job: Job, lock: locks.FileLock) -> Job:
    """Start the process of a job from `create` or `reopen`; it takes over the lock, which is never left free.

    Raises:
        JobError: no process can be started.
    """
    paths = [str(_PACKAGE_PARENT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "VAE_HOME": str(files.home_folder().absolute())}
    options: dict[str, Any] = {"start_new_session": True, "pass_fds": (lock.descriptor,)}
    if os.name == "nt":
        flags = ("CREATE_NEW_PROCESS_GROUP", "CREATE_NO_WINDOW")
        options = {"creationflags": sum(getattr(subprocess, flag) for flag in flags)}
    try:
        with (job.folder / LOG_FILE).open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "vae.jobs.worker", job.name, str(lock.descriptor)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, **options,
            )  # fmt: skip
    except OSError as error:
        raise JobError(f"the training's process cannot be started ({error.strerror or error})") from error
    finally:
        lock.release()
    # Someone has to ask how it ended, or it stays in the process table for as long as the server runs.
    threading.Thread(target=process.wait, name=f"end of {job.name}", daemon=True).start()
    return job


def adopt_lock(job: Job, descriptor: int) -> locks.FileLock | None:
    """Return the job's lock in the process that it was handed to, or None when another process holds it."""
    path = lock_path(job.name)
    return locks.adopt(descriptor, path) if os.name != "nt" else locks.acquire(path, WINDOWS_START_SECONDS)


def end_process(name: str) -> locks.FileLock:
    """Return the lock of a job after its process, if it had one, has ended: asked first, killed after two seconds.

    Raises:
        JobError: the process does not end.
    """
    job = read_job(name)
    deadline = time.monotonic() + _POLITE_SECONDS
    lock = locks.acquire(lock_path(name), 0.2)
    if lock is None and job is not None:
        files.write_bytes(job.folder / STOP_FILE, STOP_NOW.encode())
    while lock is None and time.monotonic() < deadline + _KILL_SECONDS:
        lock = locks.acquire(lock_path(name), 0.2)
        if lock is None and time.monotonic() > deadline:
            _kill(name)
    if lock is None:
        raise JobError(f"the process of {name!r} cannot be ended: try again in a moment")
    return lock


def _kill(name: str) -> None:
    progress = job_files.read_progress(job_folder(name))
    if progress is not None and progress.pid not in (None, os.getpid()):
        try:
            os.kill(progress.pid, 9 if os.name != "nt" else 15)
        except OSError:
            return
