"""Learn: every step has its words, a formula with places for numbers and a line of code; all through the catalogue."""

import hashlib
import html
import json
import re
import shutil

import numpy as np
import pytest

from docs import catalogue as pot
from docs import lesson_plan
from tests.support.marked import marked, unmarked, write_catalogue
from tests.support.pages import answer_without_worker, told_live, visit
from ui.learn import catalogue, formulas, lacking, lesson, plan, wall
from ui.learn.interface import INTERFACE
from ui.learn.questions import QUESTIONS
from ui.learn.steps import NAMES, STEPS
from ui.learn.wall import WALL
from ui.live import encoders
from vae.glossary import GLOSSARY
from vae.lesson import figures
from vae.runs import store
from vae.runs.run_files import RunError

SHIPPED = {path.name for path in store.SHIPPED_FOLDER.glob("*") if (path / "config.json").is_file()}
MOST_WORDS = 60


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_a_step_is_short_and_asks_before_it_tells(step):
    assert len(step.text.replace("**", "").split()) <= MOST_WORDS
    assert len(step.title.split()) <= 8 and step.question.endswith("?") and len(step.choices) >= 3
    assert step.answer is None or 0 <= step.answer < len(step.choices)
    assert step.text.count("**") % 2 == 0 and step.reveal.count("**") % 2 == 0
    assert formulas.places(step.filled) and formulas.places(step.formula) == []
    assert step.ask and step.expect and step.minutes > 0


def test_every_step_shows_a_line_of_code_that_is_there():
    told = lesson.lesson_facts(NAMES[0])
    for facts, step in zip(told.steps, STEPS, strict=True):
        line = told.lines[step.name]
        assert line.file == step.code[0] and step.code[2] in line.text
        assert json.loads(facts.formula)[0] == "math" and "{{" not in facts.filled
        assert [f"@{name}@" in facts.filled for name in formulas.places(step.filled)].count(False) == 0


def test_a_formula_keeps_places_for_numbers():
    drawn = formulas.mathml(r"\text{KL} = {{kl}} + \sigma")
    assert json.loads(drawn)[0] == "math" and '["mtext", {}, "@kl@"]' in drawn and json.dumps("σ") in drawn
    assert formulas.places(r"a = {{one}} + {{two}}") == ["one", "two"]


def test_the_check_asks_ten_questions_that_lead_back_to_their_step():
    assert len(QUESTIONS) == 10
    for question in QUESTIONS:
        assert question.step in NAMES and 0 <= question.answer < len(question.choices) == 3
        assert question.text.endswith("?") and question.why.endswith(".")
    assert len({question.answer for question in QUESTIONS}) == 3, "who always takes the same one does not pass"


def test_what_is_said_without_a_figure_is_what_was_measured():
    """Sentences of the lesson that have no number in them, beside the numbers that they rest on."""
    found = figures.read().sections
    betas, squeezing, few = found["betas"], found["squeezing"], found["enlarging"]["20"]
    runs = {name: store.open_run(store.LESSON_FOLDER / name) for name in ("mnist-ae-2d", "beta-0", "beta-1")}
    errors = [runs[name].metrics["squared_error"]["value"] for name in ("mnist-ae-2d", "beta-1")]
    assert abs(errors[0] / errors[1] - 1) < 0.02, "a plain autoencoder copies as well as a variational one"
    kinds = {name: row["kinds"].value for name, row in betas.items()}
    assert 0.4 < kinds["mnist-ae-2d"] / kinds["beta-1"] < 0.6, "and blind picks draw half as many kinds"
    assert kinds["beta-10"] < kinds["beta-1"] - 1, "beta = 10: fewer kinds of new digits"
    far = np.linalg.norm(store.load_latents(runs["beta-0"]).z_mean, axis=1) > 3
    assert far.mean() > 0.5, "beta = 0: most dots lie where the dice hardly fall"
    assert [size for size, row in squeezing.items() if "jpeg_bits" in row] == ["16", "32"], (
        "no file is as small as eight"
    )
    assert abs(few["decoded"].value - few["alone"].value) < few["alone"].spread, "digits that it drew did not help"
    assert few["moved"].value - few["alone"].value > few["alone"].spread, "real ones, shifted a little, did"


def test_words_are_in_the_glossary():
    assert set(lesson.WORDS) <= set(GLOSSARY)
    assert [word.word for word in lesson.lesson_facts("game").glossary] == list(lesson.WORDS.values())


def test_the_catalogue_is_current():
    """Mended by `python -m docs.catalogue`."""
    assert pot.FILE.read_text(encoding="utf-8") == pot.catalogue()


def test_every_text_goes_through_the_catalogue(tmp_path, monkeypatch):
    write_catalogue(tmp_path, "de", {text: f"«{text}»" for text in pot.texts()})
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    facts = lesson.lesson_facts("game", language="de-AT")
    texts = [
        *facts.words.values(),
        *(text for one in facts.glossary for text in (one.word, one.meaning)),
        *(getattr(step, name) for step in facts.steps for name in lesson._TRANSLATED),
        *(text for one in facts.questions for text in (one.text, one.why, *one.choices)),
        *(choice for step in facts.steps for choice in step.choices if not re.fullmatch(r"[\d.]+", choice)),
    ]
    assert [text for text in texts if not text.startswith("«")] == []
    assert lesson.lesson_facts("game", language="fr").words == INTERFACE, "English where there is no catalogue"


@pytest.mark.skipif("mnist-2d" not in SHIPPED, reason="the run does not ship")
def test_the_page_brings_what_its_step_needs(monkeypatch):
    answer_without_worker(monkeypatch.setattr)
    encoders._encoder_bundle.clear()
    page = visit("learn", {"step": "squeeze"})
    (facts,), bundles = told_live(page)
    assert facts["start"] == "squeeze" and [run["run"] for run in facts["runs"]] == ["mnist-2d"]
    assert len(bundles) == 2, "the decoder with its map, and the encoder"
    assert not page.warning


def test_an_address_of_no_step_is_said_and_the_lesson_begins():
    page = visit("learn", {"step": "no-such-step"})
    (facts,), _ = told_live(page)
    assert facts["start"] == NAMES[0]
    assert [warning.value for warning in page.warning] and "must be one of game, squeeze" in page.warning[0].value


def test_what_is_wrong_with_an_address_is_said_in_the_visitors_language(monkeypatch):
    monkeypatch.setattr(lesson.st, "query_params", {"step": "no-such-step", "runs": "one,two"})
    texts = {INTERFACE["no_step"]: "{step} ist keiner von {steps}", "or": "oder", WALL["wall_unknown"]: "Kein {runs}"}
    problem, wanted = lesson._asked(texts.__getitem__)
    assert problem.startswith("'no-such-step' ist keiner von game, squeeze") and wanted is None
    assert wall.chosen_names(None, texts.__getitem__)[1] == "Kein 'one' oder 'two'"


def test_what_cannot_be_shown_is_said_in_the_visitors_language_and_why_in_the_log(monkeypatch, caplog):
    def damaged(*_):
        raise RunError("run 'beta-1': config.json is damaged")

    monkeypatch.setattr(lesson, "known_run", damaged)
    monkeypatch.setattr(lesson, "figure_facts", damaged)
    runs, problems = lesson._runs(["beta-1"], marked)
    facts = lesson.lesson_facts("forces", runs, problems, "fr")
    assert runs == [] and facts.figures is None
    assert unmarked(facts.problems["beta-1"], ["'beta-1'"]) == [] and "'beta-1'" in facts.problems["beta-1"]
    assert facts.problems[lesson._FIGURES] == lacking.FIGURES
    assert caplog.text.count("config.json is damaged") == 2


@pytest.mark.parametrize("minutes", plan.PLANS)
def test_a_plan_fills_its_minutes_with_steps_that_there_are(minutes):
    parts = plan.PLANS[minutes]
    assert sum(part for _, part in parts) == minutes
    assert [name for name, _ in parts if name not in (*NAMES, plan.CHECK)] == []
    table = plan.table(minutes, str)
    assert table.count("\n") == len(parts) + 1 and all(row.ask in table for row in plan.rows(minutes, str))


def test_the_plan_in_print_says_what_the_page_says():
    """Mended by `python -m docs.lesson_plan`."""
    text = " ".join(lesson_plan.document().split())
    for minutes in plan.PLANS:
        for row in plan.rows(minutes, str):
            assert html.escape(row.ask) in text and html.escape(row.expect) in text
    digest = hashlib.sha256(lesson_plan.document().encode()).hexdigest().encode()
    assert plan.PDF.read_bytes().startswith(b"%PDF") and digest in plan.PDF.read_bytes()[-200:]


def test_the_lesson_shows_its_own_runs_whatever_a_visitor_calls_his(home, tmp_path, monkeypatch):
    shutil.copytree(home / "runs" / "tiny-conditional", tmp_path / "runs" / "beta-1")
    config = tmp_path / "runs" / "beta-1" / "config.json"
    config.write_text(config.read_text().replace("tiny-conditional", "beta-1"))
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    assert store.load_run("beta-1").config.conditional, "elsewhere his own comes first"
    (run,), problems = lesson._runs(["beta-1"], str)
    assert run.folder == store.LESSON_FOLDER / "beta-1" and problems == {}


def test_a_run_of_the_page_is_read_once(monkeypatch):
    lesson._runs([lesson.MAIN, *lesson.RUNS["forces"]], str)
    monkeypatch.setattr(store, "_checked", lambda *_: pytest.fail("read again"))
    runs, _ = lesson._runs([lesson.MAIN, *lesson.RUNS["forces"]], str)
    assert len(lesson.lesson_facts("forces", runs, on_wall=["beta-1", "beta-4"]).runs) == 7
