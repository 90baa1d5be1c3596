"""The files of a job: never half a file, never a torn line, no figure that JSON does not know."""

import dataclasses
import json
import math

import numpy as np
import pytest

from vae.jobs import job_files
from vae.jobs.job_files import HistoryLog, JobProgress
from vae.runs.store import HISTORY_COLUMNS


def row(epoch):
    values = dict.fromkeys(HISTORY_COLUMNS, 2.0)
    return {**values, "epoch": epoch, "kl_per_dimension": [0.5, 1.5], "time": 1000.0 + epoch}


def test_progress_is_read_as_it_was_written(tmp_path):
    progress = JobProgress("training", "Ä", epoch=3, epochs=9, kl=2.5, val_kl=math.nan, run="mine", pid=7, updated=1.5)
    job_files.write_progress(tmp_path, progress)
    assert job_files.read_progress(tmp_path) == dataclasses.replace(progress, val_kl=None)
    assert [path.name for path in tmp_path.iterdir()] == ["progress.json"]


@pytest.mark.parametrize("content", [b"", b'{"state": "train', b"[]", b'{"state": "flying"}', b"\xff\xfe"])
def test_a_damaged_progress_is_none(tmp_path, content):
    (tmp_path / "progress.json").write_bytes(content)
    assert job_files.read_progress(tmp_path) is None


def test_fields_of_a_newer_version_are_left_out(tmp_path):
    (tmp_path / "progress.json").write_text('{"state": "stopped", "epoch": 2, "mood": "fine"}')
    assert job_files.read_progress(tmp_path) == JobProgress("stopped", epoch=2)


def test_history_grows_by_a_line_an_epoch_and_repeats_none(tmp_path):
    log = HistoryLog(tmp_path)
    log.append(row(1)), log.append(row(2)), log.append(row(2))
    HistoryLog(tmp_path).append(row(1))
    history = job_files.read_history(tmp_path)
    np.testing.assert_array_equal(history["epoch"], [1, 2])
    np.testing.assert_array_equal(history["time"], [1001, 1002])
    np.testing.assert_array_equal(history["kl_per_dimension"], [[0.5, 1.5], [0.5, 1.5]])
    assert history["val_loss"].dtype == np.float64


def test_a_torn_last_line_is_left_out_and_cut_off_before_the_next(tmp_path):
    HistoryLog(tmp_path).append(row(1))
    path = tmp_path / "history.jsonl"
    with path.open("a") as file:
        file.write('{"epoch": 2, "lo')
    np.testing.assert_array_equal(job_files.read_history(tmp_path)["epoch"], [1])
    HistoryLog(tmp_path).append(row(2))
    np.testing.assert_array_equal(job_files.read_history(tmp_path)["epoch"], [1, 2])
    assert len(path.read_text().splitlines()) == 2


def test_a_reader_reads_each_line_once_and_another_file_anew(tmp_path, monkeypatch):
    reader = job_files.HistoryReader(tmp_path)
    assert reader.read()["epoch"].shape == (0,)
    parsed, parse = [], job_files.documents.parse
    monkeypatch.setattr(job_files.documents, "parse", lambda line: parsed.append(line) or parse(line))
    log, path = HistoryLog(tmp_path), tmp_path / "history.jsonl"
    log.append(row(1))
    log.append(row(2))
    assert reader.read()["epoch"].tolist() == [1, 2]
    with path.open("ab") as file:
        file.write(json.dumps(row(3)).encode())
    assert reader.read()["epoch"].tolist() == [1, 2]  # the third is still being written
    with path.open("ab") as file:
        file.write(b"\n")
    assert reader.read()["epoch"].tolist() == reader.read()["epoch"].tolist() == [1, 2, 3]
    assert len(parsed) == 3
    np.testing.assert_equal(reader.read(), job_files.read_history(tmp_path))
    with path.open("ab") as file:
        file.write(json.dumps(row(2)).encode() + b"\n")
    assert reader.read()["epoch"].tolist() == [1, 2, 3]  # one that cannot be ends it
    HistoryLog(tmp_path).append(row(4))
    assert reader.read()["epoch"].tolist() == [1, 2, 3, 4]
    path.rename(tmp_path / "before.jsonl")
    assert reader.read()["epoch"].shape == (0,)
    HistoryLog(tmp_path).append(row(1) | {"kl": 7.0})
    assert reader.read()["kl"].tolist() == [7.0]


def test_a_history_of_nothing_and_of_rubbish_is_empty(tmp_path):
    assert job_files.read_history(tmp_path)["epoch"].shape == (0,)
    (tmp_path / "history.jsonl").write_bytes(b'\x00\x00\n{"epoch": 1}\n[1]\n')
    history = job_files.read_history(tmp_path)
    assert history["epoch"].shape == (0,) and history["kl_per_dimension"].shape == (0, 0)


@pytest.mark.parametrize(
    "change",
    [{"epoch": value} for value in (math.inf, math.nan, 2.5, -3, 0, 1, True, "2", 10**400)]
    + [{"seconds": math.inf}, {"images_per_second": math.nan}, {"kl_weight": math.nan}, {"time": math.inf}],
)
def test_a_row_that_cannot_be_ends_the_history_there(tmp_path, change):
    rows = [row(1), row(2) | change, row(3)]
    (tmp_path / "history.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in rows))
    np.testing.assert_array_equal(job_files.read_history(tmp_path)["epoch"], [1])
    HistoryLog(tmp_path).append(row(2))
    np.testing.assert_array_equal(job_files.read_history(tmp_path)["epoch"], [1, 2])


def test_losses_of_a_training_that_diverged_are_read(tmp_path):
    HistoryLog(tmp_path).append(row(1) | {"loss": math.nan, "val_kl": math.inf})
    history = job_files.read_history(tmp_path)
    assert math.isnan(history["loss"][0]) and history["val_kl"][0] == math.inf
