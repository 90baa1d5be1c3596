"""A sheet on a table: found by its sharp, straight edge, and nothing else taken for one."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from vae.pictures.sheets import without_table


def sheet(paper=230, table=120, corners=((30, 40), (250, 30), (270, 360), (20, 370)), ink=60):
    picture = Image.new("L", (300, 400), table)
    draw = ImageDraw.Draw(picture)
    draw.polygon(corners, fill=paper)
    draw.line([(120, 150), (180, 150), (140, 250)], fill=ink, width=10)
    return np.asarray(picture, np.float32) / 255


def test_the_table_becomes_paper_and_the_ink_stays():
    grey, is_found = without_table(sheet())
    assert is_found and grey.shape == (400, 300)
    assert abs(grey - 230 / 255)[[5, 395, 200, 200], [5, 295, 5, 295]].max() < 0.02
    np.testing.assert_array_equal(grey[120:280, 100:200], sheet()[120:280, 100:200])


def test_a_table_along_one_side_is_found():
    _, is_found = without_table(sheet(corners=((0, 0), (230, 0), (240, 400), (0, 400))))
    assert is_found


@pytest.mark.parametrize("name", ["plain", "shade", "disc", "digit", "no ink"])
def test_what_is_no_sheet_is_left_as_it_is(name):
    y, x = np.mgrid[0:400, 0:300]
    shade = (0.3 + 0.6 * x / 300).astype(np.float32)
    zero = (((x - 150) / 100.0) ** 2 + ((y - 200) / 150.0) ** 2 < 1) & (
        ((x - 150) / 40.0) ** 2 + ((y - 200) / 80.0) ** 2 > 1
    )
    picture = {
        "plain": sheet(table=230),
        "shade": np.where(sheet() < 0.3, np.float32(0.1), shade),
        "disc": np.where((x - 150) ** 2 + (y - 200) ** 2 < 120**2, np.float32(0.9), np.float32(0.1)),
        "digit": zero.astype(np.float32),
        "no ink": np.where((x > 40) & (x < 260) & (y > 40), np.float32(0.9), np.float32(0.3)),
    }[name]
    grey, is_found = without_table(picture)
    assert not is_found
    assert grey is picture
