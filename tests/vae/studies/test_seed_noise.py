"""Seed noise: runs that differ by their seed alone are found wherever they lie, and what they say of a difference."""

import json
from dataclasses import replace

import pytest

from vae.runs import store
from vae.studies import folders, seed_noise
from vae.studies.study import read

PLAN = """name = "two"
seeds = 3
[base]
dataset = "digits"
epochs = 2
hidden_sizes = [16]
[grid]
latent_dim = [2, 3]
"""


def with_bound(run, value):
    path = run.folder / "metrics.json"
    document = json.loads(path.read_text())
    document["metrics"]["neg_elbo"]["value"] = value
    path.write_text(json.dumps(document))
    return store.open_run(run.folder)


@pytest.fixture
def runs(empty_home, save_tiny_run):
    """Save runs of two sizes: three seeds each in a study, and one more of the first by itself."""
    plan = read(PLAN)
    folders.write_plan(plan)
    bounds = [100.0, 101.0, 102.0, 103.0, 104.0, 105.0]
    found = [
        with_bound(save_tiny_run(folders.run_folder("two", trial.name), **trial.values, seed=trial.config.seed), bound)
        for trial, bound in zip(plan.trials, bounds, strict=True)
    ]
    return [*found, with_bound(save_tiny_run(store.own_runs_folder() / "mine", latent_dim=2, seed=9), 101.0)]


def test_runs_like_one_are_found_in_studies_and_beside_them_once_a_seed(runs, save_tiny_run):
    save_tiny_run(store.own_runs_folder() / "again", latent_dim=2, seed=1)  # a seed that is there
    save_tiny_run(store.own_runs_folder() / "longer", latent_dim=2, seed=7, beta=2.0)
    assert {run.config.seed for run in folders.runs_like(runs[0])} == {1, 2, 9}
    assert {run.name for run in folders.runs_like(runs[4])} == {runs[3].name, runs[5].name}
    assert folders.is_alike(runs[0], runs[6]) and not folders.is_alike(runs[0], runs[3])


def test_a_difference_is_held_against_that_of_seeds(runs):
    (found,) = seed_noise.differences(runs[0], runs[3])
    assert (found.figure, found.is_noise) == ("neg_elbo", False)
    assert sorted(found.first.values) == [100, 101, 101, 102] and found.other.mean == 104
    assert found.text.startswith("−ELBO: 101 (")
    assert found.text.endswith(", 4 seeds) against 104 (103 to 105, 3 seeds): more than seeds alone make.")
    noise = replace(found, other=replace(found.other, mean=101.2), is_noise=True)
    assert noise.text.endswith("no more than seed noise.")


def test_one_run_says_so_and_runs_that_differ_by_their_seed_alone_have_no_difference(runs, save_tiny_run):
    single = save_tiny_run(store.own_runs_folder() / "single", latent_dim=4)
    other = save_tiny_run(store.own_runs_folder() / "other", latent_dim=5)
    assert seed_noise.sentences(single, other) == ["One run each: seeds alone may make this difference."]
    (found,) = seed_noise.sentences(runs[0], single)
    assert found.endswith("against 200 (one run): seeds alone may make this difference, one run does not tell.")
    assert seed_noise.sentences(runs[0], runs[6]) == [
        "The two differ by their seed alone: what lies between them is seed noise."
    ]


def test_what_cannot_be_compared_is_left_alone(runs, save_tiny_run):
    grey = save_tiny_run(store.own_runs_folder() / "grey", latent_dim=2, likelihood="gaussian")
    assert seed_noise.differences(runs[0], grey) == []


def test_a_run_that_was_broken_off_is_not_held_against_seeds(runs):
    history = runs[6].folder / "history.csv"
    history.write_text("".join(history.read_text().splitlines(keepends=True)[:2]))
    for first, other in ((runs[0], runs[6]), (runs[6], runs[3])):
        assert seed_noise.differences(first, other) == []
        (found,) = seed_noise.sentences(first, other)
        assert found.endswith("of trainings that reached their end alone: one of these was stopped before.")
    history.unlink()
    assert seed_noise.differences(runs[6], runs[3]) == []


def test_the_same_seed_twice_is_no_seed_noise(runs, save_tiny_run):
    again = save_tiny_run(store.own_runs_folder() / "again", latent_dim=2, seed=runs[0].config.seed)
    assert seed_noise.sentences(runs[0], again) == [] and seed_noise.differences(runs[0], again) == []
