import numpy as np

from vae.kind import KINDS
from vae.shape import PictureShape
from vae.word import drawing
from vae.word.alphabet import SHAPE, to_array
from vae.word.names import names

WORD = KINDS["word"]


def test_words_are_drawn_told_and_saved():
    given = to_array(["maria", "", "zhu"])
    assert WORD.raster(PictureShape(*SHAPE)) == PictureShape(*drawing.RASTER)
    np.testing.assert_array_equal(WORD.draw(given), drawing.draw(given / np.float32(255)))
    assert WORD.texts(given) == ["Maria", "–", "Zhu"]
    assert WORD.files[".txt"](given[0]) == b"Maria\n"


def test_what_comes_back_and_what_is_drawn_is_counted():
    training, held_out = to_array(["anna", "bert"]), to_array(["maria", "norbert"])
    samples = to_array(["anna", "maria", "annb", "annc"])
    found = WORD.measures(training, held_out, to_array(["maria", "robert"]), samples)
    assert found == {
        "exact": 0.5, "letters": 6 / 12, "names_held_out": 0.25, "names_training": 0.25, "novel": 0.5,
    }  # fmt: skip


def test_every_figure_says_what_it_is():
    given = to_array(["anna"])
    assert list(WORD.measures(given, given, given, given)) == list(WORD.measured)


def test_the_names_that_ship_come_back_from_their_own_arrays():
    held_out = to_array(names().test[:50])
    assert WORD.measures(held_out, held_out, held_out, held_out)["exact"] == 1
