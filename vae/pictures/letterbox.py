"""A whole picture in a data set's frame, its proportions kept by strips of its own background."""

import numpy as np
from PIL import Image

from vae.shape import MNIST, PictureShape


def letterbox(picture: Image.Image, shape: PictureShape = MNIST) -> np.ndarray:
    """Return a picture scaled so that it fills a frame in one direction, in the middle of it.

    What is free beside it gets the median of its rim. A picture that has the frame's size stays as it is.

    Args:
        picture: of any size and any mode that has a grey form or, for a frame in colour, one in colour.
        shape: of the frame.

    Returns:
        uint8, of the shape `shape.array`.
    """
    plain = picture.convert(shape.mode)
    scale = min(shape.width / plain.width, shape.height / plain.height)
    size = max(1, round(plain.width * scale)), max(1, round(plain.height * scale))
    if size != plain.size:
        plain = plain.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC)
    values = np.asarray(plain)
    if values.shape == shape.array:
        return values
    image = np.empty(shape.array, np.uint8)
    image[...] = np.round(np.median(rim(values), axis=0))
    top, left = (shape.height - values.shape[0]) // 2, (shape.width - values.shape[1]) // 2
    image[top : top + values.shape[0], left : left + values.shape[1]] = values
    return image


def rim(image: np.ndarray) -> np.ndarray:
    """Return the pixels along the border of an image [height, width] or [height, width, 3], each once."""
    is_rim = np.ones(image.shape[:2], bool)
    is_rim[1:-1, 1:-1] = False
    return image[is_rim]


def has_light_rim(images: np.ndarray) -> np.ndarray:
    """Return for each image whether it shows something dark on a light background.

    Args:
        images: uint8 [n, height, width].

    Returns:
        bool [n]: whether the median of the rim is in the upper half of the greys and no darker than the image's mean.
    """
    is_rim = np.ones(images.shape[1:], bool)
    is_rim[1:-1, 1:-1] = False
    levels = np.median(images[:, is_rim], axis=1)
    return (levels >= 128) & (levels >= images.mean(axis=(1, 2)))
