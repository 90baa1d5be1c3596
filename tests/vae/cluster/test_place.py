"""Where a training is done on a worker: how long it lasts, and what it answers."""

import asyncio
import logging
import subprocess
import sys
import time

import pytest

from vae import locks
from vae.cluster import place
from vae.cluster.parcels import Parcel
from vae.cluster.place import Place, answer_a_sweep, attend
from vae.jobs import job_files
from vae.jobs.job_files import JobProgress
from vae.studies import folders

ORDER = {"study": "one", "trial": "one-1", "config": "{}", "backend": "tensorflow", "patience": 60.0, "token": "t"}
PARCEL = Parcel("digits", "mark")


@pytest.fixture
def scratch(empty_home, monkeypatch):
    monkeypatch.setattr(place, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(place.parcels, "lay_out", lambda parcel, home: {"VAE_DATA_DIR": "there"})
    folder = empty_home / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def started(monkeypatch):
    begun = []

    def start(folder, study, trial, device, threads, **settings):
        begun.append((folder, study, trial, threads, settings))
        return subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"], text=True)

    monkeypatch.setattr(place, "start_trial", start)
    return begun


def test_it_ends_with_its_process_when_the_sweep_is_silent(scratch, started):
    made = Place({**ORDER, "patience": 0.2}, str(scratch), 3)
    made.go(PARCEL)
    (folder, study, trial, threads, settings), process = started[0], made._process
    assert (study, trial, threads) == ("one", "one-1", 3)
    assert settings == {"VAE_HOME": str(made.home), "VAE_BACKEND": "tensorflow", "VAE_DATA_DIR": "there"}
    assert folder == made.home / "studies" / "one" / "trials" / "one-1"
    assert locks.is_held(made.home / "studies" / "one" / "lock")
    began = time.monotonic()
    with made.listening():
        pass
    made.wait()
    made.close()
    assert 0.15 < time.monotonic() - began < 10 and process.poll() is not None and list(scratch.iterdir()) == []


def test_a_long_question_is_no_silence(scratch):
    made = Place({**ORDER, "patience": 0.0}, str(scratch), 1)
    made._questions = 1
    made.leave()
    made.wait()
    with made.listening():
        assert made._questions == 2
    made.close()


def test_news_tell_of_a_checkpoint_once_and_keep_it_while_it_is_replaced(scratch, started):
    made = Place(ORDER, str(scratch), 1)
    made.put(folders.CHECKPOINT_FILE, b"ol", True)
    made.put(folders.CHECKPOINT_FILE, b"d", False)
    mark = made.go(PARCEL)
    assert made.news(mark)["size"] == 0 and made.news(0)["size"] == 3  # what came need not go back
    path = made.folder / folders.CHECKPOINT_FILE
    assert path.read_bytes() == b"old" and made.news(0)["progress"] is None
    job_files.write_progress(made.folder, JobProgress("training", epoch=1))
    news = made.news(0)
    assert news["size"] == 3 and news["progress"]["epoch"] == 1 and news["code"] is None and news["files"] == {}
    path.with_name("new").write_bytes(b"newer")
    path.with_name("new").replace(path)
    assert made.read(folders.CHECKPOINT_FILE, 1) == b"ld" and made.read(folders.CHECKPOINT_FILE, 3) == b""
    again = made.news(news["mark"])
    assert again["size"] == 5 and made.read(folders.CHECKPOINT_FILE, 0) == b"newer"
    assert made.news(again["mark"])["size"] == 0
    path.unlink()
    assert made.news(0)["size"] == 0
    made.close()


def test_questions_are_answered_and_what_fails_is_a_sentence(scratch, monkeypatch):
    def ask(what, *arguments):
        return asyncio.run(answer_a_sweep("t", what, *arguments))

    assert ask("has_begun") == {}
    made = Place(ORDER, str(scratch), 1)
    monkeypatch.setitem(place._places, "t", made)
    assert ask("has_begun") == {"result": None} and ask("has", PARCEL) == {"result": False}
    monkeypatch.setattr(place.files, "opened", lambda *_: exec("raise OSError(28, 'No space left on device')"))
    assert "no room is left in" in ask("put", "x", b"", True)["problem"]
    monkeypatch.setattr(place.parcels, "keep", lambda *_: exec("raise ValueError('it came damaged')"))
    assert ask("keep", PARCEL, {}) == {"problem": "it came damaged"}
    made.close()


def test_its_task_ends_when_the_sweep_leaves_and_keeps_the_log_short(scratch, monkeypatch):
    monkeypatch.setattr(Place, "wait", lambda self: place._answer("t", "leave", ()) == {"result": None} or 1 / 0)
    attend(ORDER, str(scratch), 1)
    assert place._places == {} and list(scratch.iterdir()) == []
    log = logging.getLogger("distributed.worker")
    line = logging.LogRecord("x", logging.INFO, "", 1, "Run out-of-band function 'answer_a_sweep'", (), None)
    assert not log.filter(line)
    log.removeFilter(place._is_no_question)
