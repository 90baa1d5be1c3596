"""Where what the user makes lies, and files and folders that are written whole or not at all."""

import contextlib
import errno
import json
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

_PART = ".part"
_SECONDS_A_PART_LIVES = 86_400.0
MOST_BYTES = 64 * 2**20
"""Of a document that is read."""
_FULL = (errno.ENOSPC, errno.EDQUOT)
_NOT_WAITING = getattr(os, "O_NONBLOCK", 0)


class NoFileError(OSError):
    """A pipe or a device stands in the place of a file."""


class HomeError(ValueError):
    """There is no folder for what the user makes; the message says what to set."""


_BESIDE_VAE = Path(__file__).resolve().parents[1]
# Installed, the app and its assets lie in a folder of their own.
_APP_FOLDER = _BESIDE_VAE / "latent_explorer"
ASSETS = (_APP_FOLDER if _APP_FOLDER.is_dir() else _BESIDE_VAE) / "assets"
"""What comes with the program: runs, and the data sets that it brings."""


def home_folder() -> Path:
    """Return the folder for what the user makes: VAE_HOME, or ~/.latent-explorer.

    Raises:
        HomeError: VAE_HOME is not set, and the system knows no home folder of this user.
    """
    named = os.environ.get("VAE_HOME")
    if named:
        return Path(named)
    try:
        return Path.home() / ".latent-explorer"
    except RuntimeError as error:
        raise HomeError(
            "this user has no home folder: set VAE_HOME to a folder for what you make (runs, trainings, data sets)"
        ) from error


def unwritable(folder: Path, error: OSError, advice: str = "set VAE_HOME to another folder") -> str:
    """Return what to say where a folder could not be written.

    Args:
        folder: what could not be written.
        error: why.
        advice: what to do, unless the disk is full.
    """
    if error.errno in _FULL:
        return f"no room is left in {folder}: free some, or {advice}"
    return f"{folder} cannot be written ({error.strerror or error}): {advice}"


def disk_problem(error: OSError) -> str | None:
    """Return what to say of an error that is the disk's, or None of any other error.

    The disk is full or not to be written, or something else stands in the place of a file.
    """
    if isinstance(error, NoFileError):
        return f"{error.filename} {error.strerror}: delete it"
    if error.errno not in (*_FULL, errno.EROFS, errno.EACCES, errno.EPERM):
        return None
    named = isinstance(error.filename, (str, os.PathLike))
    return unwritable(Path(error.filename).parent if named else home_folder(), error)


@contextlib.contextmanager
def whole_file(path: Path, lasting: bool = True) -> Iterator[BinaryIO]:
    """Give a file to write that takes the place of `path` in one step when the block ends, and is gone if it fails.

    Readers see the old content or the new, never a part.

    Args:
        path: the file.
        lasting: whether that holds after a power cut, too. What is soon written again can do without: the disk takes
            some milliseconds (5 instead of 0.2 in the middle of 200), and some ten when it is busy.

    Raises:
        OSError: the disk is full or the folder cannot be written; the old file is unharmed.
    """
    part = _part_beside(path)
    try:
        with part.open("xb") as file:
            yield file
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


@contextlib.contextmanager
def whole_folder(folder: Path, replace: bool = False) -> Iterator[Path]:
    """Give an empty folder to fill that becomes `folder` in one step when the block ends, and is gone if it fails.

    Args:
        folder: what to make, with the folders above it.
        replace: whether it may stand there already; the old one is put back if the new one cannot take its place.

    Raises:
        FileExistsError: it stands there already and may not be replaced.
        OSError: the disk is full or the folder above cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = _part_beside(folder)
    try:
        part.mkdir()
        yield part
        _sync(part)
        if replace and folder.exists():
            _exchange(part, folder)
        elif folder.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
        else:
            os.rename(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def delete_folder(folder: Path) -> None:
    """Delete a folder, if it is there; it disappears in one step, and what a broken-off deletion leaves is hidden.

    Raises:
        OSError: it cannot be deleted.
    """
    part = _part_beside(folder)
    try:
        os.rename(folder, part)
    except FileNotFoundError:
        return
    shutil.rmtree(part)


def write_bytes(path: Path, content: bytes, lasting: bool = True) -> None:
    """Write a file in one step; arguments and errors as of `whole_file`."""
    with whole_file(path, lasting) as file:
        file.write(content)


def write_json(path: Path, document: dict[str, Any], indent: int = 1, lasting: bool = True) -> None:
    """Write a JSON object in one step; arguments and errors as of `whole_file`."""
    write_bytes(path, (json.dumps(document, indent=indent) + "\n").encode(), lasting)


def overwrite_json(path: Path, document: dict[str, Any]) -> None:
    """Write a JSON object over the file that is there, which a full disk has room for: a last word, read by patience.

    Raises:
        OSError: there is none, or it cannot be written.
    """
    with opened(path, "r+b") as file:
        # Spaces, which JSON ignores, instead of a shorter file: its last block stays its own.
        file.write(json.dumps(document).encode().ljust(path.stat().st_size))


def descriptor_of(path: Path | str, flags: int) -> int:
    """Open a file as `os.open` does, but nothing else in its place: whoever opens a pipe waits for ever.

    Raises:
        NoFileError: it is a pipe, a device or a socket.
        OSError: it is missing, a folder, or cannot be opened.
    """
    try:
        descriptor = os.open(path, flags | _NOT_WAITING, 0o666)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket, or to be written: a pipe that nobody reads
            raise NoFileError(errno.EINVAL, "is no file", str(path)) from error
        raise
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISREG(kind):
        return descriptor
    os.close(descriptor)
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise NoFileError(errno.EINVAL, "is no file", str(path))


def opened(path: Path, mode: str = "rb") -> BinaryIO:
    """Open a file as `open` does in a mode for bytes; errors as of `descriptor_of`."""
    return cast(BinaryIO, open(path, mode, opener=descriptor_of))


@contextlib.contextmanager
def opened_arrays(path: Path) -> Iterator[Any]:
    """Open a file of NumPy arrays by their names, without pickles; errors as of `opened`, and NumPy's where damaged."""
    import numpy as np  # not at the top: whoever asks for no arrays does without it

    # Opened here, because np.load leaves a damaged file open.
    with opened(path) as file, np.load(file, allow_pickle=False) as arrays:
        yield arrays


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return what a file holds.

    Raises:
        OSError: it is missing or cannot be read, is a pipe or a device, which might never end, or has more than `most`
            bytes.
    """
    with opened(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"has more than {most // 2**20} MB", str(path))
    return content


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the JSON object in a file, or None when there is none or it is damaged."""
    try:
        document = json.loads(read_bytes(path))
    except (OSError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def states(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return the path, time and size of every file in the folders of a folder, hidden folders left out.

    Files may come and go meanwhile, and links may lead nowhere: what cannot be looked at has the time and size -1.
    """
    found = []
    for entry in _entries(str(folder)):
        if not entry.name.startswith("."):
            found.append(_state(entry))
            found += [_state(file) for file in _entries(entry.path)]
    return tuple(sorted(found))


def _entries(folder: str) -> list[os.DirEntry]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # there is none, it is a file, or it may not be read
        return []


def _state(entry: os.DirEntry) -> tuple[str, int, int]:
    try:
        state = entry.stat()
    except OSError:
        return entry.path, -1, -1
    is_folder = stat.S_ISDIR(state.st_mode)
    return (entry.path, 0, 0) if is_folder else (entry.path, state.st_mtime_ns, state.st_size)


def _part_beside(path: Path) -> Path:
    """Return a free hidden name beside a path, after deleting what killed processes left there long ago."""
    stem = f".{path.name}."
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        left = [entry for entry in entries if entry.name.startswith(stem) and entry.name.endswith(_PART)]
        for entry in left:
            with contextlib.suppress(OSError):
                if time.time() - entry.stat().st_mtime > _SECONDS_A_PART_LIVES:
                    shutil.rmtree(entry) if entry.is_dir(follow_symlinks=False) else os.unlink(entry)
    return path.with_name(f"{stem}{secrets.token_hex(4)}{_PART}")


def _exchange(part: Path, folder: Path) -> None:
    """Put `part` in the place of `folder`, and delete what stood there."""
    aside = part.with_suffix(".old" + _PART)
    os.rename(folder, aside)
    try:
        os.rename(part, folder)
    except OSError:
        os.rename(aside, folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Bring every file of a folder to the disk."""
    mode = "rb+" if os.name == "nt" else "rb"  # Windows wants to be able to write
    for parent, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(parent, name), mode) as file:
                os.fsync(file.fileno())
