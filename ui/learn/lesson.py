"""The lesson as one live view: its words, its steps, and the runs that the step in view needs."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import streamlit as st

from ui.code_lines import code_line
from ui.learn.catalogue import Translate, translator
from ui.learn.formulas import mathml
from ui.learn.interface import INTERFACE
from ui.learn.questions import QUESTIONS
from ui.learn.steps import NAMES, STEPS, Step
from ui.learn.wall import WallFacts, chosen_names, wall_facts
from ui.live import component, encoders
from ui.live.contract import DrawnSample, EncodingFacts, RunFacts
from ui.live.encoding import drawn_samples, encoding_facts
from ui.live.prepared import prepared
from ui.live.told import told
from ui.shell import address
from ui.shell.faults import fragment
from vae.glossary import meaning
from vae.runs.run_files import RunError
from vae.runs.store import Run, load_run
from vae.words import plain, plain_sentence, quoted

_FOLDER = Path(__file__).parent
STYLES: tuple[str | Path, ...] = (
    "map.css",
    "controls.css",
    *(_FOLDER / name for name in ("lesson.css", "views.css", "linked_maps.css", "wall.css", "presenter.css")),
)
_LESSON = component.read("lesson", _FOLDER / "lesson.js", *STYLES)
_KEY = "learn_lesson"
CHECK = "check"
WALL = "wall"
RUNS: dict[str, tuple[str, ...]] = {
    "game": ("mnist-2d",),
    "squeeze": ("mnist-2d",),
    "unsqueeze": ("mnist-2d",),
    "cloud": ("mnist-2d",),
}
"""What each step's view needs."""
VIEWS = (*(name for name in NAMES if name in RUNS), CHECK, WALL)
WORDS = ("encoder", "decoder", "fog", "autoencoder", "variational", "width", "epoch", "beta", "reconstruction", "kl")
"""Of the glossary, in the order in which the steps bring them."""


@dataclass(frozen=True)
class CodeFacts:
    """A line of this project's code."""

    file: str
    number: int
    text: str


@dataclass(frozen=True)
class StepFacts:
    """A step's words in the visitor's language, as `ui.learn.steps.Step` has them, its formulas as MathML."""

    name: str
    short: str
    title: str
    text: str
    task: str
    question: str
    choices: tuple[str, ...]
    answer: int | None
    reveal: str
    aside: str
    formula: str
    filled: str
    symbols: str
    code: CodeFacts
    ask: str
    expect: str
    minutes: int


@dataclass(frozen=True)
class QuestionFacts:
    """A question of the check, as `ui.learn.questions.Question` has it."""

    text: str
    choices: tuple[str, ...]
    answer: int
    why: str
    step: str


@dataclass(frozen=True)
class WordFacts:
    """A word that the lesson explains."""

    word: str
    meaning: str


@dataclass(frozen=True)
class LessonRun(EncodingFacts, RunFacts):
    """A run as the lesson shows it."""


@dataclass(frozen=True)
class LessonFacts:
    """What the lesson is told.

    Attributes:
        start: the view to open, one of `VIEWS`.
        words: texts beside the steps by name.
        steps: in their order.
        questions: of the check.
        glossary: the words explained.
        samples: drawings to begin with.
        runs: those that the view needs, and perhaps those of the next.
        needs: names of the runs that each view needs.
        problems: why a run is not among them, by its name.
        wall: what the wall is told.
    """

    start: str
    words: dict[str, str]
    steps: list[StepFacts]
    questions: list[QuestionFacts]
    glossary: list[WordFacts]
    samples: list[DrawnSample]
    runs: list[LessonRun]
    needs: dict[str, list[str]]
    problems: dict[str, str]
    wall: WallFacts


class LessonTells(TypedDict):
    """What the lesson tells: the view it is at, the one that is shown with all it needs, and the runs on the wall."""

    step: str
    ready: str
    wall: list[str]


@fragment
def show() -> None:
    """Mount the lesson, and hand the browser what its view needs; when that is shown, what the next one needs."""
    followed = address.follow("learn", "lesson", _KEY, LessonTells, "step", NAMES[0], _asked)
    if followed.problem:
        st.warning(plain(followed.problem), icon=":material/link_off:")
    at = followed.place if followed.place in VIEWS else NAMES[0]
    views, heard = [at], told(_KEY, LessonTells)
    if heard.get("ready") == at:
        views.append(VIEWS[(VIEWS.index(at) + 1) % len(VIEWS)])
    on_wall, missing = chosen_names(heard.get("wall"))
    if at == WALL and missing:
        st.warning(plain(missing), icon=":material/link_off:")
    whole = [name for view in views for name in RUNS.get(view, ())]
    runs, problems = _runs(dict.fromkeys([*whole, *(on_wall if WALL in views else ())]))
    facts = lesson_facts(followed.start, runs, problems, st.context.locale, on_wall)
    component.mount(_LESSON, _KEY, facts, LessonTells)
    for run in runs:
        ready = prepared(run)
        component.hand_over({ready.fingerprint: ready.blob})
        if run.name in whole:
            component.hand_over({encoders.fingerprint(run): encoders.encoder_bundle(run)})


def lesson_facts(
    start: str,
    runs: Sequence[Run] = (),
    problems: dict[str, str] | None = None,
    language: str | None = None,
    on_wall: Sequence[str] = (),
) -> LessonFacts:
    """Return what the lesson is told.

    Args:
        start: the view to open.
        runs: what it may show.
        problems: why others cannot be shown, by name.
        language: the visitor's, as browsers name it.
        on_wall: names of the runs that hang on the wall.

    Raises:
        RunError: a file of a run is damaged.
    """
    translate = translator(language)
    return LessonFacts(
        start=start,
        words={name: translate(text) for name, text in INTERFACE.items()},
        steps=[_step(step, translate) for step in STEPS if step.name in RUNS],
        questions=[
            QuestionFacts(
                translate(one.text), tuple(map(translate, one.choices)), one.answer, translate(one.why), one.step
            )
            for one in QUESTIONS
            if one.step in RUNS
        ],
        glossary=[WordFacts(word, meaning(word)) for word in WORDS],
        samples=drawn_samples(),
        runs=[lesson_run(run) for run in runs],
        needs={view: list(names) for view, names in RUNS.items()},
        problems=problems or {},
        wall=wall_facts(on_wall, [run for run in runs if run.name in on_wall], translate),
    )


def lesson_run(run: Run) -> LessonRun:
    """Return what the lesson is told of a run.

    Raises:
        RunError: a file of the run is damaged.
    """
    return LessonRun(**vars(prepared(run).facts), **vars(encoding_facts(run)))


_TRANSLATED = ("short", "title", "text", "task", "question", "reveal", "aside", "symbols", "ask", "expect")


def _step(step: Step, translate: Translate) -> StepFacts:
    line = code_line(*step.code)
    fields = {field.name: getattr(step, field.name) for field in dataclasses.fields(step)}
    fields |= {name: translate(fields[name]) for name in _TRANSLATED}
    fields |= {name: mathml(fields[name]) for name in ("formula", "filled")}
    fields |= {
        "choices": tuple(translate(choice) for choice in step.choices),
        "code": CodeFacts(line.file, line.number, line.text),
    }
    return StepFacts(**fields)


def _runs(names: Iterable[str]) -> tuple[list[Run], dict[str, str]]:
    """Return the runs of these names, and why some cannot be had."""
    runs, problems = {}, {}
    for name in names:
        try:
            runs[name] = load_run(name)
            prepared(runs[name])
        except RunError as error:
            runs.pop(name, None)
            problems[name] = plain_sentence(error)
    return list(runs.values()), problems


def _asked() -> tuple[str | None, str | None]:
    """Return what is wrong with the address, if anything, and the view that it asks for."""
    wanted = st.query_params.get("step")
    if wanted is None or wanted in VIEWS:
        return None, wanted
    return f"step in the address must be one of {', '.join(VIEWS)}, got {quoted(wanted)}: beginning at the start.", None
