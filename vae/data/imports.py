"""Import pictures of one's own as a data set: look into them first, then write them into the data folder."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np

from vae import files
from vae.data.dataset import DataError, Dataset
from vae.data.found import Found
from vae.data.own_data import ARRAYS, NAME, NUM_AT_ONCE, VERSION, OwnData, data_folder, fingerprint, open_data
from vae.data.reduction import FINE, loss
from vae.data.sources import Source, open_source
from vae.pictures.image_files import ImageError
from vae.pictures.letterbox import has_light_rim
from vae.shape import MNIST, PictureShape

MIN_PICTURES = 50
MAX_HELD_OUT = 10_000
NUM_LISTED_PROBLEMS = 1000
_HELD_OUT_SHARE = 0.2
_SPLIT_SEED = 0

Invert = bool | Literal["auto"]
Progress = Callable[[float], object]


@dataclass(frozen=True)
class Preview:
    """What an import would bring, as far as some seconds of reading tell.

    Attributes:
        title: what the source is called.
        num_pictures: pictures found, without those that turned out to be damaged.
        num_unchecked: pictures among them that were not read; some of these may be damaged, too.
        class_names: one name a label; ("pictures",) where there are no labels.
        class_counts: pictures of every class, likewise.
        images: uint8 [k, *shape], pictures spread over the source, as training would see them.
        labels: uint8 [k].
        inverted: whether black and white change places.
        notes: one sentence for each thing that was decided.
        problems: one sentence for each thing that would be left out, as far as it is known.
        fine: the same pictures as they are, uint8 [k, 64, 64, 3].
        loss: what they lose, as `vae.data.reduction.loss` counts it.
    """

    title: str
    num_pictures: int
    num_unchecked: int
    class_names: tuple[str, ...]
    class_counts: tuple[int, ...]
    images: np.ndarray
    labels: np.ndarray
    inverted: bool
    notes: tuple[str, ...]
    problems: tuple[str, ...]
    fine: np.ndarray
    loss: float


def preview(
    source: Source, limit: int = 40, invert: Invert = "auto", seconds: float = 2.0, shape: PictureShape = MNIST
) -> Preview:
    """Look into a source without importing it.

    Args:
        source: see `vae.data.sources.open_source`.
        limit: how many pictures to show, at least 1, spread evenly over the source.
        invert: whether black and white are to change places; "auto" of those that are dark on light
            where most of the pictures shown are.
        seconds: how long to go on reading the others, to find those that are damaged.
        shape: that the pictures are brought to.

    Raises:
        DataError: there is no such source, it is damaged, it holds too few pictures, or one of each class only, or none
            of those read is whole.
    """
    with open_source(source, shape) as found:
        count = len(found.labels)
        _check_enough(count, found.title, "")
        _check_several(found.labels, found.title)
        chosen = np.unique(np.linspace(0, count - 1, min(limit, count)).astype(int)).tolist()
        images, indices, damaged = [], [], {}
        for index, picture in found.read(chosen):
            if isinstance(picture, ImageError):
                damaged[index] = str(picture)
            else:
                images.append(picture)
                indices.append(index)
        if not images:
            raise DataError(
                f"none of {len(chosen)} pictures of {found.title} can be read: {next(iter(damaged.values()))}"
            )
        num_unchecked = _check_others(found, chosen, damaged, seconds)
        stacked = np.stack(images)
        inverted = _inverts(stacked, invert)
        labels = np.delete(found.labels, list(damaged))
        problems = (*found.problems, *(damaged[index] for index in sorted(damaged)))
        return Preview(
            found.title, count - len(damaged), num_unchecked, found.class_names,
            tuple(np.bincount(labels, minlength=len(found.class_names)).tolist()),
            _turned(stacked, inverted, invert), found.labels[indices], inverted, tuple(found.notes), problems,
            *_compared(source, indices, stacked),
        )  # fmt: skip


def _compared(source: Source, indices: list[int], reduced: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the pictures of those indices as they are, and what they lose."""
    with open_source(source, FINE) as found:
        read = dict(found.read(indices))
    both = [(picture, small) for index, small in zip(indices, reduced, strict=True)
            if not isinstance(picture := read[index], ImageError)]  # fmt: skip
    fine = np.stack([picture for picture, _ in both])
    return fine, loss(fine, np.stack([small for _, small in both]))


def _check_others(found: Found, chosen: list[int], damaged: dict[int, str], seconds: float) -> int:
    """Read those not chosen as long as there is time and note the damaged ones; return how many remain."""
    others = np.delete(np.arange(len(found.labels)), chosen).tolist()
    until = time.monotonic() + seconds
    if not others or seconds <= 0:
        return len(others)
    for done, (index, picture) in enumerate(found.read(others), 1):
        if isinstance(picture, ImageError):
            damaged[index] = str(picture)
        if time.monotonic() > until:
            return len(others) - done
    return 0


def import_data(
    source: Source,
    name: str,
    invert: Invert = "auto",
    progress: Progress | None = None,
    shape: PictureShape = MNIST,
) -> OwnData:
    """Import pictures as a data set; it appears in one step, or not at all.

    Pictures are brought to one shape one by one, so memory does not grow with their number. A fifth of every class is
    held out, at most 10,000 in all, chosen with a fixed seed.

    Args:
        source: see `vae.data.sources.open_source`.
        name: 1-64 characters from a-z, 0-9, "-" and "_", starting with a letter or digit, not yet taken.
        invert: whether black and white change places; "auto" of those that are dark on light where most are, as MNIST
            is not.
        progress: called with the share done, 0 to 1.
        shape: that the pictures are brought to.

    Returns:
        What is known of the new data set; its pictures that cannot be read are left out and named in `problems`.

    Raises:
        DataError: the name cannot be had, the source cannot be used, fewer than 50 of its pictures can be read, no
            class has more than one of these, or the data folder cannot be written.
    """
    _check_free(name)
    report = progress or (lambda share: None)
    with open_source(source, shape) as found:
        _check_enough(len(found.labels), found.title, "")
        _check_several(found.labels, found.title)
        try:
            with files.whole_folder(data_folder() / name) as part:
                facts = _write(found, part, invert, shape, report)
                files.write_json(part / "data.json", {"version": VERSION, **facts}, indent=2)
                _check_free(name)
        except OSError as error:
            raise DataError(files.unwritable(data_folder(), error)) from error
    report(1.0)
    return open_data(name)


def held_out(labels: np.ndarray) -> np.ndarray:
    """Choose what is held out: a fifth of every class, at most 10,000 in all; a class with one picture keeps it.

    Args:
        labels: uint8 [n].

    Returns:
        Rising indices, int64 [m].
    """
    several = np.flatnonzero(np.bincount(labels)[labels] > 1)
    order = several[np.lexsort((np.random.default_rng(_SPLIT_SEED).random(len(several)), labels[several]))]
    count = min(MAX_HELD_OUT, round(_HELD_OUT_SHARE * len(labels)), len(order) // 2)
    # every so manieth of the pictures sorted by class, in random order within each
    return np.sort(order[((np.arange(count) + 0.5) * len(order) / max(1, count)).astype(np.int64)])


def _check_free(name: str) -> None:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        shown = repr(name if len(str(name)) <= 80 else f"{str(name)[:60]}…")
        raise DataError(
            f"name must be 1-64 characters from a-z, 0-9, '-' and '_', starting with a letter or digit, got {shown}"
        )
    if (data_folder() / name).exists():
        raise DataError(f"a data set of your own is named {name!r} already: choose another name or delete it first")


def _check_enough(count: int, title: str, reason: str) -> None:
    if count < MIN_PICTURES:
        raise DataError(f"at least {MIN_PICTURES} pictures are needed, {title} has {count}{reason}")


def _check_several(labels: np.ndarray, title: str, which: str = "") -> None:
    """Refuse labels of which `held_out` can choose none."""
    if np.bincount(labels).max() < 2:
        raise DataError(
            f"every class of {title} has one picture only{which}, so none can be held out: give fewer classes, or "
            "pictures without classes"
        )


def _write(found: Found, folder: Path, invert: Invert, shape: PictureShape, report: Progress) -> dict[str, Any]:
    """Write the four arrays into a folder and return what data.json says."""
    raw = folder / "pictures.raw"
    kept, problems = _write_raw(found, raw, report)
    left_out = len(found.labels) - len(kept)
    if not len(kept):
        raise DataError(f"none of the {left_out:,} pictures of {found.title} can be read; the first: {problems[0]}")
    _check_enough(len(kept), found.title, f" that can be read; left out: {problems[0]}" if left_out else "")
    _check_several(found.labels[kept], found.title, " that can be read" if left_out else "")
    images = np.memmap(raw, np.uint8, "r", shape=(len(kept), *shape.array))
    inverted = _inverts(images, invert)
    present, labels = np.unique(found.labels[kept], return_inverse=True)
    names = tuple(found.class_names[label] for label in present)
    turned = partial(_turned, inverted=inverted, invert=invert)
    is_test = _write_split(folder, images, labels.astype(np.uint8), turned)
    del images
    raw.unlink()
    arrays = {part: np.load(folder / f"{part}.npy", mmap_mode="r") for part in ARRAYS}
    everything = [*found.problems, *problems]
    return {
        "source": found.title,
        "class_names": names,
        "train_counts": np.bincount(labels[~is_test], minlength=len(names)).tolist(),
        "test_counts": np.bincount(labels[is_test], minlength=len(names)).tolist(),
        "inverted": bool(inverted),
        **({} if shape == MNIST else {"shape": shape}),
        "fingerprint": fingerprint(Dataset("", **arrays, class_names=names)),
        "notes": found.notes,
        "problems": everything[:NUM_LISTED_PROBLEMS],
        "num_problems": len(everything),
    }


def _write_split(
    folder: Path, images: np.ndarray, labels: np.ndarray, turned: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Write the four arrays and return which pictures are held out, bool [n]."""
    test = held_out(labels)
    is_test = np.zeros(len(labels), bool)
    is_test[test] = True
    # In random order, because whoever takes the first few of them wants some of every class.
    test = np.random.default_rng(_SPLIT_SEED).permutation(test)
    np.save(folder / "test_images.npy", turned(images[test]))
    np.save(folder / "test_labels.npy", labels[test])
    np.save(folder / "train_labels.npy", labels[~is_test])
    _write_images(folder / "train_images.npy", images, np.flatnonzero(~is_test), turned)
    return is_test


def _write_raw(found: Found, path: Path, report: Progress) -> tuple[np.ndarray, list[str]]:
    """Write all pictures that can be read one after the other.

    Returns:
        The indices of those written, and what is wrong with the others.
    """
    count = len(found.labels)
    is_kept, problems = np.zeros(count, bool), []
    with path.open("wb") as file:
        for index, picture in found.read(range(count)):
            if isinstance(picture, ImageError):
                problems.append(str(picture))
            else:
                file.write(picture.tobytes())
                is_kept[index] = True
            if index % 100 == 0:
                report(0.95 * index / count)
    return np.flatnonzero(is_kept), problems


def _turned(images: np.ndarray, inverted: bool, invert: Invert) -> np.ndarray:
    """Return pictures with black and white changed: all where that was wished for, else those that are dark on light.

    In a mixed set what was cut out, sprites for one, is bright on black already. Colours stay as they are.
    """
    if not inverted or images.ndim == 4:
        return images
    return 255 - images if invert != "auto" else np.where(has_light_rim(images)[:, None, None], 255 - images, images)


def _inverts(images: np.ndarray, invert: Invert) -> bool:
    """Return whether black and white of pictures change places; there is nothing to change in colour."""
    if images.ndim == 4:
        return False
    return _is_mostly_light(images) if invert == "auto" else invert


def _is_mostly_light(images: np.ndarray) -> bool:
    """Return whether more than half of the images are dark on light."""
    parts = _parts(np.arange(len(images)))
    return sum(int(has_light_rim(images[part[0] : part[-1] + 1]).sum()) for part in parts) > len(images) / 2


def _write_images(path: Path, images: np.ndarray, rows: np.ndarray, turned: Callable[[np.ndarray], np.ndarray]) -> None:
    """Write some rows as an .npy file, a part at a time: a full disk then is an error, where a mapped file crashes."""
    with path.open("wb") as file:
        header = {"descr": "|u1", "fortran_order": False, "shape": (len(rows), *images.shape[1:])}
        np.lib.format.write_array_header_1_0(file, header)
        for part in _parts(rows):
            file.write(turned(images[part]).tobytes())
        file.flush()
        os.fsync(file.fileno())


def _parts(rows: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(rows), NUM_AT_ONCE):
        yield rows[start : start + NUM_AT_ONCE]
