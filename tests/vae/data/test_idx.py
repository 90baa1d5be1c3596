"""MNIST's own files: images and labels that belong together, packed or not, and a sentence for what is wrong."""

import gzip
import struct

import numpy as np
import pytest

from vae.data.dataset import DataError
from vae.data.idx import is_idx
from vae.data.sources import Upload, open_source
from vae.pictures.image_files import ImageError

RNG = np.random.default_rng(0)
IMAGES = {"train": RNG.integers(0, 256, (60, 28, 28), np.uint8), "t10k": RNG.integers(0, 256, (20, 28, 28), np.uint8)}
LABELS = {part: np.arange(len(images), dtype=np.uint8) % 3 for part, images in IMAGES.items()}


def idx(array, kind=8):
    return struct.pack(f">HBB{array.ndim}I", 0, kind, array.ndim, *array.shape) + array.tobytes()


def mnist(parts=("train", "t10k"), pack=gzip.compress, ending="-ubyte.gz"):
    """Return the files by name, as they are downloaded."""
    files = {f"{part}-images-idx3{ending}": pack(idx(IMAGES[part])) for part in parts}
    return files | {f"{part}-labels-idx1{ending}": pack(idx(LABELS[part])) for part in parts}


def read(source):
    with open_source(source) as found:
        pictures = [picture for _, picture in found.read(range(len(found.labels)))]
        assert not any(isinstance(picture, ImageError) for picture in pictures)
        return np.stack(pictures), [found.class_names[label] for label in found.labels]


@pytest.mark.parametrize(("pack", "ending"), [(gzip.compress, "-ubyte.gz"), (bytes, "-ubyte"), (bytes, ".idx")])
@pytest.mark.parametrize("kind", ["folder", "uploads"])
def test_mnists_four_files_are_one_data_set(tmp_path, pack, ending, kind):
    files = mnist(pack=pack, ending=ending)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    images, labels = read(tmp_path if kind == "folder" else [Upload(*file) for file in files.items()])
    order = ("t10k", "train") if kind == "folder" else ("train", "t10k")
    np.testing.assert_array_equal(images, np.concatenate([IMAGES[part] for part in order]))
    assert labels == [str(label) for part in order for label in LABELS[part]]


def test_images_alone_have_no_labels_and_one_pair_may_have_any_names(tmp_path):
    (tmp_path / "digits.idx3").write_bytes(idx(IMAGES["train"]))
    images, labels = read(tmp_path / "digits.idx3")
    assert len(images) == 60 and set(labels) == {"pictures"}
    pair = [Upload("shapes-idx3-ubyte", idx(IMAGES["t10k"])), Upload("classes-idx1-ubyte", idx(LABELS["t10k"]))]
    assert read(pair)[1] == [str(label) for label in LABELS["t10k"]]


def test_numbers_of_two_bytes_are_read_as_they_are_stored():
    wide = (IMAGES["t10k"].astype(int) * 100).astype(">i2")
    images, _ = read(Upload("wide-idx3", idx(wide, 0x0B)))
    np.testing.assert_array_equal(images, np.round(wide * (255 / 65_535)).astype(np.uint8))


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a-idx3-ubyte": b"\x89PNG but not idx"}, "is damaged or no idx file"),
        ({"a-idx3-ubyte": b""}, "is damaged or no idx file"),
        ({"a-idx3-ubyte.gz": gzip.compress(idx(IMAGES["t10k"]))[:40]}, "is damaged|is cut off"),
        ({"a-idx3-ubyte": idx(IMAGES["t10k"])[:999]}, "is cut off"),
        ({"a-idx3-ubyte": struct.pack(">HBB3I", 0, 8, 3, 2**31, 2000, 2000)}, "claims to unpack"),
        ({"a-labels-idx1-ubyte": idx(LABELS["t10k"])}, "holds labels alone"),
        ({**mnist(("train",)), "b-labels-idx1-ubyte": idx(LABELS["t10k"])}, "labels without images"),
        ({**mnist(("train",)), "b-images-idx3-ubyte": idx(IMAGES["t10k"])}, "has no labels, but others have"),
        ({"a-images-idx3-ubyte": idx(IMAGES["t10k"]), "a-labels-idx1-ubyte": idx(LABELS["train"])}, r"\[20\]"),
    ],
)
def test_what_is_wrong_is_a_sentence(files, reason):
    with pytest.raises(DataError, match=reason):
        read([Upload(*file) for file in files.items()])


def test_files_are_known_by_their_names():
    for name in ("train-images-idx3-ubyte.gz", "t10k-labels.idx1-ubyte", "a.idx", "b/c.IDX3"):
        assert is_idx(name)
    for name in ("a.png", "idx3/a.png", "notes.txt", "a.npz"):
        assert not is_idx(name)
