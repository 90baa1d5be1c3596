"""A picture of a page: what is left out is said, and hard pictures come out as their digits."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from sklearn.neighbors import KNeighborsClassifier

from tests.support.hard_pictures import cases, digit_of
from vae.model import inference
from vae.pictures.crops import find_digits
from vae.pictures.page import read_page
from vae.pictures.preparation import prepare
from vae.runs import store

CASES = {name: (picture, digits) for name, picture, digits in cases()}


# Digits of one font, whose clean form is known; the other cases are drawn by hand.
PRINTED = ("boxed_form", "squared_paper", "sheet_on_a_table", "broken_stroke", "colours", "framed")
HAND_DRAWN = ("table_along_two_sides", "tight_crop", "pale_scan")


def read(name):
    picture, digits = CASES[name]
    cut = find_digits(picture.convert("RGB"), name)
    given = [picture] if cut.is_whole else [crop.picture for crop in cut.crops]
    assert len(given) == len(digits)
    return [prepare(one).image for one in given]


def alikeness(first, second):
    """Return the cosine between two images whose strokes were made soft, 1 for the same."""
    a, b = (gaussian_filter(image.astype(float), 1.0).ravel() for image in (first, second))
    return a @ b / np.sqrt((a @ a) * (b @ b))


@pytest.mark.parametrize("name", PRINTED)
def test_printed_digits_come_out_of_hard_pictures_as_off_a_clean_sheet(name):
    for image, digit in zip(read(name), CASES[name][1], strict=True):
        assert alikeness(image, prepare(digit_of(digit, 200, 150)).image) > 0.85, digit


@pytest.mark.parametrize("name", HAND_DRAWN)
def test_drawn_digits_are_read_as_a_person_reads_them(name):
    run = store.load_run("mnist-2d")
    latents = store.load_latents(run)
    classifier = KNeighborsClassifier(15).fit(latents.z_mean, latents.labels)
    codes, _ = inference.encode(run.folder, np.stack(read(name)))
    assert "".join(map(str, classifier.predict(codes))) == CASES[name][1]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("boxed_form", "Ruled lines"),
        ("squared_paper", "Ruled lines"),
        ("framed", "frame"),
        ("sheet_on_a_table", "table"),
        ("colours", "Coloured ink"),
        ("letter", None),
        ("tight_crop", None),
    ],
)
def test_what_was_left_out_is_said(name, words):
    page = read_page(CASES[name][0])
    assert (words is None and page.notes == ()) or (len(page.notes) == 1 and words in page.notes[0])


def test_a_page_keeps_the_pictures_size_and_tells_its_scale():
    page = read_page(np.full((1200, 2400), 255, np.uint8))
    assert (page.size, page.grey.shape, page.scale) == ((2400, 1200), (480, 960), 0.4)
