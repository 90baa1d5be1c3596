"""Where pictures come from: a folder, a .zip, uploaded files, an .npz or a .csv, found first and read one by one."""

import contextlib
import io
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from vae.data.dataset import DataError
from vae.pictures.image_files import MAX_BYTES, ImageError, open_picture
from vae.pictures.letterbox import letterbox

MAX_PICTURES = 1_000_000
MAX_CLASSES = 256
UNLABELLED = "pictures"
UNSORTED = "unsorted"
ACCEPTED = "a folder or .zip of pictures, an .npz file or a .csv file"
_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".heif")
_SPLITS = {"train", "training", "test", "testing", "val", "valid", "validation"}
_DECODED_SIDE = 112
_MAX_NAME = 60
_BOMB_BYTES = 1_000_000_000
_BOMB_RATIO = 200
_MAX_UNPACKED = 100_000_000_000


@dataclass(frozen=True)
class Upload:
    """A file that a browser sent, in place of a path.

    Attributes:
        name: the file's name; of a file out of a folder with the folder before it, such as "cats/1.png".
        content: its bytes, or a file opened for reading that can be rewound.
    """

    name: str
    content: bytes | BinaryIO

    def open(self) -> BinaryIO:
        """Return the content as a file at its beginning."""
        if isinstance(self.content, bytes):
            return io.BytesIO(self.content)
        self.content.seek(0)
        return self.content


Source = Path | Upload | Sequence[Upload]
Reading = Iterator[tuple[int, np.ndarray | ImageError]]


@dataclass(frozen=True)
class Found:
    """The pictures of a source, none of them read yet.

    Attributes:
        title: what the source is called.
        labels: uint8 [n], the class of every picture.
        class_names: one name a label, in natural order; ("pictures",) where nothing is labelled.
        read: yields (index, uint8 [28, 28] or what is wrong with that picture) for rising indices.
        notes: one sentence for each thing that was decided.
        problems: one sentence for each thing that was left out.
    """

    title: str
    labels: np.ndarray
    class_names: tuple[str, ...]
    read: Callable[[Iterable[int]], Reading]
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@contextlib.contextmanager
def open_source(source: Source) -> Iterator[Found]:
    """Find the pictures of a source and keep it open for reading.

    Args:
        source: a folder; a .zip, .npz, .npy, .csv, .tsv or .txt file; the same uploaded; or many uploaded pictures.

    Raises:
        DataError: there is nothing of that kind, it is damaged, or it holds no pictures.
    """
    if isinstance(source, Path) and _is_folder(source):
        yield _folder(source)
    elif isinstance(source, (Path, Upload)):
        with _opened(source) as file:
            yield _found_in_file(file, source.name)
    else:
        uploads = list(source)
        files = [upload.name.replace("\\", "/") for upload in uploads]
        yield _picture_files("the uploaded files", files, lambda index: uploads[index].open().read(MAX_BYTES + 1))


def numbered(labels: Sequence[str | None]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return labels as numbers, uint8 [n], and the class names in natural order ("2" before "10").

    Args:
        labels: a name each; None is no label: the class "unsorted", or "pictures" where there is no label at all.

    Raises:
        DataError: there are more than 256 classes.
    """
    named = {label: _class_name(label) for label in set(labels) if label is not None}
    without = UNSORTED if named else UNLABELLED
    names = sorted({*named.values(), *([without] if None in labels else [])}, key=_natural)
    if len(names) > MAX_CLASSES:
        raise DataError(
            f"there may be up to {MAX_CLASSES} classes, got {len(names):,}, such as {', '.join(names[:3])}: "
            "join some, or give no labels"
        )
    numbers = {name: number for number, name in enumerate(names)}
    found = {label: numbers[name] for label, name in named.items()} | {None: numbers.get(without, 0)}
    return np.fromiter((found[label] for label in labels), np.uint8, len(labels)), tuple(names)


def short(name: str) -> str:
    """Return a name of at most 60 printable characters."""
    printable = "".join(character if character.isprintable() else " " for character in name).strip()
    return printable if len(printable) <= _MAX_NAME else f"{printable[:40]}…{printable[-16:]}"


def check_count(count: int, title: str) -> None:
    """Raise DataError where there are more pictures than can be taken."""
    if count > MAX_PICTURES:
        raise DataError(f"up to {MAX_PICTURES:,} pictures can be taken, {title} has {count:,}: leave some out")


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def _class_name(label: str) -> str:
    return short(label) or "unnamed"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name too long, or with a zero byte in it
        return False


@contextlib.contextmanager
def _opened(source: Path | Upload) -> Iterator[BinaryIO]:
    if isinstance(source, Upload):
        yield source.open()
        return
    try:
        if not source.exists():
            raise DataError(f"there is no file or folder {source}: choose {ACCEPTED}")
        if not source.is_file():
            raise DataError(f"{source} is neither a file nor a folder: choose {ACCEPTED}")
        file = source.open("rb")
    except (OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{short(str(source))} cannot be read ({error}): choose {ACCEPTED}") from error
    with file:
        yield file


def _found_in_file(file: BinaryIO, name: str) -> Found:
    from vae.data.arrays import arrays_in
    from vae.data.tables import table_in

    ending, title = Path(name).suffix.lower(), short(Path(name).name)
    if ending == ".zip":
        return _zip(file, title)
    if ending in (".npz", ".npy"):
        return arrays_in(file, title)
    if ending in (".csv", ".tsv", ".txt"):
        return table_in(file, title)
    raise DataError(f"{title} is no data set: choose {ACCEPTED}")


def _folder(path: Path) -> Found:
    files, problems = [], []
    for folder, folders, names in os.walk(path, onerror=lambda error: problems.append(_unreadable(error))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [(Path(folder) / name).relative_to(path).as_posix() for name in sorted(names)]
        check_count(len(files), path.name)

    def read(index: int) -> bytes:
        file = path / files[index]
        if not file.is_file():
            raise ImageError(f"{short(files[index])} is no ordinary file")
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)

    return _picture_files(path.resolve().name or str(path), files, read, problems)


def _unreadable(error: OSError) -> str:
    return f"{short(str(error.filename))} cannot be read ({error.strerror})"


def _zip(file: BinaryIO, title: str) -> Found:
    try:
        archive = zipfile.ZipFile(file)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except Exception as error:  # zipfile lets struct.error, UnicodeDecodeError, NotImplementedError and more through
        raise DataError(f"{title} is damaged or no .zip file ({error}): pack the pictures again") from error
    check_count(len(entries), title)
    packed, unpacked = file.seek(0, os.SEEK_END), sum(entry.file_size for entry in entries)
    if unpacked > _MAX_UNPACKED or (unpacked > _BOMB_BYTES and unpacked > _BOMB_RATIO * packed):
        raise DataError(
            f"{title} claims to unpack from {packed / 1e6:,.1f} MB to {unpacked / 1e9:,.1f} GB, which no pictures do: "
            "pack them again"
        )
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
        try:
            with archive.open(kept[index]) as opened:
                return opened.read(MAX_BYTES + 1)
        except Exception as error:  # a decompressor's own exceptions, CRC errors, unknown methods
            raise ImageError(f"{short(files[index])} cannot be unpacked ({error})") from error

    return _picture_files(title, files, read, problems)


def _picture_files(
    title: str, files: list[str], content: Callable[[int], bytes], problems: Sequence[str] = ()
) -> Found:
    """Return what files named by their paths in a folder hold; the content of one is asked for by its index."""
    found: list[int] = []
    others: list[int] = []
    for index, file in enumerate(files):
        folders, _, name = file.rpartition("/")
        if name.startswith(".") or folders.startswith("__MACOSX"):
            continue
        (found if name.lower().endswith(_ENDINGS) else others).append(index)
    left_out = list(problems)
    if others:
        some = ", ".join(short(files[index]) for index in others[:3]) + (", ..." if len(others) > 3 else "")
        left_out.append(f"{len(others):,} files that are no pictures by their names ({some})")
    if not found:
        raise DataError(f"{title} holds no pictures: expected files such as cats/1.png, cats/2.jpg, dogs/1.png")
    check_count(len(found), title)
    labels, notes = _folder_labels([files[index].rpartition("/")[0] for index in found])
    numbers, names = numbered(labels)

    def read(indices: Iterable[int]) -> Reading:
        for index in indices:
            yield index, _read_picture(files[found[index]], found[index], content)

    return Found(title, numbers, names, read, notes, left_out)


def _read_picture(file: str, index: int, content: Callable[[int], bytes]) -> np.ndarray | ImageError:
    try:
        return letterbox(open_picture(content(index), file, _DECODED_SIDE))
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
