"""A job's folder damaged in every way that is known here: the job is seen or it is not, and the others work on."""

import json
import math
import random

import numpy as np
import pytest

from tests.support.damage import damages, harmed
from vae.config import RunConfig
from vae.film.frames import Frame, read_frames
from vae.jobs import job, job_files
from vae.jobs.job_files import STATES, HistoryLog, JobProgress
from vae.prior.mixture import MixturePrior
from vae.runs.store import HISTORY_COLUMNS

NUM_TRIED = 150
LINK = "[x](http://a.invalid)"
ALLOWED = {("message", repr(LINK)), ("run", repr(LINK)), ("images_per_second", "-1")}
ALLOWED |= {(name, "None") for name in ("pid", "images_per_second", "run")}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder of a job beside another one."""
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    for name in ("victim", "other"):
        folder = job.job_folder(name)
        folder.mkdir(parents=True)
        job_files.write_description(folder, RunConfig(name=name), "cpu", False, 1000.0)
        told = JobProgress(
            "stopped", "Stopped.", epoch=2, epochs=9, step=3, steps=20, images_per_second=5.0, seconds_left=60.0,
            kl=5.0, val_kl=5.1, kl_weight=1.0, share=0.5, run="mine", pid=7,
        )  # fmt: skip
        job_files.write_progress(folder, told)
        log = HistoryLog(folder)
        for epoch in (1, 2):
            log.append({**dict.fromkeys(HISTORY_COLUMNS, 2.0), "epoch": epoch, "kl_per_dimension": [0.5], "time": 9.0})
        (folder / job.LOG_FILE).write_text("One line.\n")
    return job.job_folder("victim")


def use(found):
    """Read all that a page reads of a job, and format what it formats."""
    told = found.progress
    assert told.state in STATES and isinstance(told.message, str)
    assert f"{told.epoch:d} {told.epochs:d} {told.step:d} {told.steps:d} {told.updated:.1f} {found.queued_at:.1f}"
    for figure in (told.images_per_second, told.seconds_left, told.kl, told.val_kl, told.kl_weight, told.share):
        assert figure is None or (math.isfinite(figure) and f"{figure:.1f}")
    assert told.run is None or isinstance(told.run, str)
    assert told.pid is None or told.pid > 0, "a signal to it would go to others, too"
    read = job.history(found)
    assert len({len(column) for column in read.values()}) == 1
    assert isinstance(job.log_tail(found), str)
    assert job.place_in_queue(found) == 0 and job.jobs_ahead(found) == []


def test_a_damaged_job_is_seen_or_not_and_the_others_are(folder):
    every = damages(folder)
    unseen = 0
    for damage in random.Random(0).sample(every, NUM_TRIED):
        with harmed(folder, damage):
            try:
                found = job.list_jobs()
                for one in found:
                    use(one)
            except Exception as error:
                raise AssertionError(f"{damage.kind}: {damage.name}: {error!r}") from error
            assert "other" in [one.name for one in found]
            unseen += len(found) == 1
    assert 0 < unseen < NUM_TRIED


@pytest.mark.parametrize("name", ["epoch", "pid", "message", "images_per_second", "diverged", "run"])
@pytest.mark.parametrize("value", [-1, 10**400, LINK, [], math.nan, None])
def test_progress_is_of_its_types_or_none(folder, name, value):
    document = json.loads((folder / "progress.json").read_text())
    (folder / "progress.json").write_text(json.dumps({**document, name: value}))
    told = job_files.read_progress(folder)
    assert (told is not None) == ((name, repr(value)) in ALLOWED)
    for found in job.list_jobs():
        use(found)


def test_damaged_frames_are_left_out(folder):
    plain = set(Frame.__dataclass_fields__) - {"epoch", "prior", "z_log_var"}
    learnt = {"z_log_var", *MixturePrior.__dataclass_fields__}
    arrays = {name: np.zeros((2, 2), np.uint8) for name in plain} | {name: np.ones((2, 2)) for name in learnt}
    frames = folder / "frames"
    frames.mkdir()
    for epoch in (1, 2):
        np.savez(frames / f"{epoch:06}.npz", **arrays)
    assert [frame.epoch for frame in read_frames(folder)] == [1, 2]
    every = [damage for damage in damages(frames) if damage.file == "000001.npz"]
    for damage in random.Random(0).sample(every, 60):
        with harmed(frames, damage):
            assert [frame.epoch for frame in read_frames(folder)][-1] == 2, damage
