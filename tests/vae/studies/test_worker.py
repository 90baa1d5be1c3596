"""A process that does trainings one after another, as the sweep sees it."""

import subprocess
import sys
import time

import pytest

from vae.studies import worker
from vae.studies.worker import Worker

ECHO = "import sys\nprint(int(sys.argv[1]), flush=True)\nfor line in sys.stdin: print(int(line), flush=True)"


def begin(code, *words):
    return subprocess.Popen(
        [sys.executable, "-S", "-c", code, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def code_of(one, seconds=20.0):
    deadline = time.monotonic() + seconds
    while (code := one.code()) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    return code


@pytest.fixture
def echo():
    """A process that says what it is given as the code of that training."""
    process = begin(ECHO, "5")
    yield process
    process.kill()
    process.wait()
    process.stdin.close()


def test_each_training_has_its_code_and_the_process_ends_when_it_is_dismissed(echo):
    one = Worker(echo)
    assert code_of(one) == 5 and one.code() is None
    assert one.give("0") and code_of(one) == 0
    assert one.give("74") and code_of(one) == 74
    one.dismiss()
    one.end(20.0)
    assert echo.returncode == 0 and not one.give("1")


def test_of_one_that_dies_the_training_under_way_has_the_code(echo):
    one = Worker(echo)
    assert code_of(one) == 5 and one.give("not a number")
    assert code_of(one) == 1 and not one.give("1")


def test_one_that_does_not_end_is_ended():
    process = begin("import time; time.sleep(60)")
    one = Worker(process)
    assert one.code() is None
    one.end(0.1)
    one.dismiss()
    assert process.wait(20.0) < 0


def test_after_some_trainings_it_gets_no_more(echo, monkeypatch):
    monkeypatch.setattr(worker, "MOST_TRAININGS", 2)
    one = Worker(echo)
    assert one.give("1") and not one.give("2")
