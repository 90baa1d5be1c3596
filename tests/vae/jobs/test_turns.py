"""Turns: in order, all locks or none, and what is told meanwhile."""

import threading
import time

import pytest

from vae import locks
from vae.jobs import turns
from vae.jobs.turns import turn


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(turns, "POLL_SECONDS", 0.02)


def test_the_locks_are_held_inside_and_let_go_after(tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    with turn(paths, list, lambda names: pytest.fail("waited")):
        assert all(map(locks.is_held, paths))
    assert not any(map(locks.is_held, paths))


def test_those_before_go_first_and_are_told(tmp_path):
    before, told = [["first", "second"], ["second"], []], []
    with turn([tmp_path / "a"], lambda: before.pop(0), told.append):
        assert told == [["first", "second"], ["second"]]


def test_a_lock_that_someone_holds_is_waited_for_and_no_other_kept_meanwhile(tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    told = []
    with locks.acquire(paths[1]) as other:

        def wait(names):
            told.append((names, locks.is_held(paths[0])))
            if len(told) == 3:
                other.release()

        with turn(paths, list, wait):
            pass
    assert told == [([], False)] * 3


def test_what_asking_raises_ends_the_waiting(tmp_path):
    def ahead():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), turn([tmp_path / "a"], ahead, lambda names: None):
        pytest.fail("it was not its turn")
    assert not locks.is_held(tmp_path / "a")


def test_only_one_is_inside_at_a_time(tmp_path):
    inside, most = [], []

    def work():
        with turn([tmp_path / "a", tmp_path / "b"], list, lambda names: None):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert most == [1] * 5
