"""Moved copies show the same thing, a little elsewhere."""

import numpy as np

from vae.pictures.samples import sample_images
from vae.verdict.moved import moved


def test_a_moved_digit_is_another_picture_of_as_much_ink_near_the_same_place():
    images = np.pad(sample_images(20)[0], ((0, 0), (4, 4), (4, 4)))
    copies = moved(images, np.random.default_rng(0))
    assert copies.shape == images.shape and copies.dtype == np.uint8
    assert (copies != images).any(axis=(1, 2)).all()
    ratio = copies.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert (np.abs(ratio - 1) < 0.15).all()
    rows = np.arange(28)
    middles = [pictures.sum(axis=2) @ rows / pictures.sum(axis=(1, 2)) for pictures in (images, copies)]
    assert np.abs(middles[0] - middles[1]).max() < 2
    assert (copies == moved(images, np.random.default_rng(0))).all(), "a seed makes the same copies"
