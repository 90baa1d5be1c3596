"""The lesson as one live view: its words, its steps, and the runs that the step in view needs."""

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import streamlit as st

from ui.code_lines import CodeLine, code_line
from ui.faults import fragment
from ui.learn import lacking
from ui.learn.broken import BROKEN_RUNS, CASES, HEALTHY, BrokenFacts, broken_facts
from ui.learn.catalogue import Translate, _, translator
from ui.learn.figures import FigureFacts, OddFacts, figure_facts, odd_facts
from ui.learn.films import file_name, film_bundle, film_name
from ui.learn.formulas import mathml
from ui.learn.interface import INTERFACE
from ui.learn.questions import QUESTIONS, Question
from ui.learn.steps import NAMES, STEPS, Step
from ui.learn.wall import WallFacts, chosen_names, wall_facts
from ui.live import component, encoders
from ui.live.contract import DrawnSample, EncodingFacts, InkFacts, RunFacts
from ui.live.encoding import drawn_samples, encoding_facts, ink_facts
from ui.live.prepared import prepared
from ui.live.told import told
from ui.memory import remembered
from ui.shell import address
from ui.shell.known_runs import known_run
from vae.film.snapshots import SNAPSHOTS_FILE
from vae.glossary import meaning
from vae.lesson.runs import BETAS, SQUEEZES
from vae.pictures.recipes import DIGIT_RECIPE
from vae.runs.run_files import RunError, read_bytes
from vae.runs.store import Run
from vae.words import plain, quoted

_FOLDER = Path(__file__).parent
STYLES: tuple[str | Path, ...] = (
    "map.css",
    "controls.css",
    *(
        _FOLDER / name
        for name in ("lesson.css", "views.css", "linked_maps.css", "wall.css", "break_it.css", "presenter.css")
    ),
)
LESSON = component.read("lesson", _FOLDER / "lesson.js", *STYLES)
_KEY = "learn_lesson"
CHECK = "check"
BREAK = "break"
WALL = "wall"
MAIN = "mnist-2d"
"""The run of the steps that need but one."""
_FIGURES, SNAPSHOTS = "figures", "snapshots"
_TELLING = ("holes", "forces", "uses")
"""Views that tell figures."""
_DOING_WITHOUT = ("uses", BREAK)
"""Views that tell figures where they have no machine to show."""
RUNS: dict[str, tuple[str, ...]] = {
    "game": (MAIN,),
    "squeeze": (MAIN,),
    "unsqueeze": (MAIN,),
    "holes": ("mnist-ae-2d", "beta-1"),
    "cloud": (MAIN,),
    "forces": BETAS,
    "learning": ("beta-1",),
    "uses": (MAIN, *SQUEEZES.values()),
    BREAK: (HEALTHY, *BROKEN_RUNS),
}
"""What each step's view needs."""
VIEWS = (*NAMES, CHECK, BREAK, WALL)
WORDS = {
    "network": _("network"),
    "encoder": _("encoder"),
    "code": _("code"),
    "decoder": _("decoder"),
    "fog": _("fog"),
    "autoencoder": _("autoencoder"),
    "variational": _("variational"),
    "nat": _("nat"),
    "reconstruction": _("draw well, R"),
    "kl": _("stay together, KL"),
    "width": _("width"),
    "beta": _("β, beta"),
    "judge": _("judge"),
    "epoch": _("epoch"),
}
"""What the lesson calls terms of the glossary, in the order in which the steps bring them."""


@dataclass(frozen=True)
class CaseFacts:
    """A machine that went wrong: what is asked and told of it, and its name."""

    step: Step
    run: str


@dataclass(frozen=True)
class WordFacts:
    """A word that the lesson explains."""

    word: str
    meaning: str


@dataclass(frozen=True)
class LessonRun(EncodingFacts, RunFacts):
    """A run as the lesson shows it.

    Attributes:
        title: what it is called.
        beta: how much the KL term weighs.
        measures: figures on held-out pictures by name, as in metrics.json.
        snapshots: names the bundle of its networks at some epochs; "" where there is none.
        film: names the bundle of the film of its training; "" where there is none.
    """

    title: str
    beta: float
    measures: dict[str, float]
    snapshots: str
    film: str


@dataclass(frozen=True)
class LessonFacts:
    """What the lesson is told.

    Attributes:
        start: the view to open, one of `VIEWS`.
        main: name of the run of the steps that need but one.
        words: texts beside the steps by name.
        steps: in their order, in the visitor's language, their formulas as `formulas.mathml` has them.
        lines: of this project's code, by the steps and cases that show them.
        questions: of the check.
        glossary: the words explained.
        samples: drawings to begin with.
        ink: how ink becomes a digit as the runs of the lesson know them.
        runs: those that the view needs, and perhaps those of the next.
        absent: names of the runs that never will be, since the page has no server; of some, figures are told.
        needs: names of the runs that each view needs, and of what else it does.
        problems: why a run is not among them, by its name.
        cases: the machines of “Break it”.
        broken: what was measured of those among the runs.
        wall: what the wall is told.
        figures: held-out figures of the lesson; None where no step in view needs them.
        betas: the runs of the step on two forces, by the weight of the KL term.
        odd_ones: how odd pictures are told.
    """

    start: str
    main: str
    words: dict[str, str]
    steps: list[Step]
    lines: dict[str, CodeLine]
    questions: list[Question]
    glossary: list[WordFacts]
    samples: list[DrawnSample]
    ink: InkFacts | None
    runs: list[LessonRun]
    absent: list[str]
    needs: dict[str, list[str]]
    problems: dict[str, str]
    cases: list[CaseFacts]
    broken: list[BrokenFacts]
    wall: WallFacts
    figures: FigureFacts | None
    betas: list[str]
    odd_ones: OddFacts | None


@dataclass(frozen=True)
class Standing:
    """A page that has no server to bring it other runs.

    Attributes:
        main: name of the run of the steps that need but one.
        encoders: names of the runs that it has with their encoders; None for all.
        absent: runs that it has not, of which figures are told all the same.
    """

    main: str = MAIN
    encoders: Collection[str] | None = None
    absent: Sequence[Run] = ()


class LessonTells(TypedDict):
    """What the lesson tells: the view it is at, the one that is shown with all it needs, and the runs on the wall."""

    step: str
    ready: str
    wall: list[str]


def show() -> None:
    """Draw the lesson, without Streamlit's sign that the page runs: the lesson says itself what it waits for."""
    st.html(_FOLDER / "page.css")
    _show()


@fragment
def _show() -> None:
    """Draw the lesson, or say in the visitor's language that it cannot be drawn."""
    translate = translator(st.context.locale)
    try:
        _mount(translate)
    except RunError as error:
        st.error(plain(lacking.told(lacking.LESSON, error, translate)), icon=":material/error:")


def _mount(translate: Translate) -> None:
    """Mount the lesson, and hand the browser what its view needs; when that is shown, what the next one needs."""
    followed = address.follow("learn", "lesson", _KEY, LessonTells, "step", NAMES[0], lambda: _asked(translate))
    if followed.problem:
        st.warning(plain(followed.problem), icon=":material/link_off:")
    at = followed.place if followed.place in VIEWS else NAMES[0]
    views, heard = [at], told(_KEY, LessonTells)
    if heard.get("ready") == at:
        views.append(VIEWS[(VIEWS.index(at) + 1) % len(VIEWS)])
    on_wall, missing = chosen_names(heard.get("wall"), translate)
    if at == WALL and missing:
        st.warning(plain(missing), icon=":material/link_off:")
    whole = [name for view in views for name in RUNS.get(view, ())]
    runs, problems = _runs(dict.fromkeys([*whole, *(on_wall if WALL in views else ())]), translate)
    for name in on_wall if at == WALL else ():
        if name in problems:
            st.warning(plain(problems[name]), icon=":material/error:")
    facts = lesson_facts(followed.start, runs, problems, st.context.locale, on_wall)
    component.mount(LESSON, _KEY, facts, LessonTells)
    # One element, however many runs: the page is given as many in every run of this fragment.
    component.hand_over(
        {name: content for run in runs for name, content in bundles(run, is_whole=run.name in whole).items()},
        "learn",
        later=[film_name(run) for run in runs],
    )


def lesson_facts(
    start: str,
    runs: Sequence[Run] = (),
    problems: dict[str, str] | None = None,
    language: str | None = None,
    on_wall: Sequence[str] = (),
    standing: Standing | None = None,
) -> LessonFacts:
    """Return what the lesson is told.

    Args:
        start: the view to open.
        runs: what it may show.
        problems: why others cannot be shown, by name.
        language: the visitor's, as browsers name it.
        on_wall: names of the runs that hang on the wall.
        standing: what the page has to do with, where no server brings other runs.

    Raises:
        RunError: a file of a run is damaged.
    """
    translate = translator(language)
    figures, missing = _figures(translate)
    main, absent = (standing.main, standing.absent) if standing else (MAIN, ())
    shown = [_told_in(translate, lesson_run(run)) for run in runs]
    if standing and standing.encoders is not None:
        shown = [run if run.run in standing.encoders else dataclasses.replace(run, encoder="") for run in shown]
    return LessonFacts(
        start=start,
        main=main,
        words={name: translate(text) for name, text in INTERFACE.items()},
        steps=[_step(step, translate) for step in STEPS],
        lines={step.name: code_line(*step.code) for step in (*STEPS, *CASES.values())},
        questions=[_translated(one, ("text", "why"), translate) for one in QUESTIONS],
        glossary=[WordFacts(translate(word), translate(meaning(term))) for term, word in WORDS.items()],
        samples=drawn_samples(),
        ink=ink_facts(DIGIT_RECIPE),
        runs=shown,
        absent=[run.name for run in absent],
        needs={view: _needs(view, main, {run.name for run in absent}) for view in RUNS},
        problems={**(problems or {}), **missing},
        cases=[CaseFacts(_step(CASES[fault], translate), run) for run, fault in BROKEN_RUNS.items()],
        broken=broken_facts([*runs, *absent], translate),
        wall=wall_facts(on_wall, runs, translate, is_file=standing is not None),
        figures=figures,
        betas=list(BETAS),
        odd_ones=next((odd_facts(run) for run in runs if run.name == main), None),
    )


def bundles(run: Run, is_whole: bool = True, with_training: bool = True) -> dict[str, bytes]:
    """Return what the browser needs of a run, by the fingerprints that `lesson_run` tells.

    Args:
        run: any that the lesson shows.
        is_whole: with its encoder, and the networks and the film of its training where there are any.
        with_training: False leaves those out.

    Raises:
        RunError: a file of the run is damaged.
    """
    ready = prepared(run)
    found = {ready.fingerprint: ready.blob}
    if not is_whole:
        return found
    if run.has_encoder:
        found[encoders.fingerprint(run)] = encoders.encoder_bundle(run)
    if with_training and (name := snapshots_name(run)):
        found[name] = _snapshots(name, run)
    if with_training and (name := film_name(run)):
        found[name] = film_bundle(run)
    return found


@remembered(max_entries=2)
def _snapshots(name: str, _run: Run) -> bytes:
    return read_bytes(_run.folder / SNAPSHOTS_FILE)


def snapshots_name(run: Run) -> str:
    """Return what names the bundle of a run's networks at some epochs, and changes with it; "" where there is none."""
    return file_name(run, "snapshots", SNAPSHOTS_FILE)


def lesson_run(run: Run) -> LessonRun:
    """Return what the lesson is told of a run.

    Raises:
        RunError: a file of the run is damaged.
    """
    return LessonRun(
        **vars(prepared(run).facts),
        **vars(encoding_facts(run)),
        title=run.name,
        beta=run.config.beta,
        measures={name: metric["value"] for name, metric in run.metrics.items() if "value" in metric},
        snapshots=snapshots_name(run),
        film=film_name(run),
    )


def _told_in(translate: Translate, run: LessonRun) -> LessonRun:
    """Return a run whose classes are called by words of the visitor's language."""
    return dataclasses.replace(run, class_names=tuple(map(translate, run.class_names)))


_TRANSLATED = ("short", "title", "text", "task", "question", "reveal", "aside", "symbols", "ask", "expect")
_Words = TypeVar("_Words", Step, Question)


def _translated(words: _Words, names: Iterable[str], translate: Translate) -> _Words:
    """Return a step or a question with some of its texts, and its choices, in the visitor's language."""
    texts: dict[str, Any] = {name: translate(getattr(words, name)) for name in names}
    return dataclasses.replace(words, choices=tuple(map(translate, words.choices)), **texts)


def _step(step: Step, translate: Translate) -> Step:
    drawn: dict[str, Any] = {name: mathml(getattr(step, name)) for name in ("formula", "filled")}
    return dataclasses.replace(_translated(step, _TRANSLATED, translate), **drawn)


def _needs(view: str, main: str, absent: Collection[str]) -> list[str]:
    runs = [main if name == MAIN else name for name in RUNS[view]]
    if view in _DOING_WITHOUT:
        runs = [name for name in runs if name not in absent]
    return [*runs, *([_FIGURES] if view in _TELLING else []), *([SNAPSHOTS] if view == "learning" else [])]


def _figures(translate: Translate) -> tuple[FigureFacts | None, dict[str, str]]:
    """Return the lesson's figures or None, and why: the steps that tell them say it."""
    try:
        return figure_facts(), {}
    except RunError as error:
        return None, {_FIGURES: lacking.told(lacking.FIGURES, error, translate)}


def _runs(names: Iterable[str], translate: Translate) -> tuple[list[Run], dict[str, str]]:
    """Return the runs of these names, and why some cannot be had."""
    runs, problems = {}, {}
    for name in names:
        try:
            runs[name] = known_run(name)
            if prepared(runs[name]).is_remote:
                raise RunError(f"run {name!r} does not hang here: no browser decodes it")
        except RunError as error:
            runs.pop(name, None)
            problems[name] = lacking.told(lacking.RUN, error, translate, name)
    return list(runs.values()), problems


def _asked(translate: Translate) -> tuple[str | None, str | None]:
    """Return what is wrong with the address, if anything, and the view that it asks for."""
    wanted = st.query_params.get("step")
    if wanted is None or wanted in VIEWS:
        return None, wanted
    return translate(INTERFACE["no_step"]).format(steps=", ".join(VIEWS), step=quoted(wanted)), None
