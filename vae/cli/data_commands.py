"""What `python -m vae data` does: add, list, show and remove data sets of one's own."""

import argparse
import sys
from pathlib import Path

from vae.cli.listing import table
from vae.data import imports, own_data
from vae.data.dataset import DataError
from vae.data.own_data import OwnData
from vae.progress import Progress
from vae.shape import PictureShape
from vae.words import PROGRAM

_NUM_SHOWN_PROBLEMS = 20
_INVERT: dict[str, imports.Invert] = {"auto": "auto", "yes": True, "no": False}


def run(arguments: argparse.Namespace) -> None:
    """Do what stands after `python -m vae data`."""
    {"add": _add, "list": _list, "show": _show, "remove": _remove}[arguments.action](arguments)


def _add(arguments: argparse.Namespace) -> None:
    path = Path(arguments.path)
    try:
        shape = PictureShape.of((arguments.size, arguments.size, 3 if arguments.colour else 1))
    except ValueError as error:
        raise DataError(f"--size cannot be {arguments.size}: {error}") from error
    bar = Progress(1.0)
    try:
        own = imports.import_data(
            path, arguments.name, _INVERT[arguments.invert], lambda share: bar.update(share, f"reading {path.name}"),
            shape,
        )  # fmt: skip
    finally:
        bar.close()
    _print_facts(own)
    _print_problems(own, _NUM_SHOWN_PROBLEMS)
    print(f"added: {PROGRAM} train --dataset {own.dataset} --name {own.name}")


def _list(arguments: argparse.Namespace) -> None:
    found, problems = own_data.list_data()
    if found:
        headings = ("data set", "from", "classes", "training", "held out", "pictures", "fingerprint")
        print(table([headings, *(_row(own) for own in found)]))
    else:
        print(f"no data sets of your own yet: {PROGRAM} data add FOLDER --name NAME")
    for problem in problems:
        print(problem, file=sys.stderr)


def _show(arguments: argparse.Namespace) -> None:
    own = own_data.open_data(arguments.name)
    _print_facts(own)
    counts = zip(own.class_names, own.train_counts, own.test_counts, strict=True)
    print(table([("class", "training", "held out"), *((name, f"{a:,}", f"{b:,}") for name, a, b in counts)]))
    _print_problems(own, len(own.problems))


def _remove(arguments: argparse.Namespace) -> None:
    own_data.delete_data(arguments.name)
    print(f"removed: {arguments.name}; runs trained on it stay")


def _row(own: OwnData) -> tuple[str, ...]:
    counts = (len(own.class_names), own.num_train, own.num_test)
    return own.dataset, own.source, *(f"{count:,}" for count in counts), own.shape.text, own.fingerprint[:12]


def _print_facts(own: OwnData) -> None:
    classes = len(own.class_names)
    tone = "black and white changed places" if own.inverted else "black and white as they were"
    tone = "colours as they were" if own.shape.has_color else tone
    print(
        f"{own.dataset}, from {own.source}: {own.num_train:,} training and {own.num_test:,} held-out pictures, "
        f"{classes} class{'es' if classes > 1 else ''}, {own.shape.text}, {tone}"
    )
    for note in own.notes:
        print(f"  {note}")
    print(f"  fingerprint {own.fingerprint}")
    print(f"  in {own.folder}")


def _print_problems(own: OwnData, limit: int) -> None:
    if own.num_problems:
        print(f"left out: {own.num_problems:,}", file=sys.stderr)
    for problem in own.problems[:limit]:
        print(f"  {problem}", file=sys.stderr)
    if own.num_problems > limit:
        print(f"  and {own.num_problems - limit:,} more", file=sys.stderr)
