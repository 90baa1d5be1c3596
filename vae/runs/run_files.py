"""The files of a run folder, read so that whatever is wrong with one is a sentence."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from vae import documents, files

MAX_TEXT_BYTES = 16 * 2**20
MAX_FILE_BYTES = 512 * 2**20
MAX_ARRAYS_BYTES = 256 * 2**20
"""How much the arrays of a file may take when they are unpacked."""
MAX_NETWORK_BYTES = 2**30
RUN_FILES = (
    "config.json", "encoder.keras", "decoder.keras", "encoder.safetensors", "web.safetensors", "latents.npz",
    "metrics.json", "history.csv", "frames.npz", "film.npz", "snapshots.safetensors", "likelihood.json", "prior.json",
    "data.json", "import.json", "names.json",
)  # fmt: skip
"""All that a run's folder may hold, see docs/formats.md."""


class RunError(ValueError):
    """A run cannot be used; the message says what is wrong with it and what to do."""


def again(folder: Path) -> str:
    """Return what makes a damaged run whole, a word: one that was made elsewhere is not trained but imported again."""
    return "import" if (folder / "import.json").exists() else "train"


def read_bytes(path: Path, most: int = MAX_FILE_BYTES) -> bytes:
    """Return what a file of a run folder holds.

    Raises:
        RunError: it is missing, cannot be read, is no file, or has more than `most` bytes.
    """
    with _opened(path, most) as file:
        return file.read(most)


def read_text(path: Path) -> str:
    """Return the text in a file of a run folder.

    Raises:
        RunError: it is missing, cannot be read, or is no UTF-8.
    """
    try:
        return read_bytes(path, MAX_TEXT_BYTES).decode()
    except UnicodeDecodeError as error:
        raise RunError(f"run {path.parent.name!r}: {path.name} must be UTF-8 text, but it is damaged") from error


def read_json(path: Path) -> Any:
    """Return what a JSON file of a run folder says.

    Raises:
        RunError: it is missing or cannot be read.
        DocumentError: it is no JSON.
    """
    return documents.parse(read_text(path))


def read_npz(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays in a file of a run folder by their names.

    Raises:
        RunError: it is missing, damaged or cut off, or would take too much memory.
    """
    with _opened(path, MAX_FILE_BYTES) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                _check_size(path, archive, MAX_ARRAYS_BYTES)
            file.seek(0)
            with np.load(file, allow_pickle=False) as opened:
                arrays = dict(opened)
            if not all(isinstance(array, np.ndarray) for array in arrays.values()):
                raise ValueError("something else than arrays")
            return arrays
        except RunError:
            raise
        except Exception as error:  # zipfile, zlib, tokenize and NumPy each have their own for a damaged file
            raise _damaged(path) from error


def finite_numbers(
    run_name: str, name: str, array: np.ndarray, shape: tuple[int, ...], most: float, what: str = "train"
) -> np.ndarray:
    """Return an array that must have that shape and hold finite numbers.

    Args:
        run_name: what the run is called.
        name: what the array is called.
        array: as it was read.
        shape: as it must be.
        most: the largest size of a number.
        what: to do with the run when it does not, a word.

    Raises:
        RunError: it has another shape, or holds something else.
    """
    if array.shape != shape:
        expected, given = list(shape), list(array.shape)
        raise RunError(f"run {run_name!r}: {name} must have shape {expected}, got {given}; {what} the run again")
    if array.dtype.kind != "f":
        raise RunError(f"run {run_name!r}: {name} must hold finite numbers, got {array.dtype}; {what} the run again")
    if not np.isfinite(array).all():
        raise RunError(f"run {run_name!r}: {name} must hold finite numbers, some are not finite; {what} the run again")
    if float(np.abs(array).max()) > most:
        raise RunError(f"run {run_name!r}: {name} must hold numbers up to {most:g}; {what} the run again")
    return array


def check_network(path: Path) -> None:
    """Check that a Keras network's archive is whole, without loading it.

    Raises:
        RunError: it is missing, damaged or cut off.
    """
    with _opened(path, MAX_NETWORK_BYTES) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                _check_size(path, archive, MAX_NETWORK_BYTES)
                if "model.weights.h5" not in archive.namelist() or archive.testzip() is not None:
                    raise _damaged(path)
        except RunError:
            raise
        except Exception as error:  # a flipped bit makes zipfile, zlib and struct raise what they like
            raise _damaged(path) from error


def changed_at(path: Path) -> int:
    """Return when a file of a run folder was written, in nanoseconds: it names what was made of the file.

    Raises:
        RunError: it is missing or cannot be looked at.
    """
    with _in_words(path):
        return path.stat().st_mtime_ns


def run_contents(folder: Path) -> dict[str, bytes]:
    """Return what the documented files of a run folder hold, by their names; files that are not listed are left out.

    Raises:
        RunError: one of them cannot be read.
    """
    return {name: read_bytes(folder / name) for name in RUN_FILES if (folder / name).is_file()}


@contextmanager
def _opened(path: Path, most: int) -> Iterator[BinaryIO]:
    with _in_words(path), files.opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise _too_large(path, size, most)
        yield file


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except files.NoFileError as error:
        raise RunError(f"run {path.parent.name!r}: {path.name} must be a file, but it is something else") from error
    except FileNotFoundError as error:
        if not os.path.lexists(path.parent):
            raise RunError(f"run {path.parent.name!r} is gone: its folder was deleted or renamed") from error
        raise RunError(
            f"run {path.parent.name!r} lacks {path.name}: delete the run or {again(path.parent)} it again"
        ) from error
    except OSError as error:
        reason = error.strerror or documents.shortened(error)
        raise RunError(f"run {path.parent.name!r}: {path.name} cannot be read ({reason})") from error


def _check_size(path: Path, archive: zipfile.ZipFile, most: int) -> None:
    size = sum(entry.file_size for entry in archive.infolist())
    if size > most:
        raise _too_large(path, size, most)


def _damaged(path: Path) -> RunError:
    return RunError(f"run {path.parent.name!r}: {path.name} is damaged or cut off; {again(path.parent)} the run again")


def _too_large(path: Path, size: int, most: int) -> RunError:
    return RunError(
        f"run {path.parent.name!r}: {path.name} takes {size / 2**20:,.0f} MB, "
        f"more than the {most / 2**20:,.0f} MB that are read"
    )
