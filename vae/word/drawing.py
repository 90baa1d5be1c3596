"""Words drawn as pictures: every letter as dark as it is likely."""

import numpy as np

from vae.word.alphabet import LENGTH, SYMBOLS
from vae.word.font import CELL_HEIGHT, CELL_WIDTH, glyph

MARGIN = 5
"""Pixels left and right of a word, which parts it from what stands beside it."""
RASTER = (CELL_HEIGHT, LENGTH * CELL_WIDTH + 2 * MARGIN)
LEAST_SHOWN = 0.1
"""Letters less likely than this are left out: they would only smudge the others."""
_GLYPHS = np.stack([glyph(letter).ravel() for letter in SYMBOLS])


def draw(values: np.ndarray) -> np.ndarray:
    """Draw words in grey, white on black, places side by side.

    Letters of one place lie on each other.

    Args:
        values: the probability of every letter in every place, float [n, 10, 27] in [0, 1].

    Returns:
        uint8 [n, 24, 120].
    """
    shown = np.where(values >= LEAST_SHOWN, values, 0).astype(np.float32)
    cells = np.minimum(shown @ _GLYPHS, 1).reshape(-1, LENGTH, CELL_HEIGHT, CELL_WIDTH)
    rows = cells.transpose(0, 2, 1, 3).reshape(-1, CELL_HEIGHT, LENGTH * CELL_WIDTH)
    return np.pad((255 * rows + 0.5).astype(np.uint8), ((0, 0), (0, 0), (MARGIN, MARGIN)))
