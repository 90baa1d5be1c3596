"""Learn what a data set's pictures look like, from training images and pictures that are none of them.

A run's score alone lets most letters pass: two numbers cannot say what is no digit. A small network that has seen
pictures of both kinds can. Its threshold is set on training images that it did not learn from.
"""

import warnings

import numpy as np

from vae.data.dataset import Dataset
from vae.data.datasets import digit_recipe
from vae.pictures.recipes import Recipe, recipe_for
from vae.verdict import strangers, traits
from vae.verdict.judge import Judge, standardized
from vae.verdict.moved import moved

_HIDDEN = 48
_PASSES = 20
_NUM_LEARNT = 12_000
_NUM_UNUSUAL = 500
_NUM_ALTERED = 1000
_HELD_BACK = 0.3
_REFUSED = 0.018
_BEYOND = 0.001
_FEWEST, _MOST = 30, 900
_LEAST_SCALE = 0.05


def learn(dataset: Dataset, other: Dataset | None, seed: int) -> Judge:
    """Learn a judge; what it does is not measured yet.

    Args:
        dataset: the data set whose pictures it is to know; its held-out images are not looked at.
        other: a data set whose images are strange here, if there is one.
        seed: source of every draw.
    """
    rng = np.random.default_rng(seed)
    chosen = dataset.train_images[rng.permutation(len(dataset.train_images))[:_NUM_LEARNT]]
    num_back = max(1, round(_HELD_BACK * len(chosen)))
    back, learnt_from = chosen[:num_back], chosen[num_back:] if len(chosen) > 1 else chosen
    known = [learnt_from, moved(learnt_from, rng)]
    of_digits = digit_recipe(dataset.name)
    if of_digits is not None:
        known.append(strangers.unusual_digits(_count(len(learnt_from), _NUM_UNUSUAL), seed, of_digits))
    values = traits.numbers(np.concatenate([*known, *_strange_ones(dataset, learnt_from, other, seed, rng)]))
    mean, scale = _rounded(values.mean(axis=0)), _rounded(values.std(axis=0) + _LEAST_SCALE)
    layers = _fitted(standardized(values, mean, scale), np.arange(len(values)) < sum(map(len, known)), seed)
    held_back = np.concatenate([back, moved(back, rng)])
    lows, highs = np.quantile(traits.traits(held_back), (_BEYOND, 1.0 - _BEYOND), axis=0).round(2)
    network = Judge(mean, scale, layers, 0.0, lows, highs)
    return network.with_threshold(float(np.quantile(network.score(held_back), _REFUSED).round(4)))


def check_set(dataset: Dataset, images: np.ndarray, other: Dataset | None, seed: int) -> dict:
    """Return pictures to try a judge on: of none of them, nor of their fonts and seeds, did it learn.

    Args:
        dataset: the data set that it knows.
        images: held-out images, uint8 [n, 28, 28], to be altered.
        other: a data set whose held-out images are strange here, if there is one.
        seed: as for `learn`.

    Returns:
        Kind to (title as a sentence names it, uint8 [m, 28, 28]); kinds of which nothing could be made are left out.
    """
    count = _count(len(dataset.test_images) // 10, _MOST // 2)
    made = strangers.strangers(count, seed + 2, True, _recipe(dataset))
    found = {kind: (strangers.TITLES[kind], pictures) for kind, pictures in made.items()}
    found |= strangers.altered(images[:_NUM_ALTERED], seed + 2, other)
    return {kind: one for kind, one in found.items() if len(one[1])}


def _strange_ones(
    dataset: Dataset, images: np.ndarray, other: Dataset | None, seed: int, rng: np.random.Generator
) -> list[np.ndarray]:
    count = _count(len(dataset.train_images) // 20, _MOST)
    made = strangers.strangers(count, seed + 1, False, _recipe(dataset))
    altered = strangers.altered(images[: 2 * count], seed + 1)
    others = [] if other is None else [other.train_images[rng.permutation(len(other.train_images))[: 2 * count]]]
    return [*made.values(), *(pictures for _, pictures in altered.values()), *others]


def _recipe(dataset: Dataset) -> Recipe:
    return recipe_for(digit_recipe(dataset.name))


def _fitted(values: np.ndarray, is_known: np.ndarray, seed: int) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier(
        (_HIDDEN,), alpha=3e-3, learning_rate_init=2e-3, batch_size=min(256, len(values)), max_iter=_PASSES,
        random_state=seed,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a fixed number of passes is meant
        network.fit(values, is_known)
    pairs = zip(network.coefs_, network.intercepts_, strict=True)
    return tuple((_rounded(weights), _rounded(offset)) for weights, offset in pairs)


def _rounded(values: np.ndarray) -> np.ndarray:
    """Return what metrics.json keeps of numbers, so that what is measured is what is kept."""
    return values.astype(np.float16).astype(np.float32)


def _count(wanted: int, most: int) -> int:
    return min(most, max(_FEWEST, wanted))
