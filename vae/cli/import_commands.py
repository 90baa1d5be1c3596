"""What `python -m vae import` does: bring an autoencoder that was made elsewhere in as a run."""

import argparse
import tempfile
from pathlib import Path

import numpy as np

from vae import files
from vae.cli.listing import table
from vae.config import name_for
from vae.data import datasets, imports, own_data
from vae.data.dataset import DataError
from vae.foreign.description import ForeignError
from vae.imports.adding import add_figures, add_run, only_with, samples_of, understand_files
from vae.imports.codes import read_codes
from vae.imports.contract import Understood
from vae.imports.making import Beside
from vae.imports.questions import Answers, Samples
from vae.imports.run_folder import name_in, run_files_in
from vae.imports.trials import NUM_TRIED
from vae.jobs.trainer import start_keras
from vae.progress import say
from vae.readers.files import read_files
from vae.runs.run_files import RunError
from vae.runs.saving import check_name, save_copy
from vae.runs.store import Run, own_runs_folder
from vae.shape import PictureShape
from vae.words import PROGRAM

_INVERT: dict[str, imports.Invert] = {"auto": "auto", "yes": True, "no": False}
_OPTIONS = {
    "decoder": "--decoder", "encoder": "--encoder", "order": "--order", "pixels": "--pixels",
    "encoder_pixels": "--encoder-pixels", "shape": "--shape", "layout": "--layout", "labels_first": "--labels",
}  # fmt: skip
_OF_RUNS = ("command", "paths", "name", "check")
"""What also a run of our own is imported by; all else is asked of what was made elsewhere."""


def run(arguments: argparse.Namespace) -> None:
    """Read files, say what was understood of them, and write the run."""
    given = read_files([Path(path) for path in arguments.paths])
    name = arguments.name or name_for(arguments.paths[0], "imported")
    contents = run_files_in(given)
    if contents is not None:
        _take_run(arguments, contents, arguments.name or name_in(contents, name))
        return
    answers = _answers(arguments)
    check_name(own_runs_folder(), name)
    beside = _beside(arguments)
    understood = understand_files(given, answers)
    samples = _samples(arguments, understood.shape)
    if samples is not None:
        understood = understand_files(given, answers, samples)
    _print(understood)
    if arguments.check:
        return
    added = _add_pictures(arguments, understood, name)
    dataset = arguments.data if added is None else added.dataset
    with only_with(added, own_runs_folder() / name):
        made = add_run(own_runs_folder(), name, given, answers, beside, dataset)
    _measure(made)
    _print_done(made)


def _take_run(arguments: argparse.Namespace, contents: dict[str, bytes], name: str) -> None:
    """Write a run of which all files are there again, or only say that it can be."""
    unused = [
        "--" + option.replace("_", "-") for option, value in vars(arguments).items()
        if option not in _OF_RUNS and value is not None and value is not False and (option, value) != ("invert", "no")
    ]  # fmt: skip
    if unused:
        say(f"not used: {', '.join(unused)}, since the files of a run say all that it is")
    if not arguments.check:
        _print_done(save_copy(own_runs_folder(), contents, name))
        return
    check_name(own_runs_folder(), name)
    with tempfile.TemporaryDirectory() as folder:  # what is wrong with a run is found as it is opened
        save_copy(Path(folder), contents, name)
    print(f"this is a run of Latent Explorer: it comes back as it was, named {name}")


def _answers(arguments: argparse.Namespace) -> Answers:
    shape = None
    if arguments.shape is not None:
        sides = arguments.shape.lower().replace("×", "x").split("x")
        try:
            shape = PictureShape.of(tuple(int(side) for side in sides))
        except ValueError as error:
            raise ForeignError(
                f"--shape must be such as 28x28 or 32x32x3, got {arguments.shape!r} ({error})"
            ) from error
    return Answers(
        decoder=arguments.decoder, encoder=-1 if arguments.decoder_alone else arguments.encoder, order=arguments.order,
        pixels=arguments.pixels, encoder_pixels=arguments.encoder_pixels, shape=shape, layout=arguments.layout,
        turned=arguments.turned, classes=arguments.num_classes,
        labels_first=None if arguments.labels is None else arguments.labels == "first",
        variational=False if arguments.plain else None,
    )  # fmt: skip


def _beside(arguments: argparse.Namespace) -> Beside:
    codes = None
    if arguments.codes is not None:
        path = Path(arguments.codes)
        try:
            codes = read_codes(path.name, files.read_bytes(path))
        except OSError as error:
            raise DataError(f"{path} cannot be read ({error.strerror})") from error
    names = tuple(name.strip() for name in (arguments.classes or "").split(",") if name.strip())
    return Beside(codes=codes, class_names=names)


def _samples(arguments: argparse.Namespace, shape: PictureShape) -> Samples | None:
    """Return some of the pictures that the networks are for."""
    if arguments.data is not None:
        return samples_of(datasets.load(arguments.data))
    if arguments.pictures is None:
        return None
    found = imports.preview(Path(arguments.pictures), NUM_TRIED, _INVERT[arguments.invert], 0.0, shape)
    return Samples(found.images.astype(np.float32) / 255.0, found.labels.astype(np.int64))


def _add_pictures(arguments: argparse.Namespace, understood: Understood, name: str) -> own_data.OwnData | None:
    """Keep the pictures given as a data set of the run's name, where its codes are to be theirs."""
    if arguments.pictures is None:
        return None
    if not understood.has_encoder or arguments.codes is not None:
        reason = (
            "the codes were given" if arguments.codes is not None else "there is no encoder that makes codes of them"
        )
        say(f"the pictures are not kept: {reason}")
        return None
    return imports.import_data(Path(arguments.pictures), name, _INVERT[arguments.invert], shape=understood.shape)


def _print(understood: Understood) -> None:
    print(table([("what", "understood as"), *understood.facts]))
    if understood.round_trip is not None:
        what = "pictures drawn by the decoder" if understood.is_drawn else "pictures"
        print(f"round trip of {what}: off by {understood.round_trip:.4g} (mean square)")
    for note in understood.notes:
        print(f"  {note}")
    for question in understood.questions:
        taken = next((text for value, text in question.options if value == question.chosen), question.chosen)
        option = _OPTIONS.get(question.name, "")
        print(f"{question.text} {taken}. {question.reason} {option and f'({option} says otherwise)'}".rstrip())


def _measure(made: Run) -> None:
    if not made.has_pictures:
        return
    say("measuring what held-out pictures cost …")
    start_keras()
    from vae.model import inference

    try:
        add_figures(made, inference.score, inference.decode)
    except (RunError, DataError) as error:  # the run is whole without
        say(f"not measured: {error}")


def _print_done(made: Run) -> None:
    print(f"{made.name} is a run now, in {made.folder}")
    if made.origin is not None and made.has_pictures:
        print(f"{PROGRAM} evaluate {made.name} measures the rest")
