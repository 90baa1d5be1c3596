"""Training as a separate process: start, watch, stop, resume, cancel and rename jobs, all of them kept in files."""

import time
from dataclasses import replace

from vae import devices, files, locks
from vae.access import access
from vae.config import RunConfig
from vae.data import datasets
from vae.devices import DeviceError
from vae.jobs import job_files, stopping
from vae.jobs.job import (
    Job,
    JobError,
    frames,
    history,
    history_reader,
    job_folder,
    jobs_ahead,
    jobs_folder,
    list_jobs,
    load_job,
    log_tail,
    name_taken_by,
    place_in_queue,
    read_job,
    unwritable,
)
from vae.jobs.job_files import JobProgress
from vae.jobs.job_names import check_free, duplicate, free_name, rename
from vae.jobs.job_process import adopt_lock, end_process, hold, launch, released_on_failure
from vae.runs import store
from vae.runs.checkpoints import checkpoint_path, read_checkpoint

__all__ = [
    "Job", "JobError", "JobProgress", "adopt_lock", "cancel", "create", "duplicate", "frames", "free_name", "history",
    "history_reader", "hold", "jobs_ahead", "jobs_folder", "launch", "list_jobs", "load_job", "log_tail",
    "name_taken_by", "place_in_queue", "rename", "reopen", "resume", "start", "stop", "unfinished_config",
]  # fmt: skip


def start(config: RunConfig, device: str = devices.AUTO, overwrite: bool = False, thorough: bool = False) -> Job:
    """Start a training in a process of its own, which outlives this one; where the device is busy it waits its turn.

    Args:
        config: what to train.
        device: a device's name as `devices.list_devices` has it, or "auto" for the first GPU, else the processor.
        overwrite: whether a run or training of that name may be replaced.
        thorough: whether to measure the bound with 5000 samples at the end, which takes minutes.

    Returns:
        The job.

    Raises:
        JobError: the name is taken, the device is not there, VAE_HOME cannot be written, or training is turned off.
    """
    job, lock = create(config, device, overwrite, thorough)
    return launch(job, lock)


def create(
    config: RunConfig, device: str = devices.AUTO, overwrite: bool = False, thorough: bool = False
) -> tuple[Job, locks.FileLock]:
    """Write a new job's files without starting a process, for a caller that trains by itself: `vae.jobs.worker.work`.

    Returns:
        The job and the held lock that says it is alive.

    Raises:
        JobError: as `start`.
    """
    found = _check_allowed(device)
    config = datasets.with_shape(config)
    lock = hold(config.name)
    with released_on_failure(lock):
        check_free(config.name, overwrite)
        checkpoint_path(config.name).unlink(missing_ok=True)
        files.delete_folder(job_folder(config.name))
        job = _write(config, found, thorough, epoch=0)
    return job, lock


def resume(job: Job, device: str | None = None) -> Job:
    """Go on with a stopped, failed or interrupted job after its last finished epoch, as if it had not been broken off.

    Args:
        job: the job.
        device: another device to go on with; the result on another kind of device may differ in rounding.

    Raises:
        JobError: it is running, finished or gone, or as `start`.
    """
    return launch(*reopen(job.name, device))


def unfinished_config(name: str) -> RunConfig:
    """Return how the job or mere checkpoint of that name is trained.

    Raises:
        JobError: there is neither.
        RunError: the checkpoint is damaged.
    """
    known = read_job(name)
    if known is not None:
        return known.config
    unfinished = read_checkpoint(checkpoint_path(name))
    if unfinished is None:
        raise JobError(f"there is no unfinished training named {name!r}")
    return replace(unfinished.config, name=name)


def reopen(name: str, device: str | None = None, thorough: bool = False) -> tuple[Job, locks.FileLock]:
    """Make a job, or a mere checkpoint of that name, ready to go on, for a caller that trains by itself.

    Raises:
        JobError: as `resume`.
        RunError: the checkpoint is damaged.
    """
    config = unfinished_config(name)
    lock = hold(name)
    with released_on_failure(lock):
        known = read_job(name)
        unfinished = read_checkpoint(checkpoint_path(name))
        if known is not None and known.state == "finished":
            raise JobError(f"{name!r} is finished: duplicate it under another name to train again")
        found = _check_allowed(device or (known.device if known else devices.AUTO))
        thorough = thorough or (known is not None and known.thorough)
        run = known.progress.run if known is not None else None
        job = _write(config, found, thorough, epoch=unfinished.num_epochs if unfinished else 0, run=run)
    return job, lock


def stop(job: Job, save: bool = True) -> None:
    """Ask a job to stop after the training step under way; `resume` goes on after its last finished epoch.

    Args:
        job: the job; a waiting one leaves the queue.
        save: whether to measure what the finished epochs brought and save it as a run first. A second call with False
            ends the measuring.

    Raises:
        JobError: it is not running.
    """
    if not load_job(job.name).is_active:
        raise JobError(f"{job.name!r} is not running")
    try:
        stopping.ask(job.folder, stopping.SAVE if save else stopping.NOW)
    except OSError as error:
        raise unwritable(error) from error


def cancel(job: Job, with_run: bool = False) -> None:
    """End a job at once, if it is running, and delete it with its checkpoint.

    Args:
        job: the job.
        with_run: whether the run it saved is deleted, too.

    Raises:
        JobError: its process cannot be ended or its files cannot be deleted.
    """
    with end_process(job.name):
        try:
            checkpoint_path(job.name).unlink(missing_ok=True)
            if with_run:
                files.delete_folder(store.own_runs_folder() / job.name)
            files.delete_folder(job.folder)
        except OSError as error:
            raise unwritable(error) from error


def _check_allowed(device: str) -> str:
    """Return the device's own name if trainings may be started here."""
    if not access().may_train:
        raise JobError("training is turned off on this public demo: install the app to train on your own machine")
    try:
        return devices.find_device(device).name
    except DeviceError as error:
        raise JobError(str(error)) from error


def _write(config: RunConfig, device: str, thorough: bool, epoch: int, run: str | None = None) -> Job:
    """Write the files of a job that waits; the caller holds its lock."""
    folder = job_folder(config.name)
    folder.mkdir(parents=True, exist_ok=True)
    stopping.forget(folder)
    now = time.time()
    progress = JobProgress("queued", epoch=epoch, epochs=config.epochs, run=run, updated=now)
    job_files.write_progress(folder, progress)
    job_files.write_description(folder, config, device, thorough, now)
    return Job(config.name, folder, config, device, thorough, now, progress, True)
