"""The data set "names": the lists that ship, as words and as arrays to train on and held out."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from vae import files
from vae.word.alphabet import to_array

CLASS_NAMES = ("female", "male", "surname")
NUM_TRAINING = 30_464
FILE = files.ASSETS / "names" / "names.npz"
_SHUFFLE_SEED = 0


@dataclass(frozen=True)
class Names:
    """Words and their classes, by part, in the order of the data set.

    Attributes:
        train: names to train on.
        train_labels: their classes, uint8 [n].
        test: names held out.
        test_labels: theirs.
    """

    train: tuple[str, ...]
    train_labels: np.ndarray
    test: tuple[str, ...]
    test_labels: np.ndarray


@cache
def names() -> Names:
    """Return the names that ship, those of a part in an order without pattern.

    Raises:
        OSError, KeyError, ValueError: the file is missing or damaged.
    """
    with files.opened_arrays(FILE) as file:
        return Names(*_shuffled(file, "train"), *_shuffled(file, "test"))


def load() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return images and labels to train on, then those held out: uint8 [n, 10, 27] and [n]."""
    known = names()
    return to_array(known.train), known.train_labels, to_array(known.test), known.test_labels


def _shuffled(file: "np.lib.npyio.NpzFile", part: str) -> tuple[tuple[str, ...], np.ndarray]:
    lists = [file[f"{name}_{part}"].tobytes().decode("ascii").split("\n") for name in CLASS_NAMES]
    labels = np.repeat(np.arange(len(lists), dtype=np.uint8), [len(one) for one in lists])
    order = np.random.default_rng(_SHUFFLE_SEED).permutation(len(labels))
    words = [word for one in lists for word in one]
    return tuple(words[index] for index in order), labels[order]
