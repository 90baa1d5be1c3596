"""Runs of the lesson are trained into their folder, and what the lesson tells is measured beside them."""

import re

import pytest

from vae.__main__ import main
from vae.config import RunConfig
from vae.film.snapshots import SNAPSHOTS_FILE
from vae.lesson import figures, measuring
from vae.lesson.figures import Figures, Measured
from vae.lesson.runs import LESSON_RUNS, LessonRun
from vae.runs import store


@pytest.fixture
def lesson_folder(empty_home, monkeypatch):
    monkeypatch.setattr(store, "LESSON_FOLDER", empty_home / "lesson")
    return empty_home / "lesson"


def test_a_run_of_the_lesson_is_trained_lean_with_its_snapshots(lesson_folder, quick_training, monkeypatch, capsys):
    for name in list(LESSON_RUNS):
        monkeypatch.delitem(LESSON_RUNS, name)
    small = RunConfig("small", "digits", hidden_sizes=(8,), epochs=2)
    monkeypatch.setitem(LESSON_RUNS, "small", LessonRun(small, "Small", "Small.", (0, 2), is_filmed=True))
    assert main(["pretrained", "lesson"]) == 0
    assert re.search(r"^small: trained and measured in \d+ s of processor time$", capsys.readouterr().out, re.MULTILINE)
    run = store.load_run("small")
    assert run.shipped and run.folder == lesson_folder / "small" and run in store.lesson_runs()
    assert store.list_runs() == ([], [])
    names = {path.name for path in run.folder.iterdir()}
    assert {SNAPSHOTS_FILE, "film.npz", "encoder.safetensors"} <= names and "encoder.keras" not in names


def test_an_unknown_run_is_one_line_with_the_known_ones(capsys):
    assert main(["pretrained", "lessons"]) == 2
    assert "run must be one of mnist-2d," in (said := capsys.readouterr().err) and "or lesson, got 'lessons'" in said


def test_what_the_lesson_tells_is_kept_beside_its_runs(lesson_folder, monkeypatch, capsys):
    found = Figures({"judge": {"judge": {"accuracy": Measured(0.98, 10)}}}, {})
    monkeypatch.setattr(measuring, "measure_lesson", lambda report: report("the judge") or found)
    lesson_folder.mkdir()
    assert main(["lesson"]) == 0
    printed = capsys.readouterr()
    assert figures.read(lesson_folder / "figures.json") == found
    assert "0.98" in printed.out and "the judge" in printed.err
