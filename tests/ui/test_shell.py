"""What pages share that is not live: held-out pictures, codes that stand for a class, and the runs that there are."""

import shutil

import numpy as np
import pytest

from ui.shell import known_runs, run_picker
from ui.shell.held_out import test_images as held_out_images
from ui.shell.known_runs import found_runs, with_lesson
from ui.shell.typical_codes import representatives
from vae.lesson.runs import LESSON_RUNS
from vae.runs import store


@pytest.fixture
def own_runs(home, tmp_path, monkeypatch):
    """Return a runs folder with one run; nothing ships."""
    shutil.copytree(home / "runs" / "tiny-3d", tmp_path / "runs" / "tiny-3d")
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    monkeypatch.setattr(store, "SHIPPED_FOLDER", tmp_path / "shipped")
    return tmp_path / "runs"


def test_held_out_pictures_are_those_of_the_data_a_run_saw(digits):
    images, labels = held_out_images("digits", digits.fingerprint)
    np.testing.assert_array_equal(images, digits.test_images)
    np.testing.assert_array_equal(labels, digits.test_labels)
    assert held_out_images("digits", "other data") == (None, None)


def test_a_class_is_represented_by_one_of_its_own_codes(own_runs):
    latents = store.load_latents(store.load_run("tiny-3d"))
    for label, code in enumerate(representatives(latents, 10)):
        own = latents.z_mean[latents.labels == label]
        assert np.abs(own - code).max(axis=1).min() <= 0.0005
    assert representatives(latents, 11)[10] is None


def test_runs_are_read_again_only_when_a_file_changes(own_runs):
    runs, problems = found_runs()
    assert ([run.name for run in runs], problems) == (["tiny-3d"], [])
    assert found_runs()[0] is runs
    (own_runs / "tiny-3d" / "config.json").write_text("{}", encoding="utf-8")
    runs, (problem,) = found_runs()
    assert runs == []
    assert "tiny-3d" in problem


def test_when_one_run_changes_the_others_are_not_read_again(own_runs, save_tiny_run):
    first = found_runs()[0][0]
    save_tiny_run(own_runs / "younger")
    runs = found_runs()[0]
    assert [run.name for run in runs] == ["tiny-3d", "younger"] and runs[0] is first


def test_a_run_of_the_lesson_can_be_chosen_where_a_link_names_it(own_runs, monkeypatch):
    runs = found_runs()[0]
    asked = {"run": "beta-1", "runs": "tiny-3d, beta-0,nowhere"}
    monkeypatch.setattr(known_runs.st, "query_params", asked)
    monkeypatch.setattr(known_runs.st, "session_state", {"run": "beta-1", "compare_others": ["beta-0"]})
    assert [run.name for run in with_lesson(runs)] == ["tiny-3d", "beta-1", "beta-0"]
    assert run_picker.option(with_lesson(runs)[1]) == f"Lesson: {LESSON_RUNS['beta-1'].title}"
    asked.clear()
    monkeypatch.setattr(known_runs.st, "session_state", {})
    assert with_lesson(runs) == runs


def test_a_run_of_ones_own_comes_before_one_of_the_lesson(own_runs):
    config = store.load_run("tiny-3d").config.to_json().replace("tiny-3d", "beta-1")
    (own_runs / "tiny-3d").rename(own_runs / "beta-1")
    (own_runs / "beta-1" / "config.json").write_text(config)
    assert store.load_run("beta-1").folder == own_runs / "beta-1"
    assert "beta-1" in {run.name for run in store.lesson_runs() if run.folder.parent == store.LESSON_FOLDER}
