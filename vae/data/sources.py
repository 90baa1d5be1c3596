"""Where pictures come from: a folder, a .zip, uploads, NumPy's, idx or .csv files, found first and read one by one."""

import contextlib
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from vae.data.arrays import arrays_in
from vae.data.dataset import DataError
from vae.data.found import Found, short
from vae.data.idx import IdxFile, idx_in, is_idx
from vae.data.picture_files import named_pictures, pictures_in_folder, pictures_in_zip
from vae.data.tables import table_in
from vae.pictures.image_files import check_bytes
from vae.shape import MNIST, PictureShape

ACCEPTED = "a folder or .zip of pictures, an .npz, .npy, idx or .csv file"


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


@contextlib.contextmanager
def open_source(source: Source, shape: PictureShape = MNIST) -> Iterator[Found]:
    """Find the pictures of a source and keep it open for reading.

    Args:
        source: a folder; a .zip, .npz, .npy, idx (also .gz), .csv, .tsv or .txt file; the same uploaded; many uploaded
            pictures; or idx files, uploaded or in a folder.
        shape: that the pictures are brought to.

    Raises:
        DataError: there is nothing of that kind, it is damaged, or it holds no pictures.
    """
    if isinstance(source, Path) and _is_folder(source):
        with _idx_files(source) as idx_files:
            name = source.resolve().name
            yield idx_in(idx_files, name, shape) if idx_files else pictures_in_folder(source, shape)
    elif isinstance(source, (Path, Upload)):
        with _opened(source) as file:
            yield _found_in_file(file, source.name, shape)
    else:
        uploads = list(source)
        if uploads and all(is_idx(upload.name) for upload in uploads):
            yield idx_in([IdxFile(upload.name, upload.open) for upload in uploads], "the upload", shape)
            return
        files = [upload.name.replace("\\", "/") for upload in uploads]

        def read(index: int) -> bytes:
            file = uploads[index].open()
            check_bytes(file.seek(0, os.SEEK_END), files[index])
            return _rewound(file).read()

        yield named_pictures("the upload", files, read, shape=shape)


@contextlib.contextmanager
def _idx_files(folder: Path) -> Iterator[list[IdxFile]]:
    """Give the idx files of a folder that holds nothing else, and close what was opened of them."""
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        paths = []
    if not paths or not all(is_idx(path.name) and path.is_file() for path in paths):
        yield []
        return
    with contextlib.ExitStack() as stack:
        yield [IdxFile(path.name, partial(_entered, stack, path)) for path in paths]


def _entered(stack: contextlib.ExitStack, path: Path) -> BinaryIO:
    return stack.enter_context(path.open("rb"))


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


def _rewound(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def _found_in_file(file: BinaryIO, name: str, shape: PictureShape) -> Found:
    if is_idx(name):
        return idx_in([IdxFile(name, lambda: _rewound(file))], short(Path(name).name), shape)
    ending, title = Path(name).suffix.lower(), short(Path(name).name)
    if ending == ".zip":
        return pictures_in_zip(file, title, shape)
    if ending in (".npz", ".npy"):
        return arrays_in(file, title, shape)
    if ending in (".csv", ".tsv", ".txt"):
        return table_in(file, title, shape)
    raise DataError(f"{title} is no data set: choose {ACCEPTED}")
