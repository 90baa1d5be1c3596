"""Where grey counts as white: from one half up, alike for arrays, tensors, models and the stroke's own measures."""

import numpy as np
import pytest

from vae.config import RunConfig
from vae.model.explanation import model_input
from vae.pictures.ink import stroke_width
from vae.pictures.white import is_white

BINARIZED = RunConfig(name="cut", likelihood="bernoulli_binarized", hidden_sizes=())
GREY = np.array([0.0, 0.4999, 0.5, 0.5001, 1.0], np.float32)


def test_one_half_is_white_and_anything_below_is_not():
    assert is_white(GREY).tolist() == [False, False, True, True, True]
    assert not is_white(np.float32(127 / 255)) and is_white(np.float32(128 / 255))


def test_models_and_their_explanations_cut_as_this_says():
    from keras import ops

    from vae.model.vae import VAE

    assert ops.convert_to_numpy(is_white(ops.convert_to_tensor(GREY))).tolist() == is_white(GREY).tolist()
    np.testing.assert_array_equal(model_input(GREY, BINARIZED), is_white(GREY))
    model = VAE(BINARIZED)
    halves = np.full((1, 28, 28), 0.5, np.float32)
    of_halves, of_white = (ops.convert_to_numpy(model.encode(pixels)[0]) for pixels in (halves, np.ones_like(halves)))
    np.testing.assert_array_equal(of_halves, of_white)


def test_strokes_are_as_wide_as_what_counts_as_white():
    bar = np.zeros((9, 30), np.float32)
    bar[3:6] = 0.5
    assert stroke_width(bar) == pytest.approx(stroke_width(2 * bar))
    assert stroke_width(0.9 * bar) == 0
