"""The runs of the lesson are those that were planned, each shows what it is there for, and all are small."""

import json

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load

from vae.film.snapshots import SNAPSHOTS_FILE
from vae.health.diagnosis import diagnose
from vae.health.signs import signs_of_run
from vae.lesson.runs import BETAS, BROKEN, LESSON_RUNS, SQUEEZES
from vae.presets import PRESETS
from vae.runs import store

MOST_BYTES = {2: 1_200_000, 16: 1_500_000, 32: 2_300_000}  # up to so many dimensions, whose codes take most


@pytest.fixture(scope="module")
def runs():
    return {run.name: run for run in store.lesson_runs()}


def test_what_ships_was_made_from_its_configuration(runs):
    assert {name: run.config for name, run in runs.items()} == {
        name: lesson.config for name, lesson in LESSON_RUNS.items()
    }
    assert all(run.shipped and store.load_run(name) == run for name, run in runs.items())


def test_they_are_named_once_and_told_apart_from_presets():
    assert not set(LESSON_RUNS) & set(PRESETS)
    assert len({lesson.title for lesson in LESSON_RUNS.values()}) == len(LESSON_RUNS)
    assert all(lesson.description.endswith(".") for lesson in LESSON_RUNS.values())


def test_the_steps_name_runs_that_are_there():
    assert {*BETAS, *SQUEEZES.values(), *BROKEN.values(), "mnist-ae-2d"} == set(LESSON_RUNS)
    assert all(LESSON_RUNS[name].config.latent_dim == size for size, name in SQUEEZES.items())
    assert [LESSON_RUNS[name].config.beta for name in BETAS] == [0.0, 0.1, 0.5, 1.0, 4.0, 10.0]
    kinds = {(LESSON_RUNS[name].config.hidden_sizes, LESSON_RUNS[name].config.epochs) for name in BETAS}
    assert len(kinds) == 1 and next(iter(kinds))[1] >= 20


def test_they_are_small_and_have_what_a_step_shows(runs):
    for name, run in runs.items():
        sizes = {path.name: path.stat().st_size for path in run.folder.iterdir()}
        most = next(most for dims, most in MOST_BYTES.items() if run.config.latent_dim <= dims)
        assert sum(sizes.values()) - sizes.get(SNAPSHOTS_FILE, 0) < most, name
        assert (SNAPSHOTS_FILE in sizes, "film.npz" in sizes) == (
            bool(LESSON_RUNS[name].snapshots),
            LESSON_RUNS[name].is_filmed,
        )


def test_snapshots_are_those_planned_and_end_in_the_run_itself(runs):
    for name, lesson in LESSON_RUNS.items():
        if not lesson.snapshots:
            continue
        folder = runs[name].folder
        with safe_open(folder / SNAPSHOTS_FILE, "numpy") as file:
            metadata = file.metadata()
        tensors = load((folder / SNAPSHOTS_FILE).read_bytes())
        assert tuple(json.loads(metadata["epochs"])) == lesson.snapshots
        assert lesson.snapshots[-1] == lesson.config.epochs
        terms = [json.loads(metadata[term]) for term in ("reconstruction", "kl")]
        costs = [sum(pair) for pair in zip(*terms, strict=True)]
        assert costs[0] > 2 * costs[-1] == pytest.approx(2 * runs[name].metrics["neg_elbo"]["value"], 0.01)
        for part, file_name in (("encoder", "encoder.safetensors"), ("decoder", "web.safetensors")):
            for tensor, values in load((folder / file_name).read_bytes()).items():
                last = tensors[f"{lesson.config.epochs}.{part}.{tensor}"]
                np.testing.assert_allclose(last.astype(float), values.astype(float), rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("collapse", "collapse"), ("holes", "prior"), ("few_numbers", "narrow"), ("rate", "not_learning"),
        ("overfitting", "overfitting"), ("critic", "critic"),
    ],
)  # fmt: skip
def test_each_broken_run_shows_its_fault(runs, fault, kind):
    found = {finding.kind: finding for finding in diagnose(signs_of_run(runs[BROKEN[fault]]))}
    assert kind in found and (found[kind].is_serious or kind == "narrow")


def test_a_sound_run_shows_none(runs):
    assert diagnose(signs_of_run(runs["beta-1"])) == []
