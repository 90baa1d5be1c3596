"""A judge is learnt once of the same pictures: in a process, on a disk, and by a process that does it ahead."""

import os
from dataclasses import fields, replace

import numpy as np
import pytest

from vae.data.dataset import Dataset
from vae.verdict import kept, learning


@pytest.fixture(scope="module")
def few(digits):
    return Dataset("digits", digits.train_images[:60], digits.train_labels[:60], digits.test_images[:40],
                   digits.test_labels[:40], digits.class_names)  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    forget(monkeypatch)
    monkeypatch.setattr(kept, "_under_way", [])
    return tmp_path / "cache" / "judges"


@pytest.fixture(scope="module")
def real(few):
    return learning.learn(few, None, 0)


@pytest.fixture
def asked(real, monkeypatch):
    """Return of which seeds a judge was learnt, which is the same one here."""
    seeds = []
    monkeypatch.setattr(learning, "learn", lambda dataset, other, seed: seeds.append(seed) or real)
    monkeypatch.setattr(learning, "check_set", lambda dataset, images, other, seed: {"dots": ("some dots", images)})
    return seeds


def forget(monkeypatch):
    """Leave nothing at hand, as in another process."""
    monkeypatch.setattr(kept, "_kept", {})


def same(one, other):
    (judge, strange), (other_judge, other_strange) = one, other
    for field in fields(judge):
        np.testing.assert_equal(getattr(judge, field.name), getattr(other_judge, field.name))
    assert list(strange) == list(other_strange)
    for kind, (title, pictures) in strange.items():
        assert title == other_strange[kind][0] and pictures.dtype == other_strange[kind][1].dtype
        np.testing.assert_array_equal(pictures, other_strange[kind][1])


def test_of_the_same_pictures_it_is_learnt_once(few, folder, asked):
    images = few.test_images[:30]
    first = kept.learn_once(few, images, None, 0)
    assert kept.learn_once(few, images.copy(), None, 0) is first and asked == [0]
    darker = replace(few, train_images=few.train_images // 2)
    for number, arguments in enumerate(
        ((few, images, None, 1), (darker, images, None, 1), (few, images[:9], None, 1), (few, images, few, 1)), 2
    ):
        kept.learn_once(*arguments)
        assert len(asked) == number
    assert len(kept._kept) == 1


def test_another_process_finds_on_the_disk_what_it_would_have_learnt(few, folder, monkeypatch):
    first = kept.learn_once(few, few.test_images, None, 0)
    forget(monkeypatch)
    monkeypatch.setattr(learning, "learn", None)
    same(kept.learn_once(few, few.test_images, None, 0), first)
    assert first[0].passes(few.test_images).mean() > 0.5 and len(first[1]) > 3


def test_what_is_damaged_or_of_another_program_is_learnt_anew(few, folder, asked, monkeypatch):
    def learn_again():
        forget(monkeypatch)
        return kept.learn_once(few, few.test_images, None, 0)

    first = learn_again()
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    for content in (b"", b"no archive", whole[:200], whole[: len(whole) // 2], whole[:300] + bytes(80) + whole[380:]):
        path.write_bytes(content)
        num_before = len(asked)
        same(learn_again(), first)
        assert len(asked) == num_before + 1 and path.read_bytes()[:2] == b"PK"
    learn_again()
    assert len(asked) == 6
    monkeypatch.setattr(kept, "version", lambda name: "another")
    learn_again()
    assert len(asked) == 7


@pytest.mark.parametrize("home", ["file", "none"])
def test_without_a_disk_it_is_learnt_all_the_same(few, folder, asked, tmp_path, monkeypatch, home):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "file"))
    if home == "none":
        monkeypatch.delenv("VAE_HOME")
        monkeypatch.setattr("pathlib.Path.home", lambda: exec("raise RuntimeError"))
    assert set(kept.learn_once(few, few.test_images, None, 0)[1]) == {"dots"} and asked == [0]


def test_the_oldest_make_room(few, folder, asked):
    for seed in range(kept._MOST_KEPT + 3):
        kept.learn_once(few, few.test_images, None, seed)
        newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (seed, seed))
    assert sorted(path.stat().st_mtime for path in folder.iterdir()) == list(range(3, kept._MOST_KEPT + 3))


def test_it_waits_for_whoever_learns_ahead(few, folder, asked, monkeypatch):
    waited = []

    def wait():
        waited.append(1)
        kept.learn_once(few, few.test_images, None, 0)
        forget(monkeypatch)

    kept.begun_elsewhere(wait)
    kept.learn_once(few, few.test_images, None, 0)
    assert waited == [1] and asked == [0]
    kept.learn_once(few, few.test_images, None, 3)
    assert waited == [1]


def test_the_program_learns_what_a_measurement_asks_for(folder, digits, asked, monkeypatch):
    kept.main("digits")
    forget(monkeypatch)
    kept.learn_once(digits, kept.held_out(digits, 0), kept.other_dataset("digits"), 0)
    assert asked == [0]


def test_it_is_tried_on_so_many_held_out_pictures(digits, monkeypatch):
    assert sorted(image.tobytes() for image in kept.held_out(digits, 0)) == sorted(
        image.tobytes() for image in digits.test_images
    )
    monkeypatch.setattr(kept, "NUM_IMAGES", 5)
    assert kept.held_out(digits, 0).shape == (5, 28, 28)
    assert (kept.held_out(digits, 0) != kept.held_out(digits, 1)).any()
