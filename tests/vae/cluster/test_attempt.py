"""One training on one worker: what goes there, what comes back, and what becomes of it where something fails."""

import io
import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.support.near_line import NearLine
from vae.cluster import attempt, parcels, place
from vae.cluster.attempt import Attempt
from vae.cluster.line import LostError
from vae.cluster.parcels import parcel_of
from vae.jobs import job_files
from vae.jobs.job_files import JobProgress
from vae.runs import store
from vae.studies import folders
from vae.studies.study import read

PLAN = """
name = "one"
[base]
dataset = "digits"
epochs = 2
hidden_sizes = [16]
latent_dim = 3
"""


@pytest.fixture
def study(empty_home, monkeypatch):
    monkeypatch.setattr(attempt, "_SECONDS_BETWEEN_NEWS", 0.02)
    monkeypatch.setattr(place, "_LOOK_SECONDS", 0.01)
    (empty_home / "scratch").mkdir()
    return read(PLAN)


@pytest.fixture
def process(study, monkeypatch, save_tiny_run):
    """Let a training's process leave what it is told to, and end with a code."""
    told = {"progress": JobProgress("finished", epoch=2, epochs=2), "code": 0, "run": True, "checkpoint": b""}
    told["seen"] = []

    def start(folder, study, trial, device, threads, **settings):
        before = folder / folders.CHECKPOINT_FILE
        told["seen"].append((device, threads, before.read_bytes() if before.exists() else None))
        (folder / folders.LOG_FILE).write_text("what went wrong")
        job_files.write_progress(folder, told["progress"])
        if told["run"]:
            save_tiny_run(folder.parents[1] / "runs" / trial, latent_dim=3, lean=True)
            if told["progress"].diverged:  # in its last epoch
                history = folder.parents[1] / "runs" / trial / "history.csv"
                history.write_text("".join(history.read_text().splitlines(keepends=True)[:-1]))
            before.unlink(missing_ok=True)
        elif told["checkpoint"]:
            before.write_bytes(told["checkpoint"])
        code = f"import sys; sys.exit({told['code']})" if told["code"] is not None else "import time; time.sleep(60)"
        return subprocess.Popen([sys.executable, "-S", "-c", code], text=True)

    monkeypatch.setattr(place, "start_trial", start)
    return told


def attempted(study, line, is_stopping=lambda: False):
    trial = study.trials[0]
    folders.begin(study, trial)
    return Attempt(line, study, trial, "w", parcel_of("digits"), is_stopping).run()


def checkpoint(study, epochs, **changes):
    """Return a checkpoint after some epochs, as far as it is looked at here."""
    file, config = io.BytesIO(), replace(study.trials[0].config, **changes)
    np.savez(file, config=config.to_json(), results=json.dumps([{"epoch": epoch + 1} for epoch in range(epochs)]))
    return file.getvalue()


def standing(study):
    return folders.standings(study)[0]


def test_a_run_comes_back_whole_and_nothing_stays_there(study, process, empty_home, monkeypatch):
    monkeypatch.setattr(parcels, "BYTES_AT_ONCE", 5000)
    folder = folders.begin(study, study.trials[0])
    (folder / folders.CHECKPOINT_FILE).write_bytes(b"epochs" * 2000)
    outcome = attempted(study, NearLine(empty_home / "scratch"))
    assert (outcome.reason, outcome.error, outcome.is_lost) == ("", None, False)
    assert process["seen"] == [("cpu", 1, b"epochs" * 2000)]
    assert standing(study).state == "finished" and store.load_run(study.trials[0].name).config.latent_dim == 3
    assert not (folder / folders.CHECKPOINT_FILE).exists() and list((empty_home / "scratch").iterdir()) == []


def test_an_epoch_comes_back_before_the_worker_is_lost(study, process, empty_home):
    process |= {"progress": JobProgress("training", epoch=1, epochs=2), "code": None, "run": False}
    process["checkpoint"] = checkpoint(study, 1)
    line = NearLine(empty_home / "scratch")
    ask = line.ask

    def lose_soon(what, *arguments, **options):
        if line.asked.count("news") == 2:
            raise LostError("it is gone")
        return ask(what, *arguments, **options)

    line.ask = lose_soon
    outcome = attempted(study, line)
    assert outcome.is_lost and outcome.has_gained and outcome.reason == "it is gone"
    folder = folders.trial_folder("one", study.trials[0].name)
    assert (folder / folders.CHECKPOINT_FILE).read_bytes() == process["checkpoint"] and line.asked.count("read") == 1
    assert standing(study).state == "interrupted" and standing(study).progress.epoch == 1
    assert list((empty_home / "scratch").iterdir()) == []


def test_the_epochs_that_went_there_do_not_come_back_and_none_is_gained(study, process, empty_home):
    process |= {"progress": JobProgress("training", epoch=1, epochs=2), "code": 3, "run": False}
    path = folders.begin(study, study.trials[0]) / folders.CHECKPOINT_FILE
    path.write_bytes(checkpoint(study, 1))
    line = NearLine(empty_home / "scratch")
    assert not attempted(study, line).has_gained and "read" not in line.asked
    process["checkpoint"] = checkpoint(study, 1)  # written once more
    assert not attempted(study, NearLine(empty_home / "scratch")).has_gained
    process["checkpoint"] = checkpoint(study, 2)
    assert attempted(study, NearLine(empty_home / "scratch")).has_gained and path.read_bytes() == process["checkpoint"]


@pytest.mark.parametrize("kind", ["damaged", "of another training", "behind"])
def test_a_checkpoint_that_is_no_good_leaves_the_one_here(study, process, empty_home, kind):
    good = checkpoint(study, 1)
    process |= {"progress": JobProgress("training", epoch=1, epochs=2), "code": None, "run": False}
    process["checkpoint"] = {
        "damaged": good[:-9], "of another training": checkpoint(study, 2, seed=5), "behind": checkpoint(study, 0),
    }[kind]  # fmt: skip
    path = folders.begin(study, study.trials[0]) / folders.CHECKPOINT_FILE
    path.write_bytes(good)
    outcome = attempted(study, NearLine(empty_home / "scratch"))
    assert outcome.reason == "An epoch that it made came back damaged." and not outcome.has_gained
    assert path.read_bytes() == good and not list(path.parent.glob(".*"))


def test_asked_to_stop_it_brings_the_last_epoch(study, process, empty_home):
    process |= {"progress": JobProgress("stopped", "Stopped.", epoch=1, epochs=2), "run": False}
    process["checkpoint"] = checkpoint(study, 1)
    line = NearLine(empty_home / "scratch")
    outcome = attempted(study, line, is_stopping=lambda: "go" in line.asked)
    assert outcome.reason == "" and outcome.has_gained and "stop" in line.asked and standing(study).state == "stopped"
    assert attempted(study, NearLine(empty_home / "scratch")).reason == "its process was ended"


@pytest.mark.parametrize(
    ("ends", "reason", "is_lost"),
    [
        ({"progress": JobProgress("failed", "No space left."), "code": 74}, "No space left.", False),
        ({"progress": JobProgress("training"), "code": 3}, "with the code 3, perhaps for want of memory.", False),
        ({"progress": JobProgress("training"), "code": 0}, "its process ended too early", True),
        ({"progress": JobProgress("failed", "No such data there."), "code": 69}, "No such data there.", False),
        ({"progress": JobProgress("finished"), "code": 0, "run": False}, "came back damaged", False),
    ],
)
def test_what_a_worker_cannot_do_is_not_the_trainings_fault(study, process, empty_home, ends, reason, is_lost):
    process |= {"run": False, **ends}
    outcome = attempted(study, NearLine(empty_home / "scratch"))
    assert outcome.is_lost == is_lost
    assert reason in outcome.reason
    assert standing(study).state in ("waiting", "interrupted")
    log = folders.trial_folder("one", study.trials[0].name) / folders.LOG_FILE
    assert log.exists() == bool(ends["code"]) and (not ends["code"] or "what went wrong" in log.read_text())


def test_what_the_training_itself_cannot_is_its_failure(study, process, empty_home):
    process |= {"progress": JobProgress("failed", "The loss is nan.", diverged=True), "run": False}
    assert attempted(study, NearLine(empty_home / "scratch")).reason == ""
    assert standing(study).state == "failed" and standing(study).reason == "The loss is nan."


def test_the_good_epochs_of_one_that_diverged_come_back(study, process, empty_home):
    process |= {"progress": JobProgress("failed", "The loss is nan; 1 good epoch is saved.", diverged=True)}
    assert attempted(study, NearLine(empty_home / "scratch")).reason == ""
    assert standing(study).state == "failed"
    assert len(store.load_history(store.load_run(study.trials[0].name))["seconds"]) == 1


def test_a_run_that_comes_back_damaged_counts_as_none(study, process, empty_home, monkeypatch):
    line = NearLine(empty_home / "scratch")
    ask = line.ask
    line.ask = lambda what, *rest, **options: (
        b"x" * len(ask(what, *rest)) if what == "read" and rest[0] == "latents.npz" else ask(what, *rest, **options)
    )
    outcome = attempted(study, line)
    assert outcome.reason == "The run that it made came back damaged." and not outcome.is_lost
    assert standing(study).state != "finished"
    assert not list(folders.run_folder("one", "x").parent.iterdir())


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ({"../out": 3}, "which can be none"),
        ({"": 3}, "'', which can be none"),
        ({"config.json": 2**30}, "has 1,024 MB"),
    ],
)
def test_what_no_run_has_is_not_taken(study, process, empty_home, named, reason):
    line = NearLine(empty_home / "scratch")
    ask = line.ask
    line.ask = lambda what, *rest, **options: (
        {**ask(what, *rest), "files": named} if what == "news" else ask(what, *rest, **options)
    )
    outcome = attempted(study, line)
    assert reason in outcome.reason and outcome.error is None and "read" not in line.asked
    assert not folders.run_folder("one", study.trials[0].name).exists()


@pytest.mark.parametrize("question", ["has", "go", "news"])
def test_lost_or_refused_at_any_question(study, process, empty_home, question):
    outcome = attempted(study, NearLine(empty_home / "scratch", lose=[question]))
    assert outcome.is_lost and outcome.reason == "it is gone"
    outcome = attempted(study, NearLine(empty_home / "scratch", refuse=[question]))
    assert not outcome.is_lost and outcome.reason == "No room is left there."
    assert list((empty_home / "scratch").iterdir()) == []


def test_a_full_disk_here_is_told(study, process, empty_home, monkeypatch):
    monkeypatch.setattr(attempt.transfer, "fetch", lambda *_: exec("raise OSError(28, 'No space left on device')"))
    outcome = attempted(study, NearLine(empty_home / "scratch"))
    assert outcome.error.errno == 28
    monkeypatch.setattr(attempt.transfer, "bring", lambda *_: exec("raise KeyError('odd')"))
    assert attempted(study, NearLine(empty_home / "scratch")).reason == (
        "Something unforeseen happened (KeyError: 'odd')."
    )
