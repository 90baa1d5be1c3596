"""Configurations: what is accepted, what is refused and how, and that JSON gives back what went in."""

import dataclasses
import json

import pytest
from hypothesis import given

from tests.support.configs import configs
from vae.config import ARCHITECTURES, ConfigError, RunConfig, chosen_fields


@given(configs)
def test_json_gives_back_the_configuration(config):
    assert RunConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"latent_dim": 0}, "latent_dim must be at least 1, got 0"),
        ({"latent_dim": 65}, "latent_dim must be at most 64, got 65"),
        ({"latent_dim": 2.0}, "latent_dim must be a whole number, got 2.0"),
        ({"latent_dim": True}, "latent_dim must be a whole number, got True"),
        ({"beta": -0.1}, "beta must be between 0 and 1e"),
        ({"beta": float("nan")}, "beta must be a finite number, got nan"),
        ({"epochs": 0}, "epochs must be at least 1, got 0"),
        ({"epochs": 10**9}, "epochs must be at most 100000"),
        ({"likelihood": "poisson"}, "likelihood must be one of bernoulli, bernoulli_binarized, gaussian"),
        ({"architecture": "convolutional", "hidden_sizes": ()}, "at least one filter count"),
        ({"hidden_sizes": "512"}, "hidden_sizes must be a list of whole numbers"),
        ({"hidden_sizes": (512, -1)}, r"hidden_sizes\[1\] must be at least 1, got -1"),
        ({"variational": 1}, "variational must be true or false, got 1"),
        ({"name": "../escape"}, "name must be 1-64 characters"),
        ({"name": "a" * 65}, "name must be 1-64 characters"),
        ({"name": "é"}, "name must be 1-64 characters"),
        ({"name": ""}, "name must be 1-64 characters"),
        ({"learning_rate": 100}, "learning_rate must be between 1e-08 and 10, got 100"),
        ({"learning_rate_schedule": "linear"}, "learning_rate_schedule must be one of cosine, constant, step"),
        ({"early_stopping": -1}, "early_stopping must be at least 0, got -1"),
        ({"early_stopping": 2.5}, "early_stopping must be a whole number, got 2.5"),
        ({"weight_average": 1.0}, "weight_average must be between 0 and 0.9999, got 1.0"),
        ({"products": "float16"}, "products must be one of float32, bfloat16, got 'float16'"),
        (
            {"products": "bfloat16", "architecture": "convolutional"},
            "products must be float32 for a convolutional network, got bfloat16",
        ),
        ({"seed": -1}, "seed must be at least 0"),
        ({"dataset": ""}, "dataset must be the name of a data set"),
    ],
)
def test_wrong_values_are_refused_with_what_was_expected(changes, message):
    with pytest.raises(ConfigError, match=message):
        RunConfig(**{"name": "run", **changes})


def test_an_imported_run_says_nothing_of_a_training():
    config = RunConfig(name="run", architecture="imported", hidden_sizes=(), epochs=0)
    assert config.is_imported and not RunConfig(name="run").is_imported
    assert RunConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "must be JSON, but it is cut off or damaged at line 1, letter 2"),
        ("", "the configuration must be JSON, got an empty file"),
        ("[1]", "must be a JSON object, got list"),
        ("{}", "must name its version"),
        ('{"version": 99, "name": "a"}', "version 99, this program reads up to 1"),
        ('{"version": 1}', "must have a name"),
        ('{"version": 1, "name": "a", "latent_size": 2}', "unknown configuration field 'latent_size'"),
        ("[" * 100_000, "must be JSON"),
    ],
)
def test_damaged_or_newer_json_is_refused(text, message):
    with pytest.raises(ConfigError, match=message):
        RunConfig.from_json(text)


def test_a_configuration_is_frozen_and_names_its_version():
    config = RunConfig(name="run")
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.beta = 2.0
    assert json.loads(config.to_json())["version"] == 1


def test_fields_that_came_later_are_written_only_where_they_say_something():
    def written(**values):
        return set(json.loads(RunConfig("run", **values).to_json())) - {"version"}

    watched = {"learning_rate_schedule": "step", "early_stopping": 3, "weight_average": 0.99, "products": "bfloat16"}
    later = {"encoder_epochs", "family", "prior", "painting", "kind", "shape", *watched}
    plain = {field.name for field in dataclasses.fields(RunConfig)} - later
    assert written() == plain and written(encoder_epochs=1) == plain | {"encoder_epochs"}
    assert written(family="adversarial", prior="ring") == plain | {"family", "prior"}
    assert written(**watched) == plain | set(watched)
    assert written(kind="motion", likelihood="gaussian_learnt", shape=[48, 4, 1]) == plain | {"kind", "shape"}


def test_all_fields_but_those_that_follow_the_data_set_are_chosen():
    names = [field.name for field in chosen_fields()]
    following = ("kind", "shape")
    assert names == [one.name for one in dataclasses.fields(RunConfig) if one.name not in following]
    assert "name" in names


def test_a_width_is_learnt_where_the_likelihood_has_one():
    assert [RunConfig(name="a", likelihood=name).has_width for name in ("gaussian", "gaussian_learnt")] == [False, True]


def test_networks_made_elsewhere_have_no_layers_or_epochs_of_ours():
    config = RunConfig("run", architecture="imported", hidden_sizes=(), epochs=0)
    assert config.is_imported and RunConfig.from_json(config.to_json()) == config
    assert not RunConfig("run").is_imported
    assert "imported" not in ARCHITECTURES, "nobody can choose it for a training"
