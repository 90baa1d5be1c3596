"""Tidy tables: the same columns with pandas and without, and what they say of a study."""

import importlib.util
import math

import numpy as np
import pytest

from tests.vae.studies.test_results import PLAN, stands
from vae.notebook import tables
from vae.studies.folders import Standing
from vae.studies.study import read

STANDINGS = [stands(trial) for trial in PLAN.trials]


@pytest.fixture
def without_pandas(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pandas" else found(name))


COLUMNS = {
    "size": [2, 3],
    "beta": [1, 0.5],
    "binary": [True, False],
    "name": ["a", "bc"],
    "hidden_sizes": [(64, 32), (16, 8)],
    "mixed": [1, "one"],
}


def test_with_pandas_a_table_is_a_frame():
    frame = tables.table(COLUMNS)
    assert list(frame.columns) == list(COLUMNS) and len(frame) == 2
    assert [frame[name].dtype.kind for name in ("size", "beta", "binary")] == ["i", "f", "b"]
    assert frame.groupby("hidden_sizes")["size"].sum()[(64, 32)] == 2 and frame["mixed"].tolist() == [1, "one"]
    assert len(tables.table({"seed": [], "run": []})) == 0


def test_without_pandas_it_is_a_structured_array(without_pandas):
    rows = tables.table(COLUMNS)
    assert isinstance(rows, np.ndarray) and rows.dtype.names == tuple(COLUMNS) and rows.shape == (2,)
    assert [rows.dtype[name].kind for name in COLUMNS] == ["i", "f", "b", "U", "O", "O"]
    assert rows["hidden_sizes"][0] == (64, 32) and rows[rows["size"] == 3]["name"].tolist() == ["bc"]
    assert tables.table({"seed": [], "run": []}).shape == (0,)


def test_a_row_a_training_with_all_that_is_known():
    columns = tables.training_columns(PLAN, STANDINGS)
    figures = ["neg_elbo", "reconstruction", "kl"]
    assert list(columns) == ["beta", "latent_dim", "seed", "state", "run", *figures, "message"]
    assert {len(values) for values in columns.values()} == {len(PLAN.trials)} == {12}
    assert columns["beta"][:3] == [1.0, 1.0, 1.0] and columns["seed"][:3] == [0, 1, 2]
    assert columns["kl"][:3] == pytest.approx([22.0, 22.1, 22.2]) and math.isnan(columns["kl"][-1])
    assert columns["state"][-2:] == ["finished", "waiting"] and columns["run"][-1] == ""


def test_a_row_a_combination_and_figure_with_its_interval_and_verdict():
    frame = tables.table(tables.mean_columns(PLAN, STANDINGS))
    assert len(frame) == 4 * 3
    best = frame[(frame.figure == "neg_elbo") & (frame.verdict == "best")]
    assert best[["beta", "latent_dim"]].values.tolist() == [[4.0, 8.0]]
    first = frame[(frame.figure == "kl") & (frame.beta == 1.0) & (frame.latent_dim == 2)].iloc[0]
    assert (first["mean"], first.low, first.high) == pytest.approx((22.1, 22.0, 22.2)) and first.num_seeds == 3
    assert set(frame[frame.figure == "kl"].verdict) == {""}
    assert frame[frame.latent_dim == 8].groupby("beta").num_seeds.unique().map(list).to_dict() == {1.0: [3], 4.0: [2]}


def test_a_field_that_a_combination_does_not_name_has_the_value_of_all():
    plan = read('name = "s"\n[base]\ndataset = "digits"\n[[list]]\nbeta = 4\n[[list]]\nlatent_dim = 3')
    columns = tables.training_columns(plan, [Standing(trial, None, None) for trial in plan.trials])
    assert columns["beta"] == [4, 1.0] and columns["latent_dim"] == [2, 3]
