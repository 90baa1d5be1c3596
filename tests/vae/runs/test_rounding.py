"""Compensated rounding keeps a layer's outputs closer than rounding to nearest does."""

import numpy as np
import pytest

from vae.runs.rounding import MAX_INPUTS, round_to_float16


def layer(num_inputs, num_outputs=20, seed=0):
    """Return a kernel and inputs that, like a decoder's activations, lie on a surface of few dimensions."""
    rng = np.random.default_rng(seed)
    codes = rng.normal(size=(2000, 4))
    return rng.normal(0, 0.1, (num_inputs, num_outputs)), np.maximum(codes @ rng.normal(size=(4, num_inputs)), 0)


def largest_errors(kernel, rounded, inputs):
    nearest = kernel.astype(np.float16)
    return tuple(np.abs(inputs @ (weights.astype(np.float64) - kernel)).max() for weights in (rounded, nearest))


@pytest.mark.parametrize("num_inputs", [60, 64, 200])
def test_outputs_are_closer_than_with_rounding_to_nearest(num_inputs):
    kernel, inputs = layer(num_inputs)
    rounded = round_to_float16(kernel, inputs)
    assert rounded.dtype == np.float16 and rounded.shape == kernel.shape
    error, error_of_nearest = largest_errors(kernel, rounded, inputs)
    assert error < 0.5 * error_of_nearest


def test_inputs_never_seen_fare_no_worse_than_with_rounding_to_nearest():
    kernel, inputs = layer(200)
    rounded = round_to_float16(kernel, inputs)
    others = np.random.default_rng(1).normal(0, inputs.std(), (2000, 200))
    error, error_of_nearest = largest_errors(kernel, rounded, others)
    assert error < 1.5 * error_of_nearest


def test_every_weight_stays_near_its_value():
    kernel, inputs = layer(200)
    np.testing.assert_allclose(round_to_float16(kernel, inputs).astype(np.float64), kernel, atol=2e-3)


def test_weights_of_float16_stay_as_they_are():
    kernel, inputs = layer(100)
    kernel = kernel.astype(np.float16).astype(np.float64)
    np.testing.assert_array_equal(round_to_float16(kernel, inputs), kernel)


def test_inputs_that_are_always_zero_are_rounded_to_nearest():
    kernel, _ = layer(70)
    np.testing.assert_array_equal(round_to_float16(kernel, np.zeros((10, 70))), kernel.astype(np.float16))


def test_a_very_wide_layer_is_rounded_to_nearest():
    kernel, inputs = layer(MAX_INPUTS + 1, num_outputs=3)
    np.testing.assert_array_equal(round_to_float16(kernel, inputs), kernel.astype(np.float16))
