"""Trials tell only what they tell clearly."""

import numpy as np
import pytest

from vae.foreign.description import ForeignError
from vae.imports.trials import UNSURE, draws, error, roughness, told, values_of
from vae.network.network import Network


def test_a_graph_that_is_not_evaluated_is_said_as_of_any_file_that_cannot_be_taken():
    layer = {"type": "graph", "model": "m", "inputs": ["z"], "shapes": [[2]], "outputs": ["y"], "size": 4}
    network = Network([layer], {"m": np.frombuffer(b"none", np.uint8)}, (2,))
    with pytest.raises(ForeignError, match="the network cannot be tried out: it"):
        values_of(network, draws(2))


def test_what_is_clearly_better_is_told():
    answer, reason = told({"a": 2.0, "b": 0.1}, "a", 1.0)
    assert answer == "b" and reason == "What comes back is off by 0.1 (mean square) this way, otherwise by 2."
    assert told({"a": np.inf, "b": 0.1}, "a", 1.0)[1].endswith("otherwise beyond all measure.")


def test_what_is_not_stays_as_usual():
    assert told({"a": 0.11, "b": 0.1}, "a", 1.0) == ("a", UNSURE)
    assert told({"a": 200.0, "b": 8.0}, "a", 1.0) == ("a", UNSURE), "worse than knowing nothing tells nothing"
    assert told({"a": 8.0}, "a", 1.0) == ("a", "")


def test_draws_are_of_the_prior_or_its_half():
    assert draws(3).shape == (64, 3) and draws(3).min() < 0 <= draws(3, is_positive=True).min()


def test_an_error_counts_the_first_numbers_and_is_infinite_beyond_reason():
    assert error(np.array([[1.0, 9.0]]), np.array([[3.0]])) == 4
    assert error(np.array([[np.nan]]), np.array([[3.0]])) == error(np.array([[1e9]]), np.array([[0.0]])) == np.inf


def test_noise_is_rougher_than_a_ramp():
    ramp = np.tile(np.linspace(0, 1, 16), (1, 16, 1))[..., None]
    noise = np.random.default_rng(0).random((1, 16, 16, 1))
    assert roughness(ramp) < roughness(noise)
