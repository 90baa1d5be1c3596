import numpy as np

from vae.word.alphabet import SYMBOLS
from vae.word.font import CELL_HEIGHT, CELL_WIDTH, STROKES, glyph


def test_every_letter_has_strokes_and_no_two_look_alike():
    assert set(STROKES) == set(SYMBOLS) - {" "}
    glyphs = np.stack([glyph(letter).ravel() for letter in SYMBOLS])
    distances = np.linalg.norm(glyphs[:, None] - glyphs[None], axis=-1) + 99 * np.eye(len(SYMBOLS))
    assert distances.min() > 2


def test_letters_leave_room_around_them():
    for letter in SYMBOLS:
        drawn = glyph(letter)
        assert drawn.shape == (CELL_HEIGHT, CELL_WIDTH) and 0 <= drawn.min() <= drawn.max() <= 1
        assert not drawn[:, [0, -1]].any() and not drawn[[0, -1]].any()
