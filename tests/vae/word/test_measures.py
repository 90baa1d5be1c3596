import numpy as np

from vae.word.alphabet import to_array
from vae.word.measures import exact_share, known_share, letter_share

TARGETS, OUTPUTS = to_array(["maria", "norbert", "ann", "zhu"]), to_array(["maria", "robert", "anna", "zha"])


def test_a_word_is_exact_where_every_place_is_right_empty_ones_too():
    assert exact_share(TARGETS, OUTPUTS) == 1 / 4
    assert exact_share(TARGETS, TARGETS) == 1


def test_letters_count_in_their_places_and_empty_places_do_not():
    # norbert as robert: o stands in the second place of both, nothing else agrees.
    assert np.isclose(letter_share(TARGETS, OUTPUTS), (5 + 1 + 3 + 2) / (5 + 7 + 3 + 3))


def test_outputs_are_known_where_a_list_has_them():
    assert known_share(OUTPUTS, {"robert", "anna", "nobody"}) == 2 / 4
