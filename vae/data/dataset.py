"""What a data set is: images and labels, split for good into training and held-out parts."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vae.shape import PictureShape

OWN_PREFIX = "own:"


class DataError(ValueError):
    """A data set cannot be had; the message says why and what to do."""


@contextmanager
def damage_told(path: Path, problem: str = "is damaged", advice: str = "install the program again") -> Iterator[None]:
    """Turn what goes wrong with a file of arrays while it is read into a sentence.

    Args:
        path: the file.
        problem: what is wrong with it, after its name.
        advice: what to do.

    Raises:
        DataError: it is missing, cannot be read, or does not hold what was asked of it.
    """
    try:
        yield
    except (OSError, KeyError, ValueError, IndexError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DataError(f"{path.name} in {path.parent} {problem}: {advice} ({error})") from error


@dataclass(frozen=True)
class Dataset:
    """Images and labels, split for good into training and held-out ("test") parts.

    Attributes:
        name: the name `vae.data.datasets.load` knows it by.
        train_images: uint8 [n, height, width], 0 black to 255 white, or [n, height, width, 3] in colour; of own data
            mapped from the file, not read. Of a kind that is not pictures, see `vae.kind`, its arrays, uint8 likewise
            or float32 in [0, 1].
        train_labels: uint8 [n].
        test_images: uint8 [m, ...], likewise.
        test_labels: uint8 [m].
        class_names: one name a label.
        fingerprint: SHA-256 of the content, as `vae.data.own_data.fingerprint` computes it; "" for data sets that never
            change.
        train_groups: int [n], the same number for pictures that share all but their class, such as the letters of a
            typeface; None where nobody knows.
        test_groups: int [m], likewise.
    """

    name: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    class_names: tuple[str, ...]
    fingerprint: str = ""
    train_groups: np.ndarray | None = None
    test_groups: np.ndarray | None = None

    @property
    def shape(self) -> PictureShape:
        """The shape of its pictures."""
        return PictureShape(*self.train_images.shape[1:])


def own_name(dataset: str) -> str | None:
    """Return the name of one's own data set that a configuration's "own:NAME" stands for, or None for others."""
    return dataset.removeprefix(OWN_PREFIX) if dataset.startswith(OWN_PREFIX) else None
