"""A scheduler that is not there, or not as it must be, is a sentence; what does not answer is waited for a while."""

import builtins
import socket
import time
from types import SimpleNamespace

import numpy as np
import pytest

from vae import __version__
from vae.cluster import scheduler
from vae.cluster.fitness import PACKAGES
from vae.cluster.line import LostError
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
    with pytest.raises(LostError, match="the connection ended"):
        scheduler._in_time(lambda: exec("raise ConnectionResetError(1)"))


def test_who_has_left_is_not_waited_for(monkeypatch):
    class Client:
        def run(self, *words, **options):
            time.sleep(2)  # as Dask, which connects again and again
            return {"a": {"result": 7}}

        def nthreads(self):
            return there

    monkeypatch.setattr(scheduler, "_SECONDS_TO_WONDER", 0.05)
    line, there = scheduler._DaskLine(Client(), "a"), {"b": 1}
    began = time.monotonic()
    with pytest.raises(LostError, match="it has left the scheduler"):
        line.ask("news", 0)
    assert time.monotonic() - began < 1.5
    monkeypatch.setattr(Client, "run", lambda self, *words, **options: time.sleep(0.2) or {"a": {"result": 7}})
    there = {"a": 1}
    assert line.ask("news", 0) == 7


def test_versions_are_compared_and_of_who_does_not_answer_nothing_is_known(monkeypatch):
    ours = {"python": "3.11.7", "distributed": "2026.8.0"}
    theirs = {"a": ours, "b": {**ours, "python": "3.12.1"}, "c": ours, "d": ours, "f": ours, "hangs": ours}
    here = scheduler._installed()(PACKAGES)
    assert here["vae"] == __version__ and here["numpy"] == np.__version__ and None not in here.values()
    assert scheduler._installed()(["no-such-package"])["no-such-package"] is None
    found = {"a": here, "c": {**here, "vae": None}, "d": OSError("gone"), "f": {**here, "keras": "1.0"}}

    class Client:
        scheduler = SimpleNamespace(versions="versions", broadcast="broadcast")

        def sync(self, what, msg=None, workers=()):
            if what == "versions":
                return {"packages": at_scheduler}
            assert msg == {"op": "versions"} and len(workers) == 1
            if workers == ["hangs"]:
                time.sleep(2)
            return {worker: {"packages": theirs[worker]} for worker in workers}

        def run(self, function, packages, workers):
            assert workers[0] in "acdf" and function(packages) == here
            if isinstance(found[workers[0]], Exception):
                raise found[workers[0]]
            return {workers[0]: found[workers[0]]}

    monkeypatch.setattr(scheduler, "_connect", lambda address: Client())
    monkeypatch.setattr(scheduler, "_versions_here", lambda: ours)
    monkeypatch.setattr(scheduler, "_SECONDS_TO_LOOK", 0.5)
    at_scheduler = {"python": "3.11.2", "distributed": "2026.8.1"}
    problems = Scheduler("tcp://x:1").misfits(["a", "b", "c", "d", "f", "gone", "hangs"])
    assert "has Keras 1.0 instead of " in problems.pop("f")
    assert problems == {
        "a": None,
        "b": "worker b has Python 3.12 instead of 3.11: install there what is installed here",
        "c": "worker c has no Latent Explorer: install there what is installed here",
    }
    at_scheduler["python"] = "3.12.1"
    with pytest.raises(StudyError, match="the scheduler has Python 3.12 instead of 3.11: install there what is"):
        Scheduler("tcp://x:1").misfits(["a"])


def test_a_connection_that_ends_at_the_beginning_is_a_loss():
    class Client:
        def submit(self, *_, **__):
            raise OSError("CommClosedError")

    line = scheduler._DaskLine(Client(), "a")
    with pytest.raises(LostError, match="the connection ended"):
        line.begin({"trial": "one"})
    line.end()
