"""A part of a turned picture is what a person sees in the rectangle."""

import numpy as np
import pytest
from PIL import Image

from vae.pictures.cutting import WHOLE, Part, cut_out

PICTURE = Image.fromarray(np.arange(6 * 8, dtype=np.uint8).reshape(6, 8))


def test_the_whole_stays_as_it_is_and_quarters_lose_nothing():
    assert np.array_equal(cut_out(PICTURE, WHOLE), PICTURE)
    turned = cut_out(PICTURE, Part(WHOLE.box, 90.0))
    assert np.array_equal(turned, np.rot90(PICTURE, -1)), "clockwise"


def test_the_rectangle_is_of_the_turned_picture():
    half = cut_out(PICTURE, Part((0.0, 0.5, 1.0, 1.0), 0.0))
    assert np.array_equal(half, np.asarray(PICTURE)[3:])
    corner = cut_out(PICTURE, Part((0.5, 0.0, 1.0, 0.5), 90.0))
    assert np.array_equal(corner, np.rot90(PICTURE, -1)[:4, 3:])


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_what_comes_into_view_has_the_rims_colour(mode):
    picture = Image.new("L", (40, 40), 200)
    picture.paste(0, (15, 15, 25, 25))
    turned = np.asarray(cut_out(picture.convert(mode), Part(WHOLE.box, 30.0)))
    assert turned.shape[0] > 50 and (turned[0] == 200).all() and turned.min() < 20


@pytest.mark.parametrize("box", [(0.0, 0.0, 1.1, 1.0), (0.5, 0.0, 0.51, 1.0), (0.6, 0.0, 0.4, 1.0), (-0.1, 0, 1, 1)])
def test_a_box_outside_or_too_narrow_is_refused(box):
    with pytest.raises(ValueError, match="inside of the picture"):
        Part(box, 0.0)
