"""A network is checked when it is made, and a bundle gives it back."""

import numpy as np
import pytest

from vae.network import network
from vae.network.evaluation import evaluate
from vae.network.network import Network

POINTS = np.random.default_rng(0).normal(size=(5, 6, 4, 2)).astype(np.float32)


def test_a_bundle_takes_and_gives_lists_of_numbers():
    chain = [{"type": "pad", "padding": [1, 0, 0, 2]}, {"type": "scale", "scale": "s", "shift": "t"}]
    tensors = {"s": np.full(1, 2, np.float32), "t": np.zeros(2, np.float32), "unused": np.ones(3, np.float32)}
    made = Network(chain, tensors, (6, 4, 2))
    assert made.output_shape == (7, 6, 2)
    again = network.read(made.to_bundle())
    assert (again.input_shape, again.output_shape, again.num_classes) == ((48,), (84,), 0)
    assert set(again.tensors) == {"s", "t"}
    np.testing.assert_array_equal(evaluate(again, POINTS), evaluate(made, POINTS).reshape(5, -1))


def test_kernels_may_be_halved():
    chain = [{"type": "dense", "kernel": "k", "bias": "b"}]
    tensors = {"k": np.random.default_rng(1).normal(size=(100, 50)).astype(np.float32), "b": np.ones(50, np.float32)}
    made = Network(chain, tensors, (100,))
    assert network.read(made.to_bundle("float16")).tensors["k"].dtype == np.float16
    assert network.read(made.to_bundle()).tensors["k"].dtype == np.float32


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ({"type": "softmax"}, r"layer 0, {.*softmax.*}, is unknown or does not fit an input of \(6, 4, 2\)"),
        ({"type": "dense", "kernel": "k"}, "the layers do not fit their weights"),
        (["pad"], "the layers do not fit their weights"),
    ],
)
def test_what_does_not_fit_is_refused(layer, message):
    with pytest.raises(ValueError, match=message):
        Network([layer], {}, (6, 4, 2))
