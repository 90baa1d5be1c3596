"""A part of a picture, turned: what a person cuts out where the program does not find it."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from vae.pictures.letterbox import rim

LEAST_SIDE = 0.03
"""Of a part, as a share of the picture's side."""


@dataclass(frozen=True)
class Part:
    """A rectangle of a turned picture.

    Attributes:
        box: left, top, right and bottom in [0, 1], of the smallest upright rectangle around the turned picture.
        degrees: how far the picture is turned first, clockwise.

    Raises:
        ValueError: the box is not inside of the picture or is too narrow.
    """

    box: tuple[float, float, float, float]
    degrees: float

    def __post_init__(self) -> None:
        """Check the box."""
        left, top, right, bottom = self.box
        fits = left >= 0.0 and top >= 0.0 and right <= 1.0 and bottom <= 1.0
        if not (fits and min(right - left, bottom - top) >= LEAST_SIDE):
            raise ValueError(f"box must lie inside of the picture, sides at least {LEAST_SIDE:g}, got {self.box}")


WHOLE = Part((0.0, 0.0, 1.0, 1.0), 0.0)


def cut_out(picture: Image.Image, part: Part) -> Image.Image:
    """Turn a picture and cut a part out of it; what comes into view beside it gets the colour of its rim.

    Args:
        picture: RGB or grey.
        part: what to cut out.
    """
    turned = picture
    if part.degrees % 360:
        turned = picture.rotate(-part.degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=_rim_colour(picture))
    left, top, right, bottom = part.box
    width, height = turned.size
    edges = (round(left * width), round(top * height), round(right * width), round(bottom * height))
    return turned.crop((edges[0], edges[1], max(edges[2], edges[0] + 1), max(edges[3], edges[1] + 1)))


def _rim_colour(picture: Image.Image) -> int | tuple[int, ...]:
    values = np.asarray(picture)
    median = np.median(rim(values).reshape(-1, *values.shape[2:]), axis=0)
    return int(median) if values.ndim == 2 else tuple(int(value) for value in median)
