"""Every command where the disk is full or read-only: one sentence with the reason, and nothing half done."""

import os
import shlex
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from tests.support.broken_disk import FULL, READ_ONLY, broken
from vae.__main__ import main
from vae.cli import commands
from vae.config import RunConfig
from vae.data.imports import import_data
from vae.data.sources import Upload
from vae.jobs import training_jobs
from vae.runs.checkpoints import checkpoint_path
from vae.studies import folders, study

REASONS = {FULL: "no room is left in", READ_ONLY: "(Read-only file system)"}
pytestmark = pytest.mark.usefixtures("quick_training")
PLAN = '[base]\ndataset = "digits"\nepochs = 1\n[grid]\nlatent_dim = [2, 3]'
CONFIG = RunConfig(name="half", dataset="digits", hidden_sizes=(8,), epochs=3, batch_size=512)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory, save_tiny_run):
    """Return a home with a run, a stopped training and a data set."""
    home = tmp_path_factory.mktemp("home")
    save_tiny_run(home / "runs" / "deep", latent_dim=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(home))
        _, lock = training_jobs.create(CONFIG, "cpu")
        lock.release()
        checkpoint_path("half").parent.mkdir()
        arrays = home / "digits.npz"
        np.savez(arrays, images=np.random.default_rng(0).integers(0, 255, (60, 28, 28), np.uint8))
        import_data(Upload("digits.npz", arrays.read_bytes()), "own")
        (home / "sizes.toml").write_text(PLAN)
        folders.write_plan(study.read(PLAN, "kept"))
    return home


@pytest.fixture
def home(furnished, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(furnished))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    return furnished


def snapshot(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if ".locks" not in path.parts}


# What a command says that changes something; None: it can be done there, because it needs no room.
CHANGING = {
    ("train", "--dataset", "digits", "--hidden-sizes", "8", "--epochs", "1", "--name", "new"): (True, True),
    ("train", "--dataset", "digits", "--name", "new", "--background"): (True, True),
    ("train", "--name", "half", "--resume"): (True, True),
    ("resume", "half"): (True, True),
    ("cancel", "half"): (False, True),
    ("evaluate", "deep"): (True, True),
    ("evaluate", "deep", "--scores"): (True, True),
    ("export", "deep", "--format", "keras", "--to", "{home}/out"): (True, True),
    ("export", "deep", "--format", "web", "--to", "{home}/out"): (True, True),
    ("export", "deep", "--format", "projector", "--to", "{home}/out"): (True, True),
    ("project", "deep", "--method", "pca"): (True, True),
    ("data", "add", "{home}/digits.npz", "--name", "more"): (True, True),
    ("data", "remove", "own"): (False, True),
    ("import", "{home}/runs/deep/web.safetensors", "--name", "brought"): (True, True),
    ("sweep", "{home}/sizes.toml"): (True, True),
    ("study", "kept", "--csv", "{home}/kept.csv"): (True, True),
    ("study", "kept", "--delete"): (False, True),
}
LOOKING = [
    ("list",), ("jobs",), ("devices",), ("data", "list"), ("data", "show", "own"), ("study",), ("study", "kept"),
    ("plan", "motion-8d", "--problems", "2"),
]  # fmt: skip


@pytest.mark.parametrize("words", CHANGING, ids=" ".join)
def test_a_command_that_cannot_write_is_one_sentence_with_the_reason(home, capsys, monkeypatch, words):
    monkeypatch.setattr("vae.film.recording.measure", lambda *_, **__: SimpleNamespace(figures={}, nll=None))
    words = [word.format(home=home) for word in words]
    for number, is_refused in zip((FULL, READ_ONLY), CHANGING[tuple_of(words, home)], strict=True):
        if not is_refused:
            continue
        before = snapshot(home)
        with broken(home, number) as refused:
            code = main(words)
        lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("python -m vae")]
        assert (code, len(lines)) == (2, 1), lines
        assert REASONS[number] in lines[0] and refused
        assert snapshot(home) == before


def tuple_of(words, home):
    return tuple(word.replace(str(home), "{home}") for word in words)


def test_the_table_has_every_command():
    # Stopping needs a training that runs, and the runs that ship are trained into the repository.
    covered = {words[0] for words in [*CHANGING, *LOOKING]} | {"stop", "pretrained", "lesson"}
    assert covered == set(commands.COMMANDS)


@pytest.mark.parametrize("number", [FULL, READ_ONLY], ids=["full", "read-only"])
@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_a_command_that_only_looks_works(home, capsys, words, number):
    with broken(home, number):
        assert main(list(words)) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("number", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_a_training_that_cannot_be_asked_to_stop_is_one_sentence(home, capsys, number):
    _, lock = training_jobs.reopen("half")
    with lock, broken(home, number):
        assert main(["stop", "half"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert REASONS[number] in line


def test_on_a_full_disk_deleting_makes_room(home, capsys):
    with broken(home, FULL):
        assert main(["data", "remove", "own"]) == 0
        assert main(["cancel", "half"]) == 0
    assert training_jobs.list_jobs() == [] and list((home / "data").iterdir()) == []


def run_closed(words, **environment):
    """Run a command whose output nobody reads any more and return its exit code and what it complains of."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "vae", *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    os.close(writing)
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", ["jobs", "list", "data list", "--help", "train --help", "--version"])
def test_a_reader_that_has_left_is_no_error(tmp_path, words):
    code, complaint = run_closed(words.split(), VAE_HOME=str(tmp_path))
    assert (code in (141, 0), complaint) == (True, ""), code  # 0: argparse hides it where a help is long


@pytest.mark.skipif(os.name == "nt", reason="streams are closed in another way there")
@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error(tmp_path, closed):
    command = f"{shlex.quote(sys.executable)} -m vae jobs {closed}"
    environment = os.environ | {"VAE_HOME": str(tmp_path)}
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


HOMELESS = """
import os, pwd, sys
os.environ.pop("HOME", None)
os.environ.pop("VAE_HOME", None)
def nobody(number):
    raise KeyError(number)
pwd.getpwuid = nobody
from vae.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("words", ["jobs", "list", "train --preset digits-2d", "data list"])
def test_a_user_without_a_home_is_told_to_set_one(words):
    done = subprocess.run([sys.executable, "-c", HOMELESS, *words.split()], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "this user has no home folder: set VAE_HOME to a folder" in line
