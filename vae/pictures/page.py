"""A picture of a page as one grey plane: the best channel, the table around the sheet gone, ruled lines taken out."""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from vae.pictures import ink
from vae.pictures.contrast import ink_channel
from vae.pictures.rules import rules
from vae.pictures.sheets import without_table

_WORKING_SIDE = 960
_SMALLEST_SIDE = 160
_INK = 0.45
_SOFT_EDGE = 0.004


@dataclass(frozen=True)
class Page:
    """A page to look for digits on.

    Attributes:
        grey: float32 [height, width] in [0, 1].
        size: width and height of the picture in its own pixels.
        scale: pixels of `grey` for one of the picture's.
        notes: one sentence for each thing that was left out or changed on the way.
    """

    grey: np.ndarray
    size: tuple[int, int]
    scale: float
    notes: tuple[str, ...]


def read_page(picture: Image.Image | np.ndarray) -> Page:
    """Return a picture as a page.

    Args:
        picture: an RGB or grey image, or uint8 [height, width] or [height, width, 3].
    """
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    side = max(image.size)
    scale = min(1.0, _WORKING_SIDE / side) if side >= _SMALLEST_SIDE else -(-_SMALLEST_SIDE // side)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    grey, are_colours_told_apart = ink_channel(image.resize(size, Image.Resampling.BICUBIC))
    notes = ["Coloured ink was looked at in the colour in which it differs most from the paper."]
    notes = notes if are_colours_told_apart else []
    grey, has_table = without_table(grey)
    if has_table:
        notes.append("The table around the sheet of paper was left out.")
    grey, has_rules = without_rules(grey)
    if has_rules:
        notes.append("Ruled lines, boxes or a frame were taken out.")
    return Page(grey, image.size, scale, tuple(notes))


def without_rules(grey: np.ndarray) -> tuple[np.ndarray, bool]:
    """Put paper in the place of ruled lines, boxes and frames.

    Args:
        grey: float [height, width] in [0, 1].

    Returns:
        The picture, and whether there was anything of the kind.
    """
    is_light = ink.paper_is_light(grey)
    light = 1.0 - grey if is_light else grey
    paper = ink.background(light)
    level = ink.ink_level(light - paper)
    found = rules(light - paper > _INK * level) if level > 0.0 else np.zeros(grey.shape, bool)
    if not found.any():
        return grey, False
    soft = ndimage.binary_dilation(found, np.ones((3, 3)), iterations=max(1, round(_SOFT_EDGE * max(grey.shape))))
    # the soft edge of a line, but not of a stroke that crosses it
    is_stroke = ndimage.binary_dilation((light - paper > _INK * level) & ~found, np.ones((3, 3)))
    plain = 1.0 - paper if is_light else paper
    return np.where(found | (soft & ~is_stroke), plain, grey).astype(np.float32), True
