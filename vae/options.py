"""The command line's words: what can be asked for, and one clear line when it was asked for wrongly."""

import argparse
import dataclasses
from collections.abc import Callable
from typing import Any, NoReturn

from vae import __version__
from vae.config import ACTIVATIONS, ARCHITECTURES, LIKELIHOODS, PRESETS, RunConfig
from vae.data import dataset_names
from vae.export import FORMATS

_HELP = {
    "name": "the run's name; default: the preset's",
    "dataset": "images to learn",
    "architecture": "kind of networks",
    "hidden_sizes": "units or filters of the encoder's hidden layers; the decoder mirrors them",
    "activation": "non-linearity",
    "latent_dim": "latent dimensions, 1-64",
    "beta": "weight of the KL term; 1 is the evidence lower bound",
    "kl_warmup_epochs": "epochs over which the weight of the KL term rises to beta",
    "likelihood": "how a pixel's error counts",
    "variational": "a plain autoencoder with --no-variational",
    "conditional": "give the class label to both networks",
    "num_classes": "number of classes the labels come from",
    "epochs": "passes over the training images",
    "batch_size": "images a training step",
    "learning_rate": "peak of Adam's learning rate",
    "seed": "source of every random draw",
}
_CHOICES = {
    "dataset": dataset_names(),
    "architecture": ARCHITECTURES,
    "activation": ACTIVATIONS,
    "likelihood": LIKELIHOODS,
}
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

Ctrl-C stops, measures what the finished epochs brought and saves it as the run; --resume takes up from there.""",
    "evaluate": """examples:
  python -m vae evaluate mine
  python -m vae evaluate mnist-16d --thorough
  python -m vae evaluate mine --scores      (what the Atlas colours by, for a run saved without)""",
    "export": """examples:
  python -m vae export mine --format web
  python -m vae export mnist-2d --format projector --to codes""",
    "pretrained": """examples:
  python -m vae pretrained
  python -m vae pretrained mnist-16d""",
}
PRETRAINED = ("mnist-2d", "mnist-2d-conditional", "mnist-16d", "fashion-2d")


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong on standard error and leave with code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `python -m vae`."""
    parser = _parser(Parser, "", prog="python -m vae", description="Train, measure and hand on autoencoders.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", metavar="command", required=True, parser_class=Parser)
    _add_train(commands)
    evaluate = _parser(commands.add_parser, "evaluate", help="measure a run on held-out images")
    evaluate.add_argument("run", help="name of a run")
    evaluate.add_argument("--thorough", action="store_true", help="add the bound with 5000 samples an image: minutes")
    evaluate.add_argument(
        "--scores", action="store_true", help="only score each held-out image and keep it beside the codes"
    )
    evaluate.add_argument("--seed", type=_whole, default=0, metavar="N", help="source of every random draw")
    _parser(commands.add_parser, "list", help="show all runs and their figures")
    _parser(commands.add_parser, "devices", help="show what a training would run on")
    export = _parser(commands.add_parser, "export", help="hand a run on to other programs")
    export.add_argument("run", help="name of a run")
    export.add_argument("--format", choices=tuple(FORMATS), required=True, dest="format_name", help="what to write")
    export.add_argument("--to", metavar="FOLDER", help="folder to make; default: RUN-FORMAT here")
    pretrained = _parser(commands.add_parser, "pretrained", help="train the runs that ship again")
    pretrained.add_argument("runs", nargs="*", metavar="run", help=f"which: {', '.join(PRETRAINED)}; default: all")
    return parser


def config_from(arguments: argparse.Namespace) -> RunConfig:
    """Return the configuration that `train` was asked for: the preset with the options given beside it.

    Raises:
        ConfigError: a value is out of its range, or there is no name.
    """
    names = {field.name for field in dataclasses.fields(RunConfig)}
    given = {name: value for name, value in vars(arguments).items() if name in names}
    base = dataclasses.asdict(PRESETS[arguments.preset]) if arguments.preset else {}
    return RunConfig.from_fields({**base, **given})


def _parser(make: Callable[..., Any], command: str, **words: Any) -> argparse.ArgumentParser:
    arguments = (command,) if command else ()
    if "help" in words:
        words["description"] = words["help"][0].upper() + words["help"][1:] + "."
    parser: argparse.ArgumentParser = make(
        *arguments, epilog=_EXAMPLES.get(command), formatter_class=argparse.RawDescriptionHelpFormatter, **words
    )
    return parser


def _add_train(commands: Any) -> None:
    train = _parser(commands.add_parser, "train", help="train a run")
    train.add_argument("--preset", choices=tuple(PRESETS), help="values to start from; options given beside it win")
    train.add_argument("--resume", action="store_true", help="go on with the unfinished training of that name")
    train.add_argument("--overwrite", action="store_true", help="replace a run or unfinished training of that name")
    train.add_argument("--thorough", action="store_true", help="add the bound with 5000 samples an image at the end")
    for field in dataclasses.fields(RunConfig):
        default = "" if field.default is dataclasses.MISSING else f" (default: {_shown(field.default)})"
        words: dict[str, Any] = {"default": argparse.SUPPRESS, "help": _HELP[field.name] + default}
        if field.type is bool:
            words["action"] = argparse.BooleanOptionalAction
        elif field.name == "hidden_sizes":
            words |= {"type": _whole, "nargs": "*", "metavar": "N"}
        elif field.name in _CHOICES:
            words["choices"] = _CHOICES[field.name]
        else:
            words["type"], words["metavar"] = _KINDS[field.type]
        train.add_argument("--" + field.name.replace("_", "-"), **words)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a whole number, got {text!r}") from None


def _real(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a number, got {text!r}") from None


_KINDS: dict[Any, tuple[Any, str]] = {int: (_whole, "N"), float: (_real, "X"), str: (str, "NAME")}
