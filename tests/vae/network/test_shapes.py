"""What does not fit is refused before anything is computed, and no file can ask for all memory."""

import numpy as np
import pytest

from vae.network.shapes import MAX_LAYERS, output_shape

TENSORS = {
    "k": np.ones((3, 3, 2, 4), np.float32), "b": np.ones(4, np.float32), "whole": np.ones(2, np.int32),
    "grouped": np.broadcast_to(np.float32(1), (1, 1, 1, 2**25 + 2)),
    "s": np.ones(2, np.float32), "back": np.ones((4, 4, 4, 2), np.float32), "nan": np.full(2, np.nan, np.float32),
}  # fmt: skip
CONVOLUTION = {
    "type": "convolution", "kernel": "k", "bias": "b", "strides": [1, 1], "padding": [0] * 4, "dilation": [1, 1],
    "groups": 1,
}  # fmt: skip
TRANSPOSED = {"type": "transposed_convolution", "kernel": "back", "bias": "b", "strides": [2, 2], "crop": [1] * 4}
POOL = {"type": "pool", "method": "max", "size": [2, 2], "strides": [2, 2], "padding": [0] * 4}
NORMALISE = {"type": "normalise", "groups": 1, "each_place": False, "epsilon": 1e-5, "scale": "s", "shift": "s"}
KEEP = {"type": "keep", "as": "x"}


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        ([CONVOLUTION], (4, 2, 4)),
        ([{**CONVOLUTION, "padding": [1, 1, 1, 1], "strides": [2, 1]}], (3, 4, 4)),
        ([TRANSPOSED], (12, 8, 4)),
        ([POOL], (3, 2, 2)),
        ([{"type": "upsample", "factors": [2, 3], "method": "nearest"}], (12, 12, 2)),
        ([KEEP, {"type": "concatenate", "with": "x"}], (6, 4, 4)),
        ([KEEP, POOL, {"type": "part", "of": "x", "start": 1, "size": 1}], (6, 4, 1)),
        ([{"type": "transpose", "axes": [2, 0, 1]}], (2, 6, 4)),
        ([NORMALISE, KEEP, {"type": "add", "with": "x"}], (6, 4, 2)),
    ],
)
def test_the_shape_of_what_comes_out(chain, expected):
    assert output_shape(chain, TENSORS, (6, 4, 2), 0) == expected


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ({"type": "resample", "rows": "nan", "columns": "s"}, "does not fit an input"),
        ({**CONVOLUTION, "kernel": "grouped", "groups": 2}, "layer 0, .* does not fit an input"),
        ({**CONVOLUTION, "strides": [0, 1]}, "each number of strides must be a whole number from 1, got 0"),
        ({**CONVOLUTION, "strides": [1]}, r"strides must be a list of 2 numbers, got \[1\]"),
        ({**CONVOLUTION, "dilation": [3, 1]}, "does not fit an input"),
        ({**CONVOLUTION, "groups": 2}, "layer 0 has a kernel of"),
        ({**CONVOLUTION, "rate": 1}, "is unknown or does not fit"),
        ({**CONVOLUTION, "padding": [60000] * 4}, "does not fit an input"),
        ({**TRANSPOSED, "kernel": "k"}, "layer 0 has a kernel of"),
        ({**TRANSPOSED, "crop": [9, 9, 0, 0]}, "a side must be a whole number"),
        ({**POOL, "padding": [2, 0, 0, 0]}, "does not fit an input"),
        ({**POOL, "method": "sum"}, "does not fit an input"),
        ({"type": "upsample", "factors": [9999, 9999], "method": "nearest"}, "does not fit an input"),
        ({"type": "upsample", "factors": [2, 2], "method": "cubic"}, "does not fit an input"),
        ({"type": "crop", "crop": [3, 3, 0, 0]}, "a side must be a whole number"),
        ({"type": "pad", "padding": [-1, 0, 0, 0]}, "must be a whole number from 0, got -1"),
        ({"type": "transpose", "axes": [0, 0, 1]}, "does not fit an input"),
        ({"type": "scale", "scale": "s", "shift": "b"}, "does not fit an input"),
        ({"type": "scale", "scale": "s", "shift": "whole"}, "weights of the type int32 in shift"),
        ({"type": "scale", "scale": "nan", "shift": "s"}, "weights that are not finite numbers in scale"),
        ({**NORMALISE, "groups": 3}, "does not fit an input"),
        ({**NORMALISE, "epsilon": 0}, "epsilon must be above 0 and at most 1, got 0"),
        ({"type": "activation", "name": "leaky_relu"}, "does not fit an input"),
        ({"type": "activation", "name": "relu", "slope": 0.1}, "does not fit an input"),
        ({"type": "activation", "name": "leaky_relu", "slope": float("nan")}, "slope must be a finite number"),
        ({"type": "activation", "name": "prelu", "slopes": "b"}, "does not fit an input"),
        ({"type": "concatenate_labels"}, "does not fit an input"),
        ({"type": "reshape", "shape": [2] * 6}, "does not fit an input"),
    ],
)
def test_what_does_not_fit_is_refused(layer, message):
    with pytest.raises(ValueError, match=message):
        output_shape([layer], TENSORS, (6, 4, 2), 0)


def test_values_that_nobody_kept_or_of_another_shape_are_refused():
    with pytest.raises(KeyError, match="x"):
        output_shape([{"type": "add", "with": "x"}], TENSORS, (6, 4, 2), 0)
    for kind in ("add", "concatenate"):
        with pytest.raises(ValueError, match="layer 2, .* does not fit an input"):
            output_shape([KEEP, POOL, {"type": kind, "with": "x"}], TENSORS, (6, 4, 2), 0)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"start": 2, "size": 1}, "does not fit an input"),
        ({"start": 1, "size": 2}, "does not fit an input"),
        ({"start": -1, "size": 1}, "start must be a whole number from 0, got -1"),
        ({"start": 0, "size": 0}, "size must be a whole number from 1, got 0"),
    ],
)
def test_a_part_lies_within_the_values_that_were_kept(part, message):
    with pytest.raises(ValueError, match=message):
        output_shape([KEEP, {"type": "part", "of": "x", **part}], TENSORS, (6, 4, 2), 0)


def test_a_network_has_only_so_many_layers_and_numbers():
    keeps = [{"type": "reshape", "shape": [2**24]}, *({"type": "keep", "as": str(k)} for k in range(17))]
    with pytest.raises(ValueError, match="its layers give more than 268,435,456 numbers for one point"):
        output_shape(keeps, {}, (2**24,), 0)
    with pytest.raises(ValueError, match="there are 1001 layers"):
        output_shape([{"type": "activation", "name": "relu"}] * (MAX_LAYERS + 1), {}, (2,), 0)
