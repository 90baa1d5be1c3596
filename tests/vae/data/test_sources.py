"""Folders, archives and uploads: which pictures and labels are found, and what happens to what should not be there."""

import contextlib
import io
import os
import stat
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vae.data import found, picture_files
from vae.data.dataset import DataError
from vae.data.sources import Upload, open_source
from vae.pictures.image_files import ImageError

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (4, 28, 28), np.uint8)


def png(image=IMAGES[0], **options):
    file = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(file, "PNG", **options)
    return file.getvalue()


def zipped(members, method=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def found_in(source):
    """Return (label names of the pictures read, images, problems of single pictures, what was found)."""
    with open_source(source) as found:
        read = list(found.read(range(len(found.labels))))
    good = [(index, image) for index, image in read if not isinstance(image, ImageError)]
    names = [found.class_names[found.labels[index]] for index, _ in good]
    return names, [image for _, image in good], [str(e) for _, e in read if isinstance(e, ImageError)], found


def in_folder(tmp_path, members):
    for name, content in members.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


MEMBERS = {f"{label}/{index}.png": png(IMAGES[index]) for index, label in enumerate(("b", "a", "a", "c"))}


@pytest.mark.parametrize("kind", ["folder", "zip", "uploads", "file object"])
def test_the_same_pictures_are_found_wherever_they_lie(tmp_path, kind):
    if kind == "folder":
        source = in_folder(tmp_path, MEMBERS)
    elif kind == "uploads":
        source = [Upload(name, io.BytesIO(content)) for name, content in MEMBERS.items()]
    else:
        content = zipped(MEMBERS)
        source = Upload("some.zip", io.BytesIO(content) if kind == "file object" else content)
    names, images, problems, found = found_in(source)
    assert found.class_names == ("a", "b", "c") and problems == [] and found.problems == []
    pairs = {(name, image.tobytes()) for name, image in zip(names, images, strict=True)}
    assert pairs == {(label, IMAGES[index].tobytes()) for index, label in enumerate(("b", "a", "a", "c"))}


@pytest.mark.parametrize(
    ("paths", "labels"),
    [
        (["1.png", "2.png"], ["pictures", "pictures"]),
        (["all/a/1.png", "all/b/2.png"], ["a", "b"]),
        (["all/1.png", "all/2.png"], ["all", "all"]),
        (["train/a/1.png", "test/a/2.png", "test/b/3.png"], ["a", "a", "b"]),
        (["data/train/a/1.png", "data/val/b/2.png"], ["a", "b"]),
        (["train/1.png", "test/2.png"], ["pictures", "pictures"]),
        (["a/x/1.png", "a/y/2.png", "b/3.png"], ["a", "a", "b"]),
        (["a/1.png", "2.png"], ["a", "unsorted"]),
        (["10/1.png", "9/2.png"], ["10", "9"]),
        (["\u732b/1.png", "\U0001f600 x/2.png"], ["\u732b", "\U0001f600 x"]),
        (["a\\1.png", "b\\2.png"], ["a", "b"]),
        (["./a/1.png", "./2.png", "b//3.png"], ["a", "unsorted", "b"]),
    ],
)
def test_the_label_is_the_first_folder_that_tells_pictures_apart(paths, labels):
    names, _, _, found = found_in(Upload("x.zip", zipped({path: png() for path in paths})))
    assert names == labels
    assert found.class_names == tuple(sorted(set(labels), key=lambda name: (len(name), name)))


def test_paths_that_climb_out_links_and_other_files_are_named_and_left_out(tmp_path):
    link = zipfile.ZipInfo("a/link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    members = {**MEMBERS, "../up.png": png(), "/abs.png": png(), "a/../../b.png": png(), "C:/x.png": png(), link: b"/x",
               "__MACOSX/a/._1.png": b"", ".thumbs/a.png": png(), "a/.hidden.png": b"",
               "a/notes.txt": b"", "Thumbs.db": b""}  # fmt: skip
    names, _, problems, found = found_in(Upload("x.zip", zipped(members)))
    assert len(names) == 4 and problems == []
    told = "\n".join(found.problems)
    for name in ("../up.png", "/abs.png", "a/../../b.png", "C:/x.png"):
        assert f"{name} points outside of x.zip" in told
    assert "a/link.png is a link" in told and "2 files that are no pictures" in told and "hidden" not in told


def test_a_broken_picture_is_named_and_the_others_are_read(tmp_path):
    broken = {"a/cut.png": png()[:90], "a/text.jpg": b"hello", "a/empty.png": b"", "a/big.png": b"\x89PNG" + bytes(99)}
    names, _, problems, _ = found_in(in_folder(tmp_path, MEMBERS | broken))
    assert len(names) == 4 and len(problems) == 4
    assert all(any(name in problem for problem in problems) for name in broken)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything can be read here")
def test_a_file_that_may_not_be_read_is_named(tmp_path):
    folder = in_folder(tmp_path, MEMBERS)
    (folder / "a" / "1.png").chmod(0)
    assert "1.png cannot be read (Permission denied)" in found_in(folder)[2][0]


def test_special_files_do_not_hang(tmp_path):
    folder = in_folder(tmp_path, MEMBERS)
    os.mkfifo(folder / "a" / "pipe.png")
    assert found_in(folder)[2] == ["a/pipe.png is no ordinary file"]


def test_pictures_of_any_kind_become_grey_and_upright(tmp_path):
    tall = Image.new("RGB", (28, 28), "black")
    tall.paste((255, 255, 255), (0, 0, 28, 14))  # white above, black below
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    file = io.BytesIO()
    tall.save(file, "JPEG", exif=exif, quality=95)
    clear = Image.new("RGBA", (28, 28), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (10, 10, 18, 18))  # black ink on nothing
    sixteen = Image.fromarray(np.linspace(0, 65_535, 784).astype(np.uint16).reshape(28, 28))
    palette = Image.fromarray(IMAGES[1]).convert("RGB").quantize(256)
    members = {"1.jpg": file.getvalue(), "2.png": png(clear), "3.png": png(sixteen), "4.png": png(palette)}
    _, (turned, inked, deep, indexed), _, _ = found_in(in_folder(tmp_path, members))
    assert turned[3, 14] < 10 and turned[24, 14] > 245
    assert inked[0, 0] == 0 and inked[14, 14] == 255  # all that is cut out is bright on black, so that a set is alike
    np.testing.assert_allclose(deep.ravel(), np.linspace(0, 255, 784), atol=1)
    np.testing.assert_allclose(indexed, IMAGES[1], atol=8)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (Upload("x.rar", b"Rar!"), "x.rar is no data set: choose a folder or .zip of pictures"),
        (Upload("x.zip", b"PK no"), "x.zip is damaged or no .zip file"),
        (Upload("x.zip", zipped({})), "x.zip holds no pictures: expected files such as"),
        (Upload("x.zip", zipped({"a/readme.txt": b""})), "x.zip holds no pictures"),
        (Upload("", b""), "is no data set"),
        ([], "the upload holds no pictures"),
    ],
)
def test_a_source_without_pictures_is_one_sentence(source, message):
    with pytest.raises(DataError, match=message), open_source(source):
        pass


def test_what_is_not_there_is_said(tmp_path):
    for path, message in (
        (tmp_path / "no", "there is no file or folder"),
        (tmp_path / ("x" * 3000), "cannot be read"),
        (tmp_path / "nul\0l", "cannot be read|there is no file"),
    ):
        with pytest.raises(DataError, match=message), open_source(path):
            pass
    with pytest.raises(DataError, match="holds no pictures"), open_source(tmp_path):
        pass


def test_a_password_is_asked_away():
    content = bytearray(zipped(MEMBERS))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(signature, place + 4)
    with pytest.raises(DataError, match="protected by a password"):
        found_in(Upload("x.zip", bytes(content)))


@pytest.mark.parametrize(
    ("packed", "unpacked", "is_refused"),
    [
        (87_500, 90_000_000, True),  # nothing but zeros
        (126_000, 90_000_000, False),  # a digit on every white page
        (6_000_000, 1_100_000_000, False),
        (5_000_000, 1_100_000_000, True),
        (200_000_000, 101_000_000_000, True),
    ],
)
def test_what_unpacks_to_far_more_than_pictures_do_is_told_from_pictures(packed, unpacked, is_refused):
    refused = pytest.raises(DataError, match=rf"x claims to unpack from .* to {unpacked / 1e6:,.0f} MB")
    with refused if is_refused else contextlib.nullcontext():
        found.check_unpacked(packed, unpacked, "x")


def test_archives_that_unpack_to_far_more_are_refused(monkeypatch):
    monkeypatch.setattr(found, "_BOMBS", ((1_000_000, 200),))
    bomb = zipped({f"{index}.png": bytes(500_000) for index in range(4)}, zipfile.ZIP_DEFLATED)
    with pytest.raises(DataError, match=r"claims to unpack from 0\.0 MB to 2 MB"):
        found_in(Upload("x.zip", bomb))


def test_a_single_member_is_never_unpacked_beyond_the_limit(monkeypatch):
    monkeypatch.setattr(picture_files, "MAX_BYTES", 1000)
    monkeypatch.setattr("vae.pictures.image_files.MAX_BYTES", 1000)
    _, _, problems, _ = found_in(Upload("x.zip", zipped({"a.png": bytes(5_000_000)}, zipfile.ZIP_DEFLATED)))
    assert len(problems) == 1 and "a.png has 5.0 MB" in problems[0] and "are accepted" in problems[0]


@pytest.mark.parametrize("kind", ["folder", "uploads"])
def test_a_picture_that_is_too_large_is_named_with_its_size(tmp_path, monkeypatch, kind):
    monkeypatch.setattr("vae.pictures.image_files.MAX_BYTES", 1_000_000)
    members = MEMBERS | {"a/9.png": bytes(5_000_000)}
    uploads = [Upload(name, io.BytesIO(content)) for name, content in members.items()]
    names, _, problems, _ = found_in(in_folder(tmp_path, members) if kind == "folder" else uploads)
    assert len(names) == 4 and len(problems) == 1 and "a/9.png has 5.0 MB" in problems[0]


def test_a_wrong_checksum_costs_one_picture():
    content = zipped(MEMBERS)
    damaged = content.replace(MEMBERS["a/1.png"], MEMBERS["a/1.png"][:-30] + bytes(30), 1)
    names, _, problems, _ = found_in(Upload("x.zip", damaged))
    assert len(names) == 3 and "a/1.png cannot be unpacked" in problems[0]


def test_too_many_pictures_are_refused(monkeypatch):
    monkeypatch.setattr(found, "MAX_PICTURES", 3)
    with (
        pytest.raises(DataError, match="up to 3 pictures can be taken, x.zip has 4"),
        open_source(Upload("x.zip", zipped(MEMBERS))),
    ):
        pass


@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6))
@settings(max_examples=80, deadline=None)
def test_a_damaged_archive_never_ends_in_another_error(changes):
    content = bytearray(zipped(MEMBERS, zipfile.ZIP_DEFLATED))
    for place, value in changes:
        content[int(place * (len(content) - 1))] = value
    try:
        found_in(Upload("x.zip", bytes(content)))
    except DataError as error:
        assert "x.zip" in str(error) or "classes" in str(error)
    except zlib.error:
        pytest.fail("a decompressor's error got through")
