"""How long a training still takes, where what compiles counts for nothing, and which frames of its film stay."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from vae.config import RunConfig
from vae.jobs import reporter, training_jobs
from vae.runs.store import HISTORY_COLUMNS

EPOCHS, STEPS = 10, 5


@pytest.fixture
def clock(empty_home, monkeypatch):
    """Return the time that the reporter sees, to be moved on."""
    now = [0.0]
    monkeypatch.setattr(reporter.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def watching(clock, monkeypatch):
    """Return the reporter of a training that is about to take its first step."""
    job, lock = training_jobs.create(RunConfig(name="tiny", dataset="digits", epochs=EPOCHS), "cpu")
    found = reporter.Reporter(job)
    tracker = SimpleNamespace(result=lambda: 1.0)
    weight = SimpleNamespace(numpy=lambda: 1.0)
    found._model = SimpleNamespace(reconstruction_tracker=tracker, kl_tracker=tracker, kl_weight=weight)
    found._camera = SimpleNamespace(is_kept=lambda epoch: True, take=lambda result: None, keep=lambda frame: None)
    found._scalars = SimpleNamespace(write=lambda result: None)
    found._dataset = "digits"
    found.judged = []
    monkeypatch.setattr(reporter.judging, "begin", lambda config, dataset: found.judged.append((config.name, dataset)))
    yield found
    lock.release()


def epoch(number, held_back=None):
    row = dict.fromkeys(HISTORY_COLUMNS, 1.0) | {"epoch": number}
    return SimpleNamespace(**row, row=row, kl_per_dimension=(1.0,), terms={}, held_back=held_back)


def test_time_left_counts_nothing_that_compiles(watching, clock):
    clock[0] = 30.0  # the first step has been compiled until now
    for step in range(1, STEPS + 1):
        watching.on_step(1, step, STEPS)
        clock[0] += 1.0
    assert watching.progress.seconds_left == pytest.approx(EPOCHS * STEPS - STEPS)  # a second a step
    clock[0] += 20.0  # measuring held-out pictures and drawing the first frame are compiled
    watching.on_epoch(epoch(1), is_new=True)
    assert watching.progress.seconds_left == pytest.approx(45)
    clock[0] += 6.0
    watching.on_epoch(epoch(2), is_new=True)
    assert watching.progress.seconds_left == pytest.approx(8 * 6)
    clock[0] += 3.0
    watching.on_step(3, 3, STEPS)
    assert watching.progress.seconds_left == pytest.approx(7.4 * 6)


def test_from_the_first_step_on_a_process_learns_what_the_run_is_judged_with(watching):
    assert watching.judged == []
    for step in (1, 2):
        watching.on_step(1, step, STEPS)
    assert watching.judged == [("tiny", "digits")]


def test_the_best_epochs_frame_stays_when_a_training_goes_on(watching):
    watching.job = replace(watching.job, config=replace(watching.job.config, early_stopping=3))
    for number, cost in enumerate((5.0, 3.0, 4.0), 1):
        watching.on_epoch(epoch(number, cost), is_new=False)
    assert watching._camera.best_epoch == 2
    watching.progress = replace(watching.progress, steps=STEPS)
    for number, cost in ((4, 3.5), (5, 2.0)):
        watching.on_epoch(epoch(number, cost), is_new=True)
        assert watching._camera.best_epoch == (5 if number == 5 else 2)
