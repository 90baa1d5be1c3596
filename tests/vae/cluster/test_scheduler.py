"""A scheduler that is not there, or not as it must be, is a sentence; what does not answer is waited for a while."""

import builtins
import socket
import time

import pytest

from vae.cluster import scheduler
from vae.cluster.attempt import LostError
from vae.cluster.scheduler import Scheduler
from vae.studies.study import StudyError


@pytest.mark.parametrize("answers", [False, True], ids=["closed", "of something else"])
def test_nobody_answers(monkeypatch, answers):
    monkeypatch.setattr(scheduler, "_SECONDS_TO_CONNECT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        if not answers:
            listening.close()
        with pytest.raises(StudyError, match=f"no scheduler of Dask answers at tcp://127.0.0.1:{port} within 0.3 sec"):
            Scheduler(f"tcp://127.0.0.1:{port}")
    with pytest.raises(StudyError, match="no scheduler of Dask answers at smoke://x:1"):
        Scheduler("smoke://x:1")


def test_without_the_package_it_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **options):
        if name == "distributed":
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(StudyError, match="takes the package distributed: pip install distributed"):
        Scheduler("tcp://127.0.0.1:1")


def test_what_hangs_or_fails_is_lost():
    assert scheduler._in_time(lambda: 3) == 3
    with pytest.raises(LostError, match="no answer for 0 seconds"):
        scheduler._in_time(lambda: time.sleep(1), 0.05)
    with pytest.raises(LostError, match="ZeroDivisionError"):
        scheduler._in_time(lambda: 1 / 0)
