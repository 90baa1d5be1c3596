"""One code for pictures that share all but their class: in training, pairs of them are drawn from each other's codes.

A conditional network alone gives every class an arrangement of styles of its own: the place of a bold "a" need not be
that of a bold "b". Where a data set says which pictures belong together, such as the letters of a typeface, half of
every batch is therefore drawn from the code of another picture of the same group: -log p(x_j | z, y_j) with z of
q(z | x_i, y_i), the KL term as ever. A code then holds what they share.
"""

import numpy as np

from vae.config import RunConfig
from vae.data.dataset import Dataset


def shares_codes(config: RunConfig, dataset: Dataset) -> bool:
    """Return whether a training is to find one code for every group of pictures."""
    return config.conditional and dataset.train_groups is not None


def paired_order(groups: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the pictures in a random order in which the first and the second share a group, the third and fourth, ...

    Args:
        groups: number of every picture's group, int [n].
        rng: source of the draws.

    Returns:
        Rows, int [at most n]: the last one of a group of odd size sits it out.
    """
    shuffled = rng.permutation(len(groups))
    shuffled = shuffled[np.argsort(groups[shuffled], kind="stable")]
    _, starts, counts = np.unique(groups[shuffled], return_index=True, return_counts=True)
    place = np.arange(len(groups)) - np.repeat(starts, counts)
    pairs = shuffled[place < np.repeat(counts - counts % 2, counts)].reshape(-1, 2)
    return pairs[rng.permutation(len(pairs))].ravel()


def crossed(batch_size: int) -> np.ndarray:
    """Return whose code each picture of a batch is drawn from, int32 [batch_size]: half of the pairs change places."""
    sources = np.arange(batch_size, dtype=np.int32)
    changing = sources[: batch_size // 4 * 2]
    sources[: len(changing)] = changing ^ 1
    return sources
