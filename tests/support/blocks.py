"""Pictures in colour that cost nothing: a red or a green block somewhere on a blue ground."""

from dataclasses import replace

import numpy as np

from vae.data import own_data
from vae.data.dataset import Dataset
from vae.shape import PictureShape

COLOR = PictureShape(16, 16, 3)
NAMES = ("red", "green")


def block_pictures(count, shape, seed=0):
    """Return pictures, uint8 [count, *shape], and which colour their blocks have; in grey these are bright and dim."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, count).astype(np.uint8)
    pictures = np.zeros((count, *shape.array), np.uint8)
    if shape.has_color:
        pictures[..., 2] = 160
    for picture, label in zip(pictures, labels, strict=True):
        size = shape.height // 3
        top, left = rng.integers(0, shape.height - size), rng.integers(0, shape.width - size)
        block = picture[top : top + size, left : left + size]
        block[...] = ((230, 40, 20), (20, 210, 60))[label] if shape.has_color else (255, 120)[label]
    return pictures, labels


def blocks(shape=COLOR, num_train=96, num_test=40):
    """Return them as a data set of one's own."""
    train, test = block_pictures(num_train, shape, 1), block_pictures(num_test, shape, 2)
    dataset = Dataset("own:blocks", *train, *test, class_names=NAMES)
    return replace(dataset, fingerprint=own_data.fingerprint(dataset))
