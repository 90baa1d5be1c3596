"""What is known of a melody beside the kind of tune that it is from: numbers to colour a map by."""

import numpy as np

from vae.melody import melodies
from vae.melody.tokens import FIRST_NOTE, LOWEST

TRAITS = {
    "notes": ("Notes", "notes", "How many notes begin in the two bars."),
    "height": ("Height", "semitones", "The mean pitch of its notes, above middle C."),
    "compass": ("Compass", "semitones", "How far its highest note is above its lowest."),
    "unevenness": (
        "Unevenness",
        "% of notes",
        "How many notes begin between two eighths, as dotted rhythms have them.",
    ),
}
"""By name: the title, the unit and what is measured, one sentence."""
_MIDDLE_C = 60


def traits(tokens: np.ndarray) -> dict[str, np.ndarray]:
    """Return the numbers of melodies with notes, by the names of TRAITS, float32 [n] each.

    Args:
        tokens: int [n, 32].
    """
    begins = tokens >= FIRST_NOTE
    pitches = np.where(begins, tokens.astype(float) - FIRST_NOTE + LOWEST, np.nan)
    counts = begins.sum(axis=1)
    found = {
        "notes": counts,
        "height": np.nanmean(pitches, axis=1) - _MIDDLE_C,
        "compass": np.nanmax(pitches, axis=1) - np.nanmin(pitches, axis=1),
        "unevenness": 100 * begins[:, 1::2].sum(axis=1) / counts,
    }
    return {name: values.astype(np.float32) for name, values in found.items()}


def held_out() -> list[tuple[str, str, str, np.ndarray]]:
    """Return the title, unit, meaning and numbers of every trait of the melodies held out, in their order.

    Raises:
        OSError, KeyError, ValueError: their file is missing or damaged.
    """
    values = traits(melodies.read().test)
    return [(*texts, values[name]) for name, texts in TRAITS.items()]
