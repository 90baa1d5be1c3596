"""MNIST's own files, idx3 with images and idx1 with labels, packed with gzip or not: read a part at a time."""

import gzip
import math
import os
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from vae.data.arrays import Stored, pictures_of
from vae.data.dataset import DataError
from vae.data.found import Found, check_unpacked, short
from vae.shape import MNIST, PictureShape

# What the third byte says: numbers of more than one byte are big-endian.
_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_NAME = re.compile(r"idx[1-4]|ubyte|\.idx$|\.idx\.gz$", re.IGNORECASE)
_MOST_AXES = 4


@dataclass(frozen=True)
class IdxFile:
    """A file by its name, with what opens it for reading at its beginning."""

    name: str
    open: Callable[[], BinaryIO]


def is_idx(name: str) -> bool:
    """Return whether a file is an idx file by its name, such as train-images-idx3-ubyte.gz."""
    return _NAME.search(name.rpartition("/")[2]) is not None


def idx_in(files: Sequence[IdxFile], title: str, shape: PictureShape = MNIST) -> Found:
    """Find the pictures in idx files.

    Each file with images gets the labels whose name is the same but for "labels" in place of "images" and the number
    of axes; where there is one of each, they belong together whatever they are called.

    Args:
        files: with images, or images and labels.
        title: what to call them all in messages.
        shape: that the pictures are brought to.

    Raises:
        DataError: one is damaged or no idx file, there are no images, or labels without their images.
    """
    arrays = [(file.name, _stored(file)) for file in files]
    images = [(name, stored) for name, stored in arrays if len(stored.shape) > 1]
    labels = {_stem(name): stored for name, stored in arrays if len(stored.shape) == 1}
    if not images:
        raise DataError(f"{title} holds labels alone: add the file with the images, such as train-images-idx3-ubyte")
    if len(images) == len(labels) == 1:
        labels = {_stem(images[0][0]): next(iter(labels.values()))}
    pairs = [(stored, labels.pop(_stem(name), None)) for name, stored in images]
    if labels:
        raise DataError(f"{next(iter(labels.values())).name} are labels without images: add the file with the images")
    if len({given is None for _, given in pairs}) > 1:
        without = next(stored.name for stored, given in pairs if given is None)
        raise DataError(f"{without} has no labels, but others have: add them or leave all labels out")
    return pictures_of(pairs, title, shape)


def _stem(name: str) -> str:
    """Return what a file of images and the one with its labels have in common, such as "train" or "t10k"."""
    return re.sub(r"idx\d?|ubyte|images?|labels?|\.gz$|[^a-z0-9]", "", name.lower())


def _stored(file: IdxFile) -> Stored:
    """Read the header of a file: two zeros, the type, the number of axes, and the length of each, big-endian."""
    name = short(file.name.rpartition("/")[2])
    try:
        opened = _unpacked(file)
        zeros, kind, num_axes = struct.unpack(">HBB", opened.read(4))
        if zeros or kind not in _TYPES or not 1 <= num_axes <= _MOST_AXES:
            raise ValueError("its first four bytes are none of an idx file")
        shape = struct.unpack(f">{num_axes}I", opened.read(4 * num_axes))
    except (OSError, EOFError, ValueError, struct.error, zlib.error) as error:
        raise DataError(f"{name} is damaged or no idx file ({error}): download it again") from error
    dtype = np.dtype(_TYPES[kind])
    packed = file.open().seek(0, os.SEEK_END)
    check_unpacked(packed, math.prod(shape) * dtype.itemsize, name)

    def at_values() -> BinaryIO:
        values = _unpacked(file)
        values.read(4 + 4 * num_axes)
        return values

    return Stored(name, shape, dtype, False, at_values)


def _unpacked(file: IdxFile) -> BinaryIO:
    opened = file.open()
    is_packed = opened.read(2) == b"\x1f\x8b"
    opened.seek(0)
    return gzip.GzipFile(fileobj=opened) if is_packed else opened  # type: ignore[return-value]
