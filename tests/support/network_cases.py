"""Small networks, at least one of every layer and activation of the browser's format: what computes them must agree."""

import numpy as np

from vae.network.layers import ACTIVATIONS
from vae.network.network import Network

PICTURE = (7, 6, 4)
PARAMETERS = {
    "leaky_relu": {"slope": 0.3}, "prelu": {"slopes": "channels"}, "hard_sigmoid": {"slope": 0.2, "offset": 0.5},
}  # fmt: skip
KEEP, TANH = {"type": "keep", "as": "x"}, {"type": "activation", "name": "tanh"}
CONVOLUTION = {
    "type": "convolution", "kernel": "kernel", "bias": "bias", "strides": [1, 1], "padding": [0] * 4,
    "dilation": [1, 1], "groups": 1,
}  # fmt: skip
TRANSPOSED = {"type": "transposed_convolution", "kernel": "back", "bias": "bias", "strides": [2, 2], "crop": [0] * 4}
POOL = {"type": "pool", "method": "max", "size": [2, 2], "strides": [2, 2], "padding": [0] * 4}
NORMALISE = {
    "type": "normalise", "groups": 2, "each_place": False, "epsilon": 1e-3, "scale": "channels", "shift": "whole",
}  # fmt: skip
UPSAMPLE = {"type": "upsample", "factors": [2, 3], "method": "nearest"}


def cases():
    """Yield a name and a network for each case; what comes in is a list of numbers, and so is what comes out."""
    for name in ACTIVATIONS:
        yield f"activation {name}", _network([{"type": "activation", "name": name, **PARAMETERS.get(name, {})}])
    yield "elu with a slope", _network([{"type": "activation", "name": "elu", "slope": 0.4}])
    for slopes in ("one", "whole"):
        yield f"prelu {slopes}", _network([{"type": "activation", "name": "prelu", "slopes": slopes}])
    yield from _convolutions()
    yield from _transposed()
    yield from _others()
    for first in (False, True):
        label = {"type": "concatenate_labels", **({"first": True} if first else {})}
        dense = {"type": "dense", "kernel": "dense", "bias": "dense bias"}
        yield f"labels first {first}", _network([label, dense], (9,), num_classes=3)


def inputs(network, count=3, seed=0):
    """Return points and labels (or None) for a network."""
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(count, *network.input_shape)).astype(np.float32)
    return points, rng.integers(network.num_classes, size=count) if network.num_classes else None


def _network(chain, shape=PICTURE, num_classes=0, **tensors):
    rng = np.random.default_rng(1)
    known = {
        "one": (1,), "channels": (4,), "whole": PICTURE, "dense": (12, 5), "dense bias": (5,),
        "kernel": (3, 3, 4, 5), "bias": (5,), "back": (3, 3, 5, 4),
    }  # fmt: skip
    arrays = {name: rng.normal(size=size).astype(np.float32) for name, size in (known | tensors).items()}
    made = Network(chain, arrays, shape, num_classes)
    size = int(np.prod(made.output_shape))
    first = [{"type": "reshape", "shape": list(shape)}] if len(shape) > 1 else []
    last = {"type": "reshape", "shape": [size]}
    return Network([*first, *chain, last], arrays, (int(np.prod(shape)),), num_classes)


def _convolutions():
    for stride in (1, 2, 3, 4):
        yield (
            f"conv2d by {stride}",
            _network([{"type": "conv2d", "kernel": "kernel", "bias": "bias", "strides": stride}]),
        )
    yield "convolution", _network([CONVOLUTION])
    yield "convolution moved", _network([{**CONVOLUTION, "strides": [2, 1], "padding": [0, 2, 3, 1]}])
    yield "convolution 4x5", _network([{**CONVOLUTION, "strides": [1, 2]}], kernel=(4, 5, 4, 5))
    yield "convolution 1x1", _network([{**CONVOLUTION, "strides": [2, 3]}], kernel=(1, 1, 4, 5))
    yield "convolution dilated", _network([{**CONVOLUTION, "dilation": [3, 2], "padding": [1] * 4, "strides": [2, 1]}])
    yield "convolution wide", _network([{**CONVOLUTION, "dilation": [2, 2]}], kernel=(2, 3, 4, 5))
    yield "convolution to a place", _network([CONVOLUTION], kernel=(7, 6, 4, 5))
    yield "convolution grouped", _network([{**CONVOLUTION, "groups": 2}], kernel=(3, 3, 2, 6), bias=(6,))
    grouped = {**CONVOLUTION, "groups": 4, "strides": [2, 2], "dilation": [1, 2], "padding": [1, 0, 1, 2]}
    yield "convolution of channels", _network([grouped], kernel=(3, 3, 1, 8), bias=(8,))


def _transposed():
    for stride in (1, 2, 3, 4):
        layer = {"type": "conv2d_transpose", "kernel": "back", "bias": "bias", "strides": stride}
        yield f"conv2d_transpose by {stride}", _network([layer])
    for name, options, kernel in [
        ("whole", {}, (3, 3, 5, 4)),
        ("4x4", {"crop": [1, 1, 1, 1]}, (4, 4, 5, 4)),
        ("5x4 by 3x2", {"strides": [3, 2], "crop": [2, 0, 0, 3]}, (5, 4, 5, 4)),
        ("by 1", {"strides": [1, 1], "crop": [1, 1, 0, 2]}, (3, 4, 5, 4)),
        ("small", {"strides": [3, 4]}, (2, 1, 5, 4)),
        ("with more rows", {"crop": [0, -1, 1, -1]}, (3, 3, 5, 4)),
        ("with more before", {"crop": [-2, 1, -1, 0]}, (3, 2, 5, 4)),
        ("to colour", {"crop": [1, 1, 1, 1]}, (4, 4, 3, 4)),
    ]:
        yield f"transposed {name}", _network([{**TRANSPOSED, **options}], back=kernel, bias=(kernel[2],))


def _others():
    for scale, shift in (("channels", "channels"), ("one", "one"), ("one", "whole"), ("whole", "channels")):
        yield f"scale {scale} {shift}", _network([{"type": "scale", "scale": scale, "shift": shift}])
    for groups in (1, 2, 4):
        yield f"normalise {groups}", _network([{**NORMALISE, "groups": groups}])
    for groups in (1, 2):
        yield f"normalise places {groups}", _network([{**NORMALISE, "each_place": True, "groups": groups}])
    yield "normalise a list", _network([{**NORMALISE, "shift": "one"}], (4,))
    for method in ("nearest", "bilinear"):
        yield f"upsample {method}", _network([{**UPSAMPLE, "method": method}])
    yield "resample", _network([{"type": "resample", "rows": "r", "columns": "c"}], r=(5, 7), c=(9, 6))
    for method in ("max", "average"):
        yield f"pool {method}", _network([{**POOL, "method": method}])
        moved = {"size": [3, 2], "strides": [1, 2], "padding": [2, 1, 1, 0]}
        yield f"pool {method} moved", _network([{**POOL, "method": method, **moved}])
    yield "pad", _network([{"type": "pad", "padding": [1, 0, 2, 3]}])
    yield "crop", _network([{"type": "crop", "crop": [1, 0, 2, 3]}])
    for axes in ([2, 0, 1], [1, 2, 0], [1, 0, 2]):
        yield f"transpose {axes}", _network([{"type": "transpose", "axes": axes}])
    for kind in ("add", "multiply", "concatenate"):
        # The kept values must not change with what is computed in place after them.
        yield kind, _network([KEEP, TANH, {"type": kind, "with": "x"}])
        gate = {**POOL, "method": "average", "size": list(PICTURE[:2])}
        if kind != "concatenate":
            yield f"{kind} spread", _network([KEEP, gate, {"type": kind, "with": "x"}])
            yield f"{kind} spread kept", _network([KEEP, gate, KEEP, UPSAMPLE, {"type": kind, "with": "x"}])
    yield "concatenate first", _network([KEEP, TANH, {"type": "concatenate", "with": "x", "first": True}])
    part = {"type": "part", "of": "x", "start": 1, "size": 2}
    yield "part", _network([KEEP, TANH, part])
    first = {**part, "start": 0, "size": 3}
    chain = [KEEP, part, {**KEEP, "as": "rest"}, first, TANH, {"type": "concatenate", "with": "rest"}]
    yield "parts of a list", _network(chain, (9,))
    yield "branches in a list", _network([KEEP, TANH, {"type": "add", "with": "x"}], (9,))
