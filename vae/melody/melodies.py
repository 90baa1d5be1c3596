"""The data set "melodies": two bars each, as arrays to train on and held out."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from vae import files
from vae.melody.tokens import to_array

CLASS_NAMES = ("reel", "hornpipe", "strathspey", "air")
NUM_TRAINING = 14_390
FILE = files.ASSETS / "melodies" / "melodies.npz"


@dataclass(frozen=True)
class Melodies:
    """Melodies and the kinds of tune that they are from, by part.

    Attributes:
        train: tokens of those to train on, int8 [n, 32].
        train_labels: numbers of CLASS_NAMES, uint8 [n].
        test: held-out ones, of other tunes.
        test_labels: theirs.
    """

    train: np.ndarray
    train_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray


@cache
def read() -> Melodies:
    """Read the melodies that ship; arrays cannot be written to.

    Raises:
        OSError, KeyError, ValueError: the file is missing or damaged.
    """
    with files.opened_arrays(FILE) as file:
        arrays = [file[name] for name in ("x_train", "y_train", "x_test", "y_test")]
    for array in arrays:
        array.flags.writeable = False
    return Melodies(*arrays)


def load() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return training and held-out arrays, uint8 [n, 32, 38], each with its labels."""
    melodies = read()
    return to_array(melodies.train), melodies.train_labels, to_array(melodies.test), melodies.test_labels
