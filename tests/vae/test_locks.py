"""File locks: one holder at a time, released by the system when its process is killed, handed down to a child."""

import os
import subprocess
import sys
import threading

import pytest

from vae import locks


def test_one_holder_at_a_time(tmp_path):
    path = tmp_path / "folder" / "lock"
    assert not locks.is_held(path)
    with locks.acquire(path):
        assert locks.is_held(path)
        assert locks.acquire(path, timeout=0.0) is None
    assert not locks.is_held(path)
    locks.acquire(path).release()


def test_asking_does_not_disturb_the_holder_or_who_asks_beside(tmp_path):
    path = tmp_path / "lock"
    lock = locks.acquire(path)
    assert locks.is_held(path) and locks.is_held(path)
    lock.release()
    lock.release()
    assert not locks.is_held(path)


def test_who_only_asks_keeps_nobody_from_taking_it(tmp_path, monkeypatch):
    path = tmp_path / "lock"
    path.touch()
    look, taken = locks._lock, []

    def slowly(descriptor, exclusive):
        found = look(descriptor, exclusive)
        if not exclusive:  # another one comes at just that moment
            comer.start()
            comer.join(0.1)
            assert comer.is_alive()
        return found

    comer = threading.Thread(target=lambda: taken.append(locks.acquire(path)))
    monkeypatch.setattr(locks, "_lock", slowly)
    assert not locks.is_held(path)
    comer.join(5.0)
    taken[0].release()


@pytest.mark.skipif(os.name == "nt", reason="a lock is not handed down there")
def test_a_child_goes_on_holding_the_lock_until_it_is_killed(tmp_path):
    path = tmp_path / "lock"
    lock = locks.acquire(path)
    code = (
        "import sys; from pathlib import Path; from vae import locks; "
        "lock = locks.adopt(int(sys.argv[1]), Path(sys.argv[2])); print(lock is not None, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(lock.descriptor), str(path)]
    with subprocess.Popen(
        command, pass_fds=(lock.descriptor,), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        lock.release()
        assert child.stdout.readline() == "True\n"
        assert locks.is_held(path)
        child.kill()
        child.wait()
    assert not locks.is_held(path)


def test_a_descriptor_of_another_file_is_not_adopted(tmp_path):
    (tmp_path / "lock").write_text("")
    with (tmp_path / "other").open("w") as other:
        assert locks.adopt(other.fileno(), tmp_path / "lock") is None
    assert locks.adopt(9999, tmp_path / "lock") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its folders")
def test_a_pipe_is_no_lock_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "lock")
    assert not locks.is_held(tmp_path / "lock")
    with pytest.raises(OSError, match="is no file"):
        locks.acquire(tmp_path / "lock")
