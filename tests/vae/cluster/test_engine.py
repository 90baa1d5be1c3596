"""Trainings on a cluster: workers are killed, a sweep is stopped and goes on, and workers fail in other ways."""

import json
import os
import signal
import sys
import threading
import types
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load_file

from tests.vae.cluster.test_parcels import save_own
from vae import locks
from vae.cluster import attempt, engine
from vae.cluster.line import LostError, RefusedError
from vae.cluster.parcels import parcel_of
from vae.data import datasets
from vae.jobs.trainer import train_and_record
from vae.runs import store
from vae.studies import folders, sweep
from vae.studies.study import StudyError, read

EPOCHS = 6
PLAN = f"""
name = "one"
[base]
dataset = "own:leaves"
epochs = {EPOCHS}
hidden_sizes = [16]
latent_dim = 3
batch_size = 4
"""
TWO = 'name = "two"\n[base]\ndataset = "digits"\nepochs = 2\nhidden_sizes = [16]\n[grid]\nlatent_dim = [2, 3]\n'


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    """Return a client of a cluster of two workers, processes of this machine with a VAE_HOME of their own."""
    from distributed import LocalCluster

    folder = tmp_path_factory.mktemp("workers")
    with pytest.MonkeyPatch.context() as patch:
        # A page that a test has run stays the main script, which a process that is spawned would run again.
        patch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
        with LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", memory_limit=0, silence_logs=50,
            preload=["tests.support.quick_trial"], env={"VAE_HOME": str(folder / "home")},
            local_directory=str(folder / "scratch"),
        ) as made:  # fmt: skip
            made.folder = folder
            yield made


def test_a_worker_is_killed_in_mid_training_and_no_epoch_is_lost(workers, empty_home, quick_training):
    save_own("leaves")
    plan = read(PLAN)
    trial = plan.trials[0]
    checkpoint = folders.trial_folder("one", trial.name) / folders.CHECKPOINT_FILE
    kept = []

    def disturb(now):
        if not kept and checkpoint.exists():
            assert now[0].state == "training" and now[0].progress.epoch >= 1
            with np.load(checkpoint) as file:
                kept.extend(row["seconds"] for row in json.loads(str(file["results"])))
            kill_at_work(workers)

    assert sweep.begin(plan, engine=engine.Cluster(plan, workers.scheduler_address)).run(disturb)[0].state == "finished"
    run = store.load_run(trial.name)
    # The time that an epoch took is its own: those that were done were not done again.
    took = store.load_history(run)["seconds"].tolist()
    assert 1 <= len(kept) < EPOCHS == len(took) and np.allclose(took[: len(kept)], kept, atol=1e-3)
    whole = train_and_record(trial.config, empty_home / trial.name, empty_home / "whole.npz", device="cpu", lean=True)
    for file in ("encoder.safetensors", "web.safetensors"):
        theirs, ours = (load_file(one.folder / file) for one in (run, whole))
        for name in ours:
            np.testing.assert_allclose(theirs[name], ours[name], rtol=1e-4, atol=1e-6, err_msg=name)
    assert run.metrics["neg_elbo"]["value"] == pytest.approx(whole.metrics["neg_elbo"]["value"], rel=1e-4)
    assert not checkpoint.exists() and list((workers.folder / "home" / "cluster").iterdir()) == [
        workers.folder / "home" / "cluster" / parcel_of("own:leaves").fingerprint
    ]
    assert list((workers.folder / "scratch").glob("*/*/latent-explorer-*")) == []


def kill_at_work(workers):
    """Kill the worker that has a task, as the machine would for want of memory."""
    from distributed import Client

    with Client(workers.scheduler_address, set_as_default=False) as client:
        busy = [address for address, tasks in client.processing().items() if tasks]
        assert len(busy) == 1
        for nanny in workers.workers.values():
            if nanny.worker_address in busy:
                nanny.close_gracefully()  # it would begin another, which takes seconds and is not needed
        os.kill(client.run(os.getpid, workers=busy)[busy[0]], signal.SIGKILL)


def on_cluster(workers=None, retry=False):
    plan = read(TWO)
    return sweep.begin(plan, retry=retry, engine=engine.Cluster(plan, "tcp://x:1", workers))


class Line:
    """A line whose training ends at once, as its worker does."""

    def __init__(self, does, worker):
        self._does, self._worker = does, worker

    def begin(self, order):
        pass

    def is_begun(self):
        raise self._does(self._worker)

    def end(self):
        pass


@pytest.fixture
def fake(empty_home, monkeypatch):
    """Let a scheduler have workers that do what a function of their address says."""

    class Fake:
        workers = {"a": 1, "b": 1}
        wrong = {}
        silent = set()
        does = staticmethod(lambda worker: LostError("it went"))
        tried = []

        def __init__(self, address):
            pass

        def threads(self):
            return self.workers

        def tasks(self):
            return {}

        def misfits(self, workers):
            return {worker: self.wrong.get(worker) for worker in workers if worker not in self.silent}

        def line(self, worker):
            self.tried.append(worker)
            return Line(self.does, worker)

        def close(self):
            pass

    Fake.tried, Fake.silent = [], set()
    monkeypatch.setattr(engine, "Scheduler", Fake)
    monkeypatch.setattr(engine, "_SECONDS_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr(engine, "_SECONDS_TO_REST", 0.0)
    monkeypatch.setattr(attempt, "_SECONDS_BETWEEN_NEWS", 0.01)
    monkeypatch.setattr(sweep, "_POLL_SECONDS", 0.02)
    return Fake


def test_a_training_that_takes_every_worker_along_has_failed(fake, monkeypatch, capsys):
    fake.workers = {"a": 1, "b": 1, "c": 1}
    monkeypatch.setattr(engine, "_SECONDS_TO_REST", 0.4)
    ended = on_cluster(workers=1).run()
    assert [one.state for one in ended] == ["failed", "failed"]
    assert ended[0].reason == "3 workers were lost with it and no epoch between, the last: it went."
    assert fake.tried[:3] == ["a", "b", "c"] and len(fake.tried) == 6
    assert "goes on elsewhere: worker a is lost (it went)" in capsys.readouterr().err


def test_what_every_worker_refuses_has_failed_with_the_reason(fake, capsys):
    fake.does = staticmethod(lambda worker: RefusedError("No room is left there."))
    ended = on_cluster().run()
    assert [one.reason for one in ended] == ["No room is left there. It was tried on every worker."] * 2
    assert sorted(fake.tried) == ["a", "a", "b", "b"]
    assert "goes elsewhere: worker a cannot do it. No room is left there." in capsys.readouterr().err
    assert on_cluster().run() == ended and len(fake.tried) == 4


def test_what_all_that_are_there_refuse_waits_for_another(fake, monkeypatch):
    monkeypatch.setattr(engine, "_SECONDS_TO_REST", 60.0)

    def refuse(worker):
        if len(fake.tried) == 2:
            fake.workers = {"a": 1, "b": 1}
        elif len(fake.tried) == 4:
            monkeypatch.setattr(engine, "_SECONDS_TO_REST", 0.0)
        return RefusedError("No room is left there.")

    fake.workers, fake.does = {"a": 1}, staticmethod(refuse)
    assert [one.state for one in on_cluster().run()] == ["failed", "failed"]
    assert fake.tried == ["a", "a", "b", "b"]


def test_one_bad_worker_fails_no_training(fake):
    made = engine.Cluster(read(TWO), "x:1")
    made.open()
    for trial in made._study.trials:
        lost = attempt.Outcome(trial, "a", "it hung", is_lost=True)
        assert all(made._judged(lost).goes_on for _ in range(5))
        assert made._refusals[trial.name] == {"a": "Its worker was lost twice: it hung."}
    fake.workers = {"a": 1}
    assert [one.reason for one in on_cluster().run()] == (
        ["Its worker was lost twice: it went. It was tried on every worker."] * 2
    )
    assert len(fake.tried) == 4
    fake.workers = {"a": 1, "b": 1}


def test_a_training_that_a_process_here_is_at_waits_for_its_end(fake):
    made = engine.Cluster(read(TWO), "x:1")
    made.open()
    trial = made._study.trials[0]
    with locks.acquire(folders.trial_folder("two", trial.name) / "lock"):
        assert not made.start(trial) and fake.tried == []
        assert not (folders.trial_folder("two", trial.name) / folders.CONFIG_FILE).exists()
    assert made.start(trial) and len(fake.tried) == 1
    made.stop()
    assert not locks.is_held(folders.trial_folder("two", trial.name) / "lock")


def test_a_worker_that_does_not_answer_is_asked_again(fake, monkeypatch, capsys):
    fake.silent = {"a", "b"}
    monkeypatch.setattr(engine, "_SECONDS_TO_REST", 60.0)
    made = engine.Cluster(read(TWO), "x:1")
    made.open()
    assert not made.start(made._study.trials[0])
    assert capsys.readouterr().err.count("worker a does not answer: it is asked again in a while") == 1
    fake.silent = {"b"}
    made._resting.clear()
    assert made.start(made._study.trials[0]) and fake.tried == ["a"]
    made.stop()


def test_a_full_disk_here_stops_the_sweep(fake):
    fake.does = staticmethod(lambda worker: OSError(28, "No space left on device"))
    with pytest.raises(StudyError, match="no room is left in .*two"):
        on_cluster().run()


def test_workers_of_other_versions_are_told_and_left(fake, capsys):
    fake.wrong = {"a": "worker a has Python 3.12 instead of 3.11: install there what is installed here"}
    on_cluster().run()
    assert set(fake.tried) == {"b"} and capsys.readouterr().err.count("worker a has Python 3.12") == 1
    fake.wrong |= {"b": "worker b has no TensorFlow: install there what is installed here"}
    with pytest.raises(StudyError, match="no worker of tcp://x:1 can train: worker a has Python 3.12 instead of 3.11"):
        on_cluster(retry=True).run()


def test_without_workers_it_waits_and_stops_when_asked(fake, capsys):
    fake.workers = {}
    threading.Timer(0.5, sweep.stop, ["two"]).start()
    ended = on_cluster().run()
    assert [one.state for one in ended] == ["waiting", "waiting"]
    assert capsys.readouterr().err.count("tcp://x:1 has no workers that can train now: waiting for the first") == 1


def test_a_scheduler_that_goes_is_a_sentence_and_no_training_has_failed_for_it(fake, monkeypatch):
    monkeypatch.setattr(engine, "_MOST_LOSSES", 1)

    def threads(self):
        if fake.tried:
            raise LostError("gone")
        return fake.workers

    monkeypatch.setattr(fake, "threads", threads)
    with pytest.raises(StudyError, match="the scheduler at tcp://x:1 is gone; what came back is kept: go on when"):
        on_cluster().run()
    assert [one.state for one in folders.standings(read(TWO))] == ["waiting", "waiting"]


def test_data_that_are_not_here_are_a_sentence(fake, monkeypatch):
    monkeypatch.setattr(engine, "parcel_of", lambda name: datasets.load("own:gone"))
    with pytest.raises(StudyError, match="this cannot be trained: there is no data set of your own named 'gone'"):
        on_cluster().run()


def test_what_is_lost_after_an_epoch_may_be_lost_again(fake):
    made = engine.Cluster(read(TWO), "x:1", 5)
    assert made.where == "on the workers of tcp://x:1, one training each, at most 5 at once"
    trial = read(TWO).trials[0]
    a, b, c = (attempt.Outcome(trial, worker, "it went", is_lost=True) for worker in "abc")
    assert made._judged(a).goes_on and made._judged(b).goes_on
    assert made._judged(replace(c, has_gained=True)).goes_on
    assert made._judged(a).goes_on and not made._judged(b).goes_on
    assert made._judged(attempt.Outcome(trial, "a")) == engine.Ended(trial)
    with pytest.raises(StudyError, match="workers must be 1 to 64, got 0"):
        engine.Cluster(read(TWO), "x:1", 0)
