"""What a data set is: images and labels, split for good into training and held-out parts."""

from dataclasses import dataclass

import numpy as np

OWN_PREFIX = "own:"


class DataError(ValueError):
    """A data set cannot be had; the message says why and what to do."""


@dataclass(frozen=True)
class Dataset:
    """Images and labels, split for good into training and held-out ("test") parts.

    Attributes:
        name: the name `vae.data.datasets.load` knows it by.
        train_images: uint8 [n, 28, 28], 0 black to 255 white; of own data mapped from the file, not read.
        train_labels: uint8 [n].
        test_images: uint8 [m, 28, 28].
        test_labels: uint8 [m].
        class_names: one name a label.
        fingerprint: SHA-256 of the content, as `vae.data.own_data.fingerprint` computes it; "" for data sets that never
            change.
    """

    name: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    class_names: tuple[str, ...]
    fingerprint: str = ""


def own_name(dataset: str) -> str | None:
    """Return the name of one's own data set that a configuration's "own:NAME" stands for, or None for others."""
    return dataset.removeprefix(OWN_PREFIX) if dataset.startswith(OWN_PREFIX) else None
