"""Codes that come with a model as an .npz, .npy or .csv file: numbers a picture, with or without its class."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from vae.data.dataset import DataError
from vae.data.found import numbered, short
from vae.numerals import is_number

_NAMES = ("z_mean", "codes", "z", "latents", "embeddings", "x")
_LABELS = ("labels", "label", "y", "classes", "class", "target", "targets")
_INDEX = ("index", "id", "number")
_MOST_BYTES = 256_000_000
_MOST_CODES = 100_000
_COORDINATE = re.compile(r"z_?(\d+)")


@dataclass(frozen=True)
class Codes:
    """Codes of pictures.

    Attributes:
        z: float32 [n, latent_dim].
        labels: uint8 [n]; all 0 where nothing is labelled.
        class_names: one name a label; ("pictures",) where nothing is labelled.
    """

    z: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]


def read_codes(name: str, content: bytes) -> Codes:
    """Read codes from a file.

    An .npz holds them as "z_mean", "codes" or "z", or as its only table of numbers, and their classes as "labels" or
    "y". A .csv has a line a picture; a heading may call its columns z1, z2, ... and label, as Explore writes them.

    Args:
        name: of the file, whose ending says what it is.
        content: its bytes.

    Raises:
        DataError: it is damaged, or holds nothing of the kind.
    """
    title, ending = short(PurePath(name).name), PurePath(name).suffix.lower()
    if ending in (".npz", ".npy"):
        z, labels = _from_arrays(title, content)
    elif ending in (".csv", ".tsv", ".txt"):
        z, labels = _from_table(title, content)
    else:
        raise DataError(f"codes must be an .npz, .npy or .csv file, got {title}")
    return _checked(title, z, labels)


def _checked(title: str, z: np.ndarray, labels: list[str | None] | None) -> Codes:
    if z.ndim > 2:
        z = z.reshape(len(z), -1)  # codes that are not flat
    if z.ndim != 2 or z.dtype.kind not in "fiu" or not z.size:
        raise DataError(f"the codes of {title} must be numbers [n, latent dimensions], got {z.dtype} {list(z.shape)}")
    if len(z) > _MOST_CODES:
        raise DataError(f"up to {_MOST_CODES:,} codes can be taken, {title} has {len(z):,}: leave some out")
    if not np.isfinite(z).all():
        raise DataError(f"the codes of {title} must be finite numbers, some are not")
    if labels is not None and len(labels) != len(z):
        raise DataError(f"{title} has {len(z):,} codes but {len(labels):,} labels")
    numbers, names = numbered([None] * len(z) if labels is None else labels)
    return Codes(z.astype(np.float32), numbers, names)


def _from_arrays(title: str, content: bytes) -> tuple[np.ndarray, list[str | None] | None]:
    arrays = {title: _loaded(title, content)} if content[:2] != b"PK" else _unpacked(title, content)
    by_name = {name.lower(): array for name, array in arrays.items()}
    labels = next((by_name[name] for name in _LABELS if name in by_name), None)
    found = next((by_name[name] for name in _NAMES if name in by_name), None)
    if found is None:
        tables = [array for array in arrays.values() if array.ndim > 1]
        if len(tables) != 1:
            names = ", ".join(short(name) for name in list(arrays)[:8]) or "nothing"
            raise DataError(f"{title} must hold 'codes' (and 'labels', if there are any), got {names}")
        found = tables[0]
    if labels is not None and (labels.ndim != 1 or labels.dtype.kind not in "biufUS"):
        raise DataError(f"the labels of {title} must be whole numbers or names [n], got {list(labels.shape)}")
    return found, None if labels is None else [_label(value) for value in labels.tolist()]


def _label(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _unpacked(title: str, content: bytes) -> dict[str, np.ndarray]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > _MOST_BYTES:
                raise DataError(f"{title} unpacks to {size / 1e6:,.0f} MB, more than the {_MOST_BYTES / 1e6:,.0f} read")
            entries = [entry for entry in archive.namelist() if entry.endswith(".npy")]
            return {entry.removesuffix(".npy"): _loaded(title, archive.read(entry)) for entry in entries}
    except DataError:
        raise
    except Exception as error:  # zipfile and zlib each have their own for a damaged file
        raise DataError(f"{title} is damaged or no .npz file: save it again") from error


def _loaded(title: str, content: bytes) -> np.ndarray:
    try:
        array = np.load(io.BytesIO(content), allow_pickle=False)
    except Exception as error:  # NumPy and tokenize each have their own for a damaged file
        raise DataError(f"{title} is damaged or holds something else than arrays of numbers: save it again") from error
    if not isinstance(array, np.ndarray):
        raise DataError(f"{title} is damaged: save it again")
    return array


def _from_table(title: str, content: bytes) -> tuple[np.ndarray, list[str | None] | None]:
    text = content.decode("utf-8-sig", "replace")
    first = text.partition("\n")[0]
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)) if row]
    except csv.Error as error:
        raise DataError(f"{title} is no table: expected a line of numbers for each code") from error
    if not rows:
        raise DataError(f"{title} is empty: expected a line of numbers for each code")
    heads = [cell.strip().lower() for cell in rows[0]]
    has_heads = not all(is_number(cell) for cell in heads) and any(not is_number(cell) for cell in heads[:-1])
    if any(len(row) != len(heads) for row in rows):
        raise DataError(f"every line of {title} must have {len(heads)} values, as the first has")
    body = rows[1:] if has_heads else rows
    label = next((index for index, head in enumerate(heads) if has_heads and head in _LABELS), None)
    if label is None and body and not is_number(body[0][-1]):
        label = len(heads) - 1
    columns = [index for index, head in enumerate(heads) if has_heads and _COORDINATE.fullmatch(head)]
    others = [index for index in range(len(heads)) if index != label and not (has_heads and heads[index] in _INDEX)]
    try:
        z = np.array([[float(row[index]) for index in columns or others] for row in body], np.float32)
    except ValueError as error:
        raise DataError(f"{title} must hold numbers but for a column of labels ({str(error)[:80]})") from error
    return z, None if label is None else [row[label].strip() or None for row in body]
