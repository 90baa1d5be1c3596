"""Networks as other people write them, and their files."""

import numpy as np


def randomised(network, seed=0):
    """Give a Keras network weights that leave no part of it without effect, and return it."""
    rng = np.random.default_rng(seed)
    for variable in network.weights:
        spread = 1 / np.sqrt(max(np.prod(variable.shape[:-1]), 1)) if len(variable.shape) > 1 else 0.3
        values = rng.normal(0, spread, variable.shape)
        is_positive = variable.path.endswith(("variance", "gamma"))
        variable.assign(np.abs(values) + 0.5 if is_positive else values)
    return network


def saved(network, folder, name="network.keras"):
    """Return a Keras network as the files that saving it makes, by name."""
    path = folder / name
    network.save(path)
    return {name: path.read_bytes()}


def codes(count, *shape, seed=1):
    """Return codes drawn from the prior, float32."""
    return np.random.default_rng(seed).normal(size=(count, *shape)).astype(np.float32)


def pictures(count, *shape, seed=2):
    """Return pictures of noise in [0, 1], float32."""
    return np.random.default_rng(seed).uniform(size=(count, *shape)).astype(np.float32)
