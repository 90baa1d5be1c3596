"""The wall: which runs there are to choose from, which are chosen, and what is told of each beside its map."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from ui.learn.catalogue import Translate, _
from ui.shell.health import known_signs
from ui.shell.known_runs import found_runs, with_lesson
from vae.data import datasets
from vae.families import FAMILIES
from vae.lesson.runs import LESSON_RUNS
from vae.priors import PRIORS
from vae.runs.run_files import RunError
from vae.runs.store import Run
from vae.words import quoted

FEWEST, MOST = 2, 9
USUAL = ("mnist-ae-2d", "beta-1", "mnist-2d-conditional", "fashion-2d")
WALL: dict[str, str] = {
    "wall": _("The wall"),
    "wall_title": _("Machines side by side"),
    "wall_text": _(
        "Every map shows another machine; one point moves on all. **Nats** say what a picture costs: of machines with "
        "the same pictures, fewer is better. **Holes** are random places where no picture lands."
    ),
    "wall_choose": _("Choose machines ({count} of {most})"),
    "wall_lesson": _("From the lesson"),
    "wall_shipped": _("From the app"),
    "wall_own": _("Your own"),
    "wall_cost": _("{nats} nats"),
    "wall_copy_cost": _("{nats} nats, the copy alone"),
    "wall_holes": _("{share}% holes"),
    "wall_unknown": _("There is no run {runs} with a map: the wall hangs without."),
    "wall_or": _("or"),
    "wall_few": _("A wall needs two machines at least, and has room for nine."),
}


TITLES = (
    _("Plain autoencoder"),
    _("1 number"),
    _("Posterior collapse"),
    _("Learning rate too high"),
    _("Overfitting"),
    _("The critic wins"),
)
"""Those of `vae.lesson.runs` with words in them, for the catalogue."""
CLASS_TOLD = ", class told"
NAMED = (
    _("Digits"),
    _("Digits, class told"),
    _("Digits in petals"),
    _("Digits in a star"),
    _("Digits in clouds"),
    _("Digits by eight draws"),
    _("Clothes"),
    _("Pixel faces"),
    _("Letters, class told"),
)
"""What runs that ship are called, for the catalogue."""
CLASSES = (
    _("T-shirt"),
    _("Trousers"),
    _("Pullover"),
    _("Dress"),
    _("Coat"),
    _("Sandal"),
    _("Shirt"),
    _("Sneaker"),
    _("Bag"),
    _("Ankle boot"),
    _("plain"),
    _("glasses"),
    _("beard"),
    _("glasses, beard"),
    _("hat"),
    _("glasses, hat"),
    _("beard, hat"),
    _("all three"),
)
"""What classes on their maps are called, where that is a word, for the catalogue."""


@dataclass(frozen=True)
class WallChoice:
    """A run that may hang on the wall.

    Attributes:
        run: its name.
        title: what it is called there.
        kind: where it comes from: "lesson", "shipped" or "own".
    """

    run: str
    title: str
    kind: str


@dataclass(frozen=True)
class WallFacts:
    """What the wall is told.

    Attributes:
        choices: all runs to choose from.
        chosen: names of those that hang there.
        costs: nats that a held-out picture costs, by name: -ELBO, or of those in `copiers` the reconstruction.
        copiers: names of those that have no KL, whose cost is no -ELBO.
        holes: the share of random places where none of their pictures lands, by name; not of plain autoencoders.
    """

    choices: list[WallChoice]
    chosen: list[str]
    costs: dict[str, float]
    copiers: list[str]
    holes: dict[str, float]


def wall_facts(names: Sequence[str], runs: Sequence[Run], translate: Translate, is_file: bool = False) -> WallFacts:
    """Return what the wall is told of some runs.

    Args:
        names: of the runs chosen.
        runs: those that the page has, chosen ones among them.
        translate: gives titles in the visitor's language.
        is_file: whether the page has no server to bring others: it offers those that it has, and hangs some of them.
    """
    choices = choices_of()
    if is_file:
        here = {run.name for run in runs}
        choices = [choice for choice in choices if choice.run in here]
        names = _filled([], [choice.run for choice in choices])
    runs = [run for run in runs if run.name in ({choice.run for choice in choices} if is_file else names)]
    holes = {run.name: _holes(run) for run in runs}
    choices = [WallChoice(one.run, translate(one.title), one.kind) for one in choices]
    costs = {run.name: cost for run in runs if (cost := _cost(run)) is not None}
    copiers = [run.name for run in runs if not run.config.variational]
    known = {name: share for name, share in holes.items() if share is not None}
    return WallFacts(choices, list(names), costs, copiers, known)


def choices_of() -> list[WallChoice]:
    """Return all runs whose codes are places on a map, with one or two dimensions, those of a study if asked for."""
    found = [
        run
        for run in with_lesson(found_runs()[0])
        if run.config.latent_dim <= 2 and run.name not in LESSON_RUNS and not run.is_remote
    ]
    return [
        *(WallChoice(name, run.title, "lesson") for name, run in LESSON_RUNS.items() if run.config.latent_dim <= 2),
        *(WallChoice(run.name, _title(run), "shipped" if run.shipped else "own") for run in found),
    ]


def _title(run: Run) -> str:
    """Return what a run's pictures are, and of one's own the name: how many numbers it has is seen on the wall."""
    if not run.shipped:
        return run.name
    called, prior = datasets.called(run.config.dataset), PRIORS[run.config.prior]
    if prior.is_drawn:
        return f"{called} in {prior.phrase}"
    aside = FAMILIES[run.config.family].aside
    return f"{called}{CLASS_TOLD}" if run.config.conditional else f"{called} {aside}" if aside else called


def chosen_names(told: Sequence[str] | None, translate: Translate) -> tuple[list[str], str | None]:
    """Return the names of the runs that hang on the wall, and a sentence on those that cannot, or None.

    Args:
        told: what the visitor has chosen since, or None: then it is what the address asks for, or the usual ones.
        translate: gives the sentence in the visitor's language.
    """
    known = {choice.run for choice in choices_of()}
    text = st.query_params.get("runs", "")
    asked = list(told) if told is not None else [name.strip() for name in text.split(",") if name.strip()]
    names = [name for name in dict.fromkeys(asked) if name in known][:MOST]
    unknown = [quoted(name) for name in dict.fromkeys(asked) if name not in known and told is None]
    runs = f" {translate(WALL['wall_or'])} ".join(unknown)
    return _filled(names, sorted(known)), translate(WALL["wall_unknown"]).format(runs=runs) if unknown else None


def _filled(names: list[str], known: Sequence[str]) -> list[str]:
    """Return names, and where they are too few for a wall, the usual ones or others that are known."""
    if len(names) >= FEWEST:
        return names
    others = [name for name in dict.fromkeys((*USUAL, *known)) if name in known and name not in names]
    return [*names, *others[: len(USUAL) - len(names)]]


def _cost(run: Run) -> float | None:
    metric = run.metrics.get("neg_elbo" if run.config.variational else "reconstruction")
    return None if metric is None else float(metric["value"])


def _holes(run: Run) -> float | None:
    try:
        return known_signs(run).holes
    except RunError:
        return None
