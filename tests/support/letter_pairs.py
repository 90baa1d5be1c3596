"""What samples of names are held against: words whose letters follow each other as often as in names, and no more."""

import numpy as np

from vae.word.alphabet import LENGTH, SYMBOLS, to_array


def letter_pairs(words: tuple[str, ...], count: int, seed: int) -> list[str]:
    """Draw words letter by letter, each with the probability that it has after the one before it in some words.

    Args:
        words: of up to ten small letters, to count pairs in, a word's beginning and its end included.
        count: how many to draw.
        seed: source of the draws.

    Returns:
        Words of one to ten letters; those that would be longer end there.
    """
    letters = to_array(words).argmax(axis=-1)
    padded = np.pad(letters, ((0, 0), (1, 1)))  # a blank is what begins and what ends a word
    pairs = np.zeros((len(SYMBOLS), len(SYMBOLS)))
    np.add.at(pairs, (padded[:, :-1].ravel(), padded[:, 1:].ravel()), 1)
    pairs[0, 0] = 0  # behind a word's end nothing follows
    shares = np.cumsum(pairs / pairs.sum(axis=1, keepdims=True).clip(1), axis=1)
    draws = np.random.default_rng(seed).random((LENGTH, count))
    drawn, state, goes_on = np.zeros((count, LENGTH), np.intp), np.zeros(count, np.intp), np.ones(count, bool)
    for place in range(LENGTH):
        state = np.minimum((shares[state] < draws[place][:, None]).sum(axis=1), len(SYMBOLS) - 1) * goes_on
        goes_on &= state > 0
        drawn[:, place] = state
    return ["".join(SYMBOLS[letter] for letter in row).rstrip() for row in drawn]
