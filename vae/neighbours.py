"""The held-out codes nearest to a place, and what classes they speak for."""

import numpy as np


def nearest(codes: np.ndarray, z: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (indices, distances) of the k codes nearest to a place, nearest first.

    Args:
        codes: [n, latent_dim].
        z: the place, [latent_dim].
        k: how many, at least 1; at most n are returned.
    """
    squares = np.square(np.asarray(codes, np.float64) - z).sum(axis=1)
    k = min(k, len(squares))
    indices = np.argpartition(squares, k - 1)[:k]
    indices = indices[np.argsort(squares[indices], kind="stable")]
    return indices, np.sqrt(squares[indices])


def class_shares(labels: np.ndarray, num_classes: int) -> np.ndarray:
    """Return the share of every class among neighbours' labels, the k-nearest-neighbour estimate of p(class | z)."""
    return np.bincount(labels, minlength=num_classes)[:num_classes] / max(1, len(labels))


def class_probabilities(neg_elbo: np.ndarray) -> np.ndarray:
    """Return p(class | x) by Bayes' rule from -ELBO of a conditional model told each class in turn, all equally likely.

    Args:
        neg_elbo: nats, [num_classes].
    """
    relative = np.exp(np.min(neg_elbo) - np.asarray(neg_elbo, np.float64))
    return relative / relative.sum()
