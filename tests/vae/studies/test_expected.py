"""How long a study takes: the sum of what is known, nothing where something is not, and what its trainings took."""

import os
import time

import pytest

from vae import locks
from vae.devices import ALL_GPUS, CPU, Device
from vae.jobs import estimate, job_files
from vae.jobs.job_files import JobProgress
from vae.studies import expected, folders, processes
from vae.studies.expected import Expected
from vae.studies.folders import standings
from vae.studies.study import read

PLAN = 'name = "a"\nseeds = 2\n[base]\ndataset = "digits"\nepochs = 10\n[grid]\nlatent_dim = [2, 3]\n'


def test_what_is_left_takes_the_sum_of_what_its_epochs_took(empty_home, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    left = standings(read(PLAN))
    assert expected.expected(left) is None and expected.expected([]) == Expected(0.0, True)
    assert [config.latent_dim for config in expected.unknown(left)] == [2, 3]
    estimate.remember(left[0].trial.config, "cpu", 0.5)
    assert expected.expected(left) is None and [config.latent_dim for config in expected.unknown(left)] == [3]
    tried = []
    monkeypatch.setattr(
        estimate, "estimate", lambda config, device: tried.append(config) or estimate.remember(config, device, 1.0)
    )
    expected.try_out(expected.unknown(left))
    assert len(tried) == 1 and expected.unknown(left) == []
    assert expected.seconds_left(read(PLAN), left) is None, "none has begun, and nobody knows when one will"
    starts = 4 * estimate.START_SECONDS
    assert expected.expected(left) == Expected(2 * 10 * 0.5 + 2 * 10 * 1.0 + starts, False)
    for seconds, one in ((30.0, left[0]), (40.0, left[2])):
        estimate.remember_beside(one.trial.config, "cpu", seconds, is_first=False)
    assert expected.expected(left) == Expected(2 * 10 * 0.5 + 2 * 10 * 1.0 + 2 * 30 + 2 * 40, True)
    estimate.remember_beside(left[0].trial.config, "cpu", 90.0, is_first=True)
    assert expected.expected(left, workers=1) == Expected(2 * 10 * 0.5 + 2 * 10 * 1.0 + 90 + 30 + 2 * 40, True)


@pytest.mark.parametrize(
    ("places", "each", "end"), [(1, [3, 1, 2], 6), (2, [3, 1, 2], 3), (2, [1, 2, 3], 4), (4, [3, 1], 3), (2, [], 0)]
)
def test_on_several_places_the_next_begins_where_one_is_free_first(places, each, end):
    assert expected._last_end(each, [0.0] * places) == end


@pytest.mark.parametrize(
    ("num_gpus", "workers", "count"), [(0, None, 1), (0, 4, 1), (3, None, 3), (3, 2, 2), (2, 5, 2)]
)
def test_one_training_a_gpu_is_side_by_side_and_what_shares_is_not(monkeypatch, num_gpus, workers, count):
    names = [*(f"gpu:{index}" for index in range(num_gpus)), ALL_GPUS, CPU]
    monkeypatch.setattr(processes.devices, "list_devices", lambda: [Device(name, name) for name in names])
    assert processes.num_side_by_side(workers) == count


def test_two_gpus_take_half_the_time(empty_home, monkeypatch):
    names = ["gpu:0", "gpu:1", ALL_GPUS, CPU]
    monkeypatch.setattr(processes.devices, "list_devices", lambda: [Device(name, name) for name in names])
    left = standings(read(PLAN))
    for one in left:
        estimate.remember(one.trial.config, "gpu:0", 1.0)
    both = 2 * (10 * 1.0 + estimate.START_SECONDS)
    assert expected.expected(left).seconds == both == expected.expected(left, workers=1).seconds / 2


@pytest.fixture
def sizes(empty_home, save_tiny_run, monkeypatch):
    """Return a study of four trainings, whose first took 100 s, and whose next two were begun 30 and 50 s ago."""
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    plan = read(
        'name = "sizes"\n[base]\ndataset = "digits"\nepochs = 2\nhidden_sizes = [16]\n[grid]\nbeta = [1, 2, 3, 4]\n'
    )
    folders.write_plan(plan)
    now, held = time.time(), []
    monkeypatch.setattr(time, "time", lambda: now)
    for trial, ago, state in zip(plan.trials, (300, 30, 50), ("finished", "training", "measuring"), strict=False):
        folder = folders.begin(plan, trial)
        job_files.write_progress(folder, JobProgress(state, epoch=1, epochs=2))
        os.utime(folder / folders.CONFIG_FILE, (now - ago, now - ago))
        os.utime(folder / "progress.json", (now - 200, now - 200))
        if state != "finished":
            held.append(locks.acquire(folder / "lock"))
    save_tiny_run(folders.run_folder("sizes", plan.trials[0].name), latent_dim=2, beta=1.0)
    yield plan
    while held:
        held.pop().release()


def test_what_is_left_goes_by_what_the_finished_took_with_their_measuring(sizes):
    now = standings(sizes)
    assert [one.state for one in now] == ["finished", "training", "measuring", "waiting"]
    assert folders.ended_at(sizes, now[0]) - folders.begun_at(sizes, now[0].trial) == pytest.approx(100, abs=0.01)
    assert [folders.ended_at(sizes, one) for one in now[1:]] == [None] * 3
    # The third is done in 50 s, then the fourth takes its place; the second is done before.
    assert expected.seconds_left(sizes, now, is_here=False) == pytest.approx(150, abs=0.01)
    assert expected.seconds_left(sizes, now[:3]) == pytest.approx(70, abs=0.01)
    assert expected.seconds_left(sizes, [now[0]]) is None
    # One that has just ended leaves its place to the next.
    path = folders.trial_folder("sizes", now[0].trial.name) / "progress.json"
    os.utime(path, (time.time() - 1, time.time() - 1))
    assert expected.seconds_left(sizes, [now[0], now[3]]) == pytest.approx(299, abs=0.01)


def test_a_clock_that_was_put_back_frees_nobody_and_lengthens_nothing(sizes, monkeypatch):
    now, put_back = standings(sizes), time.time() - 3600
    monkeypatch.setattr(expected.time, "time", lambda: put_back)
    # All of what is under way is still to be done, 100 s each, and then the fourth.
    assert expected.seconds_left(sizes, now, is_here=False) == pytest.approx(200, abs=0.01)


def test_what_the_last_took_counts_for_the_first_ones_import_and_compile(sizes, save_tiny_run):
    trial = sizes.trials[3]
    folder = folders.begin(sizes, trial)
    job_files.write_progress(folder, JobProgress("finished", epoch=2, epochs=2))
    begun, ended = time.time() - 100, time.time() - 60
    os.utime(folder / folders.CONFIG_FILE, (begun, begun))
    os.utime(folder / "progress.json", (ended, ended))
    save_tiny_run(folders.run_folder("sizes", trial.name), latent_dim=2, beta=4.0)
    now = [one for one in standings(sizes) if one.state != "measuring"]
    assert expected.seconds_left(sizes, now) == pytest.approx(10, abs=0.01)


def test_before_the_first_is_finished_it_goes_by_what_is_known_here(sizes):
    now = standings(sizes)[1:]
    assert expected.seconds_left(sizes, now) is None
    estimate.remember(now[0].trial.config, "cpu", 15.0)
    estimate.remember_beside(now[0].trial.config, "cpu", 20.0, is_first=True)
    # Alone each takes 50 s, two at once 100 each.
    assert expected.seconds_left(sizes, now) == pytest.approx(150, abs=0.01)
    assert expected.seconds_left(sizes, now, is_here=False) is None
