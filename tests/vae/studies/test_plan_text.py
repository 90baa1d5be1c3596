"""Plans made by programs: read as if they had been written, with NumPy's numbers, and refused by the same sentences."""

from dataclasses import replace

import numpy as np
import pytest

from vae.config import RunConfig
from vae.presets import PRESETS
from vae.studies import folders
from vae.studies.plan_text import plan_text, repeated
from vae.studies.study import StudyError, read

PLAN = {
    "name": "all",
    "preset": "digits-2d",
    "seeds": 2,
    "base": {"epochs": np.int64(3), "learning_rate": 1e-3},
    "grid": {"beta": np.array([0.5, 4.0]), "latent_dim": range(2, 4)},
    "list": [{"beta": 10, "hidden_sizes": (64, 32)}],
}


def test_a_plan_as_a_dict_is_the_one_that_is_written():
    written = """
        name = "all"
        preset = "digits-2d"
        seeds = 2
        [base]
        epochs = 3
        learning_rate = 0.001
        [grid]
        beta = [0.5, 4.0]
        latent_dim = [2, 3]
        [[list]]
        beta = 10
        hidden_sizes = [64, 32]
    """
    made = read(plan_text(PLAN))
    assert made.trials == read(written).trials and len(made.trials) == 2 * (4 + 1)
    assert read(made.text) == made


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"name": "a", "grid": 3}, r"grid must be a table of fields, begun with \[grid\], got 3"),
        ({"name": "a", "grid": {"beta": []}}, "grid.beta must be an array of one or more values"),
        ({"name": "a", "grid": {"beta": [float("nan")]}}, "this cannot be trained: beta must be"),
        ({"name": "a", "base": {"bäta": 1}}, "unknown field in base 'bäta'"),
        ({"name": "a", "base": {"activation": 'g"e\nlu'}}, "this cannot be trained: activation must be"),
        ({"name": "a", "list": [{}]}, "list must be tables of values"),
        ({"name": "a", "grid": {"beta": [None]}}, "beta must be numbers, texts, arrays or tables of these, got None"),
        ({"name": None}, "name must be numbers, texts, arrays or tables of these, got None"),
        ({"grid": {"beta": [1, 2]}}, "name"),
        ({"name": "a", 3: 1}, "unknown word '3'"),
    ],
)
def test_what_is_wrong_with_it_is_a_sentence(plan, message):
    with pytest.raises(StudyError, match=message):
        read(plan_text(plan))


@pytest.mark.parametrize("preset", ["digits-2d", "mnist-autoencoder", "mnist-petals", "motion-8d", "mnist-ladder"])
def test_a_repeated_configuration_is_itself_with_other_seeds(empty_home, preset):
    config = replace(PRESETS[preset].config, seed=4, early_stopping=3, learning_rate=1e-5)
    study = repeated(config, 3)
    assert [trial.config.seed for trial in study.trials] == [4, 5, 6] and study.name == preset
    for trial in study.trials:
        assert trial.config == replace(config, name=trial.name, seed=trial.config.seed)


def test_its_study_has_a_name_of_its_own(empty_home):
    config = RunConfig("a" * 64, dataset="digits")
    first = repeated(config, 2)
    folders.write_plan(first)
    second = repeated(config, 2)
    assert first.name == "a" * 36 and second.name == "a" * 32 + "-2"
    with pytest.raises(StudyError, match="seeds must be how many trainings each has, 1 to 100, got 101"):
        repeated(config, 101)
