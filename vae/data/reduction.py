"""What a picture loses when it is brought to a data set's shape."""

import numpy as np
from PIL import Image

from vae.shape import PictureShape

FINE = PictureShape(64, 64, 3)
"""How pictures are looked at beside their reduced forms."""


def loss(fine: np.ndarray, reduced: np.ndarray) -> float:
    """Return how far reduced pictures, enlarged again, lie from the same ones as they were.

    Args:
        fine: uint8 [n, 64, 64, 3], n at least 1.
        reduced: uint8 [n, *shape], in the same order, of any shape of the same proportions.

    Returns:
        The root mean square difference of a number of a pixel, a share of its range.
    """
    size = FINE.width, FINE.height
    enlarged = np.stack([np.asarray(Image.fromarray(picture).convert("RGB").resize(size, Image.Resampling.BICUBIC))
                         for picture in reduced])  # fmt: skip
    return float(np.sqrt(np.square((enlarged.astype(np.float64) - fine) / 255.0).mean()))
