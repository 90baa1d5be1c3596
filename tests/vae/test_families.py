"""The table of families: a class that extends the VAE and a row are all that a new one takes."""

import json
from dataclasses import replace

import numpy as np
import pytest
from keras import ops

from vae.config import ConfigError, RunConfig
from vae.families import FAMILIES, STANDARD
from vae.film.recording import record
from vae.jobs import job_files
from vae.model.training import train
from vae.model.vae import VAE, build
from vae.runs.store import load_history

CONFIG = RunConfig(name="run", dataset="digits", hidden_sizes=(8,), epochs=2, batch_size=512)


class Twice(VAE):
    """A VAE whose codes cost twice as much, and which tells how far they lie from the middle."""

    def kl_per_dimension(self, outputs):
        return 2.0 * super().kl_per_dimension(outputs)

    def terms(self, outputs):
        return {"distance": ops.norm(outputs["z_mean"], axis=-1)}


@pytest.fixture
def twice(monkeypatch):
    row = replace(FAMILIES[STANDARD], name="twice", model=f"{__name__}.Twice", terms=("distance",))
    monkeypatch.setitem(FAMILIES, "twice", row)
    return replace(CONFIG, family="twice")


def test_a_run_of_the_standard_family_does_not_name_it():
    assert "family" not in json.loads(CONFIG.to_json()) and type(build(CONFIG)) is VAE
    with pytest.raises(ConfigError, match="family must be one of vae.*, got 'flow'"):
        RunConfig(name="run", family="flow")


def test_a_family_trains_by_its_own_loss_and_tells_its_own_figures(twice, digits, tmp_path, quick_training):
    model = build(twice)
    assert isinstance(model, Twice) and json.loads(twice.to_json())["family"] == "twice"
    results = list(train(model, digits, tmp_path / "checkpoint.npz"))
    resumed = train(build(twice), digits, tmp_path / "checkpoint.npz")
    assert [one.terms for one in resumed] == [one.terms for one in results]
    z_mean, z_log_var = (np.asarray(array, np.float64) for array in model.encode(digits.test_images))
    kl = np.square(z_mean) + np.exp(z_log_var) - 1.0 - z_log_var
    assert results[-1].val_kl == pytest.approx(kl.sum(axis=1).mean(), rel=1e-4)
    assert results[-1].terms["val_distance"] == pytest.approx(np.linalg.norm(z_mean, axis=1).mean(), rel=1e-4)
    run = record(tmp_path / "run", model, digits, results, briefly=True)
    np.testing.assert_allclose(load_history(run)["distance"], [one.terms["distance"] for one in results], atol=1e-4)


def test_a_jobs_history_keeps_the_columns_of_a_family_where_all_epochs_have_them(tmp_path, monkeypatch):
    monkeypatch.setattr(job_files, "_FAMILY_COLUMNS", ("distance",))
    row = dict.fromkeys(job_files.HISTORY_COLUMNS, 1.0) | {"kl_per_dimension": [], "time": 1.0, "distance": 3.0}
    log = job_files.HistoryLog(tmp_path)
    log.append({**row, "epoch": 1})
    assert job_files.read_history(tmp_path)["distance"] == [3.0]
    log.append({name: value for name, value in row.items() if name != "distance"} | {"epoch": 2})
    assert "distance" not in job_files.read_history(tmp_path)
