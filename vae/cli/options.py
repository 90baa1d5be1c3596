"""The command line's words: what can be asked for, and one clear line when it was asked for wrongly."""

import argparse
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from vae import __version__
from vae.config import LIMITS, RunConfig, chosen_fields
from vae.data.dataset import own_name
from vae.data.datasets import class_names, configured, dataset_names
from vae.data.wording import said_of_all
from vae.exports.export import FORMATS
from vae.fields import FIELDS
from vae.imports.questions import LAYOUTS, ORDERS, SCALES
from vae.latent.projections import METHODS, Setting
from vae.motion.trial import NUM_PROBLEMS
from vae.presets import PRESETS, shipped
from vae.shape import MNIST
from vae.words import PROGRAM

_EXAMPLES = {
    "": """examples:
  python -m vae train --preset mnist-2d --epochs 40 --name mine
  python -m vae evaluate mine
  python -m vae export mine --format onnx
  python -m vae train --help""",
    "train": """examples:
  python -m vae train --preset mnist-2d --epochs 40 --name mine
  python -m vae train --dataset digits --epochs 20 --name quick      (no download, under a minute)
  python -m vae train --preset mnist-2d --beta 4 --name beta-4
  python -m vae train --preset mnist-autoencoder --name classic
  python -m vae train --name mine --resume

A training is a job: python -m vae jobs shows it, python -m vae stop mine ends it, from any terminal.
Ctrl-C stops, measures what the finished epochs brought and saves it as the run; --resume takes up from there.""",
    "evaluate": """examples:
  python -m vae evaluate mine
  python -m vae evaluate mnist-16d --thorough
  python -m vae evaluate mine --scores      (what the Atlas colours by, for a run saved without)
  python -m vae evaluate mine --verdict     (what Encode says of strange pictures, for a run measured without)""",
    "export": """examples:
  python -m vae export mine --format web
  python -m vae export mnist-2d --format projector --to codes""",
    "import": """examples:
  python -m vae import decoder.onnx --name faces
  python -m vae import encoder.onnx decoder.onnx --data mnist --name mine
  python -m vae import vae.keras --pictures sprites.npz --name sprites
  python -m vae import decoder.h5 --codes codes.csv --check""",
    "resume": """examples:
  python -m vae resume mine
  python -m vae resume mine --background""",
    "data": """examples:
  python -m vae data add letters.zip --name letters
  python -m vae data show letters
  python -m vae train --dataset own:letters --name mine
  python -m vae data remove letters""",
    "project": """examples:
  python -m vae project mnist-16d --method tsne
  python -m vae project mnist-16d --method tsne --perplexity 50 --seed 1""",
    "plan": """examples:
  python -m vae plan motion-8d
  python -m vae plan mine --problems 50 --seed 1""",
    "sweep": """examples:
  python -m vae sweep betas.toml --dry-run      (says what would be trained)
  python -m vae sweep betas.toml
  python -m vae study betas --csv betas.csv --report betas.html

A study is a TOML file:
  preset = "digits-2d"
  seeds = 3
  [grid]
  beta = [0.5, 1, 4]
  latent_dim = [2, 8]

Ctrl-C stops all of it; the same command goes on. What is trained already is not trained again.""",
    "study": """examples:
  python -m vae study                           (all studies)
  python -m vae study betas
  python -m vae study betas --report betas.html""",
    "pretrained": """examples:
  python -m vae pretrained
  python -m vae pretrained mnist-16d
  python -m vae pretrained lesson""",
}


class UsageError(SystemExit):
    """The words make no command; `message` is one line that says why. Uncaught it leaves with code 2."""

    def __init__(self, message: str) -> None:
        super().__init__(2)
        self.message = message


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line, without the usage above it, and left to the caller to print."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong."""
        raise UsageError(f"{self.prog}: {message}")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `python -m vae`, and of `latent-explorer` where that was typed."""
    parser = _parser(Parser, "", prog=PROGRAM, description="Train, measure and hand on autoencoders.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", metavar="command", required=True, parser_class=Parser)
    _add_train(commands)
    _add_evaluate(commands)
    _parser(commands.add_parser, "list", help="show all runs and their figures")
    _parser(commands.add_parser, "devices", help="show what a training would run on")
    _add_jobs(commands)
    export = _parser(commands.add_parser, "export", help="hand a run on to other programs")
    export.add_argument("run", help="name of a run")
    export.add_argument("--format", choices=tuple(FORMATS), required=True, dest="format_name", help="what to write")
    export.add_argument("--to", metavar="FOLDER", help="folder to make; default: RUN-FORMAT here")
    _add_import(commands)
    _add_project(commands)
    _add_plan(commands)
    pretrained = _parser(commands.add_parser, "pretrained", help="train the runs that ship again")
    _parser(commands.add_parser, "lesson", help="measure again what the lesson tells of its runs")
    _add_data(commands)
    _add_study(commands)
    pretrained.add_argument(
        "runs",
        nargs="*",
        metavar="run",
        help=f"which: {', '.join(shipped())}; or lesson, or runs of it; default: the first {len(shipped())}",
    )
    return parser


def config_from(arguments: argparse.Namespace) -> RunConfig:
    """Return the configuration that `train` was asked for: the preset with the options given beside it.

    What follows from the data set and the family is as `vae.data.datasets.resolved` has it; on data of one's own its
    classes are counted unless num_classes is given.

    Raises:
        ConfigError: a value is out of its range, or there is no name.
        DataError: the data set is damaged.
    """
    names = {field.name for field in dataclasses.fields(RunConfig)}
    given = {name: value for name, value in vars(arguments).items() if name in names}
    base = dataclasses.asdict(PRESETS[arguments.preset].config) if arguments.preset else {}
    if own_name(given.get("dataset", "")) is not None:
        base["num_classes"] = len(class_names(given["dataset"]))
    return configured(base, given)


def _parser(make: Callable[..., Any], command: str, **words: Any) -> argparse.ArgumentParser:
    arguments = (command,) if command else ()
    if "help" in words:
        words["description"] = words["help"][0].upper() + words["help"][1:] + "."
    parser: argparse.ArgumentParser = make(
        *arguments,
        epilog=_EXAMPLES.get(command, "").replace("python -m vae", PROGRAM) or None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        **words,
    )
    return parser


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device", metavar="NAME", help="cpu, gpu:0, gpu:1, ... or gpus, all of them; default: the first GPU, else cpu"
    )
    parser.add_argument("--background", action="store_true", help="train in a process that outlives this terminal")


def _add_train(commands: Any) -> None:
    train = _parser(commands.add_parser, "train", help="train a run")
    meanings = (f"  {name:<22}{preset.description}" for name, preset in PRESETS.items())
    train.epilog = "\n".join(["presets:", *meanings, "", train.epilog or ""])
    train.add_argument("--preset", choices=tuple(PRESETS), help="values to start from; options given beside it win")
    train.add_argument("--resume", action="store_true", help="go on with the unfinished training of that name")
    train.add_argument("--overwrite", action="store_true", help="replace a run or unfinished training of that name")
    train.add_argument("--thorough", action="store_true", help="add the bound with 5000 samples each at the end")
    train.add_argument(
        "--seeds", type=_whole, default=1, metavar="N", help="train it so many times with different seeds, as a study"
    )
    _add_place(train)
    for field in chosen_fields():
        default = "" if field.default is dataclasses.MISSING else f" (default: {_shown(field.default)})"
        meaning = said_of_all((), FIELDS[field.name].meaning)
        words: dict[str, Any] = {"default": argparse.SUPPRESS, "help": meaning + default}
        if field.type is bool:
            words["action"] = argparse.BooleanOptionalAction
        elif field.name == "hidden_sizes":
            words |= {"type": _whole, "nargs": "*", "metavar": "N"}
        elif field.name == "dataset":
            words["type"], words["metavar"] = _dataset, "NAME"
            words["help"] += f"; one of {', '.join(dataset_names())}"
        elif field.name == "painting":
            words["type"], words["metavar"] = _painting, "FILE"
            words["help"] += ", or a picture of it"
        elif FIELDS[field.name].choices:
            words["choices"] = FIELDS[field.name].choices
        else:
            words["type"], words["metavar"] = _KINDS[field.type]
        train.add_argument("--" + field.name.replace("_", "-"), **words)


def _add_evaluate(commands: Any) -> None:
    evaluate = _parser(commands.add_parser, "evaluate", help="measure a run on held-out data")
    evaluate.add_argument("run", help="name of a run")
    evaluate.add_argument("--thorough", action="store_true", help="add the bound with 5000 samples each: minutes")
    evaluate.add_argument(
        "--scores", action="store_true", help="only score what is held out, one by one, and keep it beside the codes"
    )
    evaluate.add_argument(
        "--verdict",
        action="store_true",
        help="only measure what Encode's verdict rests on and keep it, for a run that ships, too",
    )
    evaluate.add_argument("--seed", type=_seed, default=0, metavar="N", help="source of every random draw")


def _add_jobs(commands: Any) -> None:
    _parser(commands.add_parser, "jobs", help="show all trainings and how far they are")
    stop = _parser(commands.add_parser, "stop", help="stop a training after the step under way")
    stop.add_argument("job", help="name of a job")
    stop.add_argument("--now", action="store_true", help="do not measure and save what is finished; it can be resumed")
    resume = _parser(commands.add_parser, "resume", help="go on with a stopped, failed or interrupted training")
    resume.add_argument("job", help="name of a job")
    _add_place(resume)
    cancel = _parser(commands.add_parser, "cancel", help="end and delete a training; a run that it saved stays")
    cancel.add_argument("job", help="name of a job")


def _add_data(commands: Any) -> None:
    data = _parser(commands.add_parser, "data", help="keep pictures of your own to train on")
    actions = data.add_subparsers(dest="action", metavar="action", required=True, parser_class=Parser)
    add = _parser(actions.add_parser, "add", help="import pictures, a fifth held out")
    add.add_argument(
        "path", help="folder or .zip of pictures (its folders are the labels), .npz, .npy, idx (also .gz) or .csv file"
    )
    add.add_argument("--name", required=True, help="what to call them; --dataset takes own:NAME then")
    add.add_argument("--size", type=_whole, default=MNIST.height, metavar="N",
                     help=f"pixels a side that pictures are brought to; default: {MNIST.height}")  # fmt: skip
    add.add_argument("--colour", action="store_true", help="keep colours; default: grey")
    add.add_argument("--invert", choices=("auto", "yes", "no"), default="auto",
                     help="change black and white; auto: where most pictures are dark on light")  # fmt: skip
    _parser(actions.add_parser, "list", help="show all data sets of your own")
    for action, text in (("show", "show what is known of a data set"), ("remove", "delete a data set; its runs stay")):
        _parser(actions.add_parser, action, help=text).add_argument("name", help="its name, without own:")


def _add_import(commands: Any) -> None:
    given = _parser(commands.add_parser, "import", help="bring in an autoencoder that was made elsewhere")
    given.add_argument("paths", nargs="+", metavar="FILE", help="its decoder and encoder, in one file or several")
    given.add_argument("--name", metavar="NAME", help="what to call the run; default: the first file's name")
    given.add_argument("--check", action="store_true", help="only say what is understood of the files")
    given.add_argument(
        "--data", type=_dataset, metavar="NAME", help="data set that it is for: its pictures are encoded"
    )
    given.add_argument("--pictures", metavar="FILE", help="pictures that it is for, as data add takes them")
    given.add_argument("--invert", choices=("auto", "yes", "no"), default="no", help="change their black and white")
    given.add_argument("--codes", metavar="FILE", help="codes that come with it, .npz or .csv, with their classes")
    given.add_argument("--classes", metavar="A,B,...", help="names of the classes that it is told")
    for name, words in _IMPORT_ANSWERS.items():
        given.add_argument("--" + name, **words)


def _add_project(commands: Any) -> None:
    project = _parser(commands.add_parser, "project", help="bring a run's codes onto a plane, for the atlas")
    project.add_argument("run", help="name of a run with more than two latent dimensions")
    project.add_argument("--method", choices=METHODS, required=True, help="kind of projection")
    for name, kind, metavar, text in (
        ("perplexity", _real, "X", "t-SNE: effective number of neighbours"),
        ("num_neighbours", _whole, "N", "UMAP: neighbours kept together"),
        ("min_dist", _real, "X", "UMAP: smallest distance between places"),
        ("seed", _whole, "N", "source of every random draw"),
    ):
        default = getattr(Setting, name)
        option = "--" + name.removeprefix("num_").replace("_", "-")
        words = {"type": kind, "default": default, "metavar": metavar, "help": f"{text}; default: {default}"}
        project.add_argument(option, dest=name, **words)


def _add_plan(commands: Any) -> None:
    plan = _parser(commands.add_parser, "plan", help="measure how well a run of motions plans")
    plan.add_argument("run", help="name of a run of motions")
    plan.add_argument("--problems", type=_whole, default=NUM_PROBLEMS, metavar="N",
                      help=f"how many are drawn; default: {NUM_PROBLEMS}")  # fmt: skip
    plan.add_argument("--seed", type=_seed, default=0, metavar="N", help="source of every random draw")


def _add_study(commands: Any) -> None:
    sweep = _parser(commands.add_parser, "sweep", help="train all runs of a study, or go on with it")
    sweep.add_argument("file", help="the study's plan, a TOML file")
    sweep.add_argument(
        "--workers", type=_whole, metavar="N", help="trainings at once; default: one a GPU, else one a core"
    )
    sweep.add_argument(
        "--scheduler", metavar="ADDRESS", help="train on the workers of this scheduler of Dask, or of its file"
    )
    sweep.add_argument("--retry", action="store_true", help="train again what failed")
    sweep.add_argument("--dry-run", action="store_true", help="only say what would be trained")
    study = _parser(commands.add_parser, "study", help="show a study's figures with their intervals")
    study.add_argument("study", nargs="?", help="name of a study; without it all are listed")
    study.add_argument("--csv", metavar="FILE", help="write a line for every training")
    study.add_argument("--report", metavar="FILE", help="write a page with figures, tables and how to repeat it")
    study.add_argument("--delete", action="store_true", help="delete the study with its runs")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _dataset(text: str) -> str:
    """Take the names known here, and own:NAME as it is: whether that is there turns out when it is opened."""
    names = dataset_names()
    if text not in names and own_name(text) is None:
        raise argparse.ArgumentTypeError(f"expected one of {', '.join(names)} or own:NAME, got {text!r}")
    return text


def _painting(text: str) -> str:
    """Take a picture file as it shows, and digits as they are: the configuration says what is wrong with those."""
    path = Path(text)
    if not path.suffix:
        return text
    from vae.pictures.image_files import ImageError
    from vae.pictures.painting import painting_of

    try:
        return painting_of(path)
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{path.name} cannot be opened: {error.strerror or error}") from error
    except ImageError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a whole number, got {text!r}") from None


def _seed(text: str) -> int:
    seed, (low, high) = _whole(text), LIMITS["seed"]
    if not low <= seed <= high:
        raise argparse.ArgumentTypeError(f"seed must be between {low} and {high}, got {seed}")
    return seed


def _real(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a number, got {text!r}") from None


_IMPORT_ANSWERS: dict[str, dict[str, Any]] = {
    "decoder": {"type": _whole, "metavar": "N", "help": "which of the networks found is the decoder, from 0"},
    "encoder": {"type": _whole, "metavar": "N", "help": "which is the encoder, from 0"},
    "decoder-alone": {"action": "store_true", "help": "leave the encoder out"},
    "order": {"choices": tuple(ORDERS), "help": "what comes first of an encoder's output"},
    "pixels": {"choices": tuple(SCALES), "help": "how the decoder writes pixels"},
    "encoder-pixels": {"choices": tuple(SCALES)[:3], "help": "how the encoder wants them"},
    "shape": {"metavar": "HxWxC", "help": "of a picture that is a list of numbers, such as 28x28 or 32x32x3"},
    "layout": {"choices": tuple(LAYOUTS), "help": "order of such a list in colour"},
    "turned": {"action": "store_true", "help": "rows and columns of pictures change places"},
    "num-classes": {"type": _whole, "metavar": "N", "help": "how many of the decoder's inputs are the class"},
    "labels": {"choices": ("first", "last"), "help": "where the class stands beside the code"},
    "plain": {"action": "store_true", "help": "codes have no prior: a plain autoencoder's decoder"},
}
"""Answers to what a file does not say, see `vae.imports.questions`."""
_KINDS: dict[Any, tuple[Any, str]] = {int: (_whole, "N"), float: (_real, "X"), str: (str, "NAME")}
