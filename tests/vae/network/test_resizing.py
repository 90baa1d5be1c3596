"""Pictures are resized as TensorFlow does it, and by the rules that ONNX has names for."""

import keras
import numpy as np
import pytest

from vae.network import resizing
from vae.network.spatial import resampled

PICTURES = np.random.default_rng(0).normal(size=(2, 6, 5, 3)).astype(np.float32)


@pytest.mark.parametrize("sides", [(12, 10), (7, 9), (4, 3), (1, 1), (6, 28)])
def test_it_is_as_tensorflow_resizes(sides):
    for name, shares in {
        "bilinear": [resizing.linear(*pair, "half_pixel") for pair in zip((6, 5), sides, strict=True)],
        "nearest": [
            resizing.nearest(*pair, "half_pixel", "round_prefer_ceil") for pair in zip((6, 5), sides, strict=True)
        ],
    }.items():
        expected = np.asarray(keras.layers.Resizing(*sides, interpolation=name)(PICTURES))
        np.testing.assert_allclose(resampled(PICTURES, *shares), expected, atol=1e-5)


def test_curves_are_those_of_tensorflow():
    for sides, error in {(12, 10): 1e-5, (7, 9): 5e-3, (4, 3): 5e-3}.items():  # its curves are a table of 1,024 steps
        shares = [resizing.cubic(*pair, "half_pixel") for pair in zip((6, 5), sides, strict=True)]
        expected = np.asarray(keras.layers.Resizing(*sides, interpolation="bicubic")(PICTURES))
        np.testing.assert_allclose(resampled(PICTURES, *shares), expected, atol=error)


def test_corners_may_be_aligned_and_pixels_lie_at_their_corner():
    ramp = np.arange(4.0)
    np.testing.assert_allclose(resizing.linear(4, 7, "align_corners") @ ramp, np.arange(7) / 2, atol=1e-6)
    np.testing.assert_allclose(resizing.linear(4, 8, "asymmetric") @ ramp, np.minimum(np.arange(8) / 2, 3), atol=1e-6)
    np.testing.assert_allclose(resizing.linear(1, 3, "align_corners"), np.ones((3, 1)))


def test_one_of_two_neighbours_is_taken_by_the_rounding():
    places = {"floor": [0, 0, 1, 1], "ceil": [0, 1, 1, 1], "round_prefer_floor": [0, 0, 1, 1]}
    places["round_prefer_ceil"] = [0, 1, 1, 1]
    for rounding, expected in places.items():
        shares = resizing.nearest(2, 4, "asymmetric", rounding)
        assert shares.argmax(axis=1).tolist() == expected and (shares.sum(axis=1) == 1).all()
