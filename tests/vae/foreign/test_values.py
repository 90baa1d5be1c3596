import numpy as np
import pytest

from vae.foreign import functions, joining, operations
from vae.foreign.chain import chained
from vae.foreign.description import ForeignError
from vae.foreign.values import Node, Value, limited, reshaped, settled, stored, whole, with_labels
from vae.network.evaluation import evaluate

RNG = np.random.default_rng(0)


def source(*shape):
    return Node({"type": "input"}, (), shape)


def given_by(value, node, points, num_classes=0, labels=None):
    """Return what a value is for some points, in the foreign shape, and the types of the layers that make it."""
    network = chained(stored(value, (value.order.size,)), node, num_classes)
    return evaluate(network, points, labels).reshape(len(points), *value.shape[1:]), [x["type"] for x in network.layers]


MOVES = {
    "as it is": (lambda x: x, []),
    "reshaped": (lambda x: x.reshape(len(x), 6, 8), []),
    "turned": (lambda x: x.transpose(0, 3, 1, 2), ["transpose"]),
    "turned twice": (lambda x: x.transpose(0, 3, 1, 2).reshape(len(x), 3, 16).transpose(0, 2, 1), []),
    "cut": (lambda x: x[:, 1:3, 1:], ["crop"]),
    "channels": (lambda x: x[..., 1:], ["crop"]),
    "reversed": (lambda x: x[:, ::-1, :, ::-1], ["dense"]),
    "repeated": (lambda x: np.repeat(x, 2, 1), ["dense"]),
}


@pytest.mark.parametrize(("move", "expected"), MOVES.values(), ids=MOVES)
def test_moved_numbers_are_found_by_the_cheapest_layers(move, expected):
    node, points = source(4, 4, 3), RNG.normal(size=(2, 4, 4, 3)).astype(np.float32)
    made, kinds = given_by(Value(node, move(whole(node).order)), node, points)
    np.testing.assert_array_equal(made, move(points))
    assert [kind for kind in kinds if kind != "reshape"] == expected


def test_the_order_goes_into_the_weights_before_through_functions_and_scales():
    node, points = source(2), RNG.normal(size=(3, 2)).astype(np.float32)
    kernel, bias, factor = (RNG.normal(size=shape) for shape in ((2, 12), (12,), (1, 3, 1, 1)))
    value = operations.moved(operations.dense(whole(node), kernel, bias), (1, 3, 2, 2))
    value = functions.activation(functions.scale(value, factor, 1.0), "tanh")
    made, kinds = given_by(operations.turned(value, (0, 2, 3, 1)), node, points)
    expected = np.tanh((points @ kernel + bias).reshape(3, 3, 2, 2) * factor + 1).transpose(0, 2, 3, 1)
    np.testing.assert_allclose(made, expected, atol=1e-6)
    assert kinds == ["dense", "activation"]


def test_two_values_are_joined_whatever_their_order():
    node, points = source(2, 3, 4), RNG.normal(size=(3, 2, 3, 4)).astype(np.float32)
    turned = operations.turned(whole(node), (0, 3, 1, 2))
    other = operations.moved(functions.activation(whole(node), "tanh"), (1, 4, 2, 3))
    first = points.transpose(0, 3, 1, 2)
    second = np.tanh(points).reshape(first.shape)
    for kind, join in (("add", np.add), ("multiply", np.multiply)):
        made, _ = given_by(joining.joined(turned, other, kind), node, points)
        np.testing.assert_allclose(made, join(first, second), atol=1e-6)
    made, _ = given_by(joining.concatenated([turned, other, turned], 1), node, points)
    np.testing.assert_allclose(made, np.concatenate([first, second, first], 1), atol=1e-6)


def test_the_class_lies_behind_what_else_goes_in_wherever_it_is_put():
    node = source(2)
    labels = whole(Node({"type": "labels"}, (node,), (3,)))
    assert with_labels(node, 3).shape == (5,) and settled(labels).order.tolist() == [[2, 3, 4]]
    points, classes = RNG.normal(size=(2, 2)).astype(np.float32), np.array([2, 0])
    made, kinds = given_by(joining.concatenated([labels, whole(node)], 1), node, points, 3, classes)
    np.testing.assert_array_equal(made, np.concatenate([np.eye(3, dtype=np.float32)[classes], points], 1))
    assert kinds[0] == "concatenate_labels"


def gates(x):
    inner = functions.scale(functions.activation(functions.scale(x, 0.5**0.5, 0.0), "erf"), 1.0, 1.0)
    bent = functions.activation(functions.activation(x, "softplus"), "tanh")
    return {
        "silu": joining.joined(functions.activation(x, "sigmoid"), x, "multiply"),
        "gelu": joining.joined(functions.scale(x, 0.5, 0.0), inner, "multiply"),
        "mish": joining.joined(x, bent, "multiply"),
    }


@pytest.mark.parametrize("name", ["silu", "gelu", "mish"])
def test_gates_are_known_as_the_functions_that_they_are(name):
    node = source(5)
    network = chained(stored(gates(whole(node))[name], (5,)), node, 0)
    assert [layer["name"] for layer in network.layers] == [name]


def test_values_that_were_passed_by_are_brought_back():
    node, points = source(2, 2, 3), RNG.normal(size=(3, 2, 2, 3)).astype(np.float32)
    kernels = [RNG.normal(size=(1, 1, 3, 3)) for _ in range(2)]
    x = functions.activation(whole(node), "tanh")
    both = [functions.activation(operations.convolution(x, kernel), "relu") for kernel in kernels]
    made, kinds = given_by(joining.joined(*both, "add"), node, points)
    expected = sum(np.maximum(np.tanh(points) @ kernel[0, 0], 0) for kernel in kernels)
    np.testing.assert_allclose(made, expected, atol=1e-5)
    assert kinds.count("convolution") == 2 and "keep" in kinds


def test_scales_are_taken_up_by_what_they_follow():
    node, points = source(3), RNG.normal(size=(4, 3)).astype(np.float32)
    kernel, factor = RNG.normal(size=(3, 6)), RNG.normal(size=6)
    value = functions.scale(functions.scale(operations.dense(whole(node), kernel), factor, 2.0), 3.0, -6.0)
    made, kinds = given_by(value, node, points)
    np.testing.assert_allclose(made, (points @ kernel) * factor * 3, atol=1e-5)
    assert kinds == ["dense"]


def test_what_would_fill_the_memory_or_needs_any_order_is_refused():
    assert limited(10) == 10
    with pytest.raises(ForeignError, match="gives 100,000,000 numbers for one point, which is refused"):
        limited(1e8)
    node = source(3000)
    with pytest.raises(ForeignError, match="puts 3,000 of 3,000 numbers in an order that cannot be taken over"):
        stored(Value(node, RNG.permutation(3000)[None]))


def test_reshaping_what_was_reshaped_starts_from_what_it_was():
    node = source(4, 6)
    assert reshaped(reshaped(node, (24,)), (4, 6)) is node
    assert reshaped(node, (24,)) is reshaped(node, (24,))
