"""Data sets of one's own: what an import keeps, how it is split, and that nothing half done is left behind."""

import errno
import hashlib
import io
import json
import random
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.support.damage import damages, harmed
from vae.config import RunConfig
from vae.data import datasets, imports, own_data
from vae.data.dataset import DataError
from vae.data.imports import held_out, import_data, preview
from vae.data.own_data import delete_data, list_data, load_data
from vae.data.sources import Upload
from vae.shape import MNIST, PictureShape

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (120, 28, 28), np.uint8)
LABELS = np.array(["cat", "dog", "emu"])[np.arange(120) % 3]
BUILT_IN = ("mnist", "fashion_mnist", "digits", "avatars", "letters", "motions", "names", "melodies")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return Upload("pets.npz", file.getvalue())


def png(image):
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def zipped(images, broken=()):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for index, image in enumerate(images):
            archive.writestr(f"{index:04}.png", b"broken" if index in broken else png(image))
    return Upload("shots.zip", file.getvalue())


def test_an_import_keeps_every_picture_with_its_label_in_one_part():
    own = import_data(npz(images=IMAGES, labels=LABELS), "pets")
    dataset = datasets.load("own:pets")
    assert dataset.name == own.dataset == "own:pets" and dataset.class_names == ("cat", "dog", "emu")
    assert own.train_counts == (32, 32, 32) and own.test_counts == (8, 8, 8)
    images = np.concatenate([dataset.train_images, dataset.test_images])
    labels = np.concatenate([dataset.train_labels, dataset.test_labels])
    kept = {(image.tobytes(), dataset.class_names[label]) for image, label in zip(images, labels, strict=True)}
    assert kept == {(image.tobytes(), label) for image, label in zip(IMAGES, LABELS, strict=True)}
    assert len(images) == 120 and all(array.dtype == np.uint8 for array in (images, labels))
    assert isinstance(dataset.train_images, np.memmap)


def test_the_data_module_knows_it_as_any_other():
    import_data(npz(images=IMAGES, labels=LABELS), "pets")
    assert datasets.dataset_names() == (*BUILT_IN, "own:pets")
    assert datasets.class_names("own:pets") == ("cat", "dog", "emu") and datasets.title("own:pets") == "pets"
    delete_data("pets")
    assert datasets.title("own:pets") == "pets" and datasets.dataset_names() == BUILT_IN
    for call in (datasets.load, datasets.class_names):
        with pytest.raises(DataError, match="no data set of your own named 'pets': add one"):
            call("own:pets")


def test_the_fingerprint_is_the_content_and_nothing_else():
    own = import_data(npz(images=IMAGES, labels=LABELS), "pets")
    assert import_data(npz(images=IMAGES, labels=LABELS), "again").fingerprint == own.fingerprint
    changed = IMAGES.copy()
    changed[7, 3, 3] ^= 1
    others = [npz(images=changed, labels=LABELS), npz(images=IMAGES, labels=np.roll(LABELS, 1)),
              npz(images=IMAGES, labels=np.char.upper(LABELS))]  # fmt: skip
    prints = {import_data(source, f"other-{index}").fingerprint for index, source in enumerate(others)}
    assert len(prints | {own.fingerprint}) == 4
    dataset = load_data("pets")
    digest = hashlib.sha256(b'["cat", "dog", "emu"]')
    for part, shape in (("train_images", "[96, 28, 28]"), ("train_labels", "[96]"),
                        ("test_images", "[24, 28, 28]"), ("test_labels", "[24]")):  # fmt: skip
        digest.update(f"{part} {shape}".encode() + getattr(dataset, part).tobytes())
    assert own_data.fingerprint(dataset) == own.fingerprint == digest.hexdigest()


@given(counts=st.lists(st.integers(0, 60), min_size=1, max_size=12).filter(lambda counts: sum(counts) >= 50))
@settings(max_examples=60, deadline=None)
def test_a_fifth_of_every_class_is_held_out(counts):
    labels = np.random.default_rng(1).permutation(np.repeat(np.arange(len(counts)), counts)).astype(np.uint8)
    chosen = held_out(labels)
    assert len(np.unique(chosen)) == len(chosen) and (np.diff(chosen) > 0).all()
    taken = np.bincount(labels[chosen], minlength=len(counts))
    for count, held in zip(counts, taken, strict=True):
        assert held <= max(0, count - 1)
        assert abs(held - 0.2 * count) < 1.5 + 0.05 * count
    np.testing.assert_array_equal(chosen, held_out(labels))


def test_no_more_than_ten_thousand_are_held_out():
    labels = (np.arange(200_000) % 4).astype(np.uint8)
    assert np.bincount(labels[held_out(labels)]).tolist() == [2500] * 4


def test_the_first_held_out_pictures_are_of_every_class():
    import_data(npz(images=IMAGES, labels=np.sort(LABELS)), "pets")
    assert len(set(load_data("pets").test_labels[:12].tolist())) == 3


def test_of_a_mixed_set_only_what_is_dark_on_light_changes():
    bright = np.zeros((60, 28, 28), np.uint8)
    bright[:, 8:20, 12:15] = RNG.integers(180, 256, (60, 12, 3), np.uint8)
    mixed = np.concatenate([255 - bright[:40], bright[40:]])
    shown = preview(npz(images=mixed), limit=60)
    assert shown.inverted and import_data(npz(images=mixed), "mixed").inverted
    kept = load_data("mixed")
    for some in (shown.images, np.concatenate([kept.train_images, kept.test_images])):
        assert sorted(image.tobytes() for image in some) == sorted(image.tobytes() for image in bright)


@pytest.mark.parametrize(("invert", "is_inverted"), [("auto", True), (True, True), (False, False)])
def test_dark_ink_on_paper_becomes_bright_on_dark(invert, is_inverted):
    paper = np.full((60, 28, 28), 240, np.uint8)
    paper[:, 8:20, 12:15] = RNG.integers(0, 60, (60, 12, 3), np.uint8)
    shown = preview(npz(images=paper), invert=invert)
    own = import_data(npz(images=paper), "ink", invert)
    assert shown.inverted == own.inverted == is_inverted
    expected = 255 - paper if is_inverted else paper
    dataset = load_data("ink")
    images = np.concatenate([dataset.train_images, dataset.test_images])
    for some in (shown.images, images):
        assert {image.tobytes() for image in some} <= {image.tobytes() for image in expected}
    assert len(images) == 60


def test_pictures_like_mnist_stay_as_they_are():
    bright = np.zeros((60, 28, 28), np.uint8)
    bright[:, 8:20, 12:15] = 255
    assert not preview(npz(images=bright)).inverted and not import_data(npz(images=bright), "ink").inverted


def test_a_preview_shows_what_would_come_and_leaves_nothing(home):
    shown = preview(npz(images=IMAGES, labels=LABELS), limit=30, invert=False)
    assert (shown.num_pictures, shown.class_names, shown.class_counts) == (120, ("cat", "dog", "emu"), (40, 40, 40))
    assert shown.images.shape == (30, 28, 28) and set(shown.labels.tolist()) == {0, 1, 2} and shown.problems == ()
    assert [IMAGES.tolist().index(image.tolist()) % 3 for image in shown.images] == shown.labels.tolist()
    assert not home.exists()


def test_ten_broken_pictures_among_many_are_left_out_and_named():
    broken = set(range(5, 105, 10))
    own = import_data(zipped(IMAGES, broken), "shots")
    assert own.num_train + own.num_test == 110 and own.num_problems == len(own.problems) == 10
    for index, problem in zip(sorted(broken), own.problems, strict=True):
        assert problem.startswith(f"{index:04}.png ")
    assert own.class_names == ("pictures",)
    shown = preview(zipped(IMAGES, broken), limit=30)
    assert (shown.num_pictures, shown.num_unchecked, shown.class_counts) == (110, 0, (110,))
    assert shown.problems == own.problems  # all are looked at, though few are shown
    hasty = preview(zipped(IMAGES, broken), limit=30, seconds=0)
    assert hasty.num_unchecked == 90 and hasty.num_pictures > 110


def test_a_class_of_broken_pictures_only_is_no_class():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for index in range(60):
            archive.writestr(f"{'c' if index % 2 else 'a'}/{index}.png", png(IMAGES[index]))
        archive.writestr("b/1.png", b"broken")
    own = import_data(Upload("x.zip", file.getvalue()), "x")
    assert own.class_names == ("a", "c") and set(load_data("x").train_labels.tolist()) == {0, 1}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (zipped(IMAGES[:1]), "at least 50 pictures are needed, shots.zip has 1"),
        (zipped(IMAGES[:60], set(range(60))), "none of the 60 pictures of shots.zip can be read; the first: 0000.png"),
        (zipped(IMAGES[:60], set(range(20))), "at least 50 .* has 40 that can be read; left out: 0000.png"),
        (npz(images=IMAGES, labels=np.array([None] * 120)), "never unpickled"),
        (npz(images=IMAGES[:60], labels=np.arange(60)), "every class of pets.npz has one picture only, so none can be"),
    ],
)
def test_a_source_that_cannot_be_used_leaves_nothing(home, source, message):
    with pytest.raises(DataError, match=message):
        import_data(source, "x")
    assert not (home / "data").exists() or list((home / "data").iterdir()) == []


def test_classes_of_one_picture_each_are_refused_before_anything_is_written(home, tmp_path):
    for index, image in enumerate(IMAGES[:60]):
        (tmp_path / "each" / f"c{index}").mkdir(parents=True)
        (tmp_path / "each" / f"c{index}" / "a.png").write_bytes(png(image))
    said = "every class of each has one picture only, so none can be held out: give fewer classes, or pictures without"
    for use in (lambda: preview(tmp_path / "each"), lambda: import_data(tmp_path / "each", "x")):
        with pytest.raises(DataError, match=said):
            use()
    assert not home.exists()
    (tmp_path / "each" / "c7" / "b.png").write_bytes(png(IMAGES[60]))
    own = import_data(tmp_path / "each", "x")
    assert (own.num_train, own.num_test, own.test_counts[own.class_names.index("c7")]) == (60, 1, 1)


def test_classes_of_one_picture_each_that_can_be_read_leave_nothing(home):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for index in range(60):
            archive.writestr(f"{index}/a.png", png(IMAGES[index]))
        archive.writestr("7/b.png", b"broken")
    with pytest.raises(DataError, match=r"every class of each.zip has one picture only that can be read, so none can"):
        import_data(Upload("each.zip", file.getvalue()), "x")
    assert list((home / "data").iterdir()) == []


@pytest.mark.parametrize(
    "name", ["", "a/b", "..", ".", "../up", "A", "\U0001f600", "x" * 300, "a b", "-a", "own:a", "a.b"]
)
def test_a_name_that_cannot_be_is_one_sentence(name):
    with pytest.raises(DataError, match="name must be 1-64 characters") as caught:
        import_data(npz(images=IMAGES), name)
    assert len(str(caught.value)) < 250
    for call in (own_data.open_data, delete_data):
        with pytest.raises(DataError, match="there is no data set of your own named"):
            call(name)


def test_a_taken_name_is_refused_and_what_has_it_stays():
    before = import_data(npz(images=IMAGES, labels=LABELS), "pets")
    with pytest.raises(DataError, match="named 'pets' already: choose another name or delete it first"):
        import_data(npz(images=255 - IMAGES), "pets")
    assert list_data() == ([before], [])


def test_a_full_disk_and_a_folder_that_cannot_be_written_are_one_sentence(home, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(imports, "_write_images", full)
        with pytest.raises(DataError, match="no room is left in .*free some, or set VAE_HOME"):
            import_data(npz(images=IMAGES), "x")
    assert list((home / "data").iterdir()) == []
    (home / "file").write_text("")
    monkeypatch.setenv("VAE_HOME", str(home / "file"))
    with pytest.raises(DataError, match="cannot be written .*set VAE_HOME to another folder"):
        import_data(npz(images=IMAGES), "x")


def test_an_import_broken_off_leaves_nothing(home):
    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_data(npz(images=IMAGES), "x", progress=stop)
    assert list((home / "data").iterdir()) == [] and list_data() == ([], [])


def test_progress_rises_to_one():
    shares = []
    import_data(npz(images=np.tile(IMAGES, (3, 1, 1))), "x", progress=shares.append)
    assert shares == sorted(shares) and shares[0] < 0.1 and shares[-1] == 1.0 and len(shares) >= 4


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("data.json", b"{"),
        ("data.json", b"[]"),
        ("data.json", json.dumps({"version": 2}).encode()),
        ("train_images.npy", b"\x93NUMPY cut"),
        ("train_labels.npy", None),
        ("test_images.npy", b""),
    ],
)
def test_a_damaged_data_set_is_named(file, content):
    own = import_data(npz(images=IMAGES, labels=LABELS), "pets")
    path = own.folder / file
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(DataError, match=rf"the data set 'pets' is damaged \({file}\): delete it and add it again"):
        load_data("pets")
    found, problems = list_data()
    assert (found, len(problems)) == (([], 1) if file == "data.json" else ([own], 0))


def test_a_folder_that_can_be_no_data_set_is_named_and_nothing_is_lost():
    own = import_data(npz(images=IMAGES, labels=LABELS), "pets")
    (own.folder.parent / "<b>My pets").mkdir()
    found, problems = list_data()
    assert found == [own] and len(problems) == 1
    assert "the folder '<b>My pets' in " in problems[0] and "is no data set: move or delete it" in problems[0]


def test_a_data_set_damaged_in_any_way_loads_or_is_one_sentence():
    own = import_data(npz(images=IMAGES, labels=LABELS), "pets")
    import_data(npz(images=IMAGES), "other")
    tried, refused = random.Random(0).sample(damages(own.folder), 150), 0
    for damage in tried:
        with harmed(own.folder, damage):
            found, problems = list_data()
            assert "other" in [one.name for one in found] and len(found) + len(problems) == 2, damage
            try:
                dataset = load_data("pets")
                assert dataset.train_labels.max() < len(dataset.class_names), damage
                assert all(isinstance(name, str) for name in dataset.class_names), damage
            except DataError as error:
                refused += 1
                assert re.fullmatch(r"[^\n]{10,300}", str(error)), damage
            except Exception as error:
                raise AssertionError(f"{damage.kind}: {damage.name}: {error!r}") from error
    assert load_data("pets") and refused > len(tried) / 3


def test_arrays_of_another_length_are_found_out():
    own = import_data(npz(images=IMAGES, labels=LABELS), "pets")
    np.save(own.folder / "train_labels.npy", np.zeros(5, np.uint8))
    with pytest.raises(DataError, match=r"train_labels.npy must be uint8 \[96\], got uint8 \[5\]"):
        load_data("pets")
    np.save(own.folder / "train_labels.npy", np.full(96, 3, np.uint8))
    with pytest.raises(DataError, match="damaged"):
        load_data("pets")


def test_deleting_takes_the_folder_away(home):
    import_data(npz(images=IMAGES), "x")
    delete_data("x")
    assert list((home / "data").iterdir()) == []
    import_data(npz(images=IMAGES), "x")


def test_an_import_holds_one_picture_at_a_time(home):
    """The pictures are written as they are read: after each hundred the file has grown by a hundred."""
    sizes = []

    def watch(share):
        if share < 0.95:
            raw = next(Path(home / "data").glob(".x.*.part/pictures.raw"))
            sizes.append(raw.stat().st_size)

    import_data(npz(images=np.tile(IMAGES, (5, 1, 1))), "x", progress=watch)
    assert len(sizes) == 6
    assert all(abs(size - 784 * (100 * step + 1)) <= 2**17 for step, size in enumerate(sizes))


def test_pictures_are_kept_in_the_size_and_colour_that_were_chosen():
    colors = RNG.integers(0, 256, (60, 20, 20, 3), np.uint8)
    shape = PictureShape(16, 16, 3)
    source = npz(images=colors)
    found = preview(source, limit=8, shape=shape)
    assert found.images.shape == (8, 16, 16, 3) and found.fine.shape == (8, 64, 64, 3) and not found.inverted
    own = import_data(source, "colours", shape=shape)
    assert own.shape == datasets.shape("own:colours") == load_data("colours").shape == shape
    assert datasets.with_shape(RunConfig(name="a", dataset="own:colours")).shape == shape
    every = np.concatenate([load_data("colours").train_images, load_data("colours").test_images])
    assert every.shape == (60, 16, 16, 3)
    np.testing.assert_allclose(every.mean((0, 1, 2)), colors.mean((0, 1, 2)), atol=3)
    assert import_data(npz(images=IMAGES), "plain").shape == MNIST
    assert datasets.with_shape(RunConfig(name="a", dataset="own:nowhere")).shape == MNIST


def test_a_smaller_frame_loses_more():
    source = npz(images=RNG.integers(0, 256, (60, 64, 64, 3), np.uint8))
    losses = [preview(source, limit=5, shape=PictureShape(side, side, 3)).loss for side in (64, 32, 16)]
    assert losses[0] == 0 < losses[1] < losses[2] < 0.5
