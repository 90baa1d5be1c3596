"""The last layers of an encoder, and how a bundle has all of them in one."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

HEADS = ("z_mean", "z_log_var")


class Head(NamedTuple):
    """A head, and the part of the one layer that is its own.

    Attributes:
        layer: of Keras.
        rows: the numbers that it sees.
        columns: those that it gives.
    """

    layer: Any
    rows: slice
    columns: slice


def heads_of(network: Any) -> list[Head]:
    """Return the heads of an encoder, none of a decoder.

    Where a code has several levels, each head sees another hidden layer: they come together, the last one first.
    """
    names = [name for name in HEADS if name in network.output_names]
    return list(_placed([_of_levels(network, name) or [network.get_layer(name)] for name in names]))


def _of_levels(network: Any, name: str) -> list[Any]:
    own = [layer for layer in network.layers if layer.name.startswith(f"{name}_")]
    return sorted(own, key=lambda layer: layer.name)


def seen_before_the_last(heads: list[Head]) -> dict[int, str]:
    """Return the hidden layers that heads see, but for the last: a name for each, by the identity of what it gives."""
    inputs = [head.layer.input for head in heads if head.layer.name.startswith(HEADS[0])]
    return {id(values): f"level {number}" for number, values in enumerate(inputs[:-1], start=1)}


def _placed(groups: list[list[Any]]) -> Iterator[Head]:
    end = 0
    for layers in groups:
        row = sum(layer.kernel.shape[0] for layer in layers)
        for layer in layers:
            inputs, outputs = layer.kernel.shape
            yield Head(layer, slice(row - inputs, row), slice(end, end + outputs))
            row, end = row - inputs, end + outputs


def joined(heads: list[Head], weights: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return the kernel and the bias of one layer that gives what all heads give; of what a head does not see, zero."""
    shape = max(head.rows.stop for head in heads), heads[-1].columns.stop
    kernel, bias = np.zeros(shape), np.zeros(shape[1])
    for head, own in zip(heads, weights, strict=True):
        kernel[head.rows, head.columns], bias[head.columns] = own["kernel"], own["bias"]
    return {"kernel": kernel, "bias": bias}


def take_joined(heads: list[Head], kernel: np.ndarray, bias: np.ndarray) -> None:
    """Give each head what is its own of the one layer.

    Raises:
        ValueError: the layer has another size.
    """
    expected = max(head.rows.stop for head in heads), heads[-1].columns.stop
    if kernel.shape != expected:
        raise ValueError(f"the heads take {expected}, got {kernel.shape}")
    for head in heads:
        head.layer.set_weights([kernel[head.rows, head.columns], bias[head.columns]])
