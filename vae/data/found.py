"""What every source of pictures comes down to: how many, of which classes, and a way to read them one by one."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from vae.data.dataset import DataError
from vae.pictures.image_files import ImageError

MAX_PICTURES = 1_000_000
MAX_CLASSES = 256
UNLABELLED = "pictures"
UNSORTED = "unsorted"
_MAX_NAME = 60
# Bytes from which on an archive may be no more than so many times as small: one digit on a white page comes to 714, a
# shape in a colour to 220, nothing at all to 1,029.
_BOMBS = ((50_000_000, 900), (1_000_000_000, 200))
_MAX_UNPACKED = 100_000_000_000

Reading = Iterator[tuple[int, np.ndarray | ImageError]]


@dataclass(frozen=True)
class Found:
    """The pictures of a source, none of them read yet.

    Attributes:
        title: what the source is called.
        labels: uint8 [n], the class of every picture.
        class_names: one name a label, in natural order; ("pictures",) where nothing is labelled.
        read: yields (index, uint8 [*shape] or what is wrong with that picture) for rising indices.
        notes: one sentence for each thing that was decided.
        problems: one sentence for each thing that was left out.
    """

    title: str
    labels: np.ndarray
    class_names: tuple[str, ...]
    read: Callable[[Iterable[int]], Reading]
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


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


def check_unpacked(packed: int, unpacked: int, title: str) -> None:
    """Refuse an archive that unpacks to far more than pictures do, by what its directory says.

    Args:
        packed: bytes of the archive.
        unpacked: bytes of all that is in it.
        title: what to call it in messages.

    Raises:
        DataError: it does.
    """
    is_bomb = any(unpacked > size and unpacked > ratio * packed for size, ratio in _BOMBS)
    if unpacked > _MAX_UNPACKED or is_bomb:
        raise DataError(
            f"{title} claims to unpack from {packed / 1e6:,.1f} MB to {unpacked / 1e6:,.0f} MB, which no pictures do: "
            "pack pictures that show something, fewer at a time"
        )
