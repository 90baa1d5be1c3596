"""Pictures in NumPy's files, .npz or .npy: read a part at a time, never unpickled."""

import math
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

import numpy as np
from PIL import Image

from vae.data.dataset import DataError
from vae.data.found import UNLABELLED, Found, Reading, check_count, check_unpacked, numbered, short
from vae.pictures.image_files import MAX_SIDE
from vae.pictures.letterbox import letterbox
from vae.shape import MNIST, PictureShape

SHAPES = "[n, height, width], [n, height, width, 3] or, of square pictures, [n, pixels]"
_PAIRS = (("images", "labels"), ("x", "y"), ("x_train", "y_train"), ("x_test", "y_test"))
_PART_BYTES = 8_000_000
_MAX_LABEL_BYTES = 256_000_000
_MAX_WHOLE_BYTES = 512_000_000


@dataclass(frozen=True)
class Stored:
    """An array in a file, not read yet.

    Attributes:
        name: its name, for messages.
        shape: as its header says.
        dtype: as its header says.
        is_fortran: whether the first axis varies fastest.
        open: opens it at its first value.
    """

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype
    is_fortran: bool
    open: Callable[[], BinaryIO]

    @property
    def num_bytes(self) -> int:
        """How long its values are."""
        return math.prod(self.shape) * self.dtype.itemsize

    def parts(self) -> Iterator[np.ndarray]:
        """Yield the rows in order, some at a time; an array that is not stored by rows is read whole."""
        file = self.open()
        if self.is_fortran and len(self.shape) > 1:
            if self.num_bytes > _MAX_WHOLE_BYTES:
                raise DataError(f"{self.name} is stored by columns: save numpy.ascontiguousarray of it")
            yield self._values(file, self.num_bytes).reshape(self.shape, order="F")
            return
        row = math.prod(self.shape[1:]) * self.dtype.itemsize
        step = max(1, _PART_BYTES // max(1, row))
        for start in range(0, self.shape[0], step):
            count = min(step, self.shape[0] - start)
            yield self._values(file, count * row).reshape(count, *self.shape[1:])

    def _values(self, file: BinaryIO, size: int) -> np.ndarray:
        try:
            content = file.read(size)
        except Exception as error:  # zlib.error, BadZipFile for a wrong checksum, OSError
            raise DataError(f"{self.name} is damaged ({error}): save it again") from error
        if len(content) < size:
            raise DataError(f"{self.name} is cut off: save it again")
        return np.frombuffer(content, self.dtype)


def arrays_in(file: BinaryIO, title: str, shape: PictureShape = MNIST) -> Found:
    """Find the pictures in an .npz or .npy file.

    In an .npz they are called "images" or "x" (with "labels" or "y"), or "x_train" and "x_test" as in Keras' own files;
    a single array with two or more axes may have any name.

    Args:
        file: opened for reading.
        title: what to call it in messages.
        shape: that the pictures are brought to.

    Raises:
        DataError: the file is damaged, holds Python objects, or no numbers of a shape and range that pictures have.
    """
    return pictures_of(list(_pairs(file, title)), title, shape)


def pictures_of(pairs: Sequence[tuple[Stored, Stored | None]], title: str, shape: PictureShape = MNIST) -> Found:
    """Find the pictures in arrays in files.

    Args:
        pairs: arrays of images, each with its labels or None.
        title: what to call them in messages.
        shape: that the pictures are brought to.

    Raises:
        DataError: they are no numbers of a shape and range that pictures have.
    """
    if any(not stored.shape for stored, _ in pairs):
        raise DataError(f"the images of {title} must be {SHAPES}, got a single value")
    shapes = {stored.shape[1:] for stored, _ in pairs}
    if len(shapes) > 1:
        raise DataError(f"the images of {title} must all have one shape, got {' and '.join(map(str, sorted(shapes)))}")
    stored_images = [stored for stored, _ in pairs]
    check_count(sum(stored.shape[0] for stored in stored_images), title)
    as_picture = _picture_maker(stored_images[0], title, shape)
    low, high = _value_range(stored_images, title)
    scale, note = scale_to_bytes(low, high, f"the values of {title}")
    labels = [label for stored, array in pairs for label in _labels(array, stored.shape[0], title)]
    numbers, names = numbered(labels)

    def read(indices: Iterable[int]) -> Reading:
        wanted = iter(indices)
        index, start = next(wanted, None), 0
        for stored in stored_images:
            for part in stored.parts():
                while index is not None and index < start + len(part):
                    yield index, as_picture(to_bytes(part[index - start], scale))
                    index = next(wanted, None)
                start += len(part)
                if index is None:
                    return

    kind = "there are no labels" if names == (UNLABELLED,) else "the labels are those of the file"
    return Found(title, numbers, names, read, [kind, *note])


def scale_to_bytes(low: float, high: float, what: str) -> tuple[float, list[str]]:
    """Return the factor that brings values to 0-255, and a note where there is something to tell.

    Args:
        low: the least value.
        high: the largest value.
        what: what to call them in messages.

    Raises:
        DataError: they are in none of the ranges 0-1, 0-255 and 0-65,535.
    """
    if low < 0 or high > 65_535:
        raise DataError(f"{what} must be from 0 to 1, 0 to 255 or 0 to 65,535, got {low:g} to {high:g}")
    if high <= 1:
        return 255.0, ["values from 0 to 1 are taken as black to white"]
    if high <= 255:
        return 1.0, []
    return 255 / 65_535, ["values from 0 to 65,535 are taken as black to white"]


def to_bytes(values: np.ndarray, scale: float) -> np.ndarray:
    """Return values times the scale, rounded, as uint8."""
    if values.dtype == np.uint8 and scale == 1.0:
        return values
    return np.clip(np.round(values.astype(np.float32) * scale), 0, 255).astype(np.uint8)


def square_side(num_pixels: int) -> int | None:
    """Return the side of a square of that many pixels, 4 to 2000, or None."""
    side = math.isqrt(max(0, num_pixels))
    return side if side * side == num_pixels and 4 <= side <= MAX_SIDE else None


def _pairs(file: BinaryIO, title: str) -> Iterator[tuple[Stored, Stored | None]]:
    """Yield the arrays of images, each with its labels or None."""
    arrays = _stored(file, title)
    pairs = [(arrays[images], arrays.get(labels)) for images, labels in _PAIRS if images in arrays]
    if not pairs and title in arrays:  # an .npy, which has one array and no names
        pairs = [(arrays[title], None)]
    if not pairs:
        several = [stored for stored in arrays.values() if len(stored.shape) > 1]
        others = [stored for stored in arrays.values() if len(stored.shape) == 1]
        if len(several) != 1:
            names = ", ".join(short(name) for name in list(arrays)[:8]) or "nothing"
            raise DataError(f"{title} must hold 'images' (and 'labels', if there are any), got {names}")
        pairs = [(several[0], others[0] if len(others) == 1 else None)]
    yield from pairs


def _stored(file: BinaryIO, title: str) -> dict[str, Stored]:
    """Read the headers of all arrays."""
    start = file.read(2)
    file.seek(0)
    if start != b"PK":
        return {title: _header(title, lambda: _rewound(file))}
    try:
        archive = zipfile.ZipFile(file)
        entries = [entry for entry in archive.infolist() if entry.filename.endswith(".npy")][:64]
    except Exception as error:  # zipfile lets struct.error, UnicodeDecodeError, NotImplementedError and more through
        raise DataError(f"{title} is damaged or no .npz file ({error}): save it again") from error
    check_unpacked(file.seek(0, os.SEEK_END), sum(entry.file_size for entry in entries), title)
    arrays = {}
    for entry in entries:
        name = entry.filename.removesuffix(".npy")
        arrays[name] = _header(f"{short(name)!r} in {title}", partial(archive.open, entry))  # type: ignore[arg-type]
    return arrays


def _rewound(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def _header(name: str, opened: Callable[[], BinaryIO]) -> Stored:
    def at_values() -> BinaryIO:
        file = opened()
        _read_header(file)
        return file

    try:
        shape, is_fortran, dtype = _read_header(opened())
    except Exception as error:  # NumPy and zipfile each have their own for a damaged file
        raise DataError(f"{name} is damaged or no NumPy array ({str(error)[:100]}): save it again") from error
    if dtype.hasobject:
        raise DataError(f"{name} holds Python objects, which are never unpickled: save an array of numbers")
    return Stored(name, shape, dtype, is_fortran, at_values)


def _read_header(file: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype]:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(file)
    if version == (2, 0):
        return np.lib.format.read_array_header_2_0(file)
    raise ValueError(f"version {version} of the format")


def _picture_maker(stored: Stored, title: str, frame: PictureShape) -> Callable[[np.ndarray], np.ndarray]:
    """Return what turns one row into pixels of the frame.

    Raises:
        DataError: rows of that shape are no pictures.
    """
    shape = stored.shape[1:]
    side = square_side(shape[0]) if len(shape) == 1 else None
    if side is not None:
        shape = (side, side)
    if len(shape) == 3 and shape[2] == 1:
        shape = shape[:2]
    is_picture = len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)
    if not is_picture or not all(1 <= length <= MAX_SIDE for length in shape[:2]):
        raise DataError(
            f"the images of {title} must be {SHAPES}, up to {MAX_SIDE} pixels a side, got {list(stored.shape)}"
        )
    return lambda values: letterbox(Image.fromarray(np.ascontiguousarray(values.reshape(shape))), frame)


def _value_range(stored_images: list[Stored], title: str) -> tuple[float, float]:
    """Return the least and the largest value of all."""
    low, high = math.inf, -math.inf
    for stored in stored_images:
        if stored.dtype.kind not in "buif":
            raise DataError(f"the images of {title} must be numbers, got {stored.dtype}")
        for part in stored.parts():
            if part.size:
                low, high = min(low, float(part.min())), max(high, float(part.max()))
            if not math.isfinite(high - low):
                raise DataError(f"the images of {title} hold values that are not numbers (NaN or infinite)")
    return (low, high) if low <= high else (0.0, 0.0)


def _labels(stored: Stored | None, count: int, title: str) -> list[str | None]:
    if stored is None:
        return [None] * count
    shape = stored.shape[:1] if stored.shape[1:] == (1,) else stored.shape
    if shape != (count,) or stored.dtype.kind not in "buifUS" or stored.num_bytes > _MAX_LABEL_BYTES:
        raise DataError(
            f"the labels of {title} must be whole numbers or names [{count}], got {stored.dtype} {list(stored.shape)}"
        )
    values = np.concatenate([np.zeros(0, stored.dtype), *(part.ravel() for part in stored.parts())])
    if stored.dtype.kind == "f":
        if not (np.abs(values.astype(np.float64)) < 2.0**63).all() or (values != np.round(values)).any():
            raise DataError(
                f"the labels of {title} must be whole numbers or names, got fractions, NaN or more than 64 bits hold"
            )
        values = values.astype(np.int64)
    if stored.dtype.kind == "S":
        return [value.decode("utf-8", "replace") for value in values.tolist()]
    return [str(value) for value in values.tolist()]
