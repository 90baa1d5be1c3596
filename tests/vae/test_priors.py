"""Priors by name: what a painting must be, and what a configuration may ask for."""

import json

import pytest

from tests.support.paintings import painting_of
from vae.config import ConfigError, RunConfig
from vae.priors import PAINTING_SIZE, painting_problem

NUM_DIGITS = PAINTING_SIZE**2 // 4
LEFT = painting_of(lambda x, y: x < 0)


@pytest.mark.parametrize(
    ("painting", "problem"),
    [
        ("", "needs a painting"),
        ("f", "must be 256 hexadecimal digits, got 1 characters"),
        ("g" * NUM_DIGITS, "must be 256 hexadecimal digits"),
        ("0" * NUM_DIGITS, "the painting is empty"),
        ("1".zfill(NUM_DIGITS), "the painting has one cell, where all codes would share one place"),
        ("7".zfill(NUM_DIGITS), "the painting has 3 cells"),
        ("f" * NUM_DIGITS, "the painting is all of the map"),
    ],
)
def test_what_cannot_be_filled_is_refused_in_a_sentence(painting, problem):
    assert problem in painting_problem(painting)
    with pytest.raises(ConfigError, match="painting"):
        RunConfig(name="run", family="adversarial", prior="painted", painting=painting)


def test_a_painting_goes_with_a_painted_prior_alone():
    config = RunConfig(name="run", family="adversarial", prior="painted", painting=LEFT)
    assert painting_problem(LEFT) is None and RunConfig.from_json(config.to_json()) == config
    assert RunConfig(name="run", family="adversarial", prior="star", painting=LEFT).painting == ""
    assert not {"prior", "painting", "family"} & set(json.loads(RunConfig(name="run").to_json()))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"prior": "star"},
            "prior must be normal for a variational autoencoder, whose KL term knows no other, got star",
        ),
        ({"family": "adversarial", "prior": "star", "latent_dim": 3}, "latent_dim must be 2 for a prior that is drawn"),
        ({"family": "adversarial", "prior": "petals", "num_classes": 50}, "num_classes must be at most 40"),
        ({"family": "adversarial", "prior": "cube"}, "prior must be one of normal, circle"),
        ({"family": "adversarial", "prior": "painted", "painting": 3}, "painting must be a text"),
    ],
)
def test_what_does_not_go_together_is_refused(fields, message):
    with pytest.raises(ConfigError, match=message):
        RunConfig(name="run", **fields)


def test_an_encoder_that_gives_places_has_no_noise_and_may_have_the_normal_prior():
    config = RunConfig(name="run", family="adversarial")
    assert not config.variational and config.has_prior
    assert not RunConfig(name="run", family="wasserstein", prior="ring").has_prior
    assert RunConfig(name="run").has_prior and not RunConfig(name="run", variational=False).has_prior
