import numpy as np

from vae.word.alphabet import SYMBOLS, to_array
from vae.word.drawing import LEAST_SHOWN, MARGIN, RASTER, draw
from vae.word.font import CELL_WIDTH, glyph


def test_a_letter_is_as_dark_as_it_is_likely_and_unlikely_ones_are_left_out():
    values = np.zeros((1, 10, 27))
    values[0, 2, [SYMBOLS.index("i"), SYMBOLS.index("v")]] = 0.6, LEAST_SHOWN / 2
    drawn = draw(values)
    assert drawn.shape == (1, *RASTER) and drawn.dtype == np.uint8
    cell = drawn[0, :, MARGIN + 2 * CELL_WIDTH : MARGIN + 3 * CELL_WIDTH]
    np.testing.assert_allclose(cell, 255 * 0.6 * glyph("i"), atol=0.6)
    assert drawn.sum() == cell.sum()


def test_blanks_are_empty():
    assert not draw(to_array([""]) / 255).any()
