"""Networks as files: what is written is read, and a damaged file is refused with one sentence."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load, save

from vae.network import bundles
from vae.network.network import Network

LAYERS = [
    {"type": "concatenate_labels"},
    {"type": "dense", "kernel": "layers.1.kernel", "bias": "layers.1.bias"},
    {"type": "activation", "name": "relu"},
    {"type": "dense", "kernel": "layers.3.kernel", "bias": "layers.3.bias"},
    {"type": "activation", "name": "relu"},
    {"type": "dense", "kernel": "layers.5.kernel", "bias": "layers.5.bias"},
    {"type": "activation", "name": "sigmoid"},
]


def weights():
    rng = np.random.default_rng(0)
    for index, (inputs, outputs) in {1: (12, 24), 3: (24, 12), 5: (12, 784)}.items():
        yield f"layers.{index}.kernel", rng.normal(size=(inputs, outputs)).astype(np.float32)
        yield f"layers.{index}.bias", rng.normal(size=outputs).astype(np.float32)


@pytest.fixture(scope="module")
def blob():
    return bundles.write(LAYERS, dict(weights()), 2, 10, "float16")


@pytest.fixture(scope="module")
def later_blob():
    """Return a network of most layers of version 2: a picture of 6 x 4 x 4 is taken apart and put together."""
    plain = {"kernel": "k", "bias": "b", "strides": [1, 1], "padding": [1, 1, 1, 1], "dilation": [1, 1], "groups": 1}
    chain = [
        {"type": "convolution", **plain}, {"type": "keep", "as": "x"},
        {"type": "activation", "name": "prelu", "slopes": "b"}, {"type": "add", "with": "x"},
        {"type": "upsample", "factors": [2, 2], "method": "bilinear"},
        {"type": "pool", "method": "max", "size": [2, 2], "strides": [2, 2], "padding": [1, 1, 0, 0]},
        {"type": "transposed_convolution", "kernel": "k", "bias": "b", "strides": [2, 1], "crop": [1, -1, 0, 0]},
        {"type": "normalise", "groups": 2, "each_place": False, "epsilon": 0.1, "scale": "b", "shift": "b"},
        {"type": "transpose", "axes": [2, 0, 1]}, {"type": "crop", "crop": [1, 1, 0, 0]},
        {"type": "pad", "padding": [1] * 4},
    ]  # fmt: skip
    tensors = {"k": np.ones((3, 3, 4, 4), np.float32), "b": np.ones(4, np.float32)}
    return Network(chain, tensors, (6, 4, 4)).to_bundle()


def change(blob, tensors=None, **metadata):
    """Return the bundle with other tensors (None takes one away) or metadata."""
    kept = {name: array for name, array in (load(blob) | (tensors or {})).items() if array is not None}
    return save(kept, bundles.read_header(blob) | metadata)


def test_what_is_written_is_read(blob):
    metadata, tensors, outputs = bundles.checked(blob)
    assert (
        metadata["format"] == bundles.FORMAT and metadata["version"] == "1" and json.loads(metadata["layers"]) == LAYERS
    )
    assert bundles.read_sizes(blob) == (2, 10, 784) and outputs == 784
    for name, array in weights():
        assert tensors[name].dtype == (np.float16 if array.size > bundles.SMALL_TENSOR else np.float32)
        np.testing.assert_allclose(tensors[name], array, rtol=1e-3, atol=1e-7)
    assert bundles.write(LAYERS, dict(weights()), 2, 10, "float16") == blob
    assert [kernel.shape for kernel, _ in bundles.read_weights(blob)] == [(12, 24), (24, 12), (12, 784)]


def test_numbers_beyond_float16_are_not_rounded():
    assert not bundles.is_rounded(np.full(5000, 1e5), "float16")
    assert bundles.is_rounded(np.ones(5000), "float16") and not bundles.is_rounded(np.ones(5000), "float32")


def test_a_layer_of_version_2_needs_a_file_of_version_2(blob):
    later = [*LAYERS[:-1], {"type": "activation", "name": "softplus"}]
    written = bundles.write(later, dict(weights()), 2, 10)
    assert bundles.read_header(written)["version"] == "2"
    with pytest.raises(bundles.BundleError, match="version 1 knows not all of its layers"):
        bundles.read_header(change(written, version="1"))
    assert Network(later, dict(weights()), (2,), 10).to_bundle() == written


def test_other_tensors_may_lie_beside_the_network(blob):
    extended = change(blob, {"codes": np.zeros((5, 2), np.float32), "labels": np.zeros(5, np.uint8)})
    assert bundles.read_header(extended) == bundles.read_header(blob)


@settings(max_examples=60, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_off_anywhere_is_refused(blob, share):
    with pytest.raises(bundles.BundleError, match="cut off or damaged"):
        bundles.read_header(blob[: math.floor(share * len(blob))])


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, 1500), value=st.integers(0, 255))
def test_a_damaged_header_is_read_or_refused_with_a_sentence(blob, place, value):
    damaged = bytearray(blob)
    damaged[place] = value
    try:
        bundles.read_header(bytes(damaged))
    except bundles.BundleError as error:
        assert str(error).startswith("the ") and "\n" not in str(error)


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 1200), value=st.integers(32, 126))
def test_a_damaged_header_of_version_2_is_read_or_refused_with_a_sentence(later_blob, place, value):
    damaged = bytearray(later_blob)
    damaged[8 + place] = value
    try:
        bundles.read_header(bytes(damaged))
    except bundles.BundleError as error:
        assert str(error).startswith("the ") and "\n" not in str(error)


NAN = np.full(784, np.nan, np.float32)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "other"}, "must have the format 'vae-network', got 'other'"),
        ({"version": "4"}, "has version 4, this program reads up to version 3"),
        ({"layers": "[{"}, "must fit its weights"),
        ({"layers": '{"type": "dense"}'}, "must fit its weights"),
        ({"layers": '[{"type": "pooling"}]'}, "is unknown"),
        ({"layers": '[{"type": "activation", "name": "softmin"}]'}, "is unknown"),
        ({"layers": '[{"type": "reshape", "shape": [3]}]'}, "does not fit an input"),
        ({"input_size": "three"}, "must fit its weights"),
        ({"input_size": "3"}, "layer 1 has a kernel"),
        ({"num_classes": "9"}, "layer 1 has a kernel"),
        ({"num_classes": "0"}, "does not fit an input"),
        ({"tensors": {"layers.5.bias": NAN}}, "layer 5 has weights that are not finite"),
        ({"tensors": {"layers.5.bias": NAN[:700]}}, "layer 5 has a kernel"),
        ({"tensors": {"layers.5.bias": None}}, "layers.5.bias"),
    ],
)
def test_a_bundle_that_does_not_fit_itself_is_refused(blob, changes, message):
    with pytest.raises(bundles.BundleError, match=message) as caught:
        bundles.read_header(change(blob, **changes))
    assert "\n" not in str(caught.value)


def test_a_bundle_without_metadata_is_refused():
    with pytest.raises(bundles.BundleError, match="got None"):
        bundles.read_header(save({"a": np.zeros(2, np.float32)}))
