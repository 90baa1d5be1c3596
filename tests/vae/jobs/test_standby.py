"""A process that waits for the next training: what it is handed, when it is begun, and when it ends."""

import os
import socket
import sys
import time

import pytest

from vae import devices, locks
from vae.devices import Device
from vae.jobs import process, standby

pytestmark = pytest.mark.skipif(not hasattr(socket, "send_fds"), reason="descriptors are handed on by POSIX systems")

PROGRAM = """
import os, sys
from pathlib import Path
from vae import locks
from vae.jobs import standby, worker

def work(arguments):
    *words, descriptor = arguments
    lock = locks.adopt(int(descriptor), Path("lock"))
    print("does", *words, "with the lock" if lock else "without it", flush=True)
    print("complains", file=sys.stderr, flush=True)
    return 0

standby._load = lambda: os.environ.get("FAILS") and sys.exit(3)
standby.IDLE_SECONDS = float(os.environ.get("IDLE", 60))
worker.main = work
sys.exit(standby.main(sys.argv[1:]))
"""


@pytest.fixture(autouse=True)
def begun(tmp_path, monkeypatch):
    """Return the processes that wait or did; they load nothing, and take a job by saying so."""
    (tmp_path / "waiting.py").write_text(
        PROGRAM.replace('"lock"', f"__import__('pathlib').Path({str(tmp_path / 'lock')!r})")
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(devices, "list_devices", lambda: [Device("cpu", "CPU")])
    monkeypatch.setattr(standby, "_ready", None)
    start, found = process.start, []

    def start_waiting(words, **options):
        assert words[0] == "vae.jobs.standby"
        found.append(start(["waiting", *words[1:]], **options))
        return found[-1]

    monkeypatch.setattr(process, "start", start_waiting)
    yield found
    standby._leave()
    for one in found:
        one.kill()


@pytest.fixture
def lock(tmp_path):
    return locks.acquire(tmp_path / "lock")


def give(lock, tmp_path, *words):
    with (tmp_path / "log").open("ab") as log, lock:
        return standby.give(list(words), lock, log)


def test_it_takes_a_job_with_its_lock_and_its_log(begun, lock, tmp_path):
    standby.make_ready()
    assert give(lock, tmp_path, "name", "other")
    assert begun[0].wait(60) == 0
    assert (tmp_path / "log").read_text() == "does name other with the lock\ncomplains\n"
    assert len(begun) == 1 and not locks.is_held(tmp_path / "lock")


def test_the_lock_is_held_while_it_still_loads(begun, lock, tmp_path):
    standby.make_ready()
    assert give(lock, tmp_path, "name")  # the program has hardly begun
    assert locks.is_held(tmp_path / "lock")
    assert begun[0].wait(60) == 0


def test_there_is_one_at_a_time_and_none_that_was_begun_elsewhere(begun, lock, tmp_path, monkeypatch):
    standby.make_ready()
    standby.make_ready()
    assert len(begun) == 1
    monkeypatch.setenv("VAE_BACKEND", "tensorflow")
    assert not give(lock, tmp_path, "name"), "it has other settings"
    assert begun[0].wait(60) == 0
    standby.make_ready()
    monkeypatch.delenv("VAE_BACKEND")
    standby.make_ready()
    assert len(begun) == 3
    assert begun[1].wait(60) == 0
    assert begun[2].poll() is None


def test_it_ends_by_itself_and_nobody_is_handed_to_it_then(begun, lock, tmp_path, monkeypatch):
    assert not give(locks.acquire(tmp_path / "lock-before"), tmp_path, "name"), "there is none"
    monkeypatch.setenv("IDLE", "0")
    standby.make_ready()
    assert begun[0].wait(60) == 0
    assert not give(lock, tmp_path, "name")
    standby.make_ready()
    assert len(begun) == 2


def test_one_that_cannot_load_is_not_begun_again(begun, lock, tmp_path, monkeypatch):
    monkeypatch.setenv("FAILS", "1")
    standby.make_ready()
    assert begun[0].wait(60) == 3
    standby.make_ready()
    assert len(begun) == 1
    assert not give(lock, tmp_path, "name")


def test_there_is_none_beside_a_gpu_or_where_no_process_begins(begun, lock, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(devices, "list_devices", lambda: [Device("gpu:0", "a GPU"), Device("cpu", "CPU")])
        standby.make_ready()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "no-such-python")
        standby.make_ready()
    assert begun == []
    assert not give(lock, tmp_path, "name")


def test_a_visit_waits_for_nothing(begun):
    began = time.process_time()
    for _ in range(100):
        standby.make_ready()
    assert len(begun) == 1 and time.process_time() - began < 1


def test_it_loads_what_a_training_needs_for_the_processor_alone(monkeypatch):
    for variable in ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "JAX_PLATFORMS"):
        monkeypatch.setenv(variable, "")
    standby._load()
    assert {"keras", "vae.film.recording", "vae.model.training"} <= set(sys.modules)
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "-1"
