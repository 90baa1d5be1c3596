"""Arithmetic with codes: class means, directions between them, and what a step along a direction does."""

import numpy as np
from numpy.typing import ArrayLike

from vae.latent.neighbours import nearest

NUM_NEIGHBOURS = 10


def class_means(z_mean: ArrayLike, labels: ArrayLike, num_classes: int) -> np.ndarray:
    """Return the mean code of every class, float64 [num_classes, d]; a class without codes is a row of NaN.

    Args:
        z_mean: codes, [n, d].
        labels: class numbers, [n].
        num_classes: how many rows.
    """
    codes, numbers = np.asarray(z_mean, np.float64), np.asarray(labels)
    means = np.full((num_classes, codes.shape[1]), np.nan)
    for label in np.unique(numbers):
        means[label] = codes[numbers == label].mean(axis=0)
    return means


def attribute_direction(means: ArrayLike, a: int, b: int) -> np.ndarray:
    """Return mean(a) - mean(b), the attribute vector from class b to class a (Larsen et al., 2016), float64 [d].

    Args:
        means: class means, [num_classes, d], as `class_means` returns them.
        a: the class that a step goes towards.
        b: the class that it comes from.

    Raises:
        ValueError: one of the classes has no codes.
    """
    rows = np.asarray(means, np.float64)
    for label in (a, b):
        if not 0 <= label < len(rows) or np.isnan(rows[label]).any():
            raise ValueError(f"class {label} has no codes to take a mean of")
    return rows[a] - rows[b]


def analogy(a: ArrayLike, b: ArrayLike, c: ArrayLike) -> np.ndarray:
    """Return the code a - b + c (Mikolov et al., 2013), float64 [d]."""
    return np.asarray(a, np.float64) - np.asarray(b, np.float64) + np.asarray(c, np.float64)


def random_directions(num_directions: int, dims: int, length: float, seed: int) -> np.ndarray:
    """Return vectors of one length in directions spread evenly over the sphere, float64 [num_directions, dims].

    Raises:
        ValueError: there are fewer than one direction or dimension.
    """
    if num_directions < 1 or dims < 1:
        raise ValueError(f"num_directions and dims must be at least 1, got {num_directions} and {dims}")
    drawn = np.random.default_rng(seed).normal(size=(num_directions, dims))
    return length * drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def neighbours_class(codes: np.ndarray, labels: np.ndarray, z: np.ndarray) -> int:
    """Return the commonest class of the NUM_NEIGHBOURS codes nearest to a place; of equals the one seen nearest.

    Args:
        codes: [n, d].
        labels: class numbers, [n].
        z: the place, [d].
    """
    found = np.asarray(labels)[nearest(codes, z, NUM_NEIGHBOURS)[0]].tolist()
    return max(found, key=found.count)


def share_turned(codes: np.ndarray, labels: np.ndarray, starts: ArrayLike, direction: ArrayLike, label: int) -> float:
    """Return the share of starting codes whose neighbours' class is `label` after one step along a direction.

    Args:
        codes: held-out codes, [n, d].
        labels: their classes, [n].
        starts: starting codes, [m, d], m at least 1.
        direction: the step, [d].
        label: the class that counts.
    """
    ends = np.asarray(starts, np.float64) + np.asarray(direction, np.float64)
    return float(np.mean([neighbours_class(codes, labels, z) == label for z in ends]))


def pixel_change(before: ArrayLike, after: ArrayLike) -> float:
    """Return the mean absolute change of a pixel between pictures in [0, 1] of equal shape, 0 to 1."""
    return float(np.abs(np.asarray(after, np.float64) - np.asarray(before, np.float64)).mean())


def effect_size(value: float, controls: ArrayLike) -> float:
    """Return how many standard deviations a value lies above the mean of its controls (Glass's delta).

    The standard deviation is the controls' own, with n - 1. It is NaN where they do not vary, or are fewer than two.

    Args:
        value: what the direction in question does.
        controls: what the random directions do, [n].
    """
    values = np.asarray(controls, np.float64)
    spread = values.std(ddof=1) if len(values) > 1 else 0.0
    return float((value - values.mean()) / spread) if spread > 0 else float("nan")
