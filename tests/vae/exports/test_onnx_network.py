"""Networks as ONNX files: our own reader takes them, and where ONNX Runtime is installed it computes every layer."""

import importlib.util

import numpy as np
import pytest

from tests.support.network_cases import cases, inputs
from vae.exports.onnx_network import onnx_model
from vae.network.evaluation import evaluate
from vae.network.network import Network
from vae.readers.reading import read_models

RNG = np.random.default_rng(0)
SIGMOID = {"type": "activation", "name": "sigmoid"}


def weights(**shapes):
    return {name: RNG.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def test_a_decoder_is_read_again_as_it_was():
    dense = {"type": "dense", "kernel": "k", "bias": "b"}
    back = {"type": "transposed_convolution", "kernel": "t", "bias": "tb", "strides": [2, 2], "crop": [1, 1, 1, 1]}
    chain = [
        {"type": "concatenate_labels"}, dense, {"type": "reshape", "shape": [4, 4, 6]},
        {"type": "activation", "name": "leaky_relu", "slope": 0.2}, back, {"type": "activation", "name": "gelu"},
        {"type": "upsample", "factors": [2, 1], "method": "nearest"}, SIGMOID,
    ]  # fmt: skip
    tensors = weights(k=(5, 96), b=(96,), t=(4, 4, 3, 6), tb=(3,))
    network = Network(chain, tensors, (2,), 3)
    (found,) = read_models({"d.onnx": onnx_model(network, ("z", (2,)), {"pixels": (16, 8, 3)})})
    assert found.role == "decoder" and [each.name for each in found.inputs] == ["z", "labels"]
    z, labels = RNG.normal(size=(4, 2)).astype(np.float32), np.array([0, 2, 1, 1])
    expected = evaluate(network, z, labels).reshape(4, -1)
    np.testing.assert_allclose(evaluate(found.network(), z, labels), expected, atol=1e-5)


def test_an_encoders_heads_are_named():
    chain = [{"type": "reshape", "shape": [64]}, {"type": "dense", "kernel": "k", "bias": "b"}]
    network = Network(chain, weights(k=(64, 4), b=(4,)), (8, 8, 1))
    content = onnx_model(network, ("images", (8, 8)), {"z_mean": (2,), "z_log_var": (2,)})
    (found,) = read_models({"e.onnx": content})
    assert found.role == "encoder" and [each.name for each in found.outputs] == ["z_mean", "z_log_var"]
    points = RNG.uniform(size=(3, 64)).astype(np.float32)
    np.testing.assert_allclose(evaluate(found.network(), points), evaluate(network, points), rtol=1e-4, atol=1e-5)


@pytest.mark.skipif(importlib.util.find_spec("onnxruntime") is None, reason="ONNX Runtime is optional")
def test_onnx_runtime_computes_every_layer():
    import onnxruntime

    for name, network in cases():
        points, labels = inputs(network)
        content = onnx_model(network, ("x", network.input_shape), {"y": network.output_shape})
        told = {} if labels is None else {"labels": np.eye(network.num_classes, dtype=np.float32)[labels]}
        (found,) = onnxruntime.InferenceSession(content).run(None, {"x": points, **told})
        expected = evaluate(network, points, labels)
        assert np.abs(found - expected).max() < 1e-5 * max(1.0, np.abs(expected).max()), name
