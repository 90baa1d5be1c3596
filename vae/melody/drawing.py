"""Melodies drawn as pictures: a piano roll, every pitch as dark as it is likely to sound."""

import numpy as np

from vae.melody.tokens import FIRST_NOTE, HOLD, NUM_PITCHES, STEPS

CELL_HEIGHT, CELL_WIDTH = 2, 3
RASTER = (NUM_PITCHES * CELL_HEIGHT, STEPS * CELL_WIDTH)


def sounding(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how likely every pitch sounds, and how likely it sounds because it goes on.

    A pitch sounds at a sixteenth where it begins there, or where it sounded before and is held: given a code, tokens
    are independent, so that p_t = P(begins at t) + P(hold at t) p_(t-1).

    Args:
        values: the probability of every token at every sixteenth, float [n, 32, 38].

    Returns:
        Both float32 [n, 32, 36].
    """
    begins = values[:, :, FIRST_NOTE:].astype(np.float32)
    sounds, goes_on = begins.copy(), np.zeros_like(begins)
    for step in range(1, STEPS):
        goes_on[:, step] = values[:, step, HOLD, None] * sounds[:, step - 1]
        sounds[:, step] += goes_on[:, step]
    return sounds, goes_on


def draw(values: np.ndarray) -> np.ndarray:
    """Draw melodies in grey, white on black, from left to right, low notes below.

    A note that begins leaves the first pixel of its sixteenth free, so that two of one pitch are told apart.

    Args:
        values: the probability of every token at every sixteenth, float [n, 32, 38] in [0, 1].

    Returns:
        uint8 [n, 72, 96].
    """
    sounds, goes_on = sounding(values)
    cells = np.stack([goes_on] + [sounds] * (CELL_WIDTH - 1), axis=2)  # [n, steps, pixels, pitches]
    rows = cells.reshape(len(values), STEPS * CELL_WIDTH, NUM_PITCHES)[:, :, ::-1].transpose(0, 2, 1)
    return (255 * np.minimum(rows, 1) + 0.5).astype(np.uint8).repeat(CELL_HEIGHT, axis=1)
