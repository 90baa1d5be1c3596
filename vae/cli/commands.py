"""What the commands of the command line do; heavy imports happen inside them, so that the light ones stay quick."""

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from vae import devices
from vae.access import AccessError
from vae.backend import BackendError
from vae.cli import data_commands, import_commands, listing, plan_commands, pretraining, study_commands
from vae.cli.options import config_from
from vae.config import ConfigError, RunConfig
from vae.data import datasets
from vae.data.dataset import DataError
from vae.data.wording import said_of
from vae.exports.export import NOTES, ExportError, export
from vae.files import HomeError, unwritable
from vae.foreign.description import ForeignError
from vae.jobs import training_jobs
from vae.jobs.trainer import DivergedError, TrainerError, measuring, start_keras
from vae.jobs.worker import work
from vae.kind import kind_of
from vae.latent.projections import ProjectionError, Setting
from vae.locks import FileLock
from vae.progress import Progress, say
from vae.runs import run_data, store
from vae.runs.network_files import is_lean
from vae.runs.run_files import RunError
from vae.runs.saving import write_metrics
from vae.schedule import cautions
from vae.studies import sweep
from vae.studies.plan_text import repeated
from vae.studies.study import StudyError
from vae.words import PROGRAM


class CommandError(ValueError):
    """A command cannot do what it was asked to; the message says why and what to do."""


EXPECTED_ERRORS = (
    CommandError, BackendError, HomeError, ConfigError, DataError, ExportError, training_jobs.JobError, ProjectionError,
    RunError, StudyError, TrainerError, DivergedError, AccessError, ForeignError,
    plan_commands.PlanError,
)  # fmt: skip


def train(arguments: argparse.Namespace) -> None:
    """Train a run of one's own, or go on with an unfinished one, here or in the background."""
    name = getattr(arguments, "name", arguments.preset)
    if name is None:
        raise CommandError("a run needs a name: give one with --name, or start from a --preset")
    if arguments.seeds != 1:
        _repeat(arguments)
        return
    if arguments.resume:
        _check_options_agree(arguments, name)
        job, lock = training_jobs.reopen(name, arguments.device, arguments.thorough)
    else:
        config = config_from(arguments)
        _make_room(config.name, arguments.overwrite)
        _warn(config)
        device = arguments.device or devices.AUTO
        job, lock = training_jobs.create(config, device, overwrite=arguments.overwrite, thorough=arguments.thorough)
    _do(job, lock, arguments.background)


def _repeat(arguments: argparse.Namespace) -> None:
    """Train a configuration several times with different seeds, as a study."""
    for option in ("resume", "overwrite", "thorough", "device"):
        if getattr(arguments, option):
            raise CommandError(f"--{option} is of a single training: leave it out, or leave out --seeds")
    config = config_from(arguments)
    _warn(config)
    study = repeated(config, arguments.seeds)
    if arguments.background:
        sweep.begin_apart(study)
        print(f"study {study.name} is begun: see how it stands with {PROGRAM} study {study.name}")
        return
    study_commands.train_all(study)


def _warn(config: RunConfig) -> None:
    """Say before the start what keeps a configuration from bringing a good run."""
    for caution in cautions(config, datasets.num_training(config.dataset)):
        options = (f"--{name.replace('_', '-')} {value}" for name, value in caution.changes.items())
        say(f"warning: {said_of(config, caution.text)} Take {' '.join(options)}.")


def resume(arguments: argparse.Namespace) -> None:
    """Go on with a stopped, failed or interrupted training."""
    _do(*training_jobs.reopen(arguments.job, arguments.device), arguments.background)


def list_jobs(arguments: argparse.Namespace) -> None:
    """Print every job and how far it is."""
    found = training_jobs.list_jobs()
    print(listing.jobs_table(found) if found else f"no jobs yet: {PROGRAM} train --help")


def stop(arguments: argparse.Namespace) -> None:
    """Ask a job to stop; it goes on in the background until it has saved what is finished."""
    training_jobs.stop(training_jobs.load_job(arguments.job), save=not arguments.now)
    print(f"{arguments.job} stops after this step: go on with {PROGRAM} resume {arguments.job}")


def cancel(arguments: argparse.Namespace) -> None:
    """End and delete a job; its run, if it saved one, stays."""
    training_jobs.cancel(training_jobs.load_job(arguments.job))
    print(f"{arguments.job} is deleted")


def evaluate(arguments: argparse.Namespace) -> None:
    """Measure a run again; figures and scores of a run of one's own are kept in its folder."""
    run = store.load_run(arguments.run)
    if arguments.verdict and not kind_of(run.config).are_pictures:
        raise CommandError(f"run {run.name!r} makes no pictures: what looks strange is measured of pictures alone")
    start_keras()
    from vae.film import recording
    from vae.model.loading import load_model

    dataset, model = run_data.load_of(run), load_model(run)
    if arguments.scores:
        with _kept_in(run):
            latents = recording.add_scores(run, model, dataset)
        scored = said_of(run.config, f"scored {len(latents.labels)} held-out images")
        print(f"{scored}, kept in {run.folder / 'latents.npz'}")
        return
    with measuring() as report:
        if arguments.verdict:
            verdict = recording.measure_verdict(model, dataset, arguments.seed, report, arguments.seed)
        else:
            measured = recording.measure(model, dataset, arguments.seed, arguments.thorough, report)
    if arguments.verdict:
        print(listing.metrics_table(verdict, run.config))
        with _kept_in(run):
            write_metrics(run.folder, run.metrics | verdict)
        return
    print(listing.metrics_table(measured.figures, run.config))
    if not run.shipped:
        with _kept_in(run):
            recording.add_scores(run, model, dataset, measured.nll)
            write_metrics(run.folder, run.metrics | measured.figures)


@contextlib.contextmanager
def _kept_in(run: store.Run) -> Iterator[None]:
    """Say what is not kept where a run's folder cannot be written."""
    try:
        yield
    except OSError as error:
        reason = unwritable(run.folder, error, "make the folder writable")
        raise CommandError(f"what was measured is not kept: {reason}") from error


def list_runs(arguments: argparse.Namespace) -> None:
    """Print every run with its main figures, and on standard error what is wrong with damaged ones."""
    found, problems = store.list_runs()
    if found:
        print(listing.runs_table(found))
    else:
        print(f"no runs yet: {PROGRAM} train --dataset digits --epochs 20 --name quick")
    for problem in problems:
        print(problem, file=sys.stderr)


def list_devices(arguments: argparse.Namespace) -> None:
    """Print the devices that a training uses, the first of them first."""
    start_keras()
    print(listing.devices_table())


def export_run(arguments: argparse.Namespace) -> None:
    """Write a run in another format."""
    run = store.load_run(arguments.run)
    copied = ("projector", "run", "web" if is_lean(run.folder) else "keras")
    if arguments.format_name not in copied or not run.has_pictures:
        start_keras()
    target = Path(arguments.to or f"{run.name}-{arguments.format_name}")
    folder = export(run, arguments.format_name, target)
    print(f"written: {', '.join(sorted(path.name for path in folder.iterdir()))} in {folder}")
    if arguments.format_name in NOTES:
        print(NOTES[arguments.format_name])


def project(arguments: argparse.Namespace) -> None:
    """Bring a run's codes onto a plane and keep the result where the atlas looks for it."""
    from vae.jobs import projection_jobs

    setting = Setting(**{name: getattr(arguments, name) for name in Setting.__dataclass_fields__})
    run = store.load_run(arguments.run)
    if run.config.latent_dim <= 2:
        raise CommandError(f"run {run.name!r} has no more than two latent dimensions: they are a plane as they are")
    codes = store.load_latents(run).z_mean
    bar = Progress(1.0)
    try:
        result = projection_jobs.run_job(codes, setting, bar.update)
    finally:
        bar.close()
    key = projection_jobs.job_key(codes, setting)
    print(f"{len(codes):,} codes, trustworthiness {result.trust:.4f}, kept as {key}")


def _do(job: training_jobs.Job, lock: FileLock, background: bool) -> None:
    """Train a prepared job in this process or in one of its own, and say what came of it."""
    if background:
        training_jobs.launch(job, lock)
        print(f"{job.name} is started: watch it with {PROGRAM} jobs, end it with {PROGRAM} stop {job.name}")
        return
    run = work(job, lock)
    if run is not None:
        print(listing.metrics_table(run.metrics, run.config))
        print(f"saved in {run.folder}")
    done = training_jobs.load_job(job.name)
    if done.state != "finished":
        print(
            f"{done.progress.epoch} of {job.config.epochs} epochs are done: go on with --name {job.name} --resume",
            file=sys.stderr,
        )


def _check_options_agree(arguments: argparse.Namespace, name: str) -> None:
    """Refuse options beside --resume that are not those the training began with."""
    config = training_jobs.unfinished_config(name)
    given = {field: value for field, value in vars(arguments).items() if field in RunConfig.__dataclass_fields__}
    wanted = config_from(arguments) if arguments.preset else replace(config, **given)
    if wanted != config:
        raise CommandError(f"--resume keeps the options that {name!r} began with: leave out the others")


def _make_room(name: str, overwrite: bool) -> None:
    """Refuse a name that is taken, in the command line's words."""
    taken = training_jobs.name_taken_by(name)
    if taken == "unfinished":
        training_jobs.hold(name).release()  # of one that is running, what to do is another matter
    if taken == "shipped":
        raise CommandError(f"a run that ships is named {name!r} already: choose another one with --name")
    if taken == "unfinished" and not overwrite:
        raise CommandError(
            f"an unfinished training is named {name!r}: go on with --resume, or start again with --overwrite"
        )
    if taken is not None and not overwrite:
        raise CommandError(
            f"a {taken} is named {name!r} already: choose another --name, or replace it with --overwrite"
        )


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "train": train,
    "evaluate": evaluate,
    "list": list_runs,
    "devices": list_devices,
    "jobs": list_jobs,
    "stop": stop,
    "resume": resume,
    "cancel": cancel,
    "export": export_run,
    "project": project,
    "pretrained": pretraining.pretrained,
    "lesson": pretraining.lesson,
    "data": data_commands.run,
    "import": import_commands.run,
    "plan": plan_commands.plan,
    "sweep": study_commands.sweep,
    "study": study_commands.study,
}
