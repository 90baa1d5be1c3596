"""Data sets of one's own: previewed, imported into the data folder, listed, loaded and deleted."""

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from vae.config import IMAGE_SHAPE
from vae.dataset import OWN_PREFIX, DataError, Dataset
from vae.image_files import ImageError
from vae.letterbox import has_light_rim
from vae.picture_sources import Found, Source, Upload, open_source
from vae.runs import home_folder

__all__ = ["MAX_HELD_OUT", "MIN_PICTURES", "OwnData", "Preview", "Upload", "data_folder", "delete_data", "fingerprint",
           "import_data", "list_data", "load_data", "open_data", "preview"]  # fmt: skip

MIN_PICTURES = 50
MAX_HELD_OUT = 10_000
NUM_LISTED_PROBLEMS = 1000
_HELD_OUT_SHARE = 0.2
_SPLIT_SEED = 0
_VERSION = 1
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_PART = 16_384
_ARRAYS = ("train_images", "train_labels", "test_images", "test_labels")

Invert = bool | Literal["auto"]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Preview:
    """What an import would bring, from reading a few pictures only.

    Attributes:
        title: what the source is called.
        num_pictures: pictures found; some may turn out to be damaged.
        class_names: one name a label; ("pictures",) where there are no labels.
        class_counts: pictures of every class.
        images: uint8 [k, 28, 28], pictures spread over the source, as training would see them.
        labels: uint8 [k].
        inverted: whether black and white change places.
        notes: one sentence for each thing that was decided.
        problems: one sentence for each thing that would be left out, as far as it is known.
    """

    title: str
    num_pictures: int
    class_names: tuple[str, ...]
    class_counts: tuple[int, ...]
    images: np.ndarray
    labels: np.ndarray
    inverted: bool
    notes: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class OwnData:
    """What is known of an imported data set.

    Attributes:
        name: its name, as `import_data` was given it.
        source: what it was imported from.
        class_names: one name a label.
        train_counts: training pictures of every class.
        test_counts: held-out pictures of every class.
        inverted: whether black and white changed places.
        fingerprint: SHA-256 of the content.
        notes: what was decided at the import, in sentences.
        problems: what was left out, in sentences, the first 1000.
        num_problems: how many such sentences there were.
    """

    name: str
    source: str
    class_names: tuple[str, ...]
    train_counts: tuple[int, ...]
    test_counts: tuple[int, ...]
    inverted: bool
    fingerprint: str
    notes: tuple[str, ...]
    problems: tuple[str, ...]
    num_problems: int

    @property
    def dataset(self) -> str:
        """The name that `vae.data.load` and a run's configuration know it by."""
        return OWN_PREFIX + self.name

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return data_folder() / self.name

    @property
    def num_train(self) -> int:
        """Training pictures."""
        return sum(self.train_counts)

    @property
    def num_test(self) -> int:
        """Held-out pictures."""
        return sum(self.test_counts)


def data_folder() -> Path:
    """Return the folder of the data sets imported on this machine."""
    return home_folder() / "data"


def preview(source: Source, limit: int = 40, invert: Invert = "auto") -> Preview:
    """Look into a source without importing it.

    Args:
        source: see `vae.picture_sources.open_source`.
        limit: how many pictures to read, at least 1, spread evenly over the source.
        invert: whether black and white are to change places; "auto" where most of the pictures read are dark on light.

    Raises:
        DataError: there is no such source, it is damaged, it holds too few pictures, or none of those read is whole.
    """
    with open_source(source) as found:
        count = len(found.labels)
        _check_enough(count, found.title, "")
        chosen = np.unique(np.linspace(0, count - 1, min(limit, count)).astype(int)).tolist()
        images, indices, problems = [], [], list(found.problems)
        for index, picture in found.read(chosen):
            if isinstance(picture, ImageError):
                problems.append(str(picture))
            else:
                images.append(picture)
                indices.append(index)
        if not images:
            raise DataError(f"none of {len(chosen)} pictures of {found.title} can be read: {problems[-1]}")
        stacked = np.stack(images)
        inverted = _is_mostly_light(stacked) if invert == "auto" else invert
        return Preview(
            found.title, count, found.class_names,
            tuple(np.bincount(found.labels, minlength=len(found.class_names)).tolist()),
            255 - stacked if inverted else stacked, found.labels[indices], inverted, tuple(found.notes),
            tuple(problems),
        )  # fmt: skip


def import_data(source: Source, name: str, invert: Invert = "auto", progress: Progress | None = None) -> OwnData:
    """Import pictures as a data set; it appears in one step, or not at all.

    Pictures become 28x28 grey pixels one by one, so memory does not grow with their number. A fifth of every class is
    held out, at most 10,000 in all, chosen with a fixed seed.

    Args:
        source: see `vae.picture_sources.open_source`.
        name: 1-64 characters from a-z, 0-9, "-" and "_", starting with a letter or digit, not yet taken.
        invert: whether black and white change places; "auto" where most pictures are dark on light, as MNIST is not.
        progress: called with the share done, 0 to 1.

    Returns:
        What is known of the new data set; its pictures that cannot be read are left out and named in `problems`.

    Raises:
        DataError: the name cannot be had, the source cannot be used, fewer than 50 of its pictures can be read, or the
            data folder cannot be written.
    """
    _check_free(name)
    report = progress or (lambda share: None)
    with open_source(source) as found:
        _check_enough(len(found.labels), found.title, "")
        try:
            data_folder().mkdir(parents=True, exist_ok=True)
            temporary = Path(tempfile.mkdtemp(prefix=".adding-", dir=data_folder()))
        except OSError as error:
            raise _not_writable(error) from error
        try:
            facts = _write(found, temporary, invert, report)
            (temporary / "data.json").write_text(json.dumps({"version": _VERSION, **facts}, indent=2) + "\n")
            temporary.chmod(0o755)
            _check_free(name)
            os.rename(temporary, data_folder() / name)
        except OSError as error:
            raise _not_writable(error) from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    report(1.0)
    return open_data(name)


def list_data() -> tuple[list[OwnData], list[str]]:
    """Find all imported data sets, by name, and one sentence for each folder that is none."""
    try:
        names = sorted(path.name for path in data_folder().iterdir() if path.is_dir() and path.name[0] != ".")
    except OSError:
        names = []
    found, problems = [], []
    for name in names:
        try:
            found.append(open_data(name))
        except DataError as error:
            problems.append(str(error))
    return found, problems


def open_data(name: str) -> OwnData:
    """Return what is known of an imported data set.

    Raises:
        DataError: there is none of that name, or its folder is damaged.
    """
    path = data_folder() / name / "data.json"
    if not _NAME.fullmatch(name) or not path.parent.is_dir():
        raise DataError(f"there is no data set of your own named {name!r}: add one with python -m vae data add")
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if facts.pop("version") != _VERSION:
            raise ValueError("version")
        lists = {key: tuple(value) for key, value in facts.items() if isinstance(value, list)}
        own = OwnData(name=name, **{**facts, **lists})
        if not own.class_names or not len(own.class_names) == len(own.train_counts) == len(own.test_counts):
            raise ValueError("classes")
        if own.num_train < 1 or own.num_test < 1 or not isinstance(own.fingerprint, str):
            raise ValueError("counts")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DataError(f"the data set {name!r} is damaged (data.json): delete it and add it again") from error
    return own


def load_data(name: str) -> Dataset:
    """Load an imported data set; its training images stay in their file and are mapped, not read.

    Raises:
        DataError: there is none of that name, or its folder is damaged.
    """
    own = open_data(name)
    counts = {"train": own.num_train, "test": own.num_test}
    arrays = {}
    for part in _ARRAYS:
        try:
            mode: Any = "r" if part == "train_images" else None
            array = np.load(own.folder / f"{part}.npy", mmap_mode=mode, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise DataError(f"the data set {name!r} is damaged ({part}.npy): delete it and add it again") from error
        shape = (counts[part.partition("_")[0]], *(IMAGE_SHAPE if part.endswith("images") else ()))
        if array.shape != shape or array.dtype != np.uint8:
            raise DataError(
                f"the data set {name!r} is damaged: {part}.npy must be uint8 {list(shape)}, "
                f"got {array.dtype} {list(array.shape)}; delete it and add it again"
            )
        if part.endswith("labels") and array.max() >= len(own.class_names):
            raise DataError(f"the data set {name!r} is damaged ({part}.npy): delete it and add it again")
        arrays[part] = array
    return Dataset(own.dataset, **arrays, class_names=own.class_names, fingerprint=own.fingerprint)


def delete_data(name: str) -> None:
    """Delete an imported data set; runs trained on it stay and still open.

    Raises:
        DataError: there is none of that name, or it cannot be deleted.
    """
    folder = data_folder() / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        raise DataError(f"there is no data set of your own named {name!r}")
    try:
        # Moved aside first, so that what is left of a deletion that broke off is not taken for a data set.
        aside = Path(tempfile.mkdtemp(prefix=".deleting-", dir=data_folder()))
        os.rename(folder, aside / name)
        shutil.rmtree(aside)
    except OSError as error:
        raise DataError(f"the data set {name!r} cannot be deleted ({error.strerror})") from error


def fingerprint(dataset: Dataset) -> str:
    """Return the SHA-256 of a data set's content: class names, labels and pixels, in their order, split as they are."""
    digest = hashlib.sha256(json.dumps(list(dataset.class_names)).encode())
    for part in _ARRAYS:
        array = getattr(dataset, part)
        digest.update(f"{part} {list(array.shape)}".encode())
        for start in range(0, len(array), _PART):
            digest.update(np.ascontiguousarray(array[start : start + _PART]).data)
    return digest.hexdigest()


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
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        shown = repr(name if len(str(name)) <= 80 else f"{str(name)[:60]}…")
        raise DataError(
            f"name must be 1-64 characters from a-z, 0-9, '-' and '_', starting with a letter or digit, got {shown}"
        )
    if (data_folder() / name).exists():
        raise DataError(f"a data set of your own is named {name!r} already: choose another name or delete it first")


def _check_enough(count: int, title: str, reason: str) -> None:
    if count < MIN_PICTURES:
        raise DataError(f"at least {MIN_PICTURES} pictures are needed, {title} has {count}{reason}")


def _not_writable(error: OSError) -> DataError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DataError(f"no room is left in {data_folder()}: free some, or set VAE_HOME to a folder on another disk")
    return DataError(f"{data_folder()} cannot be written ({error.strerror or error}): set VAE_HOME to another folder")


def _write(found: Found, folder: Path, invert: Invert, report: Progress) -> dict[str, Any]:
    """Write the four arrays into a folder and return what data.json says."""
    raw = folder / "pictures.raw"
    kept, problems = _write_raw(found, raw, report)
    left_out = len(found.labels) - len(kept)
    if not len(kept):
        raise DataError(f"none of the {left_out:,} pictures of {found.title} can be read; the first: {problems[0]}")
    _check_enough(len(kept), found.title, f" that can be read; left out: {problems[0]}" if left_out else "")
    images = np.memmap(raw, np.uint8, "r", shape=(len(kept), *IMAGE_SHAPE))
    inverted = _is_mostly_light(images) if invert == "auto" else invert
    present, labels = np.unique(found.labels[kept], return_inverse=True)
    names = tuple(found.class_names[label] for label in present)
    test = held_out(labels.astype(np.uint8))
    is_test = np.zeros(len(kept), bool)
    is_test[test] = True
    # In random order, because whoever takes the first few of them wants some of every class.
    test = np.random.default_rng(_SPLIT_SEED).permutation(test)
    np.save(folder / "test_images.npy", 255 - images[test] if inverted else images[test])
    np.save(folder / "test_labels.npy", labels[test].astype(np.uint8))
    np.save(folder / "train_labels.npy", labels[~is_test].astype(np.uint8))
    _write_images(folder / "train_images.npy", images, np.flatnonzero(~is_test), inverted)
    del images
    raw.unlink()
    arrays = {part: np.load(folder / f"{part}.npy", mmap_mode="r") for part in _ARRAYS}
    everything = [*found.problems, *problems]
    return {
        "source": found.title,
        "class_names": names,
        "train_counts": np.bincount(labels[~is_test], minlength=len(names)).tolist(),
        "test_counts": np.bincount(labels[is_test], minlength=len(names)).tolist(),
        "inverted": bool(inverted),
        "fingerprint": fingerprint(Dataset("", **arrays, class_names=names)),
        "notes": found.notes,
        "problems": everything[:NUM_LISTED_PROBLEMS],
        "num_problems": len(everything),
    }


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


def _is_mostly_light(images: np.ndarray) -> bool:
    """Return whether more than half of the images are dark on light."""
    parts = _parts(np.arange(len(images)))
    return sum(int(has_light_rim(images[part[0] : part[-1] + 1]).sum()) for part in parts) > len(images) / 2


def _write_images(path: Path, images: np.ndarray, rows: np.ndarray, inverted: bool) -> None:
    """Write some rows as an .npy file, a part at a time: a full disk then is an error, where a mapped file crashes."""
    with path.open("wb") as file:
        header = {"descr": "|u1", "fortran_order": False, "shape": (len(rows), *IMAGE_SHAPE)}
        np.lib.format.write_array_header_1_0(file, header)
        for part in _parts(rows):
            some = images[part]
            file.write((255 - some if inverted else some).tobytes())
        file.flush()
        os.fsync(file.fileno())


def _parts(rows: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(rows), _PART):
        yield rows[start : start + _PART]
