from collections import Counter

from tests.support.letter_pairs import letter_pairs
from vae.word.alphabet import LENGTH


def test_letters_follow_each_other_as_often_as_in_the_words():
    drawn = letter_pairs(("ab", "ab", "ab", "ac"), 4000, seed=0)
    counts = Counter(drawn)
    assert set(counts) == {"ab", "ac"}
    assert abs(counts["ab"] / len(drawn) - 3 / 4) < 0.03


def test_words_that_never_end_end_where_there_is_no_more_room():
    assert max(map(len, letter_pairs(("aaaaaaaaaa",), 200, seed=0))) == LENGTH


def test_the_same_seed_draws_the_same_words():
    assert letter_pairs(("anna", "hanna"), 20, seed=1) == letter_pairs(("anna", "hanna"), 20, seed=1)
