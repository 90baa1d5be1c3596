"""The heads of an encoder as one layer, and taken apart again."""

from types import SimpleNamespace

import numpy as np
import pytest

from vae.network.heads import heads_of, joined, take_joined


class Layer:
    """A dense layer as far as heads look at it."""

    def __init__(self, name, shape):
        self.name, self.kernel, self.input = name, np.full(shape, len(name) * 1.0), object()

    def set_weights(self, weights):
        self.weights = weights


def network(names, outputs):
    layers = [Layer(name, shape) for name, shape in names]
    return SimpleNamespace(
        layers=layers, output_names=outputs, get_layer=lambda wanted: next(one for one in layers if one.name == wanted)
    )


LEVELS = network(
    [("z_mean_2", (4, 2)), ("z_mean_1", (3, 2)), ("z_log_var_1", (3, 2)), ("z_log_var_2", (4, 2))],
    ["z_mean", "z_log_var"],
)


def test_each_head_has_rows_and_columns_of_its_own():
    heads = heads_of(LEVELS)
    assert [head.layer.name for head in heads] == ["z_mean_1", "z_mean_2", "z_log_var_1", "z_log_var_2"]
    assert [(head.rows, head.columns) for head in heads] == [
        (slice(4, 7), slice(0, 2)), (slice(0, 4), slice(2, 4)), (slice(4, 7), slice(4, 6)), (slice(0, 4), slice(6, 8))
    ]  # fmt: skip
    (one,) = heads_of(network([("z_mean", (5, 3))], ["z_mean"]))
    assert (one.rows, one.columns) == (slice(0, 5), slice(0, 3)) and heads_of(network([], ["image"])) == []


def test_heads_are_joined_and_taken_apart():
    heads, rng = heads_of(LEVELS), np.random.default_rng(0)
    weights = [{"kernel": rng.normal(size=head.layer.kernel.shape), "bias": rng.normal(size=2)} for head in heads]
    both = joined(heads, weights)
    last, first = rng.normal(size=4), rng.normal(size=3)
    given = np.concatenate([last, first]) @ both["kernel"] + both["bias"]
    np.testing.assert_allclose(given[:2], first @ weights[0]["kernel"] + weights[0]["bias"])
    np.testing.assert_allclose(given[6:], last @ weights[3]["kernel"] + weights[3]["bias"])
    take_joined(heads, both["kernel"], both["bias"])
    for head, own in zip(heads, weights, strict=True):
        np.testing.assert_array_equal(head.layer.weights[0], own["kernel"])
        np.testing.assert_array_equal(head.layer.weights[1], own["bias"])
    with pytest.raises(ValueError, match=r"the heads take \(7, 8\), got \(7, 4\)"):
        take_joined(heads, both["kernel"][:, :4], both["bias"][:4])
