"""Data sets: the offline one, where files are looked for, and what happens when they are damaged or cannot be had."""

import gzip
import re
import socket
import sys
import types

import numpy as np
import pytest

from tests.support.repository import ROOT
from vae import files
from vae.data import datasets
from vae.data.dataset import DataError
from vae.data.datasets import load
from vae.melody import melodies
from vae.word import names

RNG = np.random.default_rng(0)


def fake_arrays(count=12):
    images = RNG.integers(0, 256, (count, 28, 28), np.uint8)
    labels = np.arange(count, dtype=np.uint8) % 10
    return {"x_train": images, "y_train": labels, "x_test": images[:4], "y_test": labels[:4]}


@pytest.fixture(autouse=True)
def empty_machine(monkeypatch, tmp_path):
    """No data folder, an empty Keras cache, and a download that fails as one without a network does."""
    monkeypatch.delenv("VAE_DATA_DIR", raising=False)
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))

    def load_data():
        raise Exception("URL fetch failure on https://example.org: None -- no network")

    for name in ("mnist", "fashion_mnist"):
        monkeypatch.setitem(sys.modules, f"keras.datasets.{name}", types.SimpleNamespace(load_data=load_data))
    return tmp_path


def test_what_a_picture_is_called_follows_from_the_data_set():
    assert [datasets.noun(name) for name in ("mnist", "digits")] == ["digit", "digit"]
    assert [datasets.nouns(name) for name in ("mnist", "fashion_mnist", "own:pets")] == [
        "digits",
        "clothes",
        "pictures",
    ]
    assert [datasets.is_own(name) for name in ("mnist", "own:pets")] == [False, True]
    assert datasets.shows_digits("digits") and not datasets.shows_digits("own:digits")
    assert datasets.digit_recipe("own:digits") is None
    with pytest.raises(DataError, match="dataset must be one of mnist"):
        datasets.noun("cats")


def test_digits_need_no_network_and_never_mix_training_and_held_out():
    digits = load("digits")
    assert digits.train_images.shape == (1437, 28, 28) and digits.test_images.shape == (360, 28, 28)
    assert digits.train_images.dtype == np.uint8 and digits.train_images.max() == 255
    train = {image.tobytes() for image in digits.train_images}
    assert sum(image.tobytes() in train for image in digits.test_images) == 0
    assert set(digits.test_labels) == set(range(10))
    np.testing.assert_array_equal(digits.test_images, load("digits").test_images)


def test_digits_are_read_as_scikit_learn_reads_them_and_without_it_where_its_file_is(monkeypatch):
    from sklearn.datasets import load_digits

    images, labels = datasets._small_digits()
    expected = load_digits()
    np.testing.assert_array_equal(images, expected.images)
    np.testing.assert_array_equal(labels, expected.target)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)  # which cannot be imported then
    np.testing.assert_array_equal(datasets._small_digits()[0], images)
    monkeypatch.undo()
    monkeypatch.setattr(datasets.importlib.util, "find_spec", lambda _: None)
    np.testing.assert_array_equal(datasets._small_digits()[0], images)


def test_how_many_there_are_to_train_on_is_known_without_loading():
    assert datasets.num_training("digits") == len(load("digits").train_images)
    assert datasets.num_training("mnist") == datasets.num_training("fashion_mnist") == 60_000
    for name in ("nowhere", "own:nowhere"):
        with pytest.raises(DataError):
            datasets.num_training(name)


def test_a_few_of_mnist_are_a_data_set_that_nobody_is_offered(monkeypatch, tmp_path):
    arrays = fake_arrays()
    for part in ("x_train", "y_train"):
        arrays[part] = np.repeat(arrays[part], 400, axis=0)
    np.savez(tmp_path / "mnist.npz", **arrays)
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path))
    whole, few = load("mnist"), load("mnist_300")
    assert few.name == "mnist_300" and len(few.train_images) == len(few.train_labels) == 300
    assert datasets.num_training("mnist_300") == 300 and datasets.is_known("mnist_300")
    np.testing.assert_array_equal(few.train_images, whole.train_images[:300])
    np.testing.assert_array_equal(few.test_images, whole.test_images)
    assert "mnist_300" not in datasets.dataset_names() and datasets.shows_digits("mnist_300")


def test_the_data_folder_comes_first(monkeypatch, tmp_path):
    np.savez(tmp_path / "mnist.npz", **fake_arrays())
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path))
    dataset = load("mnist", download=False)
    assert dataset.train_images.shape == (12, 28, 28) and dataset.class_names[3] == "3"


def fill_cache(machine):
    """Write Fashion-MNIST as Keras keeps it, and return its arrays."""
    arrays = fake_arrays()
    folder = machine / "keras" / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    for name, array in zip(names, arrays.values(), strict=True):
        header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
        (folder / f"{name}-ubyte.gz").write_bytes(gzip.compress(header + array.tobytes()))
    return arrays


def test_the_cache_is_read_without_keras(empty_machine):
    arrays = fill_cache(empty_machine)
    dataset = load("fashion_mnist", download=False)
    np.testing.assert_array_equal(dataset.train_images, arrays["x_train"])
    assert dataset.class_names[9] == "Ankle boot"


def test_a_row_is_all_that_a_new_data_set_needs(monkeypatch, empty_machine):
    fill_cache(empty_machine)
    row = datasets._BuiltIn("Kuzushiji-MNIST", "Japanese letters", tuple("おきすつなはまやれを"))
    monkeypatch.setitem(datasets._BUILT_IN, "kmnist", row)
    with pytest.raises(DataError, match="Kuzushiji-MNIST is not on .* to a folder with kmnist.npz$"):
        load("kmnist")
    arrays = fake_arrays()
    np.savez(empty_machine / "kmnist.npz", **arrays)
    monkeypatch.setenv("VAE_DATA_DIR", str(empty_machine))
    dataset = load("kmnist")
    np.testing.assert_array_equal(dataset.train_images, arrays["x_train"])
    assert dataset.class_names[3] == "つ" and datasets.nouns("kmnist") == "pictures"
    assert "kmnist" in datasets.dataset_names()


def test_a_failed_download_says_what_to_do_and_leaves_nothing_damaged(empty_machine):
    cache = empty_machine / "keras" / "datasets"
    cache.mkdir(parents=True)
    (cache / "mnist.npz").write_bytes(b"PK cut off in the middle")
    with pytest.raises(DataError, match="could not be downloaded.*VAE_DATA_DIR.*'digits' needs no network"):
        load("mnist")
    assert not (cache / "mnist.npz").exists()


def test_a_download_that_broke_off_is_not_taken_for_the_data_set(monkeypatch, empty_machine):
    cache = empty_machine / "keras" / "datasets"
    cache.mkdir(parents=True)
    (cache / "mnist.npz").write_bytes(b"half")
    arrays = fake_arrays()

    def load_data():
        assert not (cache / "mnist.npz").exists()
        return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])

    monkeypatch.setitem(sys.modules, "keras.datasets.mnist", types.SimpleNamespace(load_data=load_data))
    np.testing.assert_array_equal(load("mnist").test_images, arrays["x_test"])


def test_a_download_that_nobody_answers_ends(monkeypatch, empty_machine):
    monkeypatch.setattr(datasets, "_SECONDS_OF_SILENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:

        def load_data():
            with socket.create_connection(silent.getsockname()) as line:
                line.recv(1)

        monkeypatch.setitem(sys.modules, "keras.datasets.mnist", types.SimpleNamespace(load_data=load_data))
        with pytest.raises(DataError, match=r"could not be downloaded \(timed out\): check the network"):
            load("mnist")
    assert socket.getdefaulttimeout() is None


def test_nothing_here_and_no_download_wanted():
    with pytest.raises(DataError, match="MNIST is not on this machine: set VAE_DATA_DIR"):
        load("mnist", download=False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x_train": np.zeros((12, 32, 32), np.uint8)}, r"must be uint8 \[n, 28, 28\], got uint8 \[12, 32, 32\]"),
        ({"x_train": np.zeros((12, 28, 28), np.float32)}, "got float32"),
        ({"y_test": np.zeros(3, np.uint8)}, r"must be whole numbers \[4\], got \[3\]"),
        ({"y_train": np.full(12, 10)}, "must be 0 to 9, got 10"),
        ({"y_train": np.array([None] * 12)}, "damaged"),
    ],
)
def test_a_wrong_file_in_the_data_folder_is_named(monkeypatch, tmp_path, change, message):
    np.savez(tmp_path / "mnist.npz", **{**fake_arrays(), **change})
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path))
    with pytest.raises(DataError, match=message):
        load("mnist")


def test_a_cut_off_file_in_the_data_folder_is_named(monkeypatch, tmp_path):
    np.savez(tmp_path / "mnist.npz", **fake_arrays())
    whole = (tmp_path / "mnist.npz").read_bytes()
    (tmp_path / "mnist.npz").write_bytes(whole[: len(whole) // 2])
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path))
    with pytest.raises(DataError, match=r"mnist\.npz in .* is damaged"):
        load("mnist")


@pytest.mark.parametrize("name", ["avatars", "letters", "names", "melodies"])
@pytest.mark.parametrize("content", [None, b"no archive", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_ships_and_is_missing_or_damaged_is_named(monkeypatch, tmp_path, name, content):
    path = tmp_path / name / f"{name}.npz"
    path.parent.mkdir()
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(files, "ASSETS", tmp_path)
    for module, read in ((names, names.names), (melodies, melodies.read)):
        monkeypatch.setattr(module, "FILE", path)
        monkeypatch.setattr(module, read.__name__, read.__wrapped__)  # not what was read before
    known = (load, datasets.attributes_of) if name != "names" else (load,)  # of names nothing else is known
    for read in known:
        with pytest.raises(DataError, match=rf"{name}\.npz in .* is damaged: install the program again"):
            read(name)


def test_an_unknown_name_lists_the_known_ones():
    known = ("mnist", "fashion_mnist", "digits", "avatars", "letters", "motions", "names", "melodies")
    with pytest.raises(DataError, match=f"one of {', '.join(known)}, got 'cifar'"):
        load("cifar")
    assert set(datasets.dataset_names()) == set(known)
    assert datasets.title("fashion_mnist") == "Fashion-MNIST"


def test_the_formats_page_names_every_data_set_that_a_run_may_have():
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"^\| `dataset` \|.*$", page, re.MULTILINE)
    named = set(re.findall(r"`([a-z_0-9]+)`", row)) - {"dataset"}
    assert named == {*datasets.dataset_names(), "mnist_300"} and all(map(datasets.is_known, named))


def test_binarized_pixels_are_white_as_often_as_they_are_bright():
    images = np.tile(np.array([0, 64, 128, 255], np.uint8), (20_000, 1))
    binarized = datasets.binarize(images, np.random.default_rng(1))
    assert set(np.unique(binarized)) == {0, 255}
    np.testing.assert_allclose((binarized == 255).mean(0), [0, 64 / 255, 128 / 255, 1], atol=0.015)
    assert (binarized[:, 0] == 0).all() and (binarized[:, 3] == 255).all()


def test_the_avatars_come_with_the_program_and_their_classes_are_what_they_wear(monkeypatch):
    monkeypatch.delenv("VAE_DATA_DIR", raising=False)
    faces = load("avatars", download=False)
    assert faces.shape == (16, 16, 3) == datasets.shape("avatars")
    assert (len(faces.train_images), len(faces.test_images)) == (10_000, 2_000)
    both = np.concatenate([faces.train_images, faces.test_images]).reshape(12_000, -1)
    assert len(np.unique(both, axis=0)) == 12_000, "no face comes twice"
    # Glasses darken the row of the eyes, and hats the uppermost rows.
    means = [both[np.concatenate([faces.train_labels, faces.test_labels]) == label].mean(0) for label in range(8)]
    by_row = np.reshape(means, (8, 16, 48)).mean(2)
    for bit, row in ((1, 5), (4, 1)):
        wearing = [label for label in range(8) if label & bit]
        assert all(by_row[label, row] < by_row[label - bit, row] - 20 for label in wearing)
    assert [faces.class_names[bit] for bit in (0, 1, 2, 4, 7)] == ["plain", "glasses", "beard", "hat", "all three"]
