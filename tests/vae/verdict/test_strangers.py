"""Strange pictures of every kind are made by rule and prepared as a visitor's are."""

import numpy as np
import pytest

from vae.pictures.recipes import DIGIT_RECIPE, SMALL_DIGIT_RECIPE, WHOLE_RECIPE
from vae.verdict.strangers import TITLES, strangers, unusual_digits


@pytest.mark.parametrize("recipe", [DIGIT_RECIPE, WHOLE_RECIPE])
def test_every_kind_is_made_and_a_seed_makes_the_same(recipe):
    made = strangers(6, 5, True, recipe)
    assert list(made) == list(TITLES)
    strangers.cache_clear()
    again, other = strangers(6, 5, True, recipe), strangers(6, 6, True, recipe)
    for kind, pictures in made.items():
        assert (
            3 <= len(pictures) <= (12 if kind == "letters" else 6)
            and pictures.shape[1:] == (28, 28)
            and pictures.dtype == np.uint8
        )
        assert pictures.max(axis=(1, 2)).min() > 100 and np.array_equal(pictures, again[kind])
        assert not np.array_equal(pictures, other[kind])


def test_digits_of_fonts_and_hands_lie_where_the_data_sets_do():
    digits = unusual_digits(20, 0, DIGIT_RECIPE)
    assert digits.shape == (20, 28, 28)
    rows = digits.sum(axis=2) @ np.arange(28) / digits.sum(axis=(1, 2))
    assert np.abs(rows - 14).max() < 1.5
    small = unusual_digits(20, 0, SMALL_DIGIT_RECIPE) > 30
    heights = [np.ptp(np.flatnonzero(picture.any(axis=1))) + 1 for picture in small]
    assert np.median(heights) == 24, "as scikit-learn's are"
