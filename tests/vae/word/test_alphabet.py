import numpy as np

from vae.word.alphabet import LENGTH, SYMBOLS, to_array, to_words


def test_a_word_is_one_letter_a_place_and_blanks_behind_it():
    array = to_array(["maria"])[0]
    assert array.shape == (10, 27) and array.dtype == np.uint8
    assert [SYMBOLS[row.argmax()] for row in array] == [*"maria", *" " * 5]
    assert (array.sum(axis=1) == 255).all()


def test_words_come_back_from_their_arrays_and_from_probabilities():
    words = ["maria", "norbert", "zhu", "a" * LENGTH, "xyz"]
    assert to_words(to_array(words)) == words
    noisy = to_array(words) / 255 * 0.4 + np.random.default_rng(0).random((5, 10, 27)) * 0.3
    assert to_words(noisy) == words


def test_no_words_are_an_empty_array():
    assert to_array([]).shape == (0, 10, 27)
    assert to_words(to_array([])) == []
