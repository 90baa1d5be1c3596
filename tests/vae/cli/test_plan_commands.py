import json
import shutil
from pathlib import Path

import pytest

from tests.support.motion_decoder import TRIAL_FIGURES
from vae.__main__ import main
from vae.motion import trial
from vae.runs import store

SHIPPED = Path(__file__).resolve().parents[3] / "assets" / "runs" / "motion-8d"


@pytest.fixture
def mine(empty_home):
    """Save the motions that ship as a run of one's own."""
    folder = empty_home / "runs" / "mine"
    shutil.copytree(SHIPPED, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "name": "mine"}))
    return folder


def test_planning_is_measured_and_kept_with_the_run(mine, capsys):
    before = store.open_run(mine).metrics
    assert main(["plan", "mine", "--problems", "2", "--seed", "3"]) == 0
    printed = capsys.readouterr().out
    metrics = store.open_run(mine).metrics
    assert {name: metrics[name]["num_images"] for name in TRIAL_FIGURES} == dict.fromkeys(TRIAL_FIGURES, 2)
    assert all(name in printed for name in TRIAL_FIGURES)
    assert {name: metrics[name] for name in before if name not in TRIAL_FIGURES} == {
        name: before[name] for name in before if name not in TRIAL_FIGURES
    }


@pytest.mark.parametrize(
    ("words", "reason"),
    [(["beta-1"], "has no motions to plan with"), (["mine", "--problems", "0"], "must be at least 1, got 0")],
)
def test_what_cannot_be_measured_is_said(mine, words, reason, capsys):
    assert main(["plan", *words]) != 0
    assert reason in capsys.readouterr().err


def test_the_run_that_ships_passes_nearly_every_obstacle():
    metrics = store.open_run(SHIPPED).metrics
    assert metrics["planned_hits"]["num_images"] == trial.NUM_PROBLEMS
    assert metrics["planned_hits"]["value"] < 0.02 < 0.5 < metrics["straight_hits"]["value"]
    assert metrics["tip_error"]["value"] < 1.0 and metrics["planned_miss"]["value"] < 1.0


def test_what_looks_strange_is_not_measured_of_motions(mine, capsys):
    assert main(["evaluate", "mine", "--verdict"]) != 0
    assert "makes no pictures" in capsys.readouterr().err
