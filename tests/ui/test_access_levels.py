"""Levels of access on the pages: what is offered at each, and that nothing of others can be touched."""

import dataclasses
import errno
import shutil

import pytest

from tests.support import imported_runs
from tests.support.pages import visit
from ui.shell import visitor
from vae import files
from vae.access import claim
from vae.data import imports
from vae.jobs import training_jobs
from vae.jobs.job_files import JobProgress, write_progress
from vae.presets import PRESETS
from vae.runs import store
from vae.runs.saving import save_imported
from vae.words import plain, plain_sentence

MINE, THEIRS = "0" * 36, "1" * 36
CONFIG = dataclasses.replace(PRESETS["digits-2d"].config, name="one", epochs=60)


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))


def level(monkeypatch, name):
    monkeypatch.setenv("VAE_ACCESS", name)


def job_of(owner, state="interrupted"):
    job, lock = training_jobs.create(CONFIG)
    lock.release()
    write_progress(job.folder, JobProgress(state, epoch=3, epochs=60))
    if owner is not None:
        claim(job.folder, owner)
    return job


def train_page(me=MINE):
    page = visit("train", {"job": "one"}, {"visitor": {"name": me}, "visitor_of_session": "of this session"})
    assert not page.exception
    return page


def labels(page):
    return {button.label for button in page.button}


@pytest.mark.parametrize(
    ("name", "owner", "is_offered"),
    [("own", THEIRS, True), ("own", None, True), ("shared", THEIRS, False), ("shared", None, False),
     ("shared", MINE, True), ("shared", "of this session", True)],
)  # fmt: skip
def test_only_its_owner_may_touch_a_training(name, owner, is_offered, monkeypatch):
    job_of(owner)
    level(monkeypatch, name)
    page = train_page()
    touching = {"Resume", "Rename", "Delete"}
    assert labels(page) & touching == (touching if is_offered else set())
    said = any("Somebody else started this training" in caption.value for caption in page.caption)
    assert said is not is_offered


def test_the_machines_paths_are_shown_to_its_owner_alone(monkeypatch, tmp_path):
    job_of(MINE)
    for name, is_shown in (("own", True), ("shared", False)):
        level(monkeypatch, name)
        page = train_page()
        assert any(plain(str(tmp_path)) in caption.value for caption in page.caption) is is_shown


def test_no_sentence_shows_the_machines_paths_to_others(monkeypatch, tmp_path):
    shutil.copytree(store.SHIPPED_FOLDER / "mnist-2d", tmp_path / "runs" / "mnist-2d")
    full = files.unwritable(tmp_path / "jobs", OSError(errno.ENOSPC, "full"))
    write_progress(job_of(MINE).folder, JobProgress("failed", message=full, epochs=60))
    for name, word in (("own", plain(str(tmp_path))), ("shared", "the app's folder")):
        level(monkeypatch, name)
        (message,) = [error.value for error in train_page().error]
        (problem,) = [warning.value for warning in visit("", {}).sidebar.warning]
        assert message.startswith(f"No room is left in {word}")
        assert problem.startswith(f"Run 'mnist-2d' in {word}") and "has a shipped run's name" in problem
        assert (str(tmp_path) in f"{message} {problem}".replace("\\", "")) is (name == "own")


def test_a_shared_app_takes_no_folder_of_the_machine(monkeypatch):
    for name, count in (("own", 1), ("shared", 0)):
        level(monkeypatch, name)
        page = visit("train", {})
        assert sum(field.key == "train_folder" for field in page.text_input) == count


def test_a_training_started_here_is_ones_own(monkeypatch):
    level(monkeypatch, "shared")

    def start(config, device="auto", overwrite=False, thorough=False):
        job, lock = training_jobs.create(config, device, overwrite, thorough)
        lock.release()
        return job

    monkeypatch.setattr(training_jobs, "start", start)
    page = visit("train", {}, {"visitor": {"name": MINE}})
    next(button for button in page.button if button.label == "Start training").click().run()
    (job,) = training_jobs.list_jobs()
    assert "Delete" in labels(visit("train", {"job": job.name}, {"visitor": {"name": MINE}}))
    assert "Delete" not in labels(visit("train", {"job": job.name}, {"visitor": {"name": THEIRS}}))


def test_a_name_that_is_somebody_elses_cannot_be_taken(monkeypatch):
    job_of(THEIRS)
    level(monkeypatch, "shared")
    page = visit("train", {}, {"visitor": {"name": MINE}, "train_job": ""})
    page.text_input(key="_train_name").set_value("one").run()
    assert any("that is not yours: choose another name" in warning.value for warning in page.warning)
    assert "Start training" not in labels(page) and not [box for box in page.checkbox if "Replace" in box.label]


def test_pictures_of_others_stay(monkeypatch, tmp_path, digits):
    folder = tmp_path / "pictures.npz"
    import numpy as np

    np.savez(folder, images=digits.test_images[:60], labels=digits.test_labels[:60])
    own = imports.import_data(folder, "leaves", False)
    claim(own.folder, THEIRS)
    level(monkeypatch, "shared")
    for me, is_offered in ((MINE, False), (THEIRS, True)):
        page = visit("train", {}, {"visitor": {"name": me}})
        assert ("Delete these pictures" in labels(page)) is is_offered


def test_a_demo_offers_no_training_no_projection_and_no_names(monkeypatch):
    level(monkeypatch, "demo")
    assert "Start training" not in labels(visit("train", {}))
    page = visit("atlas", {"run": "mnist-16d"}, {"atlas_method": "tsne", "_atlas_method": "tsne"}, seconds=120)
    assert not page.exception
    assert not {label for label in labels(page) if label.startswith("Compute") or label == "Cancel"}


def test_the_level_is_said_and_a_wrong_one_stops_the_page(monkeypatch):
    level(monkeypatch, "shared")
    assert any(caption.value.startswith("Shared:") for caption in visit("train", {}).sidebar.caption)
    level(monkeypatch, "demo")
    assert any(caption.value.startswith("Demo:") for caption in visit("train", {}).sidebar.caption)
    level(monkeypatch, "everybody")
    page = visit("train", {})
    assert [error.value for error in page.error] == [
        plain_sentence("VAE_ACCESS must be one of own, shared, demo, got 'everybody'")
    ]
    assert not page.button


@pytest.mark.parametrize(
    ("address", "is_said"),
    [("127.0.0.1", False), ("localhost", False), ("::1", False), ("0.0.0.0", True), (None, True)],
)
def test_an_open_door_is_said(address, is_said):
    assert visitor._is_loopback(address) is not is_said


@pytest.mark.parametrize(("owner", "is_refused"), [(MINE, False), (THEIRS, True), (None, True)])
def test_the_name_of_a_run_that_was_brought_in_is_its_owners(owner, is_refused, tmp_path, monkeypatch):
    run = save_imported(tmp_path / "runs", imported_runs.bare("one"))
    if owner is not None:
        claim(run.folder, owner)
    level(monkeypatch, "shared")
    page = visit("train", {}, {"visitor": {"name": MINE}, "train_job": ""})
    page.text_input(key="_train_name").set_value("one").run()
    assert any("that is not yours: choose another name" in warning.value for warning in page.warning) == is_refused
