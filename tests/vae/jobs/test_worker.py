"""The process of a job, in this one: how each way of ending is written down, and what is left to go on with."""

import contextlib
import dataclasses
import errno
import queue
import threading
import time

import numpy as np
import pytest

from tests.support.broken_disk import FULL, broken
from vae import devices
from vae.config import RunConfig
from vae.data import datasets
from vae.data.dataset import DataError
from vae.devices import Device
from vae.film import film_file
from vae.film.replay import film_of_run
from vae.health.signs import signs_of_run
from vae.jobs import job_files, reporter, training_jobs, turns, worker
from vae.jobs.trainer import DivergedError, TrainerError
from vae.model import loading, training
from vae.runs import checkpoints, store

CONFIG = RunConfig(name="tiny", dataset="digits", hidden_sizes=(8,), epochs=4, batch_size=512)
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def home(empty_home, quick_training, monkeypatch):
    monkeypatch.setattr(reporter, "SECONDS_BETWEEN_WRITES", 0.0)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    monkeypatch.setenv("HIP_VISIBLE_DEVICES", "-1")
    return empty_home


def num_epochs_kept(name="tiny"):
    return checkpoints.read_checkpoint(checkpoints.checkpoint_path(name)).num_epochs


def test_a_finished_job_has_a_run_with_its_film_and_the_next_estimate_is_free():
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        write = reporter.Reporter.write
        patch.setattr(
            reporter.Reporter, "write", lambda self, **changes: (write(self, **changes), seen.append(self.progress))
        )
        run = worker.work(*training_jobs.create(CONFIG))
    job = training_jobs.load_job("tiny")
    assert (job.state, job.progress.run, job.progress.message, job.is_alive) == ("finished", "tiny", "", False)
    assert list(dict.fromkeys(progress.state for progress in seen)) == [
        "queued",
        "starting",
        "training",
        "measuring",
        "finished",
    ]
    steps = [progress for progress in seen if progress.state == "training" and progress.step]
    assert steps[-1].steps == 2 and steps[-1].kl_weight == 1 and steps[-1].reconstruction > 50
    assert steps[-1].seconds_left is not None and steps[-1].images_per_second > 0
    assert film_file.read(run.folder, run.config.shape)["epochs"].tolist() == [1, 2, 3, 4]
    from vae.jobs import estimate

    assert estimate.recall(CONFIG, "cpu").seconds_per_epoch > 0


def test_a_job_that_stops_early_is_finished_with_the_best_epochs_run_and_film(capsys):
    config = dataclasses.replace(
        CONFIG, epochs=40, early_stopping=1, weight_average=0.5, learning_rate=0.1, learning_rate_schedule="constant"
    )
    run = worker.work(*training_jobs.create(config))
    job, history = training_jobs.load_job("tiny"), store.load_history(run)
    last, best = len(history["epoch"]), int(history["held_back"].argmin()) + 1
    assert best < last == job.progress.epoch < 40 and job.state == "finished" and store.is_whole(run)
    assert f"{best}" in capsys.readouterr().err.split("the weights of epoch ")[1]
    assert training_jobs.history(job)["held_back"].tolist() == pytest.approx(history["held_back"].tolist())
    film = film_of_run(run)
    assert (film.best_epoch, film.epochs[-1], film.num_epochs) == (best, best, last)
    np.testing.assert_allclose(film.codes[-1], store.load_latents(run).z_mean[: film.codes.shape[1]], atol=0.01)
    assert not checkpoints.checkpoint_path("tiny").exists()
    signs = signs_of_run(run)
    assert (signs.epoch, signs.config.epochs) == (best, best)


def test_an_encoder_goes_on_alone_after_the_last_epoch():
    runs, seen = {}, []
    with pytest.MonkeyPatch.context() as patch:
        measure = reporter.Reporter.on_measure
        patch.setattr(
            reporter.Reporter, "on_measure", lambda self, name, share: (seen.append(name), measure(self, name, share))
        )
        for epochs in (0, 3):
            config = dataclasses.replace(CONFIG, name=f"alone-{epochs}", epochs=1, encoder_epochs=epochs)
            runs[epochs] = worker.work(*training_jobs.create(config))
    before, after = (loading.load_model(run) for run in runs.values())
    np.testing.assert_array_equal(after.decoder.get_weights()[0], before.decoder.get_weights()[0])
    assert not np.array_equal(after.encoder.get_weights()[0], before.encoder.get_weights()[0])
    assert seen.count("the encoder alone, on moved copies") == 3
    assert runs[3].config.encoder_epochs == 3
    codes, frames = store.load_latents(runs[3]).z_mean, store.load_frames(runs[3])
    np.testing.assert_allclose(frames.codes[-1], codes[: frames.codes.shape[1]], atol=0.01)


def test_a_full_disk_fails_with_a_sentence_and_leaves_the_last_epoch(monkeypatch):
    savez = np.savez
    calls = []

    def full(file, **arrays):
        calls.append(file)
        if len(calls) == 3:
            file.write(b"a part")
            raise OSError(errno.ENOSPC, "No space left on device")
        savez(file, **arrays)

    monkeypatch.setattr(training.np, "savez", full)
    with pytest.raises(TrainerError, match="No space left on device"):
        worker.work(*training_jobs.create(CONFIG))
    job = training_jobs.load_job("tiny")
    assert job.state == "failed" and job.is_resumable and job.progress.epoch == 2
    assert job.progress.message == "No space left on device: free some space or check the folder, then resume."
    assert num_epochs_kept() == 2
    assert [path.name for path in checkpoints.checkpoint_path("tiny").parent.iterdir()] == ["tiny.npz"]
    monkeypatch.undo()


def test_a_disk_without_room_for_any_new_file_leaves_the_reason(home, monkeypatch):
    epoch = reporter.Reporter.on_epoch

    def filling(self, result, is_new):
        epoch(self, result, is_new)
        if result.epoch == 2:
            broken_disk.__enter__()
            self.write()

    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        broken_disk = broken(home, FULL)
        stack.push(broken_disk)
        patch.setattr(reporter.Reporter, "on_epoch", filling)
        job, lock = training_jobs.create(CONFIG)
        with pytest.raises(TrainerError, match="No space left on device"):
            worker.work(job, lock)
    job = training_jobs.load_job("tiny")
    assert job.state == "failed" and job.is_resumable and job.progress.epoch == 2
    assert job.progress.message == "No space left on device: free some space or check the folder, then resume."
    assert num_epochs_kept() == 2
    assert worker.work(*training_jobs.reopen("tiny")).name == "tiny"


def test_a_training_killed_between_saving_and_the_end_is_finished(monkeypatch):
    class KilledError(BaseException):
        pass

    saved = reporter.Reporter.on_saved

    def killed(self, run):
        saved(self, run)
        assert job_files.read_progress(self.job.folder).state == "finished"
        raise KilledError

    monkeypatch.setattr(reporter.Reporter, "on_saved", killed)
    with pytest.raises(KilledError):
        worker.work(*training_jobs.create(CONFIG))


def test_a_divergence_saves_the_good_epochs_as_a_run(monkeypatch):
    result = training._epoch_result

    def diverging(model, dataset, epoch, *figures):
        good = result(model, dataset, epoch, *figures)
        return good if epoch < 3 else dataclasses.replace(good, loss=float("nan"))

    monkeypatch.setattr(training, "_epoch_result", diverging)
    with pytest.raises(DivergedError, match="the 2 good epochs before are saved as run 'tiny'"):
        worker.work(*training_jobs.create(CONFIG))
    job = training_jobs.load_job("tiny")
    assert (job.state, job.progress.diverged, job.progress.run) == ("failed", True, "tiny")
    assert len(store.load_history(store.load_run("tiny"))["epoch"]) == 2


def test_weights_that_are_no_numbers_stop_the_training_within_the_epoch(monkeypatch):
    begin = reporter.Reporter.on_begin

    def poisoned(self, model, dataset):
        begin(self, model, dataset)
        model.encoder.get_layer("z_mean").kernel.assign(np.full((8, 2), np.nan, np.float32))

    monkeypatch.setattr(reporter.Reporter, "on_begin", poisoned)
    with pytest.raises(DivergedError, match="the loss is nan in epoch 1: try a learning rate below 0.003"):
        worker.work(*training_jobs.create(CONFIG))
    job = training_jobs.load_job("tiny")
    assert (job.state, job.progress.diverged, job.progress.run, job.progress.epoch) == ("failed", True, None, 0)


def test_a_stop_before_the_first_epoch_and_one_without_saving_leave_no_run(monkeypatch):
    job, lock = training_jobs.create(CONFIG)
    training_jobs.stop(job)
    assert worker.work(job, lock) is None
    assert training_jobs.load_job("tiny").state == "stopped" and training_jobs.load_job("tiny").progress.run is None

    def stop_now(self, result, is_new):
        training_jobs.stop(self.job, save=False)
        self.check_stop()

    monkeypatch.setattr(reporter.Reporter, "on_epoch", stop_now)
    assert worker.work(*training_jobs.reopen("tiny")) is None
    assert training_jobs.load_job("tiny").state == "stopped" and num_epochs_kept() == 1 and store.list_runs()[0] == []


def test_a_data_set_that_cannot_be_had_is_the_jobs_message(monkeypatch):
    def missing(name):
        raise DataError("MNIST is not on this machine")

    monkeypatch.setattr(datasets, "load", missing)
    with pytest.raises(DataError):
        worker.work(*training_jobs.create(CONFIG))
    assert training_jobs.load_job("tiny").progress.message == "MNIST is not on this machine."


def test_an_unforeseen_error_and_ctrl_c_are_written_down(monkeypatch):
    def broken(name):
        raise RuntimeError("boom")

    monkeypatch.setattr(datasets, "load", broken)
    with pytest.raises(RuntimeError):
        worker.work(*training_jobs.create(CONFIG))
    message = training_jobs.load_job("tiny").progress.message
    assert message == "Something unforeseen happened (RuntimeError: boom); the log has more."

    def ctrl_c(name):
        raise KeyboardInterrupt

    monkeypatch.setattr(datasets, "load", ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        worker.work(*training_jobs.reopen("tiny"))
    assert training_jobs.load_job("tiny").state == "stopped"


@pytest.fixture
def start(monkeypatch):
    """Let there be two GPUs; returns a function that does a job in a thread, with a training of its own."""
    monkeypatch.setattr(devices, "_gpus", lambda: [Device("gpu:0", "some"), Device("gpu:1", "some")])
    monkeypatch.setattr(devices, "prepare", lambda name: None)
    monkeypatch.setattr(turns, "POLL_SECONDS", 0.02)

    def start(name, device, training):
        monkeypatch.setattr(worker, "train_and_record", lambda config, *_, device, **__: training(config.name, device))
        job = training_jobs.create(dataclasses.replace(CONFIG, name=name), device)
        thread = threading.Thread(target=worker.work, args=job)
        thread.start()
        return thread

    return start


def test_a_job_on_all_gpus_takes_its_turn_and_holds_no_other_kind_of_device_up(start):
    begun, may_end = queue.Queue(), {name: threading.Event() for name in ("zero", "all", "one", "processor")}

    def training(name, device):
        begun.put(name)
        assert may_end[name].wait(PATIENCE)

    wanted = {"zero": "gpu:0", "all": "gpus", "one": "gpu:1", "processor": "cpu"}
    threads = [start(name, device, training) for name, device in wanted.items()]
    assert {begun.get(timeout=PATIENCE), begun.get(timeout=PATIENCE)} == {"zero", "processor"}
    for ending, following in (("zero", "all"), ("all", "one")):
        with pytest.raises(queue.Empty):
            begun.get(timeout=0.5)
        may_end[ending].set()
        assert begun.get(timeout=PATIENCE) == following
    for event in may_end.values():
        event.set()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_without_an_order_the_locks_alone_keep_jobs_apart_and_let_all_of_them_end(start, monkeypatch):
    monkeypatch.setattr(training_jobs, "jobs_ahead", lambda job: [])
    at_work, clashes, done = [], [], []

    def training(name, device):
        clashes.extend((device, other) for other in at_work if devices.overlap(device, other))
        at_work.append(device)
        time.sleep(0.05)
        at_work.remove(device)
        done.append(name)

    wanted = ("gpus", "gpu:0", "gpu:1", "gpus", "gpu:1", "gpu:0")
    threads = [start(f"job-{index}", device, training) for index, device in enumerate(wanted)]
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(done) == [f"job-{index}" for index in range(6)] and clashes == []


def test_a_process_without_its_lock_does_nothing(capsys):
    _, lock = training_jobs.create(CONFIG)
    with lock:
        assert worker.main(["tiny", "9999"]) == 2
    assert "trained by another process" in capsys.readouterr().err
