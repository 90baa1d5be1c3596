"""Draws by a named algorithm: Keras' own numbers, one by one and compiled."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from vae.optimizing import seeded

SHAPE = (64, 3)
DRAWS = {
    "normal": (
        lambda seed: seeded.normal(SHAPE, seed),
        lambda seed: keras.random.normal(SHAPE, seed=seed),
    ),
    "uniform": (
        lambda seed: seeded.uniform(SHAPE, seed, -1.0, 3.0),
        lambda seed: keras.random.uniform(SHAPE, -1.0, 3.0, seed=seed),
    ),
    "randint": (
        lambda seed: seeded.randint(SHAPE, seed, 7),
        lambda seed: keras.random.randint(SHAPE, 0, 7, seed=seed),
    ),
}


def twice(draw, is_compiled):
    """Return what is drawn first and then from a seed, one by one or by XLA."""
    generator = keras.random.SeedGenerator(5)

    def once():
        return draw(generator)

    function = tf.function(once, jit_compile=True, autograph=False) if is_compiled else once
    return np.stack([np.asarray(function()) for _ in range(2)])


@pytest.mark.parametrize("is_compiled", [False, True])
@pytest.mark.parametrize("name", DRAWS)
def test_draws_are_those_of_keras_to_the_last_bit(name, is_compiled):
    ours, theirs = DRAWS[name]
    found = twice(ours, is_compiled)
    np.testing.assert_array_equal(found, twice(theirs, is_compiled))
    assert found.dtype == (np.int32 if name == "randint" else np.float32) and np.ptp(found) > 0
    assert not np.array_equal(*found)


def test_a_seed_as_training_sets_it_gives_the_same_draws_again():
    generator = keras.random.SeedGenerator(1)
    drawn = []
    for _ in range(2):
        generator.state.assign(np.array([3, 2], np.uint32))
        drawn.append(np.asarray(seeded.normal(SHAPE, generator)))
    np.testing.assert_array_equal(*drawn)
