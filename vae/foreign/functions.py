"""What foreign networks do with each number: functions, scales, normalisation."""

import math
from typing import Any

import numpy as np

from vae.foreign.description import ForeignError
from vae.foreign.values import Node, Value, settled, stored, whole


def activation(value: Value, name: str, slopes: np.ndarray | None = None, **numbers: float) -> Value:
    """Apply a function to every number; `slopes` are those of prelu, in a shape that fits the value's."""
    if name == "linear":
        return value
    value = settled(value)
    layer: dict[str, Any] = {"type": "activation", "name": name, **numbers}
    if slopes is not None:
        value, (layer["slopes"],) = _per_number(value, slopes)
    return Value(Node(layer, (value.node,), value.node.shape), value.order)


def softmax(value: Value, axis: int) -> Value:
    """Make shares of the numbers along an axis, which counts the batch."""
    value = settled(value)
    node = stored(Value(value.node, np.moveaxis(value.order, axis, -1)))
    made = Node({"type": "activation", "name": "softmax"}, (node,), node.shape)
    return Value(made, np.moveaxis(whole(made).order, -1, axis))


def clip(value: Value, least: float, most: float) -> Value:
    """Keep numbers between two limits, of which either may be infinite.

    Raises:
        ForeignError: one alone is, and the other one is not 0 from below: no layer of ours does that.
    """
    if math.isinf(least) and math.isinf(most):
        return value
    if least == 0 and math.isinf(most):
        return activation(value, "relu")
    if (least, most) == (0, 6):
        return activation(value, "relu6")
    if math.isinf(least) or math.isinf(most) or most <= least:
        raise ForeignError(f"a limit of {least:g} to {most:g} cannot be taken over")
    # clip(slope * x + offset, 0, 1), brought back between the limits.
    span = most - least
    return scale(activation(value, "hard_sigmoid", slope=1 / span, offset=-least / span), span, least)


def scale(value: Value, factor: np.ndarray | float, shift: np.ndarray | float) -> Value:
    """Multiply with one array and add another; both fit the value's shape, or are one number."""
    value, (factors, shifts) = _per_number(settled(value), factor, shift)
    if (factors == 1).all() and (shifts == 0).all():
        return value
    longer = factors if factors.size >= shifts.size else shifts
    both = {"scale": np.broadcast_to(factors, longer.shape), "shift": np.broadcast_to(shifts, longer.shape)}
    return Value(Node({"type": "scale", **both}, (value.node,), value.node.shape), value.order)


def _per_number(value: Value, *arrays: np.ndarray | float) -> tuple[Value, list[np.ndarray]]:
    """Return arrays that fit the value's shape as they fit the node's: one number, one a channel, or one a number."""
    spread = [np.asarray(array, np.float64) for array in arrays]
    try:
        spread = [each if each.size == 1 else np.broadcast_to(each, value.shape).ravel() for each in spread]
    except ValueError as error:
        raise ForeignError(
            f"numbers of the shape {np.shape(arrays[0])} do not fit values of {value.shape[1:]}"
        ) from error
    if any(each.size > 1 for each in spread) and np.unique(value.order).size != value.order.size:
        value = whole(stored(value))
    found = []
    for each in spread:
        lying = np.full(value.node.size, each.ravel()[0])
        if each.size > 1:
            lying[value.order.ravel()] = each
        found.append(_shortest(lying.reshape(value.node.shape)))
    return value, found


def _shortest(array: np.ndarray) -> np.ndarray:
    """Return one number where all are alike, else one a channel where places are alike."""
    if (array == array.ravel()[0]).all():
        return array.ravel()[:1]
    rows = array.reshape(-1, array.shape[-1])
    return rows[0] if (rows == rows[0]).all() else array


def normalise(
    value: Value, groups: int, epsilon: float, factor: np.ndarray, shift: np.ndarray, each_place: bool = False
) -> Value:
    """Take the mean and divide by the deviation of groups of channels, over a picture or at each place."""
    node = stored(value)
    channels = node.shape[-1]
    layer = {
        "type": "normalise", "groups": groups, "each_place": each_place, "epsilon": epsilon,
        "scale": np.broadcast_to(factor, (channels,)), "shift": np.broadcast_to(shift, (channels,)),
    }  # fmt: skip
    return Value(Node(layer, (node,), node.shape), whole(node).order)


def normalise_sets(value: Value, num_sets: int, epsilon: float) -> Value:
    """Take the mean and divide by the deviation of each of some equal parts of the first axis behind the batch."""
    sets = np.broadcast_to(
        (np.arange(value.shape[1]) * num_sets // value.shape[1]).reshape(1, -1, *(1,) * (value.order.ndim - 2)),
        value.shape,
    )
    node = value.node
    is_whole = value.order.size == node.size and np.unique(value.order).size == node.size
    lying = np.zeros(node.size, np.int64)
    lying[value.order.ravel()] = sets.ravel()
    channels = node.shape[-1]
    expected = np.arange(channels) * num_sets // channels
    if not is_whole or channels % num_sets or (lying.reshape(-1, channels) != expected).any():
        # Each set's numbers become a channel's.
        rows = Value(node, value.order.reshape(1, num_sets, 1, -1).transpose(0, 3, 2, 1))
        made = normalise(rows, num_sets, epsilon, np.ones(1), np.zeros(1))
        return Value(made.node, made.order.transpose(0, 3, 2, 1).reshape(value.shape))
    layer = {
        "type": "normalise", "groups": num_sets, "each_place": False, "epsilon": epsilon,
        "scale": np.ones(1), "shift": np.zeros(1),
    }  # fmt: skip
    return Value(Node(layer, (node,), node.shape), value.order)
