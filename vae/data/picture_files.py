"""Pictures in files of their own: in a folder, a .zip or as they were uploaded, their folders their labels."""

import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from vae.data.dataset import DataError
from vae.data.found import UNSORTED, Found, Reading, check_count, check_unpacked, numbered, short
from vae.pictures.image_files import MAX_BYTES, ImageError, check_bytes, endings, open_picture
from vae.pictures.letterbox import letterbox
from vae.shape import MNIST, PictureShape

_SPLITS = {"train", "training", "test", "testing", "val", "valid", "validation"}
_DECODED_FOR_ONE = 4


def pictures_in_folder(path: Path, shape: PictureShape = MNIST) -> Found:
    """Find the pictures in a folder and those below it, brought to a shape; hidden ones are left out.

    Raises:
        DataError: there are none, or too many.
    """
    files, problems = [], []
    for folder, folders, names in os.walk(path, onerror=lambda error: problems.append(_unreadable(error))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [(Path(folder) / name).relative_to(path).as_posix() for name in sorted(names)]
        check_count(len(files), path.name)

    def read(index: int) -> bytes:
        file = path / files[index]
        if not file.is_file():
            raise ImageError(f"{short(files[index])} is no ordinary file")
        check_bytes(file.stat().st_size, files[index])
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)

    return named_pictures(path.resolve().name or str(path), files, read, problems, shape)


def _unreadable(error: OSError) -> str:
    return f"{short(str(error.filename))} cannot be read ({error.strerror})"


def pictures_in_zip(file: BinaryIO, title: str, shape: PictureShape = MNIST) -> Found:
    """Find the pictures in a .zip file.

    Args:
        file: opened for reading.
        title: what to call it in messages.
        shape: that the pictures are brought to.

    Raises:
        DataError: the file is damaged, protected, unpacks to far more than pictures do, or holds none or too many.
    """
    try:
        archive = zipfile.ZipFile(file)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except Exception as error:  # zipfile lets struct.error, UnicodeDecodeError, NotImplementedError and more through
        raise DataError(f"{title} is damaged or no .zip file ({error}): pack the pictures again") from error
    check_count(len(entries), title)
    check_unpacked(file.seek(0, os.SEEK_END), sum(entry.file_size for entry in entries), title)
    files, kept, problems = [], [], []
    for entry in entries:
        path = entry.filename.replace("\\", "/")
        if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
            problems.append(f"{short(path)} points outside of {title}")
        elif stat.S_ISLNK(entry.external_attr >> 16):
            problems.append(f"{short(path)} is a link, not a picture")
        else:
            files.append(path)
            kept.append(entry)
    if any(entry.flag_bits & 1 for entry in kept):
        raise DataError(f"{title} is protected by a password: pack the pictures without one")

    def read(index: int) -> bytes:
        check_bytes(kept[index].file_size, files[index])
        try:
            with archive.open(kept[index]) as opened:
                return opened.read(MAX_BYTES + 1)
        except Exception as error:  # a decompressor's own exceptions, CRC errors, unknown methods
            raise ImageError(f"{short(files[index])} cannot be unpacked ({error})") from error

    return named_pictures(title, files, read, problems, shape)


def named_pictures(
    title: str,
    files: list[str],
    content: Callable[[int], bytes],
    problems: Sequence[str] = (),
    shape: PictureShape = MNIST,
) -> Found:
    """Find the pictures among files named by their paths in a folder.

    Args:
        title: what to call them all in messages.
        files: their paths, with "/" between folders.
        content: returns what the file of an index holds, at most a byte more than pictures may have.
        problems: what was left out already, in sentences.
        shape: that the pictures are brought to.

    Raises:
        DataError: there are none, or too many.
    """
    found: list[int] = []
    others: list[int] = []
    for index, file in enumerate(files):
        parts = _parts(file)
        if not parts or parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts):
            continue
        (found if parts[-1].lower().endswith(endings()) else others).append(index)
    left_out = list(problems)
    if others:
        some = ", ".join(short(files[index]) for index in others[:3]) + (", ..." if len(others) > 3 else "")
        are = "file that is no picture by its name" if len(others) == 1 else "files that are no pictures by their names"
        left_out.append(f"{len(others):,} {are} ({some})")
    if not found:
        raise DataError(f"{title} holds no pictures: expected files such as cats/1.png, cats/2.jpg, dogs/1.png")
    check_count(len(found), title)
    labels, notes = _folder_labels(["/".join(_parts(files[index])[:-1]) for index in found])
    numbers, names = numbered(labels)

    def read(indices: Iterable[int]) -> Reading:
        for index in indices:
            yield index, _read_picture(files[found[index]], found[index], content, shape)

    return Found(title, numbers, names, read, notes, left_out)


def _parts(file: str) -> list[str]:
    """Return a path's folders and its name, without those that say "here", which archives may begin with."""
    return [part for part in file.split("/") if part not in ("", ".")]


def _read_picture(
    file: str, index: int, content: Callable[[int], bytes], shape: PictureShape
) -> np.ndarray | ImageError:
    most = _DECODED_FOR_ONE * max(shape.height, shape.width)
    try:
        return letterbox(open_picture(content(index), file, most, on_black=not shape.has_color), shape)
    except ImageError as error:
        return error
    except OSError as error:
        return ImageError(f"{short(file)} cannot be read ({error.strerror or error})")


def _folder_labels(folders: list[str]) -> tuple[list[str | None], list[str]]:
    """Return the label of a picture in each of the folders ("a/b", "" for none), and what was decided.

    The label is the first folder; one that wraps all others counts for nothing, nor do "train" and "test".
    """
    rest = {folder: folder.split("/") if folder else [] for folder in set(folders)}
    notes = []
    while all(rest.values()):
        firsts = {parts[0] for parts in rest.values()}
        are_splits = {first.lower() for first in firsts} <= _SPLITS
        if not are_splits and (len(firsts) > 1 or all(len(parts) == 1 for parts in rest.values())):
            break
        if are_splits:
            notes.append(f"{' and '.join(sorted(firsts))} are joined: what is held out is chosen anew")
        rest = {folder: parts[1:] for folder, parts in rest.items()}
    if any(rest.values()):
        notes.insert(0, "the labels are the names of the folders")
        if any(len(parts) > 1 for parts in rest.values()):
            notes.append("folders inside of a class's folder belong to that class")
        num_unsorted = sum(not rest[folder] for folder in folders)
        if num_unsorted:
            notes.append(f"{num_unsorted:,} pictures outside of the folders are the class {UNSORTED!r}")
    else:
        notes.insert(0, "there are no labels: no picture lies in a folder of its class")
    labels = {folder: parts[0] if parts else None for folder, parts in rest.items()}
    return [labels[folder] for folder in folders], notes
