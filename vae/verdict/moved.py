"""Pictures a little turned, slanted, stretched and shifted: what a picture is stays the same."""

import numpy as np
from scipy import ndimage

_DEGREES = 9.0
_SLANT = 0.08
_STRETCH = 0.05
_SHIFT = 0.8


def moved(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a copy of every picture, each moved in another way.

    Args:
        images: uint8 [n, height, width] or, in colour, [n, height, width, 3].
        rng: source of the moves.

    Returns:
        uint8 of the same shape.
    """
    middle = (np.array(images.shape[1:3]) - 1) / 2
    # Ink stands on black; around a picture in colour nothing is known to be.
    outside = "constant" if images.ndim == 3 else "nearest"
    copies = np.empty(images.shape, np.uint8)
    in_channels = (*images.shape[:3], -1)
    for picture, copy in zip(images.reshape(in_channels), copies.reshape(in_channels), strict=True):
        angle = np.deg2rad(rng.uniform(-_DEGREES, _DEGREES))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        slant = np.array([[1.0, rng.uniform(-_SLANT, _SLANT)], [0.0, 1.0]])
        matrix = turn @ slant @ np.diag(rng.uniform(1.0 - _STRETCH, 1.0 + _STRETCH, 2))
        offset = middle - matrix @ middle + rng.uniform(-_SHIFT, _SHIFT, 2)
        for channel in range(picture.shape[-1]):
            values = picture[..., channel].astype(np.float32)
            shown = ndimage.affine_transform(values, matrix, offset, order=1, mode=outside)
            copy[..., channel] = np.round(np.clip(shown, 0.0, 255.0))
    return copies
