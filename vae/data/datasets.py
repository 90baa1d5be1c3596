"""The data sets, always split into training and held-out images: MNIST and others, and one's own."""

import contextlib
import gzip
import importlib.util
import os
import socket
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vae import files
from vae.config import RunConfig
from vae.data import attributes, own_data
from vae.data.attributes import Attribute
from vae.data.dataset import DataError, Dataset, damage_told, own_name
from vae.families import FAMILIES, Family
from vae.kind import KINDS
from vae.likelihoods import PICTURE
from vae.melody import melodies, tokens, traits
from vae.motion import rules
from vae.motion.arm import NUM_ANGLES, NUM_STEPS
from vae.pictures.recipes import DIGIT_RECIPE, SMALL_DIGIT_RECIPE, Recipe
from vae.shape import MNIST, PictureShape
from vae.word import names
from vae.word.alphabet import SHAPE
from vae.words import PROGRAM

_DIGITS = tuple(str(digit) for digit in range(10))
_CLOTHES = ("T-shirt", "Trousers", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
_WORN = ("plain", "glasses", "beard", "glasses, beard", "hat", "glasses, hat", "beard, hat", "all three")

_Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
_IDX_FILES = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")


@dataclass(frozen=True)
class _BuiltIn:
    """What is known of a data set.

    Attributes:
        title: how it is called in text.
        called: what its pictures are, for people who do not know its title.
        class_names: in label order.
        noun, nouns: what one of its pictures, and several of them, are called in text.
        recipe: how ink becomes a picture like its digits; None where it shows no digits.
        num_training: how many of its pictures are to train on.
        part_of: the data set whose first pictures to train on are all of this one's; offered to nobody, known to runs.
        ships: whether the program brings its file.
        cached: where Keras, which downloads it, keeps its files; none for one that Keras does not know.
        shape: of its pictures.
        kind: what they are where they are no pictures, a name in `vae.kind`.
        made: what reads or computes its images and labels, to train on and held out, where no file holds them as such.
        measured: what computes the name, unit, meaning and values of everything known of those held out, as `Attribute`
            has them, where the file does not hold it.
    """

    title: str
    called: str
    class_names: tuple[str, ...]
    noun: str = "picture"
    nouns: str = "pictures"
    recipe: Recipe | None = None
    num_training: int = 60_000
    part_of: str = ""
    ships: bool = False
    cached: tuple[str, ...] = ()
    shape: PictureShape = MNIST
    kind: str = PICTURE
    made: Callable[[], _Arrays] | None = None
    measured: Callable[[], Iterable[tuple[str, str, str, np.ndarray]]] | None = None


_BUILT_IN = {
    "mnist": _BuiltIn("MNIST", "Digits", _DIGITS, "digit", "digits", DIGIT_RECIPE, cached=("mnist.npz",)),
    "fashion_mnist": _BuiltIn(
        "Fashion-MNIST",
        "Clothes",
        _CLOTHES,
        "piece of clothing",
        "clothes",
        cached=tuple(f"fashion-mnist/{part}-ubyte.gz" for part in _IDX_FILES),
    ),
    "digits": _BuiltIn(
        "scikit-learn digits", "Small digits", _DIGITS, "digit", "digits", SMALL_DIGIT_RECIPE, num_training=1437
    ),
    "avatars": _BuiltIn(
        "Avatars",
        "Pixel faces",
        _WORN,
        "face",
        "faces",
        num_training=10_000,
        ships=True,
        shape=PictureShape(16, 16, 3),
    ),
    "letters": _BuiltIn(
        "Letters",
        "Letters",
        _LETTERS,
        "letter",
        "letters",
        num_training=14_560,
        ships=True,
        shape=PictureShape(32, 32),
    ),
    "motions": _BuiltIn(
        "Motions",
        "Motions of an arm",
        rules.KINDS,
        "motion",
        "motions",
        num_training=rules.NUM_TRAINING,
        shape=PictureShape(NUM_STEPS, NUM_ANGLES),
        kind="motion",
        made=rules.arrays,
    ),
    "names": _BuiltIn(
        "Names",
        "Names",
        names.CLASS_NAMES,
        "name",
        "names",
        num_training=names.NUM_TRAINING,
        ships=True,
        shape=PictureShape(*SHAPE),
        kind="word",
        made=names.load,
    ),
    "melodies": _BuiltIn(
        "Melodies",
        "Two bars of tunes",
        melodies.CLASS_NAMES,
        "melody",
        "melodies",
        num_training=melodies.NUM_TRAINING,
        ships=True,
        shape=PictureShape(*tokens.SHAPE),
        kind="melody",
        made=melodies.load,
        measured=traits.held_out,
    ),
    "mnist_300": _BuiltIn(
        "MNIST, 300 digits",
        "300 handwritten digits",
        _DIGITS,
        "digit",
        "digits",
        DIGIT_RECIPE,
        num_training=300,
        part_of="mnist",
    ),
}
_NUM_HELD_OUT_DIGITS = 360
_SPLIT_SEED = 0
_SECONDS_OF_SILENCE = 30.0


def dataset_names() -> tuple[str, ...]:
    """Return the names to choose from: the built-in ones, then "own:NAME" for each data set imported here."""
    built_in = (name for name, known in _BUILT_IN.items() if not known.part_of)
    return (*built_in, *(own.dataset for own in own_data.list_data()[0]))


def is_known(name: str) -> bool:
    """Return whether a name can be a data set's: a built-in one's, or "own:NAME", whether or not that is still here."""
    own = own_name(name)
    return name in _BUILT_IN if own is None else bool(own_data.NAME.fullmatch(own))


def class_names(name: str) -> tuple[str, ...]:
    """Return the name of every class of a data set, in label order.

    Raises:
        DataError: there is no data set of that name.
    """
    own = own_name(name)
    if own is not None:
        return own_data.open_data(own).class_names
    return _built_in(name).class_names


def title(name: str) -> str:
    """Return how a data set is called in text, such as "Fashion-MNIST"; one's own need not be there.

    Raises:
        DataError: there is no data set of that name.
    """
    own = own_name(name)
    if own is not None:
        return own
    return _built_in(name).title


def called(name: str) -> str:
    """Return what a data set's pictures are in plain words, such as "Digits"; one's own by its name.

    Raises:
        DataError: there is no data set of that name.
    """
    own = own_name(name)
    return own if own is not None else _built_in(name).called


def is_own(name: str) -> bool:
    """Return whether a data set is one's own, not one that comes with the program."""
    return own_name(name) is not None


def shows_digits(name: str) -> bool:
    """Return whether the pictures of a data set are digits; one's own are taken for any pictures.

    Raises:
        DataError: there is no data set of that name.
    """
    return digit_recipe(name) is not None


def digit_recipe(name: str) -> Recipe | None:
    """Return how ink becomes a picture like the digits of a data set; None where it shows none, as one's own do.

    Raises:
        DataError: there is no data set of that name.
    """
    return None if own_name(name) is not None else _built_in(name).recipe


def num_training(name: str) -> int:
    """Return how many pictures of a data set are to train on, without loading it.

    Raises:
        DataError: there is no data set of that name.
    """
    own = own_name(name)
    return _built_in(name).num_training if own is None else own_data.open_data(own).num_train


def shape(name: str) -> PictureShape:
    """Return the shape of a data set's pictures, without loading it.

    Raises:
        DataError: there is no data set of that name.
    """
    own = own_name(name)
    return _built_in(name).shape if own is None else own_data.open_data(own).shape


def kind(name: str) -> str:
    """Return what a data set holds, a name in `vae.kind`; one's own hold pictures.

    Raises:
        DataError: there is no data set of that name.
    """
    return PICTURE if is_own(name) else _built_in(name).kind


def with_shape(config: RunConfig) -> RunConfig:
    """Return a configuration whose kind and shape are those of its data set; as it is where that is not here.

    That there is no data set of that name is for whoever loads it to say.
    """
    try:
        return replace(config, kind=kind(config.dataset), shape=shape(config.dataset))
    except DataError:
        return config


def resolved(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return field values by name: those given, and of others what fits the data set and the family that come of it.

    Kind and shape are the data set's. Of `base` a likelihood is left that another kind has, and so are the dimensions
    where the family has so many, and whether a run is variational where a family said it. Values are not checked.

    Args:
        base: what to start from; its values are of one configuration.
        given: what was asked for: it counts as it is.
    """
    start, fields = dict(base), {**base, **given}
    family = _family(fields)
    if family is not None and family.latent_dim:
        start["latent_dim"] = family.latent_dim
    before = _family(base)
    if before is not None and not before.has_posterior:
        start["variational"] = RunConfig.variational
    dataset = fields.get("dataset", RunConfig.dataset)
    try:
        own: dict[str, Any] = {"kind": kind(dataset), "shape": shape(dataset)}
    except DataError:  # for whoever loads it to say
        return {**start, **given}
    likelihoods = KINDS[own["kind"]].likelihoods
    if start.get("likelihood") not in likelihoods:
        start["likelihood"] = likelihoods[0]
    return {**start, **given, **own}


def configured(base: Mapping[str, Any], given: Mapping[str, Any]) -> RunConfig:
    """Return the configuration of field values by name that `resolved` finds.

    Raises:
        ConfigError: a field is unknown, the name is missing, or a value is out of range.
    """
    return RunConfig.from_fields(resolved(base, given))


def _family(fields: Mapping[str, Any]) -> Family | None:
    name = fields.get("family", RunConfig.family)
    return FAMILIES.get(name) if isinstance(name, str) else None  # a wrong one is for the configuration to say


def noun(name: str) -> str:
    """Return what one picture of a data set is called in text: "digit", say; "picture" for one's own."""
    return "picture" if is_own(name) else _built_in(name).noun


def nouns(name: str) -> str:
    """Return what several pictures of a data set are called in text."""
    return "pictures" if is_own(name) else _built_in(name).nouns


def load(name: str, download: bool = True) -> Dataset:
    """Load a data set: one's own from where it was imported to, others from VAE_DATA_DIR, Keras' cache or its download.

    Args:
        name: "mnist", "fashion_mnist", "own:NAME", or what needs no network: "digits", which scikit-learn carries, and
            those of the program: "avatars", "letters", "names" and "melodies", whose files come with it, and "motions",
            which it computes.
        download: False looks at this machine only and leaves Keras alone.

    Returns:
        The data set, arrays checked for shape and type.

    Raises:
        DataError: the name is unknown, a file is damaged, or nothing is here and nothing can be downloaded.
    """
    own = own_name(name)
    if own is not None:
        return own_data.load_data(own)
    known = _built_in(name)
    if known.part_of:
        whole, count = load(known.part_of, download), known.num_training
        return replace(
            whole, name=name, train_images=whole.train_images[:count], train_labels=whole.train_labels[:count]
        )
    if name == "digits":
        return _load_digits()
    if known.ships:
        arrays: _Arrays | None = _shipped(name, known)
    else:
        arrays = known.made() if known.made else _load_from_folder(name) or _load_from_cache(name)
    is_known_to_keras = bool(known.cached)
    if arrays is None and download and is_known_to_keras:
        arrays = _download(name)
    if arrays is None:
        otherwise = f", or run '{PROGRAM} train' once with a network" if is_known_to_keras else ""
        raise DataError(
            f"{title(name)} is not on this machine: set VAE_DATA_DIR to a folder with {name}.npz{otherwise}"
        )
    groups = attributes.groups(shipped_file(name)) if known.ships and not known.made else (None, None)
    return Dataset(
        name, *_checked(name, arrays), class_names=class_names(name), train_groups=groups[0], test_groups=groups[1]
    )


def shipped_file(name: str) -> Path:
    """Return where the program keeps the file of a data set that ships."""
    return files.ASSETS / name / f"{name}.npz"


def whole(name: str) -> str:
    """Return the name of the data set whose first pictures to train on a data set has: its own where it has all."""
    return name if is_own(name) else _built_in(name).part_of or name


def is_downloaded(name: str) -> bool:
    """Return whether a data set is neither one's own nor comes with the program and its packages."""
    return not is_own(name) and bool(_built_in(whole(name)).cached)


def attributes_of(name: str) -> tuple[Attribute, ...]:
    """Return what is known of a data set's held-out pictures beside their classes; nothing of most data sets.

    Raises:
        DataError: the file is damaged, or there is no data set of that name.
    """
    if is_own(name) or not _built_in(name).ships:
        return ()
    path, measured = shipped_file(name), _built_in(name).measured
    if measured is None:
        return attributes.read(path, name)
    with damage_told(path):
        return tuple(Attribute(*one) for one in measured())


def binarize(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw every pixel white (255) with its grey value as the probability, else black (0).

    Args:
        images: uint8, any shape.
        rng: source of the draws.

    Returns:
        uint8 of the same shape, 0 or 255.
    """
    thresholds = rng.integers(0, 255, images.shape, np.uint8)
    return np.where(images > thresholds, np.uint8(255), np.uint8(0))


def _built_in(name: str) -> _BuiltIn:
    if name not in _BUILT_IN:
        raise DataError(f"dataset must be one of {', '.join(dataset_names())}, got {name!r}")
    return _BUILT_IN[name]


def _load_from_folder(name: str) -> _Arrays | None:
    folder = os.environ.get("VAE_DATA_DIR")
    path = Path(folder or ".") / f"{name}.npz"
    return _read_npz(path) if folder and path.exists() else None


def _read_npz(path: Path) -> _Arrays:
    problem = "is damaged or has no x_train, y_train, x_test, y_test"
    with damage_told(path, problem, "replace or delete it"):
        return _arrays_in(path)


def _arrays_in(path: Path) -> _Arrays:
    with files.opened_arrays(path) as file:
        return file["x_train"], file["y_train"], file["x_test"], file["y_test"]


def _shipped(name: str, known: _BuiltIn) -> _Arrays:
    path = shipped_file(name)
    with damage_told(path):
        return known.made() if known.made else _arrays_in(path)


def _keras_cache() -> Path:
    return Path(os.environ.get("KERAS_HOME") or Path(os.path.expanduser("~")) / ".keras") / "datasets"  # as Keras does


def _cached_files(name: str) -> list[Path]:
    return [_keras_cache() / file for file in _built_in(name).cached]


def _load_from_cache(name: str) -> _Arrays | None:
    """Read what Keras keeps, without Keras; a damaged file counts as none, so that the download replaces it."""
    files = _cached_files(name)
    if not files or not all(path.exists() for path in files):
        return None
    try:
        arrays = _read_npz(files[0]) if files[0].suffix == ".npz" else tuple(_read_idx(path) for path in files)
        return _checked(name, arrays)
    except DataError:
        return None


def _read_idx(path: Path) -> np.ndarray:
    """Read one gzipped IDX file of bytes (a magic number with the number of axes, the axes, the values)."""
    try:
        content = gzip.decompress(files.read_bytes(path))
        num_axes = content[3]
        shape = np.frombuffer(content, ">u4", count=num_axes, offset=4)
        return np.frombuffer(content, np.uint8, offset=4 + 4 * num_axes).reshape(shape)
    except (OSError, EOFError, ValueError, IndexError, zlib.error) as error:
        raise DataError(f"{path.name} in {path.parent} is damaged: delete it") from error


def _download(name: str) -> _Arrays:
    """Let Keras download; whatever a broken download left behind is deleted, so the next attempt starts clean."""
    load_data: Callable[[], tuple] = importlib.import_module(f"keras.datasets.{name}").load_data
    for path in _cached_files(name):
        path.unlink(missing_ok=True)
    try:
        with _answered_within(_SECONDS_OF_SILENCE):
            (x_train, y_train), (x_test, y_test) = load_data()
        return _checked(name, (x_train, y_train, x_test, y_test))
    except Exception as error:  # Keras raises bare Exception when a URL fails
        for path in _cached_files(name):
            path.unlink(missing_ok=True)
        reason = " ".join(str(error).split())[:200]
        raise DataError(
            f"{title(name)} could not be downloaded ({reason}): check the network and try again, "
            f"or set VAE_DATA_DIR to a folder with {name}.npz; the data set 'digits' needs no network"
        ) from error


@contextlib.contextmanager
def _answered_within(seconds: float) -> Iterator[None]:
    """Let connections that say nothing for so long fail: Keras waits for ever, for a proxy that is gone, for one."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _checked(name: str, arrays: tuple) -> _Arrays:
    known = _BUILT_IN[name]
    x_train, y_train, x_test, y_test = arrays
    for images, labels in ((x_train, y_train), (x_test, y_test)):
        dtypes = ("uint8",) if KINDS[known.kind].are_pictures else ("uint8", "float32")
        if images.dtype.name not in dtypes or images.shape[1:] != known.shape.array or not len(images):
            wanted = f"{' or '.join(dtypes)} [n, {', '.join(map(str, known.shape.array))}]"
            raise DataError(f"images of {name} must be {wanted}, got {images.dtype} {list(images.shape)}")
        if labels.shape != images.shape[:1] or not np.issubdtype(labels.dtype, np.integer):
            raise DataError(f"labels of {name} must be whole numbers [{len(images)}], got {list(labels.shape)}")
        num_classes = len(known.class_names)
        if labels.min() < 0 or labels.max() >= num_classes:
            raise DataError(f"labels of {name} must be 0 to {num_classes - 1}, got {labels.max()}")
    return x_train, y_train.astype(np.uint8), x_test, y_test.astype(np.uint8)


def _load_digits() -> Dataset:
    """Scale scikit-learn's 8x8 digits to 24x24, centre them in 28x28 and hold out a fixed fifth."""
    from PIL import Image

    sixteenths, labels = _small_digits()
    small = np.round(sixteenths * (255 / 16)).astype(np.uint8)
    images = np.zeros((len(small), *MNIST.array), np.uint8)
    for index, image in enumerate(small):
        images[index, 2:26, 2:26] = np.asarray(Image.fromarray(image).resize((24, 24), Image.Resampling.BICUBIC))
    order = np.random.default_rng(_SPLIT_SEED).permutation(len(images))
    test, train = order[:_NUM_HELD_OUT_DIGITS], order[_NUM_HELD_OUT_DIGITS:]
    labels = labels.astype(np.uint8)
    return Dataset("digits", images[train], labels[train], images[test], labels[test], class_names("digits"))


def _small_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return scikit-learn's digits [n, 8, 8], 0 to 16, and their labels, out of the file that comes with it.

    Its own reader is the last way: importing that takes 1.7 s, half as long as TensorFlow.
    """
    found = importlib.util.find_spec("sklearn")
    try:
        file = Path(found.origin if found and found.origin else "").parent / "datasets" / "data" / "digits.csv.gz"
        with gzip.open(file, "rt") as lines:
            table = np.loadtxt(lines, np.uint8, delimiter=",")
        return table[:, :-1].reshape(-1, 8, 8), table[:, -1]
    except OSError:
        from sklearn.datasets import load_digits

        digits = load_digits()
        return digits.images, digits.target
