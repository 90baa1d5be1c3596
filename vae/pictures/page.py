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
class Paper:
    """What is paper of a picture.

    Attributes:
        is_light: whether dark ink stands on light paper.
        light: the picture with bright ink, float [height, width].
        level: the brightness of the paper below the ink of `light`.
    """

    is_light: bool
    light: np.ndarray
    level: np.ndarray

    @property
    def ink(self) -> np.ndarray:
        """Bright ink on black paper."""
        return self.light - self.level

    @property
    def plain(self) -> np.ndarray:
        """The picture as it would be without any ink."""
        return 1.0 - self.level if self.is_light else self.level


@dataclass(frozen=True)
class Page:
    """A page to look for digits on.

    Attributes:
        grey: float32 [height, width] in [0, 1].
        paper: what is paper of it.
        size: width and height of the picture in its own pixels.
        scale: pixels of `grey` for one of the picture's.
        notes: one sentence for each thing that was left out or changed on the way.
    """

    grey: np.ndarray
    paper: Paper
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
    paper = read_paper(grey)
    without = without_rules(grey, paper)
    if without is not None:
        grey, paper = without, read_paper(without)
        notes.append("Ruled lines, boxes or a frame were taken out.")
    return Page(grey, paper, image.size, scale, tuple(notes))


def read_paper(grey: np.ndarray) -> Paper:
    """Tell paper from ink, float [height, width] in [0, 1]."""
    is_light = ink.paper_is_light(grey)
    light = 1.0 - grey if is_light else grey
    return Paper(is_light, light, ink.background(light))


def without_rules(grey: np.ndarray, paper: Paper) -> np.ndarray | None:
    """Put paper in the place of ruled lines, boxes and frames.

    Args:
        grey: float [height, width] in [0, 1].
        paper: what is paper of it.

    Returns:
        The picture, or None where there is nothing of the kind.
    """
    bright = paper.ink
    level = ink.ink_level(bright)
    is_ink = bright > _INK * level
    found = rules(is_ink) if level > 0.0 else np.zeros(grey.shape, bool)
    if not found.any():
        return None
    soft = ndimage.binary_dilation(found, np.ones((3, 3)), iterations=max(1, round(_SOFT_EDGE * max(grey.shape))))
    # the soft edge of a line, but not of a stroke that crosses it
    is_stroke = ndimage.binary_dilation(is_ink & ~found, np.ones((3, 3)))
    return np.where(found | (soft & ~is_stroke), paper.plain, grey).astype(np.float32)
