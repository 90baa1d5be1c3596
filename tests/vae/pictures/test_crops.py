import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_strategies
from PIL import Image

from vae.pictures.crops import find_digits
from vae.pictures.preparation import ImageError, prepare
from vae.pictures.samples import sample_strokes
from vae.pictures.strokes import draw

SAMPLES = {sample.name: sample.strokes for sample in sample_strokes()}
SIZE = (420, 600)


def sheet(placed, pen=9.0, size=SIZE, light_falls_to=0.6, line_contrast=0.0, seed=0):
    """Return a photo: (name or strokes, left, top, height) for each digit, in dark ink on shaded, grainy paper."""
    ink = np.zeros(size)
    for digit, left, top, height in placed:
        strokes = SAMPLES[digit] if isinstance(digit, str) else digit
        drawn = draw([stroke * height + (left, top) for stroke in strokes], size, pen)
        ink = np.maximum(ink, drawn / 255.0)
    if line_contrast:
        ink[::30] = np.maximum(ink[::30], line_contrast)
        ink[:, ::30] = np.maximum(ink[:, ::30], line_contrast)
    light = np.linspace(1.0, light_falls_to, size[1])
    grain = np.random.default_rng(seed).normal(0, 4, size)
    return np.clip(235 * light * (1 - 0.75 * ink) + grain, 0, 255).astype(np.uint8)


def centres(crops):
    return [((left + right) / 2, (top + bottom) / 2) for left, top, right, bottom in (crop.box for crop in crops)]


THREE_LINES = [
    ("3", 40, 30, 90), ("1", 180, 45, 90), ("8", 320, 25, 90), ("0", 470, 40, 90),
    ("6", 60, 170, 90), ("9", 250, 160, 90), ("2", 430, 175, 90),
    ("7", 90, 300, 90), ("4", 330, 290, 90),
]  # fmt: skip


@pytest.mark.parametrize("line_contrast", [0.0, 0.3])
@pytest.mark.parametrize("is_inverted", [False, True])
def test_digits_are_found_in_reading_order(is_inverted, line_contrast):
    photo = sheet(THREE_LINES, line_contrast=line_contrast)
    crops = find_digits(255 - photo if is_inverted else photo).crops
    assert len(crops) == len(THREE_LINES)
    for (x, y), (_, left, top, height) in zip(centres(crops), THREE_LINES, strict=True):
        assert abs(x - left - height / 2) < 12 and abs(y - top - height / 2) < 8


def test_a_crop_holds_one_digit_and_is_prepared_like_the_digit_alone():
    close = [("3", 40, 30, 90), ("8", 118, 25, 90), ("0", 196, 40, 90)]
    crops = find_digits(sheet(close)).crops
    assert len(crops) == 3
    for crop, digit in zip(crops, close, strict=True):
        alone = prepare(sheet([digit])).image
        cut = prepare(crop.picture).image
        alike = max(
            np.corrcoef(np.roll(cut, (dy, dx), (0, 1)).ravel(), alone.ravel())[0, 1]
            for dy in (-1, 0, 1)
            for dx in (-1, 0, 1)
        )
        assert alike > 0.9


def test_strokes_that_belong_together_stay_together():
    first, second, bar = SAMPLES["5"]
    broken_five = (first, second, bar + (0.1, -0.12))
    left, across, right = SAMPLES["4"]
    open_four = (left, across * (0.75, 1.0), right + (0.06, 0.0))
    crops = find_digits(sheet([(broken_five, 60, 60, 120), (open_four, 250, 60, 120), ("2", 430, 60, 120)])).crops
    assert [round(x / 100) for x, _ in centres(crops)] == [1, 3, 5]


def test_digits_one_below_the_other_are_not_joined():
    assert len(find_digits(sheet([("1", 200, 40, 100), ("1", 200, 165, 100), ("7", 330, 40, 100)])).crops) == 3


def test_specks_are_no_digits():
    photo = sheet([("2", 100, 100, 150), ("6", 350, 100, 150)])
    photo[20:26, 20:27] = 30
    photo[390:398, 300:306] = 30
    assert len(find_digits(photo).crops) == 2


def test_a_box_is_in_the_pixels_of_a_large_photo():
    photo = Image.fromarray(sheet([("8", 300, 100, 200)])).resize((2400, 1680)).convert("RGB")
    (crop,) = find_digits(photo).crops
    left, top, right, bottom = crop.box
    assert abs(top - 400) < 40 and abs(bottom - 1200) < 40 and 1200 < left < right < 2000
    assert max(crop.picture.shape) < 960


def test_a_lone_digit_that_is_small_gives_one_crop():
    (crop,) = find_digits(sheet([("3", 280, 200, 40)], pen=4.0)).crops
    assert abs(centres([crop])[0][0] - 300) < 8


@pytest.mark.parametrize("picture", [np.zeros((100, 100), np.uint8), np.full((300, 200, 3), 250, np.uint8)])
def test_an_empty_photo_is_refused(picture):
    with pytest.raises(ImageError, match=r"page\.jpg shows nothing that stands out"):
        find_digits(picture, "page.jpg")


def with_ink(height, width, ink):
    """Return a grey picture with pixels of other greys, {(row, column): grey}."""
    picture = np.full((height, width), 4, np.uint8)
    for place, grey in ink.items():
        picture[place] = grey
    return picture


# Looked at enlarged: once a box came back without height.
@example(with_ink(6, 53, {(0, 0): 153, (0, 2): 90, (3, 30): 57, (4, 30): 60}))
@settings(max_examples=80, deadline=None)
@given(numpy_strategies.arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60))))
def test_any_picture_gives_boxes_within_it_or_is_refused(picture):
    try:
        crops = find_digits(picture).crops
    except ImageError:
        return
    assert crops
    for crop in crops:
        left, top, right, bottom = crop.box
        assert 0 <= left < right <= picture.shape[1] and 0 <= top < bottom <= picture.shape[0]
        assert crop.picture.dtype == np.uint8 and crop.picture.size
