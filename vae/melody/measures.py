"""How good outputs are as melodies: whether they are those given, and whether they are like tunes at all."""

import numpy as np

from vae.melody.tokens import FIRST_NOTE, LOWEST, STEPS, to_tokens

_MAJOR = np.isin((np.arange(12)[None] - np.arange(12)[:, None]) % 12, (0, 2, 4, 5, 7, 9, 11)).astype(np.float64)
"""Whether a pitch, modulo octaves, lies in the major scale of a row's tonic, [12, 12]."""


def step_share(targets: np.ndarray, outputs: np.ndarray) -> float:
    """Return which share of sixteenths has the token given; arrays [n, 32, 38] as of `to_tokens`."""
    return float((to_tokens(targets) == to_tokens(outputs)).mean())


def note_share(targets: np.ndarray, outputs: np.ndarray) -> float:
    """Return which share of the notes given begins in its place at its pitch: holds, which are easy, do not count."""
    given, got = to_tokens(targets), to_tokens(outputs)
    begins = given >= FIRST_NOTE
    return float((given == got)[begins].mean()) if begins.any() else 1.0


def exact_share(targets: np.ndarray, outputs: np.ndarray) -> float:
    """Return which share of melodies is right in every sixteenth."""
    return float((to_tokens(targets) == to_tokens(outputs)).all(axis=1).mean())


def scale_counts(tokens: np.ndarray) -> np.ndarray:
    """Return how many notes of every melody lie in each of the twelve major scales, by tonic from C.

    Args:
        tokens: int [n, 32].

    Returns:
        float64 [n, 12].
    """
    pitches = np.where(tokens >= FIRST_NOTE, (tokens.astype(int) - FIRST_NOTE + LOWEST) % 12, -1)
    counts = (pitches[:, :, None] == np.arange(12)).sum(axis=1)
    return counts @ _MAJOR.T


def in_scale_share(outputs: np.ndarray) -> float:
    """Return which share of a melody's notes lies in one major scale, the best of the twelve, on average.

    Random pitches reach 0.77, as some scale always fits in part. Melodies without notes are left out.
    """
    tokens = to_tokens(outputs)
    counts = (tokens >= FIRST_NOTE).sum(axis=1)
    shares = scale_counts(tokens)[counts > 0].max(axis=1) / counts[counts > 0]
    return float(shares.mean()) if len(shares) else 0.0


def notes_a_melody(outputs: np.ndarray) -> float:
    """Return how many notes a melody has on average."""
    return float((to_tokens(outputs) >= FIRST_NOTE).sum(axis=1).mean())


def bars_alike(outputs: np.ndarray) -> float:
    """Return how much of the first bar the second one repeats: the share of its sixteenths that have the same token."""
    tokens = to_tokens(outputs)
    return float((tokens[:, : STEPS // 2] == tokens[:, STEPS // 2 :]).mean())


def known_share(outputs: np.ndarray, known: np.ndarray) -> float:
    """Return which share of melodies is one of others, note for note.

    Args:
        outputs: [n, 32, 38].
        known: tokens of the others, int8 [m, 32].
    """
    others = {melody.tobytes() for melody in known}
    tokens = to_tokens(outputs)
    return sum(melody.tobytes() in others for melody in tokens) / len(tokens)
