"""Beside a training a process learns what looks strange, where that is asked of its run."""

import subprocess
import sys
import types

import pytest

from vae.config import RunConfig
from vae.jobs import judging, process
from vae.presets import PRESETS
from vae.verdict import kept

CONFIG = RunConfig(name="one", dataset="digits")


@pytest.fixture
def under_way(monkeypatch):
    monkeypatch.setattr(kept, "_under_way", [])
    return kept._under_way


def test_it_is_begun_for_pictures_that_a_judge_knows_alone(digits, under_way, monkeypatch):
    begun = []
    monkeypatch.setattr(process, "start", lambda words, outlives: begun.append((words, outlives)))
    judging.begin(CONFIG, digits)
    assert begun == [(["vae.verdict.kept", "digits"], False)] and len(under_way) == 1
    judging.begin(CONFIG, types.SimpleNamespace(name="coloured", shape=(64, 64, 3)))
    judging.begin(next(preset.config for preset in PRESETS.values() if preset.config.kind == "word"), digits)
    assert len(begun) == len(under_way) == 1


def test_where_no_process_can_be_started_nobody_waits(digits, under_way, monkeypatch):
    monkeypatch.setattr(sys, "executable", "no-such-python")
    judging.begin(CONFIG, digits)
    assert under_way == []


def test_a_process_is_waited_for_but_not_for_ever(digits, under_way, monkeypatch):
    real = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, text=True)
    monkeypatch.setattr(process, "start", lambda words, outlives: real)
    monkeypatch.setattr(judging, "_PATIENCE", 0.2)
    judging.begin(CONFIG, digits)
    under_way[0]()
    assert real.poll() is None
    monkeypatch.setattr(judging, "_PATIENCE", 60)
    real.communicate("\n")
    under_way[0]()
    assert real.returncode == 0
