"""Starting a process of one's own: it finds the package, goes on when it should, and ends when it should."""

import os
import subprocess
import sys
import time

import pytest

from vae import locks
from vae.jobs import process

PROGRAM = """
import os, sys, time
from vae import files
print(os.getpid(), files.home_folder(), os.environ.get("EXTRA"), flush=True)
time.sleep(60 if sys.argv[1] == "wait" else 0)
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    (tmp_path / "program.py").write_text(PROGRAM)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("VAE_HOME", "relative-home")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_finds_the_package_the_home_and_its_settings_from_any_folder(home):
    child = process.start(["program", "end"], output=subprocess.PIPE, settings={"EXTRA": "given"})
    with child:
        pid, at, extra = child.stdout.read().split()
    assert (int(pid), at, extra) == (child.pid, str(home / "relative-home"), "given")
    assert child.returncode == 0


def test_one_that_cannot_be_started_is_an_os_error(monkeypatch):
    monkeypatch.setattr(sys, "executable", "no-such-python")
    with pytest.raises(OSError):
        process.start(["program", "end"])


def test_its_end_is_asked_for_so_that_nothing_stays_in_the_process_table():
    child = process.start(["program", "end"])
    deadline = time.monotonic() + 60
    while child.returncode is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert child.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="descriptors and sessions are POSIX")
def test_it_takes_over_a_lock_and_has_a_session_of_its_own_where_it_outlives(home):
    lock = locks.acquire(home / "lock")
    child = process.start(["program", "wait"], output=subprocess.PIPE, lock=lock)
    child.stdout.readline()
    lock.release()
    try:
        assert locks.is_held(home / "lock") and os.getsid(child.pid) == child.pid
    finally:
        child.kill()
    child.wait()
    child.stdout.close()
    assert not locks.is_held(home / "lock")
    with process.start(["program", "end"], output=subprocess.PIPE, outlives=False) as near:
        assert os.getsid(near.pid) == os.getsid(0)
