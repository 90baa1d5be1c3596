"""Pages whose home is on a full or read-only disk: all of them can be looked at, and what cannot be done says why."""

import shutil

import numpy as np
import pytest

from tests.support.broken_disk import FULL, READ_ONLY, broken
from tests.support.pages import visit
from ui import engine
from ui.live import encoders
from ui.train import form
from vae.config import RunConfig
from vae.data.imports import import_data
from vae.data.sources import Upload
from vae.jobs import training_jobs
from vae.jobs.job_files import JobProgress, write_progress
from vae.runs import store

BOTH = pytest.mark.parametrize("number", [FULL, READ_ONLY], ids=["full", "read-only"])
REASONS = {FULL: "No room is left in", READ_ONLY: "(Read-only file system)"}
CONFIG = RunConfig(name="half", dataset="digits", hidden_sizes=(8,), epochs=3, batch_size=512)


@pytest.fixture(autouse=True)
def own_home(home, tmp_path, monkeypatch):
    """Return a home with two runs, a stopped training and a data set; the worker has its own test."""
    shutil.copytree(home / "runs", tmp_path / "home" / "runs")
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    monkeypatch.delenv("VAE_PUBLIC_DEMO", raising=False)
    for cached in (encoders._encoder_bundle, form._devices):
        cached.clear()
    monkeypatch.setattr(engine, "encoder_bundle", lambda folder: (folder / "web.safetensors").read_bytes())
    job, lock = training_jobs.create(CONFIG, "cpu")
    lock.release()
    write_progress(job.folder, JobProgress("stopped", epochs=3, epoch=1))
    pictures = np.random.default_rng(0).integers(0, 255, (60, 28, 28), np.uint8)
    np.savez(tmp_path / "leaves.npz", images=pictures)
    import_data(Upload("leaves.npz", (tmp_path / "leaves.npz").read_bytes()), "own")
    return tmp_path / "home"


def problems(page):
    assert not page.exception, page.exception
    return [error.value.replace("\\", "") for error in page.error]  # without what keeps Markdown away


@BOTH
@pytest.mark.parametrize("name", ["explore", "atlas", "compare", "encode", "interpolate", "train"])
def test_every_page_can_be_looked_at(own_home, name, number):
    with broken(own_home, number):
        page = visit("" if name == "explore" else name, {"run": "tiny-3d"})
        assert problems(page) == [] and (page.sidebar.selectbox or name == "train")


@BOTH
def test_a_training_that_cannot_be_started_or_go_on_says_why(own_home, number):
    with broken(own_home, number):
        page = visit("train", {"job": "half"})
        (resume,) = [button for button in page.button if button.label == "Resume"]
        (problem,) = problems(resume.click().run())
        assert REASONS[number] in problem and "set VAE_HOME to another folder" in problem
        (new,) = [button for button in page.button if button.label == "New training"]
        (start,) = [button for button in new.click().run().button if button.label == "Start training"]
        (problem,) = problems(start.click().run())
        assert REASONS[number] in problem


def test_what_cannot_be_deleted_or_renamed_says_why(own_home):
    with broken(own_home, READ_ONLY):
        page = visit("train", {"job": "half"})
        (problem,) = problems(page.button(key="train_delete_do").click().run())
        assert REASONS[READ_ONLY] in problem
        page.text_input(key="train_rename_half").set_value("whole").run()
        (problem,) = problems(page.button(key="train_rename_do").click().run())
        assert REASONS[READ_ONLY] in problem
    assert [job.name for job in training_jobs.list_jobs()] == ["half"]


@BOTH
def test_pictures_that_cannot_be_kept_or_deleted_say_why(own_home, tmp_path, number):
    page = visit("train", {}, {"train_job": ""})
    page.text_input(key="train_folder").set_value(str(tmp_path / "leaves.npz")).run()
    with broken(own_home, number):
        (keep,) = [button for button in page.button if button.label == "Keep as a data set"]
        (problem,) = problems(keep.click().run())
        assert REASONS[number] in problem
    with broken(own_home, READ_ONLY):
        (problem,) = problems(page.button(key="train_delete_data_own").click().run())
        assert REASONS[READ_ONLY] in problem


@BOTH
def test_a_projection_that_cannot_be_computed_says_why(own_home, number):
    with broken(own_home, number):
        page = visit("atlas", {"run": "tiny-3d"}, {"atlas_projection": "tsne"})
        (compute,) = [button for button in page.button if button.label == "Compute t-SNE"]
        (problem,) = problems(compute.click().run())
        assert REASONS[number] in problem


def test_a_home_that_is_not_known_or_a_backend_that_is_none_is_one_sentence(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("VAE_BACKEND", "torch")
        (problem,) = problems(visit("encode", {}))
        assert problem == "VAE_BACKEND must be tensorflow or jax, got 'torch': change it or unset it."

    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("VAE_HOME")
    monkeypatch.setattr("pathlib.Path.home", unknown)
    for name in ("", "train"):
        (problem,) = problems(visit(name, {}))
        assert problem.startswith("This user has no home folder: set VAE_HOME to a folder")
    assert store.SHIPPED_FOLDER.exists()
