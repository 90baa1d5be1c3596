"""Ruled lines: found whatever they cross, and no stroke of a digit taken for one."""

import numpy as np
import pytest

from vae.pictures.rules import rules


def paper():
    return np.zeros((120, 200), bool)


def with_frame(is_ink, thickness=2):
    is_ink = is_ink.copy()
    for part in (
        is_ink[10 : 10 + thickness, 8:190],
        is_ink[108 : 108 + thickness, 8:190],
        is_ink[10:110, 8 : 8 + thickness],
        is_ink[10:110, 188 : 188 + thickness],
    ):
        part[...] = True
    return is_ink


def with_digit(is_ink):
    is_ink = is_ink.copy()
    is_ink[30:90, 90:98] = True
    return is_ink


def test_a_frame_goes_and_what_is_in_it_stays():
    found = rules(with_frame(with_digit(paper())))
    np.testing.assert_array_equal(found, with_frame(paper()))


@pytest.mark.parametrize("is_standing", [False, True])
def test_lines_through_the_page_go_and_strokes_across_them_stay_whole(is_standing):
    digit = with_digit(paper())
    lined = digit.copy()
    for row in (20, 60, 100):
        lined[row : row + 2] = True
    found = rules(lined.T).T if is_standing else rules(lined)
    assert found[20, 10] and found[60, 10] and found[100, 199]
    np.testing.assert_array_equal(lined & ~found & digit, digit)
    assert (lined & ~found).sum() <= digit.sum() + 12


@pytest.mark.parametrize("shape", ["one", "seven", "four", "cross", "rectangle"])
def test_strokes_of_a_digit_that_fills_its_picture_stay(shape):
    is_ink = paper()
    if shape in ("one", "four", "cross"):
        is_ink[:, 100:104] = True
    if shape in ("seven", "rectangle"):
        is_ink[0:4] = True
    if shape in ("four", "cross"):
        is_ink[70:74] = True
    if shape == "rectangle":
        is_ink[-4:] = is_ink[:, :4] = is_ink[:, -4:] = True
    if shape == "seven":
        for row in range(4, 120):
            is_ink[row, 180 - row : 186 - row] = True
    assert not rules(is_ink).any()


def test_a_single_line_is_no_ruled_paper():
    is_ink = with_digit(paper())
    is_ink[95:97] = True
    assert not rules(is_ink).any()
