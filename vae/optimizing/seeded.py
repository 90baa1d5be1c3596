"""Random numbers that are Keras' own to the last bit, drawn by an algorithm that is named.

Keras leaves the algorithm to TensorFlow, and for that XLA's code for processors takes many times as long.
"""

from collections.abc import Sequence
from typing import Any

import keras

Tensor = Any
_ALGORITHM = "philox"


def normal(shape: Sequence[Any], seed: keras.random.SeedGenerator) -> Tensor:
    """Return draws of N(0, 1), float32, as `keras.random.normal` does.

    Args:
        shape: of what is returned.
        seed: the source, which moves on.
    """
    if keras.backend.backend() != "tensorflow":
        return keras.random.normal(shape, seed=seed)
    import tensorflow as tf

    return tf.random.stateless_normal(shape, _drawn(seed), alg=_ALGORITHM)


def uniform(shape: Sequence[Any], seed: keras.random.SeedGenerator, least: float = 0.0, below: float = 1.0) -> Tensor:
    """Return draws between two numbers, each as likely, float32, as `keras.random.uniform` does.

    Args:
        shape: of what is returned.
        seed: the source, which moves on.
        least: the smallest that may come.
        below: what all lie below.
    """
    if keras.backend.backend() != "tensorflow":
        return keras.random.uniform(shape, least, below, seed=seed)
    import tensorflow as tf

    return tf.random.stateless_uniform(shape, _drawn(seed), least, below, alg=_ALGORITHM)


def randint(shape: Sequence[Any], seed: keras.random.SeedGenerator, below: int) -> Tensor:
    """Return whole numbers from 0, int32, as `keras.random.randint` does.

    Args:
        shape: of what is returned.
        seed: the source, which moves on.
        below: what all lie below.
    """
    if keras.backend.backend() != "tensorflow":
        return keras.random.randint(shape, 0, below, seed=seed)
    import tensorflow as tf

    return tf.random.stateless_uniform(shape, _drawn(seed), 0, below, tf.int32, alg=_ALGORITHM)


def _drawn(seed: keras.random.SeedGenerator) -> Tensor:
    """Return a generator's next seed as TensorFlow takes it, int32 [2]; it counts in 64 bits, or without a sign."""
    import tensorflow as tf

    return tf.cast(tf.math.floormod(seed.next(), tf.int32.max - 1), tf.int32)
