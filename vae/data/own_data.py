"""Data sets of one's own as they lie in the data folder: listed, opened, loaded and deleted."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vae import documents, files
from vae.data.dataset import OWN_PREFIX, DataError, Dataset
from vae.documents import DocumentError
from vae.shape import MNIST, PictureShape
from vae.words import PROGRAM

ARRAYS = ("train_images", "train_labels", "test_images", "test_labels")
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
NUM_AT_ONCE = 16_384
VERSION = 1
_MOST_LETTERS = 10_000


@dataclass(frozen=True)
class OwnData:
    """What is known of an imported data set.

    Attributes:
        name: its name, as `vae.data.imports.import_data` was given it.
        source: what it was imported from.
        class_names: one name a label.
        train_counts: training pictures of every class.
        test_counts: held-out pictures of every class.
        inverted: whether black and white changed places.
        fingerprint: SHA-256 of the content.
        notes: what was decided at the import, in sentences.
        problems: what was left out, in sentences, the first 1000.
        num_problems: how many such sentences there were.
        shape: of its pictures.
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
    shape: PictureShape = MNIST

    @property
    def dataset(self) -> str:
        """The name that `vae.data.datasets.load` and a run's configuration know it by."""
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
    return files.home_folder() / "data"


def list_data() -> tuple[list[OwnData], list[str]]:
    """Find all imported data sets, by name, and one sentence for each folder that is none."""
    try:
        names = sorted(path.name for path in data_folder().iterdir() if path.is_dir() and path.name[0] != ".")
    except OSError:
        names = []
    found, problems = [], []
    for name in names:
        if not NAME.fullmatch(name):
            problems.append(f"the folder {documents.shown(name)} in {data_folder()} is no data set: move or delete it")
            continue
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
    if not NAME.fullmatch(name) or not path.parent.is_dir():
        raise DataError(f"there is no data set of your own named {name!r}: add one with {PROGRAM} data add")
    try:
        return _described(name, documents.mapping("data.json", documents.parse(files.read_bytes(path))))
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"the data set {name!r} is damaged (data.json): delete it and add it again") from error


def _described(name: str, facts: dict[str, Any]) -> OwnData:
    """Return what data.json says.

    Raises:
        KeyError: it lacks something.
        DocumentError: something in it is not what it must be.
    """
    documents.whole("version", facts["version"], VERSION, VERSION)
    class_names = _texts("class_names", facts["class_names"])
    counts = {part: _counts(part, facts[part], len(class_names)) for part in ("train_counts", "test_counts")}
    if not isinstance(facts["inverted"], bool):
        raise DocumentError(f"inverted must be true or false, got {documents.shown(facts['inverted'])}")
    return OwnData(
        name=name,
        source=_text("source", facts["source"]),
        class_names=class_names,
        inverted=facts["inverted"],
        fingerprint=_text("fingerprint", facts["fingerprint"]),
        notes=_texts("notes", facts["notes"]),
        problems=_texts("problems", facts["problems"]),
        num_problems=documents.whole("num_problems", facts["num_problems"], 0),
        shape=PictureShape.of(facts.get("shape", MNIST)),
        **counts,
    )


def _text(name: str, value: object) -> str:
    """Return a text as it is: names of files may hold what cannot be printed."""
    if not isinstance(value, str) or len(value) > _MOST_LETTERS:
        raise DocumentError(f"{name} must be text, got {documents.shown(value)}")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise DocumentError(f"{name} must be a list of texts, got {documents.shown(value)}")
    return tuple(_text(f"each of {name}", one) for one in value)


def _counts(name: str, value: object, num_classes: int) -> tuple[int, ...]:
    if not isinstance(value, list) or not value or len(value) != num_classes:
        raise DocumentError(f"{name} must be a list of {num_classes} numbers, got {documents.shown(value)}")
    counts = tuple(documents.whole(f"each of {name}", one, 0) for one in value)
    if sum(counts) < 1:
        raise DocumentError(f"{name} must be some, got none")
    return counts


def load_data(name: str) -> Dataset:
    """Load an imported data set; its training images stay in their file and are mapped, not read.

    Raises:
        DataError: there is none of that name, or its folder is damaged.
    """
    own = open_data(name)
    counts = {"train": own.num_train, "test": own.num_test}
    arrays = {}
    for part in ARRAYS:
        try:
            array = _mapped(own.folder / f"{part}.npy")
        except Exception as error:  # NumPy, tokenize and mmap each have their own for a damaged file
            raise DataError(f"the data set {name!r} is damaged ({part}.npy): delete it and add it again") from error
        shape = (counts[part.partition("_")[0]], *(own.shape.array if part.endswith("images") else ()))
        if array.shape != shape or array.dtype != np.uint8:
            raise DataError(
                f"the data set {name!r} is damaged: {part}.npy must be uint8 {list(shape)}, "
                f"got {array.dtype} {list(array.shape)}; delete it and add it again"
            )
        if part.endswith("labels") and array.max() >= len(own.class_names):
            raise DataError(f"the data set {name!r} is damaged ({part}.npy): delete it and add it again")
        arrays[part] = array if part == "train_images" else np.array(array)
    return Dataset(own.dataset, **arrays, class_names=own.class_names, fingerprint=own.fingerprint)


def _mapped(path: Path) -> np.ndarray:
    """Return the array in a file without reading it, however large its header says that it is."""
    if not path.is_file():  # a pipe would be waited for
        raise FileNotFoundError(str(path))
    array: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


def delete_data(name: str) -> None:
    """Delete an imported data set; runs trained on it stay and still open.

    Raises:
        DataError: there is none of that name, or it cannot be deleted.
    """
    folder = data_folder() / name
    if not NAME.fullmatch(name) or not folder.is_dir():
        raise DataError(f"there is no data set of your own named {name!r}")
    try:
        files.delete_folder(folder)
    except OSError as error:
        raise DataError(f"the data set {name!r} cannot be deleted ({error.strerror})") from error


def fingerprint(dataset: Dataset) -> str:
    """Return the SHA-256 of a data set's content: class names, labels and pixels, in their order, split as they are."""
    digest = hashlib.sha256(json.dumps(list(dataset.class_names)).encode())
    for part in ARRAYS:
        array = getattr(dataset, part)
        digest.update(f"{part} {list(array.shape)}".encode())
        for start in range(0, len(array), NUM_AT_ONCE):
            digest.update(np.ascontiguousarray(array[start : start + NUM_AT_ONCE]).data)
    return digest.hexdigest()
