"""Words as arrays: a row a place, a column a letter, and places that are empty behind the last letter."""

import numpy as np

LENGTH = 10
"""Places of a word, and so the most letters that it can have."""
BLANK = " "
SYMBOLS = BLANK + "abcdefghijklmnopqrstuvwxyz"
SHAPE = (LENGTH, len(SYMBOLS))
_CODES = np.frombuffer(SYMBOLS.encode(), np.uint8)
_COLUMNS = np.zeros(256, np.intp)
_COLUMNS[_CODES] = np.arange(len(SYMBOLS))


def to_array(words: list[str] | tuple[str, ...]) -> np.ndarray:
    """Return words of up to ten small letters a to z as arrays, uint8 [n, 10, 27]: 255 for a letter, else 0."""
    text = "".join(word.ljust(LENGTH) for word in words)
    columns = _COLUMNS[np.frombuffer(text.encode(), np.uint8)].reshape(len(words), LENGTH)
    return 255 * np.eye(len(SYMBOLS), dtype=np.uint8)[columns]


def to_words(values: np.ndarray) -> list[str]:
    """Return the most likely letter of every place, without empty places at the end.

    Args:
        values: one number a letter and place, the larger the likelier, [n, 10, 27].
    """
    letters = _CODES[values.argmax(axis=-1)]
    return [row.tobytes().decode().rstrip() for row in letters]
