"""The losses for TensorBoard: nothing without the package, the command that shows them."""

import importlib.util
import types
from pathlib import Path

from vae import scalars
from vae.runs import HISTORY_COLUMNS


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


def test_the_command_shows_all_jobs():
    assert scalars.command(Path("a b")) == "python -m tensorboard.main --logdir 'a b'"
