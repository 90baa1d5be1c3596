"""What a job is called: which names are free, and giving it, its checkpoint and its run another one."""

import os
import shutil
from dataclasses import replace
from itertools import chain, count

from vae import files
from vae.config import RunConfig
from vae.jobs import job_files, stopping
from vae.jobs.job import Job, JobError, job_folder, load_job, name_taken_by, unwritable
from vae.jobs.job_process import end_process, hold, launch
from vae.runs import store
from vae.runs.checkpoints import checkpoint_path

_TAKEN = {
    "shipped": "a run that ships is named {name!r} already: choose another name",
    "unfinished": "an unfinished training is named {name!r} already: resume it, replace it or choose another name",
    "run": "a run is named {name!r} already: replace it or choose another name",
    "training": "a training is named {name!r} already: replace it or choose another name",
}


def check_free(name: str, overwrite: bool = False) -> None:
    """Check that a training may have a name.

    Args:
        name: the name.
        overwrite: whether a run or training of that name may be replaced.

    Raises:
        JobError: it is taken.
    """
    taken = name_taken_by(name)
    if taken == "shipped" or (taken is not None and not overwrite):
        raise JobError(_TAKEN[taken].format(name=name))


def rename(job: Job, name: str) -> Job:
    """Give a job, its checkpoint and its run another name; a waiting job keeps its place in the queue.

    Raises:
        JobError: it is running, or the name is taken.
        ConfigError: the name is not one that `RunConfig` takes.
    """
    config = replace(job.config, name=name)
    now = load_job(job.name)
    if name == job.name:
        return now
    if now.is_active and now.state != "queued":
        raise JobError(f"{job.name!r} is running: stop it to rename it, or rename it when it is finished")
    with hold(name) as new_lock:
        check_free(name)
        with end_process(job.name):
            try:
                _move(now, config)
            except OSError as error:
                raise unwritable(error) from error
        renamed = load_job(name)
        return launch(renamed, new_lock) if now.is_active else renamed


def duplicate(job: Job) -> RunConfig:
    """Return the job's configuration under a free name, to be changed and started."""
    return replace(job.config, name=free_name(job.name))


def free_name(stem: str) -> str:
    """Return a name that no job, run or checkpoint has: the stem itself, or with the first free number after it."""
    numbered = (f"{stem[:58]}-{number}" for number in count(2))
    return next(name for name in chain([stem], numbered) if not name_taken_by(name) and not job_folder(name).exists())


def _move(job: Job, config: RunConfig) -> None:
    """Move all that bears a job's name; the caller holds both locks."""
    old_checkpoint = checkpoint_path(job.name)
    if old_checkpoint.exists():
        os.replace(old_checkpoint, checkpoint_path(config.name))
    old_run = store.own_runs_folder() / job.name
    if old_run.exists():
        with files.whole_folder(store.own_runs_folder() / config.name) as part:
            shutil.copytree(old_run, part, dirs_exist_ok=True)
            files.write_bytes(part / "config.json", config.to_json().encode())
        files.delete_folder(old_run)
    progress = job_files.read_progress(job.folder)
    if progress is not None and (progress.run == job.name or job.is_active):
        state = "queued" if job.is_active else progress.state
        run = config.name if progress.run == job.name else progress.run
        job_files.write_progress(job.folder, replace(progress, state=state, run=run, pid=None))
    stopping.forget(job.folder)
    files.delete_folder(job_folder(config.name))  # what a broken-off start left: a job's own was refused before
    os.replace(job.folder, job_folder(config.name))
    job_files.write_description(job_folder(config.name), config, job.device, job.thorough, job.queued_at)
