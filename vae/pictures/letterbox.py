"""A whole picture in 28x28 grey pixels, its proportions kept by strips of its own background."""

import numpy as np
from PIL import Image

from vae.config import IMAGE_SHAPE


def letterbox(picture: Image.Image) -> np.ndarray:
    """Return a picture in grey, scaled so that its longer side fills 28 pixels, in the middle of 28x28.

    What is free beside it gets the median grey of its rim. A grey picture of 28x28 pixels stays as it is.

    Args:
        picture: of any size and any mode that has a grey form.

    Returns:
        uint8 [28, 28].
    """
    grey = picture.convert("L")
    height, width = IMAGE_SHAPE
    scale = min(width / grey.width, height / grey.height)
    size = max(1, round(grey.width * scale)), max(1, round(grey.height * scale))
    if size != grey.size:
        grey = grey.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC)
    values = np.asarray(grey)
    if values.shape == IMAGE_SHAPE:
        return values
    image = np.full(IMAGE_SHAPE, round(float(np.median(rim(values)))), np.uint8)
    top, left = (height - values.shape[0]) // 2, (width - values.shape[1]) // 2
    image[top : top + values.shape[0], left : left + values.shape[1]] = values
    return image


def rim(image: np.ndarray) -> np.ndarray:
    """Return the pixels along the border of an image [height, width], each once."""
    inner = image[1:-1]
    return np.concatenate([image[0], image[-1] if len(image) > 1 else image[:0].ravel(),
                           inner[:, 0], inner[:, -1] if image.shape[1] > 1 else inner[:, :0].ravel()])  # fmt: skip


def has_light_rim(images: np.ndarray) -> np.ndarray:
    """Return for each image whether it shows something dark on a light background.

    Args:
        images: uint8 [n, 28, 28].

    Returns:
        bool [n]: whether the median of the rim is in the upper half of the greys and no darker than the image's mean.
    """
    is_rim = np.ones(images.shape[1:], bool)
    is_rim[1:-1, 1:-1] = False
    levels = np.median(images[:, is_rim], axis=1)
    return (levels >= 128) & (levels >= images.mean(axis=(1, 2)))
