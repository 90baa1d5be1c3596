"""The worker process: it answers, keeps Keras out of this one, is replaced when killed and ends with its server."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import numpy as np
import psutil
import pytest

from ui import engine
from vae.imports import adding, steps
from vae.latent.geodesics import Curve

PROGRAM = """
import os
import signal
import sys
import threading
from pathlib import Path
import numpy as np
import psutil
from ui.engine import Engine
from vae.imports.steps import LostStepsError
from vae.runs.run_files import RunError

folder = Path(sys.argv[1])
engine = Engine()
z = np.zeros((1, 2), np.float32)
try:
    engine.call("proceed", "nothing", 0.0)  # without Keras, which takes seconds to import
except LostStepsError:
    print("the first worker answered")
killed = max(psutil.Process().children(recursive=True), key=lambda child: child.memory_info().rss)
killed.kill()
first = engine.call("decode", folder, z)
assert first.shape == (1, 28, 28) and 0 <= first.min() <= first.max() <= 1
assert not killed.is_running()
worker = max(psutil.Process().children(recursive=True), key=lambda child: child.memory_info().rss)
assert worker.environ()["OPENBLAS_NUM_THREADS"] == "1"
assert not any("sklearn" in mapped.path or "pandas" in mapped.path for mapped in worker.memory_maps())
try:
    engine.call("decode", folder / "nowhere", z)
except RunError:
    print("an error in the worker reached the caller")
try:
    engine.call_long("decode", folder / "nowhere", z)
except RunError:
    print("so did one of a long call")
long = threading.Thread(target=lambda: engine.call_long("begin_geodesic", folder.parent / "mnist-16d", *np.eye(2, 16)))
long.start()
num_short = 0
while long.is_alive():
    np.testing.assert_array_equal(engine.call("decode", folder, z), first)
    num_short += long.is_alive()
print("short calls beside a long one:", num_short > 5)
assert "keras" not in sys.modules and "tensorflow" not in sys.modules
children = psutil.Process().children(recursive=True)
left = [child.pid for child in children if any("loky" in word for word in child.cmdline())]
print("left:", *left, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_worker_answers_is_replaced_when_killed_and_ends_with_its_killed_server():
    root = Path(__file__).resolve().parents[2]
    folder = root / "assets" / "runs" / "mnist-2d"
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(folder)]
    foreign = {**os.environ, "KERAS_BACKEND": "jax", "OPENBLAS_NUM_THREADS": "2"}  # what a researcher's shell may say
    done = subprocess.run(command, cwd=root, env=foreign, capture_output=True, text=True, timeout=300)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert "the first worker answered" in done.stdout
    assert "an error in the worker reached the caller" in done.stdout
    assert "so did one of a long call" in done.stdout
    assert "short calls beside a long one: True" in done.stdout
    left = [int(number) for number in re.search("left:(.+)", done.stdout)[1].split()]
    deadline = time.monotonic() + 15
    while any(map(psutil.pid_exists, left)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left and not any(map(psutil.pid_exists, left))


class Answers:
    """Stands for the worker: notes what it is asked and answers in its place."""

    def __init__(self):
        self.asked = []

    def call(self, function, folder, *rows):
        self.asked.append((function, *(None if one is None else len(one) for one in rows)))
        return (rows[0] * 2, None) if function == "encode" else rows[0] * 2

    call_long = call


@pytest.fixture
def worker(monkeypatch):
    answers = Answers()
    monkeypatch.setattr(engine, "_engine", lambda: answers)
    return answers


def test_many_rows_come_in_pieces_and_are_joined(worker):
    z, labels = np.arange(2500.0)[:, None], np.arange(2500)
    np.testing.assert_array_equal(engine.decode(Path("run"), z, labels), 2 * z)
    assert worker.asked == [("decode", 1000, 1000), ("decode", 1000, 1000), ("decode", 500, 500)]
    doubled, nothing = engine.encode(Path("run"), z)
    np.testing.assert_array_equal(doubled, 2 * z)
    assert nothing is None


def test_few_rows_are_one_call(worker):
    engine.decode(Path("run"), np.zeros((1000, 2)))
    engine.decode(Path("run"), np.zeros((0, 2)))
    assert worker.asked == [("decode", 1000, None), ("decode", 0, None)]


def test_a_search_comes_in_slices(monkeypatch):
    curve = Curve(np.zeros((3, 2)), 1.0, 1.0)
    slices = []

    class Worker:
        def call_long(self, function, folder, curve, mixtures, seconds):
            slices.append(seconds)
            time.sleep(0.02)
            return curve

    monkeypatch.setattr(engine, "_engine", Worker)
    assert engine.shorten(Path("run"), curve, None, 0.1) is curve
    assert 2 <= len(slices) <= 6 and set(slices) == {0.05}
    slices.clear()
    done = Curve(np.zeros((3, 2)), 1.0, 1.0, is_converged=True)
    assert engine.shorten(Path("run"), done, None, 0.1) is done and not slices


def test_of_long_calls_one_at_a_time_reaches_the_worker(monkeypatch):
    under_way, most, order = [], [], []

    def do(kind):
        under_way.append(kind)
        most.append(under_way.count("long"))
        time.sleep(0.03)
        under_way.remove(kind)
        order.append(kind)

    monkeypatch.setattr(engine, "_beside", lambda *_: do("long"))
    watched = engine.Engine()
    monkeypatch.setattr(watched, "_running", lambda: None)
    threads = [threading.Thread(target=watched.call_long, args=("long",)) for _ in range(6)]
    threads.append(threading.Thread(target=lambda: do("short")))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert order.index("short") <= 1


def test_long_work_in_steps_lets_others_go_first_and_begins_anew_with_another_worker(monkeypatch):
    def counting(most):
        for _ in range(most):
            yield
        return most

    asked = []

    def call_long(self, function, *arguments):
        asked.append(function)
        if asked == ["begin", "proceed", "proceed"]:
            raise steps.LostStepsError("another worker")
        return getattr(steps, function)(*arguments)

    monkeypatch.setattr(adding, "steps_to_add", counting)
    monkeypatch.setattr(engine, "_STEP_SECONDS", 0.0)
    monkeypatch.setattr(engine.Engine, "call_long", call_long)
    assert engine.Engine().call_in_steps("steps_to_add", 2) == 2
    assert asked == ["begin", "proceed", "proceed", "begin", "proceed", "proceed", "proceed"]


class Mortal:
    """Stands for a worker process: works here until it has been asked so often, then has ended, with what it began."""

    def __init__(self, num_answers):
        steps._BEGUN.clear()
        self.left = num_answers

    def submit(self, function, *arguments):
        self.left -= 1
        if self.left < 0:
            raise BrokenExecutor("a process of the pool has ended")
        answer = Future()
        try:
            answer.set_result(function(*arguments))
        except steps.LostStepsError as error:
            answer.set_exception(error)
        return answer


@pytest.fixture
def lives(monkeypatch):
    """Return how often each worker answers, the next one first; the last one does for ever."""

    def counting(most):
        for _ in range(most):
            yield
        return most

    given = []
    monkeypatch.setattr(engine, "ProcessPoolExecutor", lambda **_: Mortal(given.pop(0) if given else 1000))
    monkeypatch.setattr(adding, "steps_to_add", counting)
    monkeypatch.setattr(engine, "_STEP_SECONDS", 0.0)
    return given


@pytest.mark.parametrize("num_answers", range(8))
def test_long_work_in_steps_comes_to_its_end_whenever_the_worker_dies(lives, num_answers):
    lives[:] = [num_answers]
    assert engine.Engine().call_in_steps("steps_to_add", 2) == 2


@pytest.mark.parametrize("deaths", [[0, 0], [3, 0, 3], [5, 5, 5]])
def test_long_work_in_steps_says_so_where_the_worker_dies_again(lives, deaths):
    lives[:] = deaths
    with pytest.raises(BrokenExecutor):
        engine.Engine().call_in_steps("steps_to_add", 2)
    assert engine.Engine().call_in_steps("steps_to_add", 2) == 2
