"""Arithmetic with codes: class means, directions between them, and what a step along a direction does."""

import numpy as np
from numpy.typing import ArrayLike

from vae.latent.neighbours import nearest_many

NUM_NEIGHBOURS = 10
_NUM_TRIED = 2000
_NUM_STARTS = 24
_NUM_RANDOM = 4
_NEARLY = 0.75


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


def more_and_less(
    z_mean: np.ndarray, values: np.ndarray, order: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what tells codes with much of something from those with little, and a code to add it to.

    Args:
        z_mean: codes, [n, latent_dim].
        values: how much each has, [n].
        order: in which to look for the last code.

    Returns:
        The mean of the fifth of the codes with most, that of the fifth with least, and the first code in the order that
        is below the middle, but not among those: [latent_dim] each.
    """
    little, middle, much = np.quantile(values, (0.2, 0.5, 0.8))
    if little == much:  # what few have is there or not
        little, much = values.min(), values.max()
    found = [int(row) for row in order if little < values[row] <= middle]
    code = z_mean[found[0] if found else order[0]]
    return z_mean[values >= much].mean(axis=0), z_mean[values <= little].mean(axis=0), code


def random_directions(num_directions: int, dims: int, length: float, seed: int) -> np.ndarray:
    """Return vectors of one length in directions spread evenly over the sphere, float64 [num_directions, dims].

    Raises:
        ValueError: there are fewer than one direction or dimension.
    """
    if num_directions < 1 or dims < 1:
        raise ValueError(f"num_directions and dims must be at least 1, got {num_directions} and {dims}")
    drawn = np.random.default_rng(seed).normal(size=(num_directions, dims))
    return length * drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def neighbours_classes(codes: np.ndarray, labels: np.ndarray, places: ArrayLike) -> np.ndarray:
    """Return the commonest class of the NUM_NEIGHBOURS codes nearest to each place; of equals the one seen nearest.

    Args:
        codes: [n, d].
        labels: class numbers, [n].
        places: [m, d].

    Returns:
        int [m].
    """
    found = np.asarray(labels)[nearest_many(codes, places, NUM_NEIGHBOURS)]
    equals = (found[:, :, None] == found[:, None, :]).sum(axis=2)
    return found[np.arange(len(found)), equals.argmax(axis=1)]


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
    return float((neighbours_classes(codes, labels, ends) == label).mean())


def clearest_turn(codes: np.ndarray, labels: np.ndarray, means: np.ndarray, seed: int) -> tuple[int, int, int]:
    """Return (a, b, the number of a code of class b) where a - b does most of what it says.

    A pair of classes gains what its step turns of b into a, beyond what random steps of that length do. Of the pairs
    that gain at least three quarters of the most, it is the one with the shortest step: classes that are alike, so that
    what is left of the picture can be seen to stay. The code lies among its own class before and the other's after.

    Args:
        codes: held-out codes, [n, d].
        labels: their classes, [n].
        means: one code a class, [num_classes, d], NaN where a class has none; two at least have one.
        seed: of the codes and directions that are tried.
    """
    known = [label for label in range(len(means)) if not np.isnan(means[label]).any()]
    rng = np.random.default_rng(seed)
    some = rng.permutation(len(codes))[:_NUM_TRIED]
    units = random_directions(_NUM_RANDOM, codes.shape[1], 1.0, seed)
    gains, lengths = np.full((2, len(means), len(means)), -np.inf)
    for b in known:
        starts = codes[np.flatnonzero(labels == b)[:_NUM_STARTS]].astype(np.float64)
        others = [a for a in known if a != b]
        steps = means[others] - means[b]
        lengths[others, b] = np.linalg.norm(steps, axis=1)
        tried = np.concatenate([steps[:, None], lengths[others, b, None, None] * units], axis=1)
        ends = (starts + tried[:, :, None]).reshape(-1, codes.shape[1])
        turned = neighbours_classes(codes[some], labels[some], ends).reshape(*tried.shape[:2], -1)
        shares = (turned == np.array(others)[:, None, None]).mean(axis=2)
        gains[others, b] = shares[:, 0] - shares[:, 1:].mean(axis=1)
    most = gains.max()
    shortest = np.where(gains >= (_NEARLY * most if most > 0 else most), lengths, np.inf)
    a, b = (int(label) for label in np.unravel_index(shortest.argmin(), shortest.shape))
    return a, b, _clearest_code(codes, labels, means, a, b)


def _clearest_code(codes: np.ndarray, labels: np.ndarray, means: np.ndarray, a: int, b: int) -> int:
    """Return the number of the code of class b with most neighbours of its own class, and of class a after the step."""
    own = np.flatnonzero(labels == b)
    starts = codes[own].astype(np.float64)
    before, after = (
        (labels[nearest_many(codes, places, NUM_NEIGHBOURS)] == label).sum(axis=1)
        for places, label in ((starts, b), (starts + means[a] - means[b], a))
    )
    return int(own[np.minimum(before, after).argmax()])


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
