"""Kept weights outlive what training does to a model."""

import keras
import numpy as np

from vae.optimizing.kept_weights import KeptWeights


def test_kept_weights_are_a_copy_and_none_change_nothing():
    one, kept = [keras.Variable(np.ones(2, np.float32))], KeptWeights()
    kept.put_into(one)
    np.testing.assert_array_equal(np.asarray(one[0]), [1, 1])
    kept.take(one)
    one[0].assign(np.zeros(2, np.float32))
    kept.put_into(one)
    np.testing.assert_array_equal(np.asarray(one[0]), [1, 1])
