"""A job as it is seen from outside: read from its files, alive as long as some process holds its lock."""

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vae import documents, files, locks
from vae.config import ConfigError, RunConfig
from vae.devices import overlap, parts
from vae.jobs import job_files, stopping
from vae.jobs.job_files import ACTIVE_STATES, DESCRIPTION_FILE, JobProgress
from vae.runs import store
from vae.runs.checkpoints import checkpoint_path

if TYPE_CHECKING:
    from vae.film.frames import Frame

LOG_FILE = "log.txt"
WINDOWS_START_SECONDS = 10.0


class JobError(ValueError):
    """A job cannot do what it was asked to; the message says why and what to do."""


@dataclass(frozen=True)
class Job:
    """One training as it was when it was looked at; `load_job` looks again.

    Attributes:
        name: name of the job, of its folder and of the run it makes.
        folder: VAE_HOME/jobs/<name>, where everything about it is.
        config: what is trained.
        device: "cpu", "gpu:0", "gpu:1", ... or "gpus", all GPUs.
        thorough: whether the bound with 5000 samples is measured at the end.
        queued_at: when it was started or resumed, seconds since 1970; of those that want the same
            device, or one that is part of it, earlier ones go first.
        progress: how far it is.
        is_alive: whether it has a process.
    """

    name: str
    folder: Path
    config: RunConfig
    device: str
    thorough: bool
    queued_at: float
    progress: JobProgress
    is_alive: bool

    @property
    def state(self) -> str:
        """One of `job_files.STATES`."""
        return self.progress.state

    @property
    def is_active(self) -> bool:
        """Whether it waits, trains or measures."""
        return self.state in ACTIVE_STATES

    @property
    def is_resumable(self) -> bool:
        """Whether `resume` goes on with it."""
        return not self.is_active and self.state != "finished"

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to stop and has not stopped yet."""
        return self.is_active and stopping.asked(self.folder) is not None


def unwritable(error: OSError) -> JobError:
    """Return what to raise where the files of a job cannot be written."""
    return JobError(files.unwritable(jobs_folder(), error))


def jobs_folder() -> Path:
    """Return the folder of all jobs."""
    return files.home_folder() / "jobs"


def list_jobs() -> list[Job]:
    """Return all jobs, the latest started or resumed first."""
    try:
        names = [path.name for path in jobs_folder().iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:
        return []
    found = [job for job in map(read_job, names) if job is not None]
    return sorted(found, key=lambda job: (job.queued_at, job.name), reverse=True)


def load_job(name: str) -> Job:
    """Return a job by its name as it is now.

    Raises:
        JobError: there is none.
    """
    job = read_job(name)
    if job is None:
        raise JobError(f"there is no job named {name!r}; known are {', '.join(j.name for j in list_jobs()) or 'none'}")
    return job


def history(job: Job) -> dict[str, np.ndarray]:
    """Return what every finished epoch brought, as `job_files.read_history` does."""
    return job_files.read_history(job.folder)


def history_reader(job: Job) -> job_files.HistoryReader:
    """Return what reads that again and again, only what is new of it each time."""
    return job_files.HistoryReader(job.folder)


def frames(job: Job, after: int = 0) -> "list[Frame]":
    """Return the kept pictures of the epochs later than `after`, in order; see `vae.film.frames`."""
    from vae.film.frames import read_frames

    return read_frames(job.folder, after)


def jobs_ahead(job: Job) -> list[Job]:
    """Return the jobs that a waiting one waits for: those at work on its device, then those that wait longer.

    A job on all GPUs and one on any of them are in each other's way.
    """
    place = job.queued_at, job.name
    others = [other for other in jobs_on(job.device) if other.name != job.name]
    return [other for other in others if other.state != "queued" or (other.queued_at, other.name) < place]


def jobs_on(device: str) -> list[Job]:
    """Return the jobs that use a device, or one that is part of it, then those that wait for it, the longest first."""
    active = (read_job(path.stem) for path in _locks_folder().glob("*.lock") if locks.is_held(path))
    found = [job for job in active if job is not None and job.is_active and overlap(job.device, device)]
    return sorted(found, key=lambda job: (job.state == "queued", job.queued_at, job.name))


def place_in_queue(job: Job) -> int:
    """Return how many jobs go before a waiting one on its device, the one at work included; 0 for any other job."""
    return len(jobs_ahead(job)) if job.state == "queued" else 0


def log_tail(job: Job, num_lines: int = 40) -> str:
    """Return the last lines of what the job's process printed; empty for one that trains in a terminal."""
    path = job.folder / LOG_FILE
    try:
        with files.opened(path) as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 400 * num_lines))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-num_lines:])


def name_taken_by(name: str) -> str | None:
    """Return what has a name already, or None for a free name.

    Returns:
        "shipped", a run that ships; "unfinished", a training that can go on; "run", one's own run; "training", one that
        has come to its end and whose run is gone. What a start that was broken off leaves, a folder that no job
        describes, has no name.
    """
    if (store.SHIPPED_FOLDER / name).exists():
        return "shipped"
    if checkpoint_path(name).exists():
        return "unfinished"
    if (store.own_runs_folder() / name).exists():
        return "run"
    if not (job_folder(name) / DESCRIPTION_FILE).exists():
        return None
    job = read_job(name)
    return "unfinished" if job is not None and job.state != "finished" else "training"


def device_lock_paths(device: str) -> list[Path]:
    """Return the files whose locks the job that uses a device holds, all of them."""
    return [_locks_folder() / "devices" / f"{name.replace(':', '-')}.lock" for name in parts(device)]


def job_folder(name: str) -> Path:
    """Return the folder of the job of that name, whether or not there is one."""
    return jobs_folder() / name


def lock_path(name: str) -> Path:
    """Return the file whose lock a job's process holds for life."""
    return _locks_folder() / f"{name}.lock"


def read_job(name: str) -> Job | None:
    """Return the job of that name, or None where there is no readable description."""
    folder = job_folder(name)
    document = files.read_json(folder / DESCRIPTION_FILE)
    if document is None:
        return None
    try:
        config = replace(RunConfig.from_json(document["config"]), name=name)
        device = documents.text("device", document["device"])
        queued_at = documents.number("queued_at", document["queued_at"])
        description = (device, bool(document["thorough"]), float(queued_at))
    except (ConfigError, KeyError, TypeError, ValueError):
        return None
    # Asked before the progress is read: a process that ends in between has written its last word by then.
    is_alive = locks.is_held(lock_path(name))
    progress = job_files.read_progress(folder) or JobProgress("starting", epochs=config.epochs)
    if os.name == "nt" and progress.pid is None and time.time() - progress.updated < WINDOWS_START_SECONDS:
        is_alive = True
    if progress.state in ACTIVE_STATES and not is_alive:
        progress = replace(progress, state="interrupted", message=_interrupted(progress))
    return Job(name, folder, config, *description, progress, is_alive)


def _locks_folder() -> Path:
    return jobs_folder() / ".locks"


def _interrupted(progress: JobProgress) -> str:
    if progress.epoch == 0:
        return "The process ended before its first epoch was finished; resume begins again."
    return f"The process ended after epoch {progress.epoch} of {progress.epochs}; resume goes on from there."
