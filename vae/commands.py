"""What the commands of the command line do; heavy imports happen inside them, so that the light ones stay quick."""

import argparse
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vae import data, listing, runs
from vae.checkpoints import checkpoint_path, read_checkpoint
from vae.config import PRESETS, ConfigError, RunConfig
from vae.data import DataError
from vae.export import ExportError, export
from vae.options import PRETRAINED, config_from
from vae.progress import Progress

if TYPE_CHECKING:
    from vae.training import EpochResult


class CommandError(ValueError):
    """A command cannot do what it was asked to; the message says why and what to do."""


class DivergedError(ArithmeticError):
    """A training ended with a loss that is no number."""


EXPECTED_ERRORS = (CommandError, ConfigError, DataError, ExportError, runs.RunError, DivergedError)


def train(arguments: argparse.Namespace) -> None:
    """Train a run of one's own, or go on with an unfinished one."""
    name = getattr(arguments, "name", arguments.preset)
    if name is None:
        raise CommandError("a run needs a name: give one with --name, or start from a --preset")
    if arguments.resume:
        config = _unfinished(arguments, name)
    else:
        config = config_from(arguments)
        _make_room(config.name, arguments.overwrite)
    folder = runs.own_runs_folder() / config.name
    run = _train_and_record(config, folder, checkpoint_path(config.name), arguments.thorough)
    print(listing.metrics_table(run.metrics))
    print(f"saved in {run.folder}")


def pretrained(arguments: argparse.Namespace) -> None:
    """Train the runs that ship again, each from where it was broken off."""
    unknown = sorted(set(arguments.runs) - set(PRETRAINED))
    if unknown:
        raise CommandError(f"run must be one of {', '.join(PRETRAINED)}, got {unknown[0]!r}")
    for name in arguments.runs or PRETRAINED:
        folder = runs.SHIPPED_FOLDER / name
        checkpoint = checkpoint_path(f"pretrained-{name}")
        # On binarised pixels the literature gives bounds with 5000 samples to compare with.
        thorough = PRESETS[name].likelihood == "bernoulli_binarized"
        run = _train_and_record(PRESETS[name], folder, checkpoint, thorough, compact=True)
        print(listing.metrics_table(run.metrics))


def evaluate(arguments: argparse.Namespace) -> None:
    """Measure a run again; figures and scores of a run of one's own are kept in its folder."""
    run = runs.load_run(arguments.run)
    _start_keras()
    from vae import recording

    dataset, model = data.load(run.config.dataset), runs.load_model(run)
    if arguments.scores:
        latents = recording.add_scores(run, model, dataset)
        print(f"scored {len(latents.labels)} held-out images, kept in {run.folder / 'latents.npz'}")
        return
    with _measuring() as report:
        figures = recording.measure(model, dataset, arguments.seed, arguments.thorough, report)
    print(listing.metrics_table(figures))
    if not run.shipped:
        recording.add_scores(run, model, dataset)
        document = {"version": runs.METRICS_VERSION, "metrics": run.metrics | figures}
        temporary = run.folder / "metrics.json.part"
        temporary.write_text(json.dumps(document, indent=2) + "\n")
        os.replace(temporary, run.folder / "metrics.json")


def list_runs(arguments: argparse.Namespace) -> None:
    """Print every run with its main figures, and on standard error what is wrong with damaged ones."""
    found, problems = runs.list_runs()
    if found:
        print(listing.runs_table(found))
    else:
        print("no runs yet: python -m vae train --dataset digits --epochs 20 --name quick")
    for problem in problems:
        print(problem, file=sys.stderr)


def devices(arguments: argparse.Namespace) -> None:
    """Print the devices that a training uses, the first of them first."""
    _start_keras()
    print(listing.devices_table())


def export_run(arguments: argparse.Namespace) -> None:
    """Write a run in another format."""
    run = runs.load_run(arguments.run)
    if arguments.format_name not in ("keras", "projector"):
        _start_keras()
    target = Path(arguments.to or f"{run.name}-{arguments.format_name}")
    folder = export(run, arguments.format_name, target)
    print(f"written: {', '.join(sorted(path.name for path in folder.iterdir()))} in {folder}")


def _train_and_record(
    config: RunConfig, folder: Path, checkpoint: Path, thorough: bool, compact: bool = False
) -> runs.Run:
    dataset = data.load(config.dataset)
    try:
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"{checkpoint.parent} cannot be written ({error.strerror}): set VAE_HOME to another folder"
        ) from error
    _start_keras()
    from vae import recording
    from vae.model import VAE

    model = VAE(config)
    results = _train_epochs(model, dataset, checkpoint)
    is_finished = len(results) == config.epochs
    if not is_finished:
        print("stopping: measuring and saving what is finished; Ctrl-C again leaves at once", file=sys.stderr)
    with _measuring() as report:
        run = recording.record(
            folder, model, dataset, results, thorough=thorough, compact=compact, overwrite=True, progress=report
        )
    if is_finished:
        checkpoint.unlink()
    else:
        print(
            f"{len(results)} of {config.epochs} epochs are done: go on with --name {config.name} --resume",
            file=sys.stderr,
        )
    return run


def _train_epochs(model: Any, dataset: Any, checkpoint: Path) -> list["EpochResult"]:
    """Train to the end, or to the last epoch finished before Ctrl-C; the model has that epoch's weights."""
    from vae import training

    epochs = model.config.epochs
    results: list[EpochResult] = []
    unfinished = read_checkpoint(checkpoint)
    bar = Progress(epochs, unfinished.num_epochs if unfinished else 0)
    weights = None
    try:
        for result in training.train(model, dataset, checkpoint):
            results.append(result)
            weights = model.encoder.get_weights(), model.decoder.get_weights()
            bar.update(result.epoch, _epoch_text(result, epochs))
    except KeyboardInterrupt:
        if weights is None:
            raise
        model.encoder.set_weights(weights[0])
        model.decoder.set_weights(weights[1])
    except training.TrainingDivergedError as error:
        raise DivergedError(str(error)) from error
    except ValueError as error:
        raise CommandError(str(error)) from error
    finally:
        bar.close()
    return results


def _epoch_text(result: "EpochResult", epochs: int) -> str:
    return (
        f"epoch {result.epoch}/{epochs}: training {result.reconstruction + result.kl:.2f}, "
        f"held-out {result.val_reconstruction + result.val_kl:.2f} nats "
        f"(KL {result.val_kl:.2f}), {result.images_per_second:,.0f} images/s"
    )


@contextlib.contextmanager
def _measuring() -> Any:
    """Give a callback for `metrics.evaluate` that shows a bar for every figure that takes its time."""
    bars: dict[str, Progress] = {}

    def report(name: str, share: float) -> None:
        if name not in bars:
            for bar in bars.values():
                bar.close()
            bars[name] = Progress(1.0)
        bars[name].update(share, f"measuring: {name}")

    yield report
    for bar in bars.values():
        bar.close()


def _start_keras() -> None:
    """Import Keras and find the devices, without the native libraries' greetings on standard error."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            import keras

            keras.distribution.list_devices()
        except BaseException:
            said.seek(0)
            os.write(kept, said.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _unfinished(arguments: argparse.Namespace, name: str) -> RunConfig:
    """Return the configuration an unfinished training began with; options given beside --resume must agree."""
    unfinished = read_checkpoint(checkpoint_path(name))
    if unfinished is None:
        raise CommandError(f"there is no unfinished training named {name!r}")
    config = unfinished.config
    given = {field: value for field, value in vars(arguments).items() if field in RunConfig.__dataclass_fields__}
    base = replace(PRESETS[arguments.preset], name=name) if arguments.preset else config
    if replace(base, **given) != config:
        raise CommandError(f"--resume keeps the options that {name!r} began with: leave out the others")
    return config


def _make_room(name: str, overwrite: bool) -> None:
    """Refuse a name that is taken, or with `overwrite` drop what an unfinished training left."""
    if (runs.SHIPPED_FOLDER / name).exists():
        raise CommandError(f"a run that ships is named {name!r} already: choose another one with --name")
    if overwrite:
        checkpoint_path(name).unlink(missing_ok=True)
    elif checkpoint_path(name).exists():
        raise CommandError(
            f"an unfinished training is named {name!r}: go on with --resume, or start again with --overwrite"
        )
    elif (runs.own_runs_folder() / name).exists():
        raise CommandError(f"a run is named {name!r} already: choose another --name, or replace it with --overwrite")


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "train": train,
    "evaluate": evaluate,
    "list": list_runs,
    "devices": devices,
    "export": export_run,
    "pretrained": pretrained,
}
