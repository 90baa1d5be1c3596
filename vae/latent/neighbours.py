"""The held-out codes nearest to a place or to each other, and what classes they speak for."""

import numpy as np
from numpy.typing import ArrayLike

_TREE_DIMS = 6
_BLOCK_NUMBERS = 8_000_000


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


def nearest_many(codes: np.ndarray, places: ArrayLike, k: int) -> np.ndarray:
    """Return for every place the indices of the k codes nearest to it, nearest first; int [m, min(k, n)].

    Args:
        codes: [n, latent_dim].
        places: [m, latent_dim].
        k: how many, at least 1.
    """
    from scipy.spatial import cKDTree

    return cKDTree(codes).query(np.asarray(places, np.float64), k=np.arange(1, min(k, len(codes)) + 1))[1]


def nearest_others(codes: np.ndarray, k: int) -> np.ndarray:
    """Return for every code the indices of the k other codes nearest to it, nearest first; int [n, min(k, n - 1)].

    Args:
        codes: [n, latent_dim].
        k: how many, at least 1.
    """
    count = len(codes)
    k = min(k, count - 1)
    if k < 1:
        return np.zeros((count, 0), np.int64)
    found = _tree_search(codes, k + 1) if codes.shape[1] <= _TREE_DIMS else _block_search(codes, k + 1)
    # Equal codes may stand before the code itself, or have pushed it out altogether: then the last one goes.
    is_self = found == np.arange(count)[:, None]
    is_self[~is_self.any(axis=1), -1] = True
    return found[~is_self].reshape(count, k)


def _tree_search(codes: np.ndarray, k: int) -> np.ndarray:
    from scipy.spatial import cKDTree

    return cKDTree(codes).query(codes, k=k, workers=-1)[1]


def _block_search(codes: np.ndarray, k: int) -> np.ndarray:
    """Compare all with all, some rows at a time: in many dimensions that beats a tree, which visits nearly all too."""
    points = np.asarray(codes, np.float32) - np.mean(codes, axis=0, dtype=np.float32)
    squares = np.square(points).sum(axis=1)
    block = max(1, _BLOCK_NUMBERS // len(points))
    found = np.empty((len(points), k), np.int64)
    for start in range(0, len(points), block):
        distances = squares - 2 * points[start : start + block] @ points.T
        nearest_k = np.argpartition(distances, k - 1, axis=1)[:, :k]
        order = np.take_along_axis(distances, nearest_k, axis=1).argsort(axis=1, kind="stable")
        found[start : start + block] = np.take_along_axis(nearest_k, order, axis=1)
    return found


def knn_disagreement(codes: np.ndarray, labels: np.ndarray, k: int) -> np.ndarray:
    """Return for every code the share of its k nearest other codes that have another label, float32 [n] in [0, 1].

    High where a class ends, and for single codes among another class: an odd picture, or a wrong label.

    Args:
        codes: [n, latent_dim].
        labels: [n].
        k: how many neighbours, at least 1; 0 is returned for a code without any.
    """
    others = nearest_others(codes, k)
    if not others.shape[1]:
        return np.zeros(len(codes), np.float32)
    return (labels[others] != labels[:, None]).mean(axis=1, dtype=np.float32)


def most_misplaced(codes: np.ndarray, labels: np.ndarray, disagreement: np.ndarray, count: int) -> np.ndarray:
    """Return the indices of the codes that lie deepest among other classes, the deepest first.

    They are sorted by disagreement; of equals the one farthest from the next code of its own class comes first.

    Args:
        codes: [n, latent_dim].
        labels: [n].
        disagreement: as `knn_disagreement` returns it, [n].
        count: how many; at most n are returned.
    """
    from scipy.spatial import cKDTree

    apart = np.zeros(len(codes))
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        apart[own] = cKDTree(codes[own]).query(codes[own], k=[2], workers=-1)[0][:, 0]  # inf without another one
    return np.lexsort((-apart, -disagreement))[:count]


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
