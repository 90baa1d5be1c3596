"""Jobs: real processes that are watched, queued, killed, stopped and resumed, and the rules around them without any."""

import dataclasses
import os
import signal
import threading
import time

import numpy as np
import psutil
import pytest

from tests.support.quick_job import let_jobs_be_quick
from vae import devices
from vae.config import ConfigError, RunConfig
from vae.devices import Device
from vae.film import frames
from vae.jobs import job_files, reporter, standby, training_jobs, worker
from vae.model import loading
from vae.model.training import train
from vae.model.vae import VAE
from vae.runs import checkpoints, store

NUM_EPOCHS = 32
MOST_FRAMES = 24
CONFIG = RunConfig(name="tiny", dataset="digits", hidden_sizes=(16,), epochs=NUM_EPOCHS, batch_size=512)
PATIENCE = 120.0


@pytest.fixture
def home(empty_home):
    return empty_home


def wait_until(name, condition):
    """Look at a job until a condition holds; the limit is for a broken program, not for a slow machine."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job = training_jobs.load_job(name)
        if condition(job):
            return job
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {job.progress}\n{training_jobs.log_tail(job)}")


def has_ended(job):
    return not job.is_active and not job.is_alive


def created(name="tiny", **fields):
    """Return a job without a process, its lock let go: as one looks whose process was killed."""
    job, lock = training_jobs.create(dataclasses.replace(CONFIG, name=name, **fields))
    lock.release()
    return training_jobs.load_job(name)


def num_epochs(job):
    return len(training_jobs.history(job)["epoch"])


@pytest.fixture
def quick_jobs(quick_training, monkeypatch):
    """Let trainings be quick in the processes of jobs, too."""
    let_jobs_be_quick(monkeypatch.setattr)


def terminated_after(epoch, on_epoch=reporter.Reporter.on_epoch):
    """Return what a watcher does after epochs; after one of them SIGTERM comes, as from another terminal."""

    def watch(self, result, is_new):
        on_epoch(self, result, is_new)
        if result.epoch == epoch:
            assert callable(signal.getsignal(signal.SIGTERM)), "it would end this process"
            os.kill(os.getpid(), signal.SIGTERM)

    return watch


def test_a_job_killed_stopped_and_resumed_ends_as_an_unbroken_one(home, digits, quick_jobs, monkeypatch):
    monkeypatch.setattr(frames, "MAX_FRAMES", MOST_FRAMES)  # of the film, fewer than there are epochs
    standby.make_ready()
    training_jobs.start(CONFIG, device="cpu")
    running = wait_until("tiny", lambda job: job.state == "training" and num_epochs(job) > 2)
    assert "vae.jobs.standby" in psutil.Process(running.progress.pid).cmdline(), "it was begun before"
    os.kill(running.progress.pid, signal.SIGKILL)
    killed = wait_until("tiny", has_ended)
    finished = checkpoints.read_checkpoint(checkpoints.checkpoint_path("tiny")).num_epochs
    assert killed.state == "interrupted" and 0 < finished < CONFIG.epochs
    assert training_jobs.history(killed)["epoch"][-1] in (finished, finished - 1)

    # From here on in this process, which has Keras at hand.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training_jobs, "launch", worker.work)
        patch.setattr(reporter.Reporter, "on_epoch", terminated_after(finished + 2))
        training_jobs.resume(killed)
    stopped = training_jobs.load_job("tiny")
    assert has_ended(stopped) and stopped.state == "stopped" and stopped.progress.run == "tiny"
    num_saved = len(store.load_history(store.load_run("tiny"))["epoch"])
    assert finished < num_saved == stopped.progress.epoch < CONFIG.epochs

    worker.work(*training_jobs.reopen("tiny"))
    ended = training_jobs.load_job("tiny")
    assert (ended.state, ended.progress.epoch, ended.progress.run) == ("finished", NUM_EPOCHS, "tiny")
    assert has_ended(ended) and not checkpoints.checkpoint_path("tiny").exists()
    np.testing.assert_array_equal(training_jobs.history(ended)["epoch"], np.arange(1, NUM_EPOCHS + 1))
    film = training_jobs.frames(ended)
    assert len(film) <= MOST_FRAMES + 1 and film[0].epoch == 1 and film[-1].epoch == NUM_EPOCHS
    assert [frame.epoch for frame in training_jobs.frames(ended, after=film[-3].epoch)] == [f.epoch for f in film[-2:]]

    model = VAE(CONFIG)
    unbroken = list(train(model, digits))
    history = training_jobs.history(ended)
    assert history["val_loss"] == pytest.approx([result.val_loss for result in unbroken], rel=1e-4)
    assert history["kl_per_dimension"].sum(axis=1) == pytest.approx(history["val_kl"])
    saved = loading.load_model(store.load_run("tiny"))
    for ours, theirs in zip(saved.decoder.weights, model.decoder.weights, strict=True):
        np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), atol=1e-4)


def test_a_job_waits_for_the_one_at_work_and_can_be_renamed_and_stopped_meanwhile(home):
    job, lock = training_jobs.create(CONFIG, "cpu")
    job_files.write_progress(job.folder, dataclasses.replace(job.progress, state="training", epoch=1))
    with lock:
        training_jobs.start(dataclasses.replace(CONFIG, name="second"), device="cpu")
        waiting = wait_until("second", lambda job: job.progress.pid is not None)
        places = training_jobs.place_in_queue(waiting), training_jobs.place_in_queue(training_jobs.load_job("tiny"))
        assert (waiting.state, *places) == ("queued", 1, 0)
        with pytest.raises(training_jobs.JobError, match="'tiny' is running already"):
            training_jobs.start(CONFIG, overwrite=True)
        with pytest.raises(training_jobs.JobError, match="stop it to rename it"):
            training_jobs.rename(job, "other")
        renamed = training_jobs.rename(waiting, "patient")
        assert (renamed.state, renamed.queued_at) == ("queued", waiting.queued_at)
        training_jobs.stop(renamed)
        assert has_ended(wait_until("patient", has_ended)) and training_jobs.load_job("patient").state == "stopped"


def test_of_two_starts_at_once_one_is_refused(home):
    results = []

    def start():
        try:
            results.append(training_jobs.create(CONFIG))
        except training_jobs.JobError as error:
            results.append(str(error))

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refusals = [result for result in results if isinstance(result, str)]
    assert len(refusals) == 1 and "'tiny' is running already: stop it first or choose another name" in refusals[0]


def test_a_job_without_a_process_is_interrupted_and_says_where_it_was(home):
    job = created()
    assert job.state == "interrupted" and job.is_resumable and not job.is_active
    assert job.progress.message == "The process ended before its first epoch was finished; resume begins again."
    job_files.write_progress(job.folder, dataclasses.replace(job.progress, state="training", epoch=7))
    assert f"after epoch 7 of {NUM_EPOCHS}" in training_jobs.load_job("tiny").progress.message
    with pytest.raises(training_jobs.JobError, match="'tiny' is not running"):
        training_jobs.stop(job)


def test_a_torn_progress_or_description_is_no_traceback(home):
    job = created()
    (job.folder / "progress.json").write_text('{"state": "trai')
    assert training_jobs.load_job("tiny").state == "interrupted"
    (job.folder / "job.json").write_text("{")
    assert training_jobs.list_jobs() == []
    with pytest.raises(training_jobs.JobError, match="there is no job named 'tiny'; known are none"):
        training_jobs.load_job("tiny")


def test_jobs_are_listed_latest_first(home):
    created("one"), created("two")
    assert [job.name for job in training_jobs.list_jobs()] == ["two", "one"]


def test_the_queue_counts_the_one_at_work_and_those_that_came_earlier(home):
    first, first_lock = training_jobs.create(dataclasses.replace(CONFIG, name="first"))
    second, second_lock = training_jobs.create(dataclasses.replace(CONFIG, name="second"))
    third, third_lock = training_jobs.create(dataclasses.replace(CONFIG, name="third"))
    # The third was quicker to get the device.
    job_files.write_progress(third.folder, dataclasses.replace(third.progress, state="training"))
    with first_lock, second_lock, third_lock:
        assert [job.name for job in training_jobs.jobs_ahead(second)] == ["third", "first"]
        assert [
            training_jobs.place_in_queue(training_jobs.load_job(name)) for name in ("first", "second", "third")
        ] == [1, 2, 0]
        second_lock.release()
        first_lock.release()
        assert training_jobs.place_in_queue(training_jobs.load_job("third")) == 0
    assert training_jobs.place_in_queue(training_jobs.load_job("first")) == 0


def test_a_job_on_all_gpus_waits_for_one_on_any_of_them_and_later_ones_for_it(home, monkeypatch):
    monkeypatch.setattr(devices, "_gpus", lambda: [Device("gpu:0", "some"), Device("gpu:1", "some")])
    wanted = {"first": "gpu:1", "all": "gpus", "zero": "gpu:0", "others": "gpus", "processor": "cpu"}
    held = [training_jobs.create(dataclasses.replace(CONFIG, name=name), device)[1] for name, device in wanted.items()]
    ahead = {name: [job.name for job in training_jobs.jobs_ahead(training_jobs.load_job(name))] for name in wanted}
    assert ahead == {
        "first": [],
        "all": ["first"],
        "zero": ["all"],
        "others": ["first", "all", "zero"],
        "processor": [],
    }
    assert {name: training_jobs.load_job(name).device for name in wanted} == wanted
    for lock in held:
        lock.release()


def test_names_in_use_are_refused_and_overwrite_replaces_them(home, save_tiny_run):
    save_tiny_run(home / "runs" / "mine")
    with pytest.raises(training_jobs.JobError, match="a run is named 'mine' already"):
        training_jobs.start(dataclasses.replace(CONFIG, name="mine"))
    (home / "shipped" / "tiny").mkdir(parents=True)
    with pytest.raises(training_jobs.JobError, match="a run that ships is named 'tiny' already"):
        training_jobs.create(CONFIG, overwrite=True)
    path = checkpoints.checkpoint_path("half")
    path.parent.mkdir()
    path.write_bytes(b"")
    with pytest.raises(training_jobs.JobError, match="an unfinished training is named 'half' already"):
        training_jobs.create(dataclasses.replace(CONFIG, name="half"))
    _, lock = training_jobs.create(dataclasses.replace(CONFIG, name="half"), overwrite=True)
    lock.release()
    assert not path.exists()


@pytest.mark.parametrize(("state", "kind"), [("failed", "an unfinished training"), ("finished", "a training")])
def test_the_name_of_a_job_that_left_nothing_but_itself_is_taken_too(home, state, kind):
    alpha, beta = created("alpha", seed=1), created("beta", seed=2)
    for job in (alpha, beta):
        job_files.write_progress(job.folder, dataclasses.replace(job.progress, state=state, message="its own"))
    for take in (
        lambda: training_jobs.rename(beta, "alpha"),
        lambda: training_jobs.create(dataclasses.replace(CONFIG, name="alpha")),
    ):
        with pytest.raises(training_jobs.JobError, match=f"{kind} is named 'alpha' already"):
            take()
    assert {job.name: job.config.seed for job in training_jobs.list_jobs()} == {"alpha": 1, "beta": 2}
    assert created_over("alpha").config.seed == CONFIG.seed


def test_a_name_is_free_where_a_start_was_broken_off_before_it_was_a_job(home):
    (training_jobs.jobs_folder() / "torn").mkdir(parents=True)
    (training_jobs.jobs_folder() / "torn" / "progress.json").write_text("{")
    assert training_jobs.name_taken_by("torn") is None
    assert training_jobs.rename(created("one"), "torn").name == "torn"


def created_over(name):
    job, lock = training_jobs.create(dataclasses.replace(CONFIG, name=name), overwrite=True)
    lock.release()
    return job


def test_rename_takes_checkpoint_and_run_along_and_cancel_deletes(home, save_tiny_run):
    job = created("old")
    save_tiny_run(home / "runs" / "old")
    job_files.write_progress(job.folder, dataclasses.replace(job.progress, state="stopped", run="old"))
    checkpoints.checkpoint_path("old").parent.mkdir()
    checkpoints.checkpoint_path("old").write_bytes(b"state")
    with pytest.raises(ConfigError, match="name must be 1-64 characters"):
        training_jobs.rename(job, "No good")
    new = training_jobs.rename(job, "new")
    assert (new.name, new.config.name, new.state, new.progress.run) == ("new", "new", "stopped", "new")
    assert store.load_run("new").config.name == "new" and not (home / "runs" / "old").exists()
    assert checkpoints.checkpoint_path("new").read_bytes() == b"state"
    assert [job.name for job in training_jobs.list_jobs()] == ["new"]
    with pytest.raises(training_jobs.JobError, match="is named 'new' already"):
        training_jobs.rename(created("other"), "new")
    training_jobs.cancel(new)
    assert [job.name for job in training_jobs.list_jobs()] == ["other"] and store.load_run("new")
    assert not checkpoints.checkpoint_path("new").exists()
    training_jobs.cancel(new, with_run=True)
    assert store.list_runs()[0] == []


def test_duplicate_finds_a_free_name(home):
    job = created()
    assert training_jobs.duplicate(job) == dataclasses.replace(CONFIG, name="tiny-2")
    created("tiny-2")
    assert training_jobs.duplicate(job).name == "tiny-3"


def test_a_finished_job_is_not_resumed(home):
    job = created()
    job_files.write_progress(job.folder, dataclasses.replace(job.progress, state="finished"))
    with pytest.raises(training_jobs.JobError, match="'tiny' is finished: duplicate it"):
        training_jobs.resume(training_jobs.load_job("tiny"))
    with pytest.raises(training_jobs.JobError, match="no unfinished training named 'none'"):
        training_jobs.reopen("none")


def test_reopening_keeps_configuration_device_and_run_and_goes_to_the_end_of_the_queue(home):
    job = created()
    job_files.write_progress(job.folder, dataclasses.replace(job.progress, state="stopped", run="tiny"))
    (job.folder / "stop").write_text("save")
    again, lock = training_jobs.reopen("tiny", thorough=True)
    with lock:
        seen = training_jobs.load_job("tiny")
        assert (again.config, again.device, again.thorough) == (CONFIG, "cpu", True)
        assert (seen.state, seen.progress.run, seen.is_stopping) == ("queued", "tiny", False)
        assert seen.queued_at > job.queued_at
        training_jobs.stop(seen, save=False)
        assert training_jobs.load_job("tiny").is_stopping


def test_the_public_demo_and_a_missing_device_are_refused_in_a_sentence(home, monkeypatch):
    with pytest.raises(training_jobs.JobError, match="device must be auto or one of .*cpu, got 'gpu:9'"):
        training_jobs.start(CONFIG, device="gpu:9")
    job = created()
    monkeypatch.setenv("VAE_PUBLIC_DEMO", "1")
    for attempt in (lambda: training_jobs.start(CONFIG), lambda: training_jobs.resume(job)):
        with pytest.raises(training_jobs.JobError, match="training is turned off on this public demo"):
            attempt()
    assert not training_jobs.load_job("tiny").is_alive


def test_a_home_that_cannot_be_written_is_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "file"))
    with pytest.raises(training_jobs.JobError, match="cannot be written .*set VAE_HOME to another"):
        training_jobs.start(CONFIG)
    assert training_jobs.list_jobs() == []


def test_log_tail_gives_the_last_lines(home):
    job = created()
    assert training_jobs.log_tail(job) == ""
    (job.folder / "log.txt").write_text("\n".join(map(str, range(1000))))
    assert training_jobs.log_tail(job, 2) == "998\n999"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"epochs": 0}, "epochs must be at least 1, got 0"),
        ({"epochs": 10**9}, "epochs must be at most 100000, got 1000000000"),
        ({"latent_dim": 0}, "latent_dim must be at least 1, got 0"),
        ({"learning_rate": 100.0}, "learning_rate must be between 1e-08 and 10, got 100"),
        ({"name": "a/b"}, "name must be 1-64 characters"),
        ({"name": ".."}, "name must be 1-64 characters"),
        ({"name": "☃"}, "name must be 1-64 characters"),
        ({"name": "x" * 300}, "name must be 1-64 characters"),
    ],
)
def test_limits_are_one_sentence(fields, message):
    with pytest.raises(ConfigError, match=message) as refused:
        dataclasses.replace(CONFIG, **fields)
    assert "\n" not in str(refused.value)
