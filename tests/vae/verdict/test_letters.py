"""Letters by hand and in fonts are pictures of ink, each a little different."""

import numpy as np
import pytest

from vae.verdict import letters


@pytest.mark.parametrize("character", [*letters.HAND_LETTERS, *"0123456789"])
def test_a_hand_draws_every_letter_inside_of_its_picture(character):
    rng = np.random.default_rng(0)
    first, second = letters.by_hand(character, rng), letters.by_hand(character, rng)
    for picture in (first, second):
        assert picture.shape == (80, 80) and picture.dtype == np.uint8
        assert picture.max() == 255 and picture[[0, -1]].max() == 0 and picture[:, [0, -1]].max() == 0
    assert (first != second).any()


def test_fonts_that_are_not_here_are_left_out_and_pillows_own_is_always_there():
    assert letters.fonts_here(("no such font",)) == ("",)
    assert letters.fonts_here(("", "no such font")) == ("",)
    printed = letters.printed("W", "", np.random.default_rng(1))
    assert printed.shape == (80, 80) and 300 < (printed > 127).sum() < 2500


def test_no_font_is_learnt_from_and_checked_with():
    assert not set(letters.FONTS_TO_LEARN_FROM) & set(letters.FONTS_TO_CHECK_WITH)
    assert set(letters.LIKE_DIGITS) <= set(letters.LETTERS) and not set(letters.LIKE_DIGITS) & set(letters.HAND_LETTERS)
