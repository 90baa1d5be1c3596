"""Configurations as text: what is written is what is read, and anything else gets one sentence."""

import dataclasses
import shlex

import pytest
from hypothesis import given

from tests.support.configs import configs
from vae.cli.config_text import as_command, read_config
from vae.config import ConfigError, RunConfig
from vae.fields import FIELDS
from vae.presets import PRESETS
from vae.shape import MNIST


@given(configs)
def test_the_command_line_gives_back_the_configuration(config):
    follows = dataclasses.replace(config, shape=MNIST)  # the data set's
    assert read_config(as_command(config)) == follows


@given(configs)
def test_json_is_read_too(config):
    assert read_config(config.to_json()) == config


def test_a_preset_is_the_shortest_command():
    assert as_command(PRESETS["mnist-16d"].config) == "python -m vae train --preset mnist-16d"
    mine = dataclasses.replace(PRESETS["mnist-16d"].config, name="mine", epochs=3)
    assert as_command(mine) == "python -m vae train --preset mnist-16d --name mine --epochs 3"
    assert as_command(RunConfig(name="mine", hidden_sizes=())) == "python -m vae train --name mine --hidden-sizes"


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        ("--preset mnist-petals --family vae --prior normal", "variational", True),
        ("--preset mnist-petals --family vae --prior normal --no-variational", "variational", False),
        ("--preset mnist-petals --family importance --prior normal", "variational", True),
        ("--preset mnist-petals --family wasserstein", "prior", "petals"),
        ("--preset mnist-autoencoder --epochs 3", "variational", False),
        ("--preset mnist-2d --family ladder", "latent_dim", 6),
        ("--preset mnist-ladder --family hierarchical", "latent_dim", 18),
        ("--preset mnist-2d --dataset names", "likelihood", "categorical"),
        ("--preset names-16d --dataset mnist", "likelihood", "bernoulli"),
    ],
)
def test_of_a_preset_is_left_what_another_family_or_data_set_has(options, field, value):
    config = read_config(f"train {options} --name mine")
    assert getattr(config, field) == value
    assert read_config(as_command(config)) == config


def test_other_pythons_and_line_ends_do_not_matter():
    text = ".venv/bin/python -m vae train \\\n --preset digits-2d --name quick\n"
    assert read_config(text) == dataclasses.replace(PRESETS["digits-2d"].config, name="quick")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "got nothing"),
        ("   \n", "got nothing"),
        ("hello", "must be JSON or begin with 'python -m vae train', got 'hello'"),
        ("{", "the configuration must be JSON, but it is cut off or damaged at line 1"),
        ("[1]", "must be a JSON object"),
        ("python -m vae train --epochs many", "expected a whole number, got 'many'"),
        ("python -m vae train --epochs 0 --name a", "epochs must be at least 1, got 0"),
        ("python -m vae train --colour red", "unrecognized arguments: --colour red"),
        ("python -m vae train --name 'open", "No closing quotation"),
        ("python -m vae train", "the configuration must have a name"),
        ("python -m vae train --help", "asks for help, not for a training"),
        ("python -m vae train; rm -rf /", "must be JSON or begin with"),
    ],
)
def test_anything_else_gets_one_sentence(text, message):
    with pytest.raises(ConfigError) as caught:
        read_config(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nothing_but_the_training_options_is_taken():
    with pytest.raises(ConfigError, match="must be JSON or begin with"):
        read_config("python -m vae export mine --format web")


def test_every_field_has_words():
    assert list(FIELDS) == [field.name for field in dataclasses.fields(RunConfig)]
    assert all(field.label and field.meaning and not field.meaning.endswith(".") for field in FIELDS.values())
    assert (
        shlex.join(FIELDS["likelihood"].choices) == "bernoulli bernoulli_binarized gaussian gaussian_learnt categorical"
    )
