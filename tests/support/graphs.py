"""Networks that our layers do not hold, as ONNX files: a softmax in the middle, which is what attention ends in."""

import numpy as np

from tests.support.onnx_writer import model, node

RNG = np.random.default_rng(5)
KERNEL = RNG.normal(size=(3, 784)).astype(np.float32)
BACK = (RNG.normal(size=(784, 6)) / 28).astype(np.float32)


def softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def traced():
    """Return that decoder as it is written with an open batch where a single point was traced."""
    return decoder(is_traced=True)


def decoder(batch=None, is_traced=False):
    """Return a decoder of three numbers, whose pixels are a sigmoid of 50 times a softmax."""
    nodes = [
        node("MatMul", ["z", "k"], ["a"]), node("ReduceMax", ["a"], ["most"], axes=[-1], keepdims=1),
        node("Sub", ["a", "most"], ["b"]), node("CumSum", ["b", "axis"], ["c"]), node("Softmax", ["c"], ["d"], axis=-1),
        node("Mul", ["d", "fifty"], ["e"]), node("Sigmoid", ["f" if is_traced else "e"], ["picture"]),
    ]  # fmt: skip
    weights = {"k": KERNEL, "fifty": np.full(1, 50.0, np.float32), "axis": np.array(1)}
    if is_traced:
        nodes.insert(-1, node("Reshape", ["e", "shape"], ["f"]))
        weights["shape"] = np.array([1, 784])
    return model(nodes, weights, {"z": (batch, 3)}, ["picture"])


def decoded(z):
    """Return what that decoder gives."""
    a = z @ KERNEL
    return 1 / (1 + np.exp(-50 * softmax(np.cumsum(a - a.max(axis=1, keepdims=True), axis=1))))


def encoder():
    """Return an encoder with two heads of three numbers."""
    nodes = [
        node("Flatten", ["x"], ["f"]), node("CumSum", ["f", "axis"], ["g"]), node("MatMul", ["g", "k"], ["h"]),
        node("Tanh", ["h"], ["t"]), node("Split", ["t"], ["mu", "log_var"], axis=1, num_outputs=2),
    ]  # fmt: skip
    weights = {"k": BACK / 28, "axis": np.array(1)}
    return model(nodes, weights, {"x": (None, 1, 28, 28)}, ["mu", "log_var"], opset=18)


def encoded(pixels):
    """Return what that encoder gives."""
    return np.tanh(np.cumsum(pixels.reshape(len(pixels), -1), axis=1) @ (BACK / 28))
