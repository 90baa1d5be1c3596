"""What texts say of pictures is said of what runs have, in Python's pages as in the browser's."""

import argparse
import ast
import re
from pathlib import Path

import pytest

from vae.cli import listing
from vae.cli.options import build_parser
from vae.config import RunConfig
from vae.data.wording import names_in_common, names_of, said_as, said_of, said_of_all
from vae.kind import KINDS

ROOT = Path(__file__).parents[3]


def _config(dataset, kind):
    return RunConfig("some", dataset, kind=kind, likelihood=KINDS[kind].likelihoods[0])


PICTURES, NAMES, MOTIONS = _config("digits", "picture"), _config("names", "word"), _config("motions", "motion")


def test_outputs_are_called_as_their_data_call_them_and_pictures_are_pictures():
    assert names_of(PICTURES) == ("picture", "pictures")
    assert names_of(NAMES) == ("name", "names")
    assert names_of(MOTIONS) == ("motion", "motions")
    assert names_of(_config("own:mine", "word")) == ("word", "words")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A picture, the picture's code", "A name, the name's code"),
        ("Training images, nats per image", "Training names, nats per name"),
        ("an image of many Pictures", "a name of many Names"),
        ("imagery and picturesque", "imagery and picturesque"),
    ],
)
def test_texts_are_said_of_what_a_run_has(text, said):
    assert said_of(NAMES, text) == said
    assert said_of(PICTURES, text) == text


def test_an_article_fits_the_word_that_it_now_stands_before():
    assert said_as("example", "examples", "A picture and a picture no. 1") == "An example and an example no. 1"


def test_runs_that_are_called_alike_keep_their_name_and_others_have_examples():
    assert names_in_common([NAMES, NAMES]) == ("name", "names")
    assert names_in_common([NAMES, MOTIONS]) == ("example", "examples")
    assert said_of_all([PICTURES, NAMES], "held-out pictures") == "held-out examples"
    assert said_of_all([PICTURES, PICTURES], "nats per image") == "nats per image"


PICTURES_WORDS = r"\b(pictures?|images?)\b"
ROOMS = ("atlas", "compare", "encode", "explore", "interpolate", "train", "shell")
SAID = ("said", "said_of", "said_of_all", "said_as", "_said", "names_of")
# Said of pictures alone: of networks made elsewhere and of what asks for pictures, or handed to a call that says it.
OF_PICTURES = ("cutter.py", "likeness.py", "microscope.py", "own_pictures.py", "sources.py", "origin.py", "visitor.py")
SAID_ELSEWHERE = (
    "class=", "{pictures}", "are not encoded yet", "Choose pictures", "Where do your pictures land?",
    "layers that browsers do not evaluate", " decoded pictures", "Squared error", "Likelihood bound",
    "on this machine are others", "images, z_mean", "picture in the address",
)  # fmt: skip
TERMINAL = ("cli", "jobs", "studies", "cluster", "exports", "film")
# Of one's own data and of networks made elsewhere, which are of pictures; and help for such options.
OF_PICTURES_ALONE = (
    "data_commands.py", "import_commands.py", "makes no pictures", "pictures of your own", "import pictures",
    "folder or .zip of pictures", "pixels a side that pictures", "where most pictures are dark",
    "its pictures are encoded", "pictures that it is for", "of a picture that is a list",
    "rows and columns of pictures", "how typical strange pictures", "which strange pictures", ", or a picture of it",
    "(what Encode says of strange pictures", "vae import vae.keras",
)  # fmt: skip


def test_no_sentence_of_a_page_speaks_of_pictures_whatever_its_run_has():
    found = []
    for path in sorted(path for room in ROOMS for path in (ROOT / "ui" / room).glob("*.py")):
        if path.name not in OF_PICTURES:
            found += [f"{path.name}:{line}: {text}" for line, text in _unsaid(ast.parse(path.read_text("utf-8")))]
    assert found == []


def test_no_sentence_of_a_terminal_or_a_report_does_either():
    found = []
    for path in sorted(path for room in TERMINAL for path in (ROOT / "vae" / room).glob("*.py")):
        if path.name not in OF_PICTURES_ALONE:
            unsaid = _unsaid(ast.parse(path.read_text("utf-8")))
            found += [f"{path.name}:{line}: {text}" for line, text in unsaid if not _is_of_pictures(text)]
    assert found == []


def _is_of_pictures(text):
    return any(part in text for part in OF_PICTURES_ALONE)


@pytest.mark.parametrize("command", ["train", "evaluate", "sweep", "study", "export", "plan", "project"])
def test_help_for_any_run_speaks_of_no_pictures(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    subparsers = next(action for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction))
    parser = subparsers.choices[command]
    said = [parser.description, *(action.help or "" for action in parser._actions)]
    assert [text for text in said if re.search(PICTURES_WORDS, text, re.IGNORECASE) and not _is_of_pictures(text)] == []


def test_figures_in_a_terminal_are_said_of_what_a_run_has():
    figure = {"value": 1.0, "data": "names test, images drawn with the seed", "num_images": 7}
    head, line = listing.metrics_table({"kl": figure}, NAMES).splitlines()
    assert "names  samples" in head and "names test, names drawn with the seed" in line
    head, line = listing.metrics_table({"kl": figure}, PICTURES).splitlines()
    assert "images  samples" in head and "images drawn with the seed" in line


def _unsaid(tree):
    """Sentences about pictures that are in no call which says them of what a run has: (line, text)."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAID]
    said = {child.id for call in calls for child in ast.walk(call) if isinstance(child, ast.Name)}
    docs = [node for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and said & set(map(_name, node.targets))]
    inside = {id(child) for node in (*calls, *docs, *named) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            speaks = re.search(PICTURES_WORDS, node.value, re.IGNORECASE) and " " in node.value
            if speaks and not any(text in node.value for text in SAID_ELSEWHERE):
                yield node.lineno, node.value


def _name(target):
    return getattr(target, "id", "")
