"""Stopping: the word in the folder, and the end of processes that listen and that do not."""

import errno
import os
import signal
import subprocess
import sys
import time

import pytest

from vae.jobs import stopping

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
POLITE = "import time; print('up', flush=True); time.sleep(60)"


def test_the_word_is_left_read_changed_and_taken_back(tmp_path):
    assert stopping.asked(tmp_path) is None
    stopping.ask(tmp_path, stopping.SAVE)
    assert stopping.asked(tmp_path) == "save"
    stopping.ask(tmp_path, stopping.NOW)
    assert stopping.asked(tmp_path) == "now" and [path.name for path in tmp_path.iterdir()] == ["stop"]
    stopping.forget(tmp_path)
    stopping.forget(tmp_path)
    assert stopping.asked(tmp_path) is None


def test_a_word_that_is_no_text_is_none(tmp_path):
    (tmp_path / "stop").write_bytes(b"\xff\xfe\xff")
    assert stopping.asked(tmp_path) is None


def started(program):
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "up\n"
    child.stdout.close()
    return child


def ended(child):
    def look():
        time.sleep(0.02)
        return child.poll()

    return look


@pytest.mark.skipif(os.name == "nt", reason="Windows has but one way to end a process")
@pytest.mark.parametrize(("program", "word"), [(POLITE, signal.SIGTERM), (DEAF, signal.SIGKILL)])
def test_a_process_is_asked_first_and_killed_when_it_does_not_listen(monkeypatch, program, word):
    monkeypatch.setattr(stopping, "_POLITE_SECONDS", 0.3)
    child = started(program)
    assert stopping.end(ended(child), lambda: stopping.send(child.pid), lambda: child.pid) == -word


def test_one_that_cannot_be_asked_is_killed_all_the_same(monkeypatch):
    monkeypatch.setattr(stopping, "_POLITE_SECONDS", 0.1)
    child = started(POLITE)

    def full():
        raise OSError(errno.ENOSPC, "No space left on device")

    assert stopping.end(ended(child), full, lambda: child.pid) is not None


def test_one_that_is_gone_is_not_asked_and_one_that_stays_is_none(monkeypatch):
    assert stopping.end(lambda: "gone", lambda: pytest.fail("asked"), lambda: pytest.fail("looked for")) == "gone"
    monkeypatch.setattr(stopping, "_POLITE_SECONDS", 0.05)
    monkeypatch.setattr(stopping, "_KILL_SECONDS", 0.05)
    assert stopping.end(lambda: time.sleep(0.01), lambda: None, lambda: None) is None


@pytest.mark.parametrize("pid", [None, 0, 1, -1, os.getpid()], ids=["none", "zero", "one", "all", "oneself"])
def test_no_signal_goes_to_nobody_to_all_or_to_oneself(monkeypatch, pid):
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("sent"))
    stopping.send(pid)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its folders")
def test_a_pipe_is_no_word_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / stopping.STOP_FILE)
    assert stopping.asked(tmp_path) is None


def test_a_number_that_no_process_can_have_gets_no_signal():
    stopping.send(10**14)
