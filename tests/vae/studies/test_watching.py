"""Watching a study being done: a line whenever its trainings stand otherwise."""

import io

from tests.support.studies import let_trainings_be_made
from vae.studies import sweep
from vae.studies.folders import Standing
from vae.studies.study import read
from vae.studies.watching import states_text, watched

PLAN = read('name = "two"\n[base]\ndataset = "digits"\nepochs = 2\nhidden_sizes = [16]\n[grid]\nlatent_dim = [2, 3]')


def test_a_sweep_is_told_as_it_goes_and_gives_how_all_stand(empty_home, save_tiny_run, monkeypatch):
    let_trainings_be_made(save_tiny_run, monkeypatch, failing=[3])
    monkeypatch.setattr(sweep, "_SECONDS_BETWEEN_WORDS", 0.0)
    told = io.StringIO()
    ended = watched(sweep.begin(PLAN, workers=1), told)
    assert [one.state for one in ended] == ["finished", "failed"]
    assert told.getvalue().splitlines()[-1].startswith("1 failed, 1 finished")
    assert any(line.startswith("1 finished, 1 waiting") for line in told.getvalue().splitlines())
    told.truncate(told.seek(0))
    watched(sweep.begin(PLAN, workers=1), told)
    assert told.getvalue().startswith("1 failed, 1 finished"), "how all stand in the end is told, were it in a moment"


def test_states_are_counted():
    trial = PLAN.trials[0]
    assert states_text([Standing(trial, None, None)] * 2) == "2 waiting" and states_text([]) == ""
