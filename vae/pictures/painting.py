"""A picture file as a painted prior: what is drawn on it is where codes are to lie."""

from pathlib import Path

import numpy as np

from vae.pictures.image_files import open_picture
from vae.pictures.letterbox import has_light_rim, letterbox
from vae.priors import PAINTING_SIZE
from vae.shape import PictureShape


def painting_of(path: Path) -> str:
    """Return a picture as `vae.priors.painting_problem` has a painting: what is dark on light paper, or light on dark.

    Args:
        path: of a picture file; fitted into the square of the map.

    Raises:
        ImageError: it is none that can be read.
        OSError: it cannot be opened.
    """
    picture = open_picture(path.read_bytes(), path.name)
    values = letterbox(picture, PictureShape(PAINTING_SIZE, PAINTING_SIZE))
    is_painted = values < 128 if has_light_rim(values[None])[0] else values >= 128
    bits = np.packbits(is_painted.ravel())
    return bits.tobytes().hex()
