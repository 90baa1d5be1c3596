"""A repeated training: the same configuration with other seeds, under a name of its own."""

from dataclasses import replace

import pytest

from vae.config import RunConfig
from vae.presets import PRESETS
from vae.studies import folders
from vae.studies.repeating import repeated
from vae.studies.study import StudyError


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
