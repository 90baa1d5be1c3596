"""The process of trainings of a study, one after another: what each prints and ends with."""

import contextlib
import os
from types import SimpleNamespace

import pytest

from vae.backend import BackendError
from vae.config import ConfigError, RunConfig
from vae.data.dataset import DataError
from vae.files import write_json
from vae.jobs import estimate, job_files
from vae.jobs.trainer import DivergedError, TrainerError
from vae.studies import folders, processes, trial


@pytest.fixture
def told(empty_home, monkeypatch):
    """Let trainings print their names, here and as libraries do; one fails as a disk does, another as nobody knew."""

    def train(study, name, device, is_first):
        assert is_first == (firsts == [])
        firsts.append(name)
        os.write(1, f"{study} {name} on {device}\n".encode())
        os.write(2, b"native words\n")
        if name == "lost":
            raise RuntimeError("lost")
        return 74 if name == "full" else 0

    firsts = []
    monkeypatch.setattr(trial, "train", train)
    for name in ("one", "full", "lost"):
        folders.trial_folder("two", name).mkdir(parents=True)


def log_of(name):
    return (folders.trial_folder("two", name) / folders.LOG_FILE).read_text()


def test_each_has_a_log_and_a_code_of_its_own_whatever_became_of_others(told, capfd):
    codes = []
    trial.work("two", ["one", "full\n", "one\n"], "cpu", codes.append)
    assert codes == [0, 74, 0]
    assert log_of("one") == "two one on cpu\nnative words\n" * 2 and log_of("full").startswith("two full on cpu")
    assert capfd.readouterr() == ("", "")


def test_what_nobody_foresaw_ends_the_process_for_the_sweep_to_begin_another(told):
    codes = []
    # The standard stream itself, not what the test runner has put in its place.
    with open(2, "w", closefd=False) as standard, contextlib.redirect_stderr(standard), pytest.raises(SystemExit):
        trial.work("two", ["lost", "one"], "cpu", codes.append)
    assert codes == [] and log_of("lost").endswith("RuntimeError: lost\n")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DivergedError("nan"), 0), (ConfigError("no"), 0), (BackendError("jax"), 69), (DataError("gone"), 69),
        (TrainerError("no GPU"), 69), (OSError(28, "full"), 74),
    ],
)  # fmt: skip
def test_what_another_machine_may_do_better_has_a_code(empty_home, monkeypatch, error, code):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(trial, "train_and_record", fail)
    monkeypatch.setattr(trial.devices, "prepare", lambda device: None)
    monkeypatch.setattr(trial.signal, "signal", lambda *_: None)
    folder = folders.trial_folder("two", "one")
    folder.mkdir(parents=True)
    write_json(folder / folders.CONFIG_FILE, {"config": RunConfig(name="one", dataset="digits").to_json()})
    assert trial.train("two", "one", "cpu") == code
    assert job_files.read_progress(folder).state == "failed"


@pytest.mark.parametrize(("device", "share"), [("cpu", 0.5), ("gpu:0", 1.0)])
def test_what_a_training_took_is_kept_for_estimates(empty_home, monkeypatch, device, share):
    config, now = RunConfig(name="one", dataset="digits"), [100.0]
    monkeypatch.setattr(trial.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(trial.devices, "num_cores", lambda: 4)
    monkeypatch.setenv(processes.THREADS[0], "2")
    watcher = trial.TrialWatcher("two", empty_home, 4)
    monkeypatch.setattr(watcher, "check", lambda: None)
    for seconds in (10, 3, 4, 5):  # the first compiles
        now[0] += seconds
        watcher.on_epoch(SimpleNamespace(epoch=1, reconstruction=1.0, kl=1.0, images_per_second=1.0), is_new=True)
        if seconds == 10:
            watcher.remember(config, device, is_first=True)
            assert estimate.recall(config, device) is None
    now[0] += 20
    watcher.remember(config, device, is_first=True)
    assert estimate.recall(config, device).seconds_per_epoch == share * 4
    assert estimate.recall_beside(config, device, is_first=False) == share * (42 - 4 * 4)
    now[0] -= 10
    watcher.remember(config, device, is_first=False)
    assert [estimate.recall_beside(config, device, is_first) for is_first in (True, False)] == [share * 26, share * 16]
