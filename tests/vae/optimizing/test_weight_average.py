"""Averaged weights: the average against the same sum in NumPy, and that it comes and goes with nothing lost."""

from types import SimpleNamespace

import keras
import numpy as np

from vae.optimizing.weight_average import WeightAverage


def model(value=0.0):
    parameters = [keras.Variable(np.full(2, value, np.float32))]
    return SimpleNamespace(parameters=parameters, optimizer=SimpleNamespace(iterations=0))


def test_the_average_is_the_one_of_all_steps_and_decays_faster_at_first():
    one = model()
    average, expected = WeightAverage(one.parameters, one.optimizer, 0.9), 0.0
    for step in range(1, 101):
        one.parameters[0].assign(np.full(2, float(step), np.float32))
        one.optimizer.iterations = step
        average.take_step()
        decay = min(0.9, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * step
        if step in (1, 100):
            np.testing.assert_allclose(np.asarray(average.variables[0]), expected, rtol=1e-5)


def test_it_is_shown_in_place_of_the_weights_and_hidden_again():
    one = model(4.0)
    average = WeightAverage(one.parameters, one.optimizer, 0.5)
    one.parameters[0].assign(np.zeros(2, np.float32))
    for _ in range(2):  # to be shown twice is to be shown
        np.testing.assert_array_equal(average.show()[0], [0, 0])
        np.testing.assert_array_equal(np.asarray(one.parameters[0]), [4, 4])
    for _ in range(2):
        average.hide()
        np.testing.assert_array_equal(np.asarray(one.parameters[0]), [0, 0])
