"""Data on another machine: found by their content, sent where they are not, and seen by the training there."""

import json

import numpy as np
import pytest

from vae.cluster import parcels
from vae.cluster.parcels import Parcel, parcel_of
from vae.data import datasets, own_data
from vae.data.dataset import DataError


@pytest.fixture
def machines(tmp_path, monkeypatch):
    """Let this be one machine or another: a function that takes its name and returns its VAE_HOME."""

    def be(name):
        monkeypatch.setenv("VAE_HOME", str(tmp_path / name))
        monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / name / "files"))
        monkeypatch.setenv("KERAS_HOME", str(tmp_path / name / "keras"))
        return tmp_path / name

    return be


def save_own(name, seed=0):
    folder = own_data.data_folder() / name
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    images = {part: rng.integers(0, 256, (count, 28, 28), np.uint8) for part, count in (("train", 8), ("test", 4))}
    for part, pictures in images.items():
        np.save(folder / f"{part}_images.npy", pictures)
        np.save(folder / f"{part}_labels.npy", np.zeros(len(pictures), np.uint8))
    facts = {
        "version": 1, "source": "here", "class_names": ["pictures"], "train_counts": [8], "test_counts": [4],
        "inverted": False, "fingerprint": "", "notes": [], "problems": [], "num_problems": 0,
    }  # fmt: skip
    (folder / "data.json").write_text(json.dumps(facts))
    facts["fingerprint"] = own_data.fingerprint(own_data.load_data(name))
    (folder / "data.json").write_text(json.dumps(facts))


def save_mnist(folder):
    folder.mkdir(parents=True)
    images, labels = np.arange(400 * 784, dtype=np.uint32).astype(np.uint8).reshape(400, 28, 28), np.arange(400) % 10
    arrays = {"x_train": images, "y_train": labels, "x_test": images[:50], "y_test": labels[:50]}
    np.savez(folder / "mnist.npz", **arrays)


def sent(parcel, inbox):
    """Write a parcel's files to a folder, as they come, and return their digests."""
    from hashlib import sha256

    inbox.mkdir()
    contents = {name: b"".join(parcels.chunks(parcel, name)) for name in parcels.names(parcel)}
    for name, content in contents.items():
        (inbox / name).write_bytes(content)
    return {name: sha256(content).hexdigest() for name, content in contents.items()}


def test_own_data_are_sent_once_kept_and_found_under_any_name(machines, tmp_path, monkeypatch):
    machines("here")
    save_own("leaves")
    parcel = parcel_of("own:leaves")
    monkeypatch.setattr(parcels, "BYTES_AT_ONCE", 1000)
    digests = sent(parcel, tmp_path / "inbox")
    loaded = own_data.load_data("leaves")
    there = machines("there")
    assert not parcels.is_here(parcel)
    parcels.keep(parcel, tmp_path / "inbox", digests)
    assert parcels.is_here(parcel) and list((tmp_path / "inbox").iterdir()) == []
    assert parcels.lay_out(parcel, tmp_path / "work") == {}
    machines("work")
    found = own_data.load_data("leaves")
    assert own_data.fingerprint(found) == parcel.fingerprint == loaded.fingerprint
    machines("another")
    save_own("foliage")
    assert parcels.is_here(parcel)
    parcels.lay_out(parcel, tmp_path / "work2")
    machines("work2")
    assert own_data.open_data("leaves").fingerprint == parcel.fingerprint
    assert (there / "cluster" / parcel.fingerprint).is_dir()
    machines("changed")
    save_own("leaves", seed=1)
    assert not parcels.is_here(parcel)


def test_a_download_is_sent_whole_and_seen_beside_what_is_there(machines, tmp_path):
    here = machines("here")
    save_mnist(here / "files")
    parcel = parcel_of("mnist_300")
    assert parcel == Parcel("mnist", own_data.fingerprint(datasets.load("mnist")))
    assert parcels.is_here(parcel) and parcels.lay_out(parcel, tmp_path / "work") == {}
    digests = sent(parcel, tmp_path / "inbox")
    there = machines("there")
    (there / "files").mkdir(parents=True)
    (there / "files" / "fashion_mnist.npz").write_bytes(b"another")
    assert not parcels.is_here(parcel)
    parcels.keep(parcel, tmp_path / "inbox", digests)
    settings = parcels.lay_out(parcel, tmp_path / "work")
    assert set(settings) == {"VAE_DATA_DIR"} and parcels.is_here(parcel)
    beside = tmp_path / "work" / "files"
    assert settings["VAE_DATA_DIR"] == str(beside)
    machines("work")
    assert own_data.fingerprint(datasets.load("mnist", download=False)) == parcel.fingerprint
    assert (beside / "fashion_mnist.npz").read_bytes() == b"another"


def test_what_comes_with_the_program_is_never_sent(machines):
    machines("here")
    parcel = parcel_of("digits")
    assert parcels.names(parcel) == [] and parcels.is_here(parcel)
    assert not parcels.is_here(Parcel("digits", "of another version"))


def test_what_comes_damaged_is_not_kept(machines, tmp_path):
    machines("here")
    save_own("leaves")
    parcel = parcel_of("own:leaves")
    digests = sent(parcel, tmp_path / "inbox")
    (tmp_path / "inbox" / "train_images.npy").write_bytes(b"cut off")
    machines("there")
    with pytest.raises(DataError, match="train_images.npy came damaged"):
        parcels.keep(parcel, tmp_path / "inbox", digests)
    assert not parcels.is_here(parcel)


def test_where_no_links_are_made_data_are_copied(machines, tmp_path, monkeypatch):
    machines("here")
    save_own("leaves")
    parcel = parcel_of("own:leaves")
    monkeypatch.setattr("pathlib.Path.symlink_to", lambda *_, **__: exec("raise OSError('no links')"))
    parcels.lay_out(parcel, tmp_path / "work")
    assert not (tmp_path / "work" / "data" / "leaves").is_symlink()
    machines("work")
    assert own_data.fingerprint(own_data.load_data("leaves")) == parcel.fingerprint
