"""How good outputs are as words: whether they are the words that were given, and whether they are names at all."""

from collections.abc import Collection

import numpy as np

from vae.word.alphabet import BLANK, SYMBOLS, to_words


def exact_share(targets: np.ndarray, outputs: np.ndarray) -> float:
    """Return which share of words is right in every place, empty ones included; arrays [n, 10, 27] as of `to_words`."""
    return float((targets.argmax(axis=-1) == outputs.argmax(axis=-1)).all(axis=-1).mean())


def letter_share(targets: np.ndarray, outputs: np.ndarray) -> float:
    """Return which share of the letters given is right, in its place; empty places, which are easy, do not count."""
    given, got = targets.argmax(axis=-1), outputs.argmax(axis=-1)
    return float((given == got)[given != SYMBOLS.index(BLANK)].mean())


def known_share(outputs: np.ndarray, known: Collection[str]) -> float:
    """Return which share of outputs, [n, 10, 27], is a word of a list."""
    words = to_words(outputs)
    return sum(word in known for word in words) / len(words)
