"""Studies from a notebook: trained from a dict or a file, read again, refused in sentences."""

import math

import pytest

import vae
from tests.support.studies import let_trainings_be_made
from vae.cluster import engine

PLAN = {
    "name": "sizes",
    "base": {"dataset": "digits", "epochs": 2, "hidden_sizes": [16]},
    "grid": {"latent_dim": [2, 3]},
}


@pytest.fixture
def home(empty_home):
    return empty_home


@pytest.fixture
def noted(home, save_tiny_run, monkeypatch):
    return let_trainings_be_made(save_tiny_run, monkeypatch, failing=[4])


def test_a_study_is_trained_once_and_read_again(noted, tmp_path, capsys):
    study = vae.study(PLAN, workers=2)
    assert len(noted) == 2 and "2 finished" in capsys.readouterr().out
    assert repr(study) == "Study('sizes': 2 finished)" and (study.name, study.fields) == ("sizes", ("latent_dim",))
    trainings = study.trainings()
    assert trainings["latent_dim"].tolist() == [2, 3] and trainings["seed"].tolist() == [0, 0]
    assert [run.name for run in study.runs()] == trainings["run"].tolist()
    assert [run.config.latent_dim for run in study.runs()] == [2, 3]
    (tmp_path / "sizes.toml").write_text(
        "[base]\ndataset = 'digits'\nepochs = 2\nhidden_sizes = [16]\n[grid]\nlatent_dim = [2, 3]\n"
    )
    for again in (vae.study(tmp_path / "sizes.toml", progress=False), vae.read_study("sizes")):
        assert again.trainings().equals(trainings)
    assert len(noted) == 2 and capsys.readouterr().out == ""
    means = study.means()
    assert set(means["figure"]) >= {"neg_elbo", "kl", "seconds"} and (means["num_seeds"] == 1).all()
    assert [one.name for one in study.chart("latent_dim").data if one.showlegend is not False]


def test_what_failed_is_in_the_table(noted):
    study = vae.study({**PLAN, "grid": {"latent_dim": [4]}})
    row = study.trainings().iloc[0]
    assert (row["state"], row["run"], row["message"]) == ("failed", "", "It could not be.")
    assert study.runs() == [] and len(study.means()) == 0
    with pytest.raises(ValueError, match="no training of study 'sizes' is finished: there is nothing to draw"):
        study.chart("latent_dim")
    vae.study({**PLAN, "grid": {"latent_dim": [4]}}, retry=True)
    assert len(noted) == 2


def test_a_scheduler_is_the_other_engine(noted, monkeypatch):
    asked = []

    def refuse(study, address, workers):
        asked.append((study.name, address, workers))
        raise ValueError("no scheduler answers")

    monkeypatch.setattr(engine, "Cluster", refuse)
    with pytest.raises(ValueError, match="no scheduler answers"):
        vae.study(PLAN, workers=3, scheduler="tcp://node1:8786")
    assert asked == [("sizes", "tcp://node1:8786", 3)] and noted == []


def test_what_does_not_fit_is_refused_in_a_sentence(noted, home):
    study = vae.study({**PLAN, "grid": {"latent_dim": [2]}})
    assert math.isnan(study.means()["low"][0])
    for use, message in (
        (lambda: vae.read_study("nothing"), "there is no study named 'nothing'; known are sizes"),
        (lambda: vae.study(home / "nothing.toml"), "cannot be read: No such file"),
        (lambda: vae.study({**PLAN, "grids": {}}), "unknown word 'grids': perhaps grid is meant"),
        (lambda: vae.study(PLAN, workers=0), "workers must be 1 to 64, got 0"),
        (lambda: study.chart("beta"), "field must be one of latent_dim, got 'beta'"),
        (lambda: study.chart("latent_dim", "loss"), "figure must be one of neg_elbo, .*, got 'loss'"),
    ):
        with pytest.raises(ValueError, match=message):
            use()
