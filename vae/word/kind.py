"""Words as a kind of outputs: what pages, films and figures ask of them."""

from collections.abc import Callable, Mapping

import numpy as np

from vae.kind import Measure
from vae.shape import PictureShape
from vae.word import drawing
from vae.word.alphabet import to_words
from vae.word.font import CELL_HEIGHT, CELL_WIDTH
from vae.word.measures import exact_share, known_share, letter_share

MEASURED: Mapping[str, Measure] = {
    "exact": Measure("Words given back whole", "how often a new word comes back right in every letter"),
    "letters": Measure("Letters given back", "how many letters of new words come back right"),
    "names_held_out": Measure("Samples that are new names", "how often a draw is a name that it did not learn from", 0),
    "names_training": Measure("Samples that are known names", "how often a draw is a name that it learned from", 0),
    "novel": Measure("Samples in no list", "how often a draw is neither", 0),
}
EMPTY = "–"
"""What a word is called whose places are all empty."""


def raster(shape: PictureShape) -> PictureShape:
    """Return the shape of a word's picture: its places side by side."""
    return PictureShape(CELL_HEIGHT, CELL_WIDTH * shape.height + 2 * drawing.MARGIN)


def draw(values: np.ndarray) -> np.ndarray:
    """Draw words as `vae.word.drawing.draw` does."""
    return drawing.draw(values)


def texts(values: np.ndarray) -> list[str]:
    """Return the words themselves, their first letters large."""
    return [word.capitalize() or EMPTY for word in to_words(values)]


def measures(training: np.ndarray, held_out: np.ndarray, outputs: np.ndarray, samples: np.ndarray) -> dict[str, float]:
    """Return shares of held-out words and letters that come back right, and of samples that are words of either list.

    `names_held_out` and `names_training` are shares of samples, `novel` what is neither.
    """
    known, new = set(to_words(training)), set(to_words(held_out))
    found = {"names_held_out": known_share(samples, new), "names_training": known_share(samples, known)}
    return {
        "exact": exact_share(held_out, outputs),
        "letters": letter_share(held_out, outputs),
        **found,
        "novel": 1 - sum(found.values()),
    }


def _text_file(values: np.ndarray) -> bytes:
    return f"{texts(values[None])[0]}\n".encode()


FILES_IN_TURN: Mapping[str, Callable[[np.ndarray], bytes]] = {}
FILES: Mapping[str, Callable[[np.ndarray], bytes]] = {".txt": _text_file}
