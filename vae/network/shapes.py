"""The shape that each layer gives, and whether it fits what comes in and its weights: no file is trusted."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vae import documents
from vae.network import layers
from vae.network.layers import ACTIVATIONS, LAYERS, TENSOR_KEYS
from vae.shape import MOST_SIDE

MAX_LAYERS = 1000
MOST_WEIGHTS = 2**26
"""How many weights a grouped convolution may have without its groups, which is how it is computed."""
MOST_NUMBERS = 2**24
"""How many numbers may come out of a layer for one point: a file cannot ask for all memory."""
MOST_NUMBERS_IN_ALL = 16 * MOST_NUMBERS
_MOST_STEP = 2**16
_MOST_RANK = 4
_IN_PLACE = ("activation", "reshape", "scale", "normalise")
Shape = tuple[int, ...]


@dataclass
class Walk:
    """What is known on the way through the layers.

    Attributes:
        tensors: the weights by name.
        num_classes: how many classes the network is told; 0 for none.
        kept: shapes of values that have a name.
    """

    tensors: Mapping[str, np.ndarray]
    num_classes: int
    kept: dict[str, Shape] = field(default_factory=dict)


def output_shape(
    chain: Sequence[Any], tensors: Mapping[str, np.ndarray], input_shape: Shape, num_classes: int
) -> Shape:
    """Follow the shape of one point through the layers and return what comes out.

    Raises:
        ValueError: as `shapes_along`.
    """
    return shapes_along(chain, tensors, input_shape, num_classes)[-1]


def shapes_along(
    chain: Sequence[Any], tensors: Mapping[str, np.ndarray], input_shape: Shape, num_classes: int
) -> list[Shape]:
    """Follow the shape of one point through the layers: what comes into each, and what comes out last.

    Raises:
        ValueError: a layer is unknown, or does not fit what comes in or its weights; also as KeyError, TypeError,
            AttributeError and the like where something is not even of the right type.
    """
    if len(chain) > MAX_LAYERS:
        raise ValueError(f"there are {len(chain)} layers, more than {MAX_LAYERS}")
    walk, shape, total = Walk(tensors, num_classes), _sides(input_shape), 0
    shapes = [shape]
    for index, layer in enumerate(chain):
        try:
            shape = _next_shape(layer, shape, walk)
            shapes.append(shape)
            total += 0 if layer["type"] in _IN_PLACE else math.prod(shape)
        except documents.DocumentError as error:
            raise ValueError(f"layer {index}: {error}") from error
        except _MisfitError as error:
            given = _in_short(json.dumps(layer))
            raise ValueError(f"layer {index}, {given}, is unknown or does not fit an input of {shape}") from error
        except _WrongTensorError as error:
            raise ValueError(f"layer {index} has {error}") from error
        if total > MOST_NUMBERS_IN_ALL:
            raise ValueError(f"its layers give more than {MOST_NUMBERS_IN_ALL:,} numbers for one point")
    return shapes


class _MisfitError(ValueError):
    """A layer is unknown, or does not fit what comes in."""


class _WrongTensorError(ValueError):
    """A layer's weights are not what they must be; the message says what it has."""


def _next_shape(layer: Any, shape: Shape, walk: Walk) -> Shape:
    known = LAYERS.get(layer["type"])
    if known is None or (layers.version_of(layer) > 1 and not set(layer) <= set(known.__annotations__)):
        raise _MisfitError
    given = _sides(_SHAPES[layer["type"]](layer, shape, walk))
    for key in TENSOR_KEYS:
        if key in layer and key in known.__annotations__:
            _check_tensor(key, walk.tensors[layer[key]])
    return given


def _check_tensor(key: str, tensor: np.ndarray) -> None:
    if key == layers.BYTES_KEY:
        if tensor.dtype != np.uint8 or tensor.ndim != 1:
            raise _WrongTensorError(f"{tensor.dtype} of {list(tensor.shape)} in place of a graph's bytes")
        return
    if tensor.dtype.name not in ("float16", "float32"):
        raise _WrongTensorError(f"weights of the type {tensor.dtype} in {key}")
    if not np.isfinite(tensor).all():
        raise _WrongTensorError(f"weights that are not finite numbers in {key}")


def _sides(shape: Any) -> Shape:
    sides = tuple(documents.whole("a side", side, low=1, high=MOST_NUMBERS) for side in shape)
    if not 1 <= len(sides) <= _MOST_RANK or math.prod(sides) > MOST_NUMBERS:
        raise _MisfitError
    return sides


def _steps(layer: Any, key: str, count: int, low: int = 1) -> list[int]:
    """Return a layer's list of whole numbers: strides, margins, the size of a window."""
    values = layer[key]
    if not isinstance(values, (list, tuple)) or len(values) != count:
        raise documents.DocumentError(f"{key} must be a list of {count} numbers, got {documents.shown(values)}")
    return [documents.whole(f"each number of {key}", value, low=low, high=_MOST_STEP) for value in values]


def _in_short(text: str) -> str:
    return text if len(text) <= documents.MAX_LETTERS else f"{text[: documents.MAX_LETTERS]}…"


def _needs(holds: bool) -> None:
    if not holds:
        raise _MisfitError


def _same(layer: Any, shape: Shape, walk: Walk) -> Shape:
    return shape


def _activation(layer: Any, shape: Shape, walk: Walk) -> Shape:
    name = layer["name"]
    _needs(name in ACTIVATIONS)
    expected = {"leaky_relu": {"slope"}, "hard_sigmoid": {"slope", "offset"}, "prelu": {"slopes"}}.get(name, set())
    given = {"slope", "offset", "slopes"} & set(layer)
    _needs(given == expected or (name == "elu" and given == {"slope"}))
    for key in given - {"slopes"}:
        documents.number(key, layer[key])
    if "slopes" in given:
        _needs(_spreads(walk.tensors[layer["slopes"]].shape, shape))
    return shape


def _spreads(tensor: Shape, shape: Shape) -> bool:
    """Return whether a tensor has one number, or one for each of the values' last axes."""
    return tensor == (1,) or (len(tensor) > 0 and tensor == shape[-len(tensor) :])


def _affine(layer: Any, shape: Shape, walk: Walk) -> Shape:
    _needs(all(_spreads(walk.tensors[layer[key]].shape, shape) for key in ("scale", "shift")))
    return shape


def _normalise(layer: Any, shape: Shape, walk: Walk) -> Shape:
    groups = documents.whole("groups", layer["groups"], low=1, high=_MOST_STEP)
    _needs(shape[-1] % groups == 0 and isinstance(layer["each_place"], bool))
    if not 0 < documents.number("epsilon", layer["epsilon"]) <= 1:
        raise documents.DocumentError(f"epsilon must be above 0 and at most 1, got {layer['epsilon']}")
    return _affine(layer, shape, walk)


def _labels(layer: Any, shape: Shape, walk: Walk) -> Shape:
    _needs(walk.num_classes > 0 and len(shape) == 1 and isinstance(layer.get("first", False), bool))
    return (shape[0] + walk.num_classes,)


def _reshape(layer: Any, shape: Shape, walk: Walk) -> Shape:
    sides = _sides(layer["shape"])
    _needs(math.prod(sides) == math.prod(shape))
    return sides


def _fits(layer: Any, shape: Shape, walk: Walk, kernel: Shape, channels: Shape) -> Shape:
    """Check a kernel that must have such last axes, and the bias; return the shape of the latter."""
    found, bias = walk.tensors[layer["kernel"]].shape, walk.tensors[layer["bias"]].shape
    if len(bias) != 1 or found != (*kernel, *channels):
        raise _WrongTensorError(f"a kernel of {found} and a bias of {bias} for {shape}")
    return bias


def _dense(layer: Any, shape: Shape, walk: Walk) -> Shape:
    bias = walk.tensors[layer["bias"]].shape
    return _fits(layer, shape, walk, (), (shape[-1], *bias) if len(shape) == 1 else ())


def _conv2d(layer: Any, shape: Shape, walk: Walk) -> Shape:
    bias = walk.tensors[layer["bias"]].shape
    is_transposed = layer["type"] == "conv2d_transpose"
    channels = (*bias, shape[-1]) if is_transposed else (shape[-1], *bias)
    _fits(layer, shape, walk, (3, 3), channels if len(shape) == 3 else ())
    stride = documents.whole("strides", layer["strides"], low=1, high=MOST_SIDE)
    sides = (side * stride if is_transposed else math.ceil(side / stride) for side in shape[:2])
    return (*sides, *bias)


def _windows(sides: Shape, size: Sequence[int], strides: Sequence[int]) -> Shape:
    """Return how many windows of a size fit a picture each way, which must be at least one."""
    _needs(math.prod(sides) <= MOST_NUMBERS and all(side >= length for side, length in zip(sides, size, strict=True)))
    return tuple((side - length) // step + 1 for side, length, step in zip(sides, size, strides, strict=True))


def _padded(shape: Shape, margin: Sequence[int]) -> Shape:
    _needs(len(shape) == 3)
    top, bottom, left, right = margin
    return (shape[0] + top + bottom, shape[1] + left + right, *shape[2:])


def _convolution(layer: Any, shape: Shape, walk: Walk) -> Shape:
    padded = _sides(_padded(shape, _steps(layer, "padding", 4, low=0)))
    strides, dilation = _steps(layer, "strides", 2), _steps(layer, "dilation", 2)
    groups = documents.whole("groups", layer["groups"], low=1, high=_MOST_STEP)
    kernel, bias = (walk.tensors[layer[key]].shape for key in ("kernel", "bias"))
    _needs(len(kernel) == 4 and kernel[-1] % groups == 0 and shape[-1] % groups == 0)
    _needs(groups == 1 or math.prod(kernel) * groups <= MOST_WEIGHTS)
    _fits(layer, shape, walk, kernel[:2], (shape[-1] // groups, *bias))
    spans = [(taps - 1) * gap + 1 for taps, gap in zip(kernel[:2], dilation, strict=True)]
    return (*_windows(padded[:2], spans, strides), *bias)


def _transposed(layer: Any, shape: Shape, walk: Walk) -> Shape:
    strides, crop = _steps(layer, "strides", 2), _steps(layer, "crop", 4, low=-MOST_SIDE)
    kernel, bias = (walk.tensors[layer[key]].shape for key in ("kernel", "bias"))
    _needs(len(shape) == 3 and len(kernel) == 4)
    _fits(layer, shape, walk, kernel[:2], (*bias, shape[-1]))
    full = [(side - 1) * step + taps for side, step, taps in zip(shape[:2], strides, kernel[:2], strict=True)]
    return _padded(_sides((*full, *bias)), [-margin for margin in crop])


def _upsample(layer: Any, shape: Shape, walk: Walk) -> Shape:
    factors = _steps(layer, "factors", 2)
    _needs(len(shape) == 3 and layer["method"] in ("nearest", "bilinear"))
    return (shape[0] * factors[0], shape[1] * factors[1], shape[2])


def _resample(layer: Any, shape: Shape, walk: Walk) -> Shape:
    rows, columns = (walk.tensors[layer[key]].shape for key in ("rows", "columns"))
    _needs(len(shape) == 3 and len(rows) == len(columns) == 2 and (rows[1], columns[1]) == shape[:2])
    return (rows[0], columns[0], shape[2])


def _pool(layer: Any, shape: Shape, walk: Walk) -> Shape:
    size, strides, padding = _steps(layer, "size", 2), _steps(layer, "strides", 2), _steps(layer, "padding", 4, low=0)
    # A window that lies in the margin alone has no number.
    _needs(layer["method"] in ("max", "average") and all(padding[k] < size[k // 2] for k in range(4)))
    return (*_windows(_padded(shape, padding)[:2], size, strides), shape[2])


def _pad(layer: Any, shape: Shape, walk: Walk) -> Shape:
    return _padded(shape, _steps(layer, "padding", 4, low=0))


def _crop(layer: Any, shape: Shape, walk: Walk) -> Shape:
    return _padded(shape, [-margin for margin in _steps(layer, "crop", 4, low=0)])


def _transpose(layer: Any, shape: Shape, walk: Walk) -> Shape:
    axes = _steps(layer, "axes", len(shape), low=0)
    _needs(sorted(axes) == list(range(len(shape))))
    return tuple(shape[axis] for axis in axes)


def _keep(layer: Any, shape: Shape, walk: Walk) -> Shape:
    walk.kept[documents.text("as", layer["as"])] = shape
    return shape


def _join(layer: Any, shape: Shape, walk: Walk) -> Shape:
    other = walk.kept[layer["with"]]
    _needs(len(other) == len(shape) and all(1 in pair or pair[0] == pair[1] for pair in zip(shape, other, strict=True)))
    return tuple(map(max, shape, other))


def _graph(layer: Any, shape: Shape, walk: Walk) -> Shape:
    inputs, outputs, shapes = layer["inputs"], layer["outputs"], layer["shapes"]
    _needs(all(isinstance(names, list) and names for names in (inputs, outputs, shapes)))
    for name in (*inputs, *outputs):
        documents.text("each name", name)
    sizes = [math.prod(documents.whole("a side", side, low=1, high=MOST_NUMBERS) for side in each) for each in shapes]
    _needs(len(shape) == 1 and len(inputs) == len(sizes) and shape[0] == sum(sizes))
    documents.text("ends", layer.get("ends", ""))
    documents.whole("numbers", layer.get("numbers", 0), low=0, high=2**40)
    return (documents.whole("size", layer["size"], low=1, high=MOST_NUMBERS),)


def _concatenate(layer: Any, shape: Shape, walk: Walk) -> Shape:
    other = walk.kept[layer["with"]]
    _needs(other[:-1] == shape[:-1] and isinstance(layer.get("first", False), bool))
    return (*shape[:-1], shape[-1] + other[-1])


def _part(layer: Any, shape: Shape, walk: Walk) -> Shape:
    kept = walk.kept[layer["of"]]
    start, size = documents.whole("start", layer["start"], low=0), documents.whole("size", layer["size"], low=1)
    _needs(start + size <= kept[-1])
    return (*kept[:-1], size)


_SHAPES: dict[str, Callable[[Any, Shape, Walk], Shape]] = {
    "dense": _dense, "conv2d": _conv2d, "conv2d_transpose": _conv2d, "activation": _activation,
    "concatenate_labels": _labels, "reshape": _reshape, "convolution": _convolution,
    "transposed_convolution": _transposed, "scale": _affine, "normalise": _normalise, "upsample": _upsample,
    "resample": _resample,
    "pool": _pool, "pad": _pad, "crop": _crop, "transpose": _transpose, "keep": _keep, "add": _join, "multiply": _join,
    "concatenate": _concatenate, "part": _part, "graph": _graph,
}  # fmt: skip
