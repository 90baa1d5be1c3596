"""Data for trainings elsewhere: found there by their fingerprint, or else sent there once and kept."""

import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from vae import files
from vae.data import datasets, own_data
from vae.data.dataset import DataError, own_name

BYTES_AT_ONCE = 8 * 2**20


@dataclass(frozen=True)
class Parcel:
    """What a training needs to find on another machine.

    Attributes:
        dataset: whose pictures, a name in `vae.data.datasets`.
        fingerprint: SHA-256 of the content.
    """

    dataset: str
    fingerprint: str


def parcel_of(dataset: str) -> Parcel:
    """Return what a training on a data set needs, after reading all of it, or of one's own what was noted of it.

    Raises:
        DataError: it cannot be had here.
    """
    whole = datasets.whole(dataset)
    loaded = datasets.load(whole)
    return Parcel(whole, loaded.fingerprint or own_data.fingerprint(loaded))


def names(parcel: Parcel) -> list[str]:
    """Return the names of the files that are sent; none of what comes with the program, which is never sent."""
    if own_name(parcel.dataset) is not None:
        return ["data.json", *(f"{part}.npy" for part in own_data.ARRAYS)]
    return [f"{parcel.dataset}.npz"] if datasets.is_downloaded(parcel.dataset) else []


def chunks(parcel: Parcel, name: str) -> Iterator[bytes]:
    """Yield a file of a parcel in pieces.

    Raises:
        DataError: the data set cannot be had any more.
        OSError: its file cannot be read.
    """
    own = own_name(parcel.dataset)
    if own is not None:
        with files.opened(own_data.open_data(own).folder / name) as file:
            yield from pieces(file)
        return
    loaded, packed = datasets.load(parcel.dataset), io.BytesIO()
    np.savez_compressed(
        packed, x_train=loaded.train_images, y_train=loaded.train_labels, x_test=loaded.test_images,
        y_test=loaded.test_labels,
    )  # fmt: skip
    packed.seek(0)
    yield from pieces(packed)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what an open file holds in pieces of at most BYTES_AT_ONCE; one empty piece of an empty file."""
    yield file.read(BYTES_AT_ONCE)
    while content := file.read(BYTES_AT_ONCE):
        yield content


def is_here(parcel: Parcel) -> bool:
    """Return whether this machine has what a parcel would bring, from wherever it came."""
    return _kept(parcel).is_dir() or _found(parcel) is not None or _is_loaded(parcel)


def keep(parcel: Parcel, inbox: Path, digests: dict[str, str]) -> None:
    """Move what came into this machine's store, for this study and others.

    Args:
        parcel: what came.
        inbox: the folder where its files are.
        digests: the SHA-256 of every file, as they were sent.

    Raises:
        DataError: it is not what was sent.
        OSError: there is no room.
    """
    for name, digest in digests.items():
        if _digest(inbox / name) != digest:
            raise DataError(f"{name} came damaged")
    if not _kept(parcel).is_dir():
        with files.whole_folder(_kept(parcel), replace=True) as folder:
            for name in digests:
                shutil.copyfile(inbox / name, folder / name)
    for name in digests:
        (inbox / name).unlink()


def lay_out(parcel: Parcel, home: Path) -> dict[str, str]:
    """Let a training whose VAE_HOME is another folder find the data, and return environment variables for it.

    Raises:
        OSError: that folder cannot be written.
    """
    own = own_name(parcel.dataset)
    if own is not None:
        (home / "data").mkdir(parents=True, exist_ok=True)
        _link(_found(parcel) or _kept(parcel), home / "data" / own)
        return {}
    if _is_loaded(parcel) or not _kept(parcel).is_dir():
        return {}
    beside = home / "files"
    beside.mkdir(parents=True, exist_ok=True)
    # The other data sets of this machine, which figures are measured against, stay where they are found.
    folders = [_kept(parcel), *(Path(folder) for folder in [os.environ.get("VAE_DATA_DIR")] if folder)]
    for path in (path for folder in folders for path in sorted(folder.glob("*.npz"))):
        if not (beside / path.name).exists():
            _link(path, beside / path.name)
    return {"VAE_DATA_DIR": str(beside)}


def _kept(parcel: Parcel) -> Path:
    return files.home_folder() / "cluster" / parcel.fingerprint


def _found(parcel: Parcel) -> Path | None:
    """Return the folder of a data set of one's own with that content, whatever its name is here."""
    if own_name(parcel.dataset) is None:
        return None
    return next((own.folder for own in own_data.list_data()[0] if own.fingerprint == parcel.fingerprint), None)


def _is_loaded(parcel: Parcel) -> bool:
    """Return whether this machine loads the same under the same name."""
    if own_name(parcel.dataset) is not None:
        return False
    try:
        return own_data.fingerprint(datasets.load(parcel.dataset, download=False)) == parcel.fingerprint
    except DataError:
        return False


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with files.opened(path) as file:
        for content in pieces(file):
            digest.update(content)
    return digest.hexdigest()


def _link(source: Path, target: Path) -> None:
    """Let a file or a folder be found in another place; copied where the system makes no links."""
    try:
        target.symlink_to(source.absolute(), target_is_directory=source.is_dir())
    except OSError:
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
