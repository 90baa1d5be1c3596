"""The losses for TensorBoard: nothing without the package, the command that shows them."""

import importlib.util
import types
from pathlib import Path

import pytest

from vae.jobs import scalars
from vae.runs.store import HISTORY_COLUMNS


def test_nothing_is_written_where_tensorboard_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(scalars, "is_available", lambda: False)
    scalars.Scalars(tmp_path).write(None)
    assert list(tmp_path.iterdir()) == []


def test_available_means_installed(tmp_path):
    assert scalars.is_available() == (importlib.util.find_spec("tensorboard") is not None)
    written = scalars.Scalars(tmp_path)
    values = dict.fromkeys(HISTORY_COLUMNS, 1.0)
    written.write(types.SimpleNamespace(**values | {"epoch": 1, "kl_per_dimension": (0.5, 0.5)}))
    assert bool(list(tmp_path.rglob("events.*"))) == scalars.is_available()


def test_tensorboard_reads_every_epoch_of_a_broken_off_and_resumed_training(tmp_path):
    reader = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    tensor_util = pytest.importorskip("tensorboard.util.tensor_util")
    names = set(HISTORY_COLUMNS) - {"epoch", "seconds"}
    for epochs in ((1, 2), (3,)):
        written = scalars.Scalars(tmp_path)
        for epoch in epochs:
            values = {name: float(10 * epoch + number) for number, name in enumerate(HISTORY_COLUMNS)}
            written.write(types.SimpleNamespace(**values | {"epoch": epoch, "kl_per_dimension": (0.5, epoch)}))
    read = reader.EventAccumulator(str(tmp_path / "tensorboard"))
    read.Reload()
    found = {
        tag: {event.step: float(tensor_util.make_ndarray(event.tensor_proto)) for event in read.Tensors(tag)}
        for tag in read.Tags()["tensors"]
    }
    expected = {name: {epoch: 10 * epoch + HISTORY_COLUMNS.index(name) for epoch in (1, 2, 3)} for name in names}
    expected["kl_per_dimension/z1"] = {1: 0.5, 2: 0.5, 3: 0.5}
    expected["kl_per_dimension/z2"] = {1: 1.0, 2: 2.0, 3: 3.0}
    assert found == expected


def test_the_command_shows_all_jobs():
    assert scalars.command(Path("a b")) == "python -m tensorboard.main --logdir 'a b'"
