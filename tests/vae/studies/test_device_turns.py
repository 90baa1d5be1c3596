"""Turns of sweeps and single trainings: who waits for whom, told to both, with real locks."""

import threading
import time

import pytest

from vae import locks
from vae.config import RunConfig
from vae.jobs import job, training_jobs, turns, worker
from vae.studies.device_turns import DeviceTurns

CONFIG = RunConfig("mine", dataset="digits", epochs=1)


@pytest.fixture
def sweeping(empty_home, monkeypatch):
    """Give what a study that is being swept has."""
    monkeypatch.setattr(turns, "POLL_SECONDS", 0.02)
    lock = empty_home / "study.lock"
    with locks.acquire(lock):
        yield DeviceTurns("betas", lock)


def test_a_sweep_waits_for_what_was_there_first_and_lets_a_later_one_in_between(sweeping):
    first, lock = training_jobs.create(CONFIG, "cpu")
    assert sweeping.take("cpu") == "mine"
    lock.release()
    assert sweeping.take("cpu") is None and sweeping.take("cpu") is None
    time.sleep(0.01)
    _, later = training_jobs.create(RunConfig("later", dataset="digits", epochs=1), "cpu")
    assert sweeping.take("cpu") == "later", "nothing more is begun"
    sweeping.let_go({"cpu"})
    assert all(map(locks.is_held, job.device_lock_paths("cpu"))), "something is under way yet"
    sweeping.let_go(set())
    assert not any(map(locks.is_held, job.device_lock_paths("cpu")))
    assert sweeping.take("cpu") == "later"
    later.release()
    assert sweeping.take("cpu") is None
    sweeping.close()
    assert not any(map(locks.is_held, job.device_lock_paths("cpu")))


def test_two_sweeps_have_a_device_one_after_the_other(sweeping, empty_home):
    other = DeviceTurns("sizes", empty_home / "other.lock")
    assert sweeping.take("cpu") is None
    assert other.take("cpu") == "study betas"
    sweeping.close()
    assert other.take("cpu") is None
    other.close()


def test_a_training_says_which_study_it_waits_for(sweeping, monkeypatch):
    assert sweeping.take("cpu") is None
    monkeypatch.setattr(worker, "_train", lambda reporter: None)
    thread = threading.Thread(target=worker.work, args=training_jobs.create(CONFIG, "cpu"))
    thread.start()
    deadline = time.monotonic() + 30
    while "Waiting" not in training_jobs.load_job("mine").progress.message and time.monotonic() < deadline:
        time.sleep(0.02)
    message = training_jobs.load_job("mine").progress.message
    assert message == "Waiting for study betas, which lets it in after what is under way."
    sweeping.let_go(set())
    thread.join(30)
    assert not thread.is_alive()


def test_who_holds_a_lock_is_believed_as_long_as_it_is_true(tmp_path):
    path, theirs = tmp_path / "cpu.lock", tmp_path / "theirs"
    held = turns.acquire([path])
    with locks.acquire(theirs):
        turns.note_holder([path], "study betas", theirs)
        assert turns.holder([path]) == "study betas"
    assert turns.holder([path]) is None
    held.close()
