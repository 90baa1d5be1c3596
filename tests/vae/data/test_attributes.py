import csv
import re

import numpy as np
import pytest

from vae import files
from vae.data import attributes, datasets
from vae.data.dataset import DataError

FOLDER = files.ASSETS / "letters"
LICENCES = {
    "Apache-2.0", "Bitstream Vera", "GUST", "MIT", "MIT and Bitstream Vera", "OFL-1.0", "OFL-1.1", "public domain",
    "GPL-2 with font exception", "GPL-2+ with font exception", "GPL-3+ with font exception",
}  # fmt: skip


@pytest.fixture(scope="module")
def typefaces():
    with (FOLDER / "typefaces.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def arrays():
    with np.load(FOLDER / "letters.npz") as file:
        return dict(file)


@pytest.fixture(scope="module")
def letters():
    return datasets.load("letters", download=False)


def by_name(typefaces, values):
    """Return the values by the typeface's name; two packages may bring one of the same name."""
    return dict(zip((face["typeface"] for face in typefaces), values.tolist(), strict=True))


def pairs(measured, plain, styled):
    """Return (value of the plain cut, of the styled one) of every family that has both."""
    ends = {
        re.sub(rf" ({styled})$", "", name): value for name, value in measured.items() if re.search(f" {styled}$", name)
    }
    starts = {
        re.sub(rf" ({plain})$", "", name): value for name, value in measured.items() if re.search(f" {plain}$", name)
    }
    return [(starts[name], ends[name]) for name in set(starts) & set(ends)]


def test_letters_come_with_the_program_whole_typefaces_of_all_small_letters(letters, typefaces):
    assert letters.shape == (32, 32, 1) == datasets.shape("letters")
    assert (
        len(letters.train_images)
        == datasets.num_training("letters")
        == 26 * sum(f["held_out"] == "0" for f in typefaces)
    )
    assert len(letters.test_images) == 26 * sum(face["held_out"] == "1" for face in typefaces)
    assert len(typefaces) >= 250 and "".join(letters.class_names) == "abcdefghijklmnopqrstuvwxyz"
    for groups, labels in ((letters.train_groups, letters.train_labels), (letters.test_groups, letters.test_labels)):
        assert (groups.reshape(-1, 26) == groups[::26, None]).all()
        assert (labels.reshape(-1, 26) == np.arange(26)).all()


def test_no_package_is_on_both_sides_and_every_licence_is_one_of_those_that_allow_it(letters, typefaces):
    sides = {}
    for face in typefaces:
        assert face["licence"] in LICENCES
        sides.setdefault(face["package"], set()).add(face["held_out"])
    assert all(len(held_out) == 1 for held_out in sides.values())
    assert not set(letters.train_groups) & set(letters.test_groups)
    assert {typefaces[index]["held_out"] for index in set(letters.test_groups)} == {"1"}


def test_letters_are_whole_and_as_high_as_each_other(letters):
    images = np.concatenate([letters.train_images, letters.test_images]).reshape(-1, 26, 32, 32)
    rim = [images[..., 0, :], images[..., -1, :], images[..., 0], images[..., -1]]
    assert max(part.max() for part in rim) < 255, "nothing is cut off"
    rows = (images[:, 23] > 0.4 * images[:, 23].max(axis=(1, 2), keepdims=True)).any(axis=2)
    assert rows[:, 12:24].sum(1).min() >= 9, "x has one height, but for thin strokes that end between two pixels"
    assert not rows[:, :12].any() and not rows[:, 25:].any() and rows[:, 24].mean() < 0.02, "and stands on the line"
    columns = np.arange(32)
    middles = [columns[image.max(0) > 0.4 * image.max()][[0, -1]].mean() for image in images[:, 14]]
    assert np.abs(np.array(middles) - 15.5).max() <= 1.0


def test_no_two_typefaces_look_alike(letters):
    images = np.concatenate([letters.train_images, letters.test_images]).reshape(-1, 26 * 32 * 32) / np.float32(255)
    squares = np.square(images).sum(1)
    both = squares[:, None] + squares
    differences = np.sqrt(np.maximum(both - 2 * images @ images.T, 0) / both)
    assert differences[np.triu_indices(len(images), 1)].min() > 0.119


def test_known_typefaces_measure_as_they_are_called(typefaces, arrays):
    weight, slant, serifs, width = (by_name(typefaces, arrays[name]) for name in ("weight", "slant", "serifs", "width"))
    heavier = pairs(weight, "(Regular|Roman|Book)", "Bold")
    assert len(heavier) > 25 and np.mean([bold > 1.15 * regular for regular, bold in heavier]) > 0.95
    leaning = pairs(slant, "(Regular|Roman|Book)", "(Italic|Oblique)")
    assert len(leaning) > 25 and np.mean([italic > roman + 4 for roman, italic in leaning]) > 0.95
    sans = [value for name, value in serifs.items() if re.search(r"\bSans .*Regular$|\bHeros Regular$", name)]
    serif = [
        value for name, value in serifs.items() if re.search(r"\b(Serif|Slab|Termes|Schola|Pagella) .*Regular$", name)
    ]
    assert len(sans) > 5 and len(serif) > 5 and max(sans) < 0.05 < min(serif)
    narrower = pairs(width, "Regular", "(Condensed|Cn Regular)")
    assert all(condensed < regular for regular, condensed in narrower)


def test_attributes_are_of_the_held_out_pictures_in_their_order(letters, arrays):
    found = datasets.attributes_of("letters")
    assert [one.name for one in found] == ["Weight", "Slant", "Serifs", "Width"]
    for one, name in zip(found, ("weight", "slant", "serifs", "width"), strict=True):
        assert one.values.dtype == np.float32 and one.values.shape == letters.test_labels.shape
        np.testing.assert_array_equal(one.values, arrays[name][letters.test_groups])
        assert one.unit and one.meaning.endswith(".")
    assert datasets.attributes_of("mnist") == datasets.attributes_of("own:x") == ()


def test_what_avatars_have_is_what_their_classes_say_and_how_light_they_are():
    faces = datasets.load("avatars", download=False)
    found = {one.name: one for one in datasets.attributes_of("avatars")}
    assert list(found) == ["Skin", "Hair", "Long hair", "Clothes", "Glasses", "Beard", "Hat"]
    for bit, name in enumerate(("Glasses", "Beard", "Hat")):
        assert found[name].is_there_or_not
        np.testing.assert_array_equal(found[name].values, faces.test_labels >> bit & 1)
    for name, (row, column), least in (("Skin", (8, 7), 0.99), ("Clothes", (15, 5), 0.8), ("Hair", (2, 7), 0.5)):
        shown = faces.test_images[:, row, column].mean(axis=1)
        assert not found[name].is_there_or_not and np.corrcoef(shown, found[name].values)[0, 1] > least


def test_a_damaged_file_is_named(tmp_path, arrays):
    path = tmp_path / "letters.npz"
    path.write_bytes(b"no archive")
    for read in (lambda: attributes.read(path, "letters"), lambda: attributes.groups(path)):
        with pytest.raises(DataError, match=r"letters\.npz in .* is damaged: install"):
            read()
    np.savez(path, **{**arrays, "group_test": arrays["group_test"][:-1]})
    with pytest.raises(DataError, match="a group for every picture"):
        attributes.groups(path)
    assert attributes.groups(files.ASSETS / "avatars" / "avatars.npz") == (None, None)


def test_what_the_readme_beside_them_counts_is_so(letters, typefaces):
    text = (FOLDER / "README.md").read_text()
    count, held_out = len(typefaces), sum(face["held_out"] == "1" for face in typefaces)
    assert f"of {count} typefaces, {26 * count:,} pictures" in text
    assert f"{count - held_out} typefaces are to train on and {held_out} are held out" in " ".join(text.split())
    assert f"fonts of {len({face['package'] for face in typefaces})} packages" in text
    with (FOLDER / "packages.csv").open(newline="") as file:
        packages = {row["package"]: (row["version"], row["licence"]) for row in csv.DictReader(file)}
    used = {face["package"]: (face["version"], face["licence"]) for face in typefaces}
    assert used.items() <= packages.items(), "all that some package brings may look like what another does"
