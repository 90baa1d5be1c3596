"""Letters and digits as hands and fonts draw them, so that a run can be tried on writing that it does not know."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vae.pictures.samples import sample_strokes
from vae.pictures.strokes import curve, draw

FONTS_TO_LEARN_FROM = (
    "DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSerif-Italic", "DejaVuSansMono-Oblique",
    "DejaVuSansCondensed", "LiberationSans-Regular", "LiberationSerif-Italic", "Arial",
    "Times New Roman", "Verdana", "Courier New Bold",
)  # fmt: skip
FONTS_TO_CHECK_WITH = (
    "", "DejaVuMathTeXGyre", "DejaVuSans-Oblique", "DejaVuSansMono-Bold", "DejaVuSerifCondensed-BoldItalic",
    "LiberationMono-Regular", "LiberationSans-BoldItalic", "Georgia", "Trebuchet MS", "Arial Italic",
)  # fmt: skip
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LIKE_DIGITS = "OoIl"
"""Letters that many fonts and hands draw as they draw 0 and 1: nobody can tell them apart."""

_SIDE = 80
_MIDDLE = _SIDE / 2

# Points of every stroke in the unit square, y down: a smooth curve goes through three and more, two make a line.
_HANDS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "A": (((0.1, 1), (0.5, 0)), ((0.5, 0), (0.9, 1)), ((0.28, 0.62), (0.72, 0.62))),
    "B": (((0.2, 0), (0.2, 1)), ((0.2, 0), (0.7, 0.08), (0.68, 0.4), (0.2, 0.48)),
          ((0.2, 0.48), (0.8, 0.6), (0.76, 0.92), (0.2, 1))),
    "C": (((0.85, 0.16), (0.5, 0), (0.15, 0.3), (0.15, 0.72), (0.5, 1), (0.86, 0.86)),),
    "D": (((0.2, 0), (0.2, 1)), ((0.2, 0), (0.72, 0.14), (0.86, 0.5), (0.7, 0.88), (0.2, 1))),
    "E": (((0.2, 0), (0.2, 1)), ((0.2, 0), (0.8, 0)), ((0.2, 0.5), (0.7, 0.5)), ((0.2, 1), (0.8, 1))),
    "F": (((0.2, 0), (0.2, 1)), ((0.2, 0), (0.8, 0)), ((0.2, 0.46), (0.7, 0.46))),
    "G": (((0.85, 0.16), (0.5, 0), (0.15, 0.3), (0.15, 0.72), (0.5, 1), (0.84, 0.84), (0.86, 0.56)),
          ((0.86, 0.56), (0.55, 0.56))),
    "H": (((0.18, 0), (0.18, 1)), ((0.82, 0), (0.82, 1)), ((0.18, 0.5), (0.82, 0.5))),
    "J": (((0.7, 0), (0.7, 0.7), (0.48, 1), (0.18, 0.8)), ((0.4, 0), (0.92, 0))),
    "K": (((0.2, 0), (0.2, 1)), ((0.8, 0), (0.2, 0.55)), ((0.4, 0.4), (0.84, 1))),
    "L": (((0.24, 0), (0.24, 1)), ((0.24, 1), (0.84, 1))),
    "M": (((0.1, 1), (0.16, 0)), ((0.16, 0), (0.5, 0.7)), ((0.5, 0.7), (0.84, 0)), ((0.84, 0), (0.9, 1))),
    "N": (((0.16, 1), (0.16, 0)), ((0.16, 0), (0.84, 1)), ((0.84, 1), (0.84, 0))),
    "P": (((0.2, 0), (0.2, 1)), ((0.2, 0), (0.76, 0.08), (0.76, 0.46), (0.2, 0.54))),
    "Q": (((0.5, 0), (0.14, 0.3), (0.2, 0.8), (0.6, 0.94), (0.88, 0.5), (0.7, 0.08), (0.5, 0)),
          ((0.58, 0.66), (0.94, 1))),
    "R": (((0.2, 0), (0.2, 1)), ((0.2, 0), (0.74, 0.08), (0.74, 0.42), (0.2, 0.5)), ((0.42, 0.5), (0.84, 1))),
    "S": (((0.8, 0.12), (0.48, 0), (0.2, 0.2), (0.48, 0.46), (0.78, 0.7), (0.54, 1), (0.16, 0.88)),),
    "T": (((0.1, 0), (0.9, 0)), ((0.5, 0), (0.5, 1))),
    "U": (((0.18, 0), (0.2, 0.7), (0.5, 1), (0.8, 0.7), (0.82, 0)),),
    "V": (((0.12, 0), (0.5, 1)), ((0.5, 1), (0.88, 0))),
    "W": (((0.04, 0), (0.28, 1)), ((0.28, 1), (0.5, 0.3)), ((0.5, 0.3), (0.72, 1)), ((0.72, 1), (0.96, 0))),
    "X": (((0.14, 0), (0.86, 1)), ((0.86, 0), (0.14, 1))),
    "Y": (((0.14, 0), (0.5, 0.5)), ((0.86, 0), (0.5, 0.5)), ((0.5, 0.5), (0.5, 1))),
    "Z": (((0.14, 0), (0.86, 0)), ((0.86, 0), (0.14, 1)), ((0.14, 1), (0.88, 1))),
    "a": (((0.78, 0.3), (0.5, 0.2), (0.2, 0.5), (0.32, 0.92), (0.7, 0.86), (0.78, 0.3)),
          ((0.78, 0.22), (0.78, 0.8), (0.92, 1))),
    "c": (((0.8, 0.36), (0.5, 0.2), (0.2, 0.56), (0.46, 1), (0.82, 0.86)),),
    "d": (((0.76, 0.56), (0.48, 0.42), (0.2, 0.7), (0.44, 1), (0.76, 0.84)), ((0.76, 0), (0.78, 1))),
    "e": (((0.2, 0.6), (0.78, 0.52), (0.56, 0.22), (0.2, 0.56), (0.44, 1), (0.82, 0.84)),),
    "f": (((0.76, 0.08), (0.5, 0.04), (0.42, 0.4), (0.42, 1)), ((0.18, 0.42), (0.74, 0.42))),
    "h": (((0.22, 0), (0.22, 1)), ((0.22, 0.62), (0.5, 0.4), (0.76, 0.6), (0.78, 1))),
    "i": (((0.5, 0.36), (0.5, 1)), ((0.5, 0.06), (0.51, 0.1))),
    "j": (((0.6, 0.3), (0.6, 0.8), (0.4, 1), (0.2, 0.86)), ((0.6, 0.02), (0.61, 0.06))),
    "k": (((0.24, 0), (0.24, 1)), ((0.76, 0.4), (0.24, 0.72)), ((0.42, 0.62), (0.8, 1))),
    "m": (((0.08, 0.3), (0.1, 1)), ((0.1, 0.5), (0.3, 0.3), (0.48, 0.5), (0.48, 1)),
          ((0.48, 0.5), (0.7, 0.3), (0.88, 0.5), (0.9, 1))),
    "n": (((0.18, 0.24), (0.2, 1)), ((0.2, 0.5), (0.5, 0.24), (0.78, 0.5), (0.8, 1))),
    "p": (((0.22, 0.1), (0.22, 1)), ((0.22, 0.2), (0.66, 0.12), (0.74, 0.44), (0.22, 0.56))),
    "r": (((0.3, 0.2), (0.32, 1)), ((0.32, 0.5), (0.54, 0.22), (0.8, 0.3))),
    "t": (((0.46, 0), (0.46, 0.8), (0.64, 1), (0.84, 0.9)), ((0.18, 0.3), (0.8, 0.3))),
    "u": (((0.2, 0.24), (0.22, 0.8), (0.5, 1), (0.78, 0.7)), ((0.78, 0.24), (0.8, 1))),
    "w": (((0.06, 0.24), (0.2, 0.9), (0.42, 0.9), (0.5, 0.4)), ((0.5, 0.4), (0.6, 0.92), (0.82, 0.9), (0.94, 0.24))),
    "y": (((0.18, 0.1), (0.3, 0.5), (0.74, 0.5)), ((0.8, 0.1), (0.76, 0.7), (0.5, 1), (0.2, 0.9))),
}  # fmt: skip
HAND_LETTERS = "".join(_HANDS)


def by_hand(character: str, rng: np.random.Generator) -> np.ndarray:
    """Draw a letter of `HAND_LETTERS` or a digit with a pen, a little different each time.

    Returns:
        uint8 [80, 80], white on black.
    """
    if character.isdigit():
        chosen = [sample for sample in sample_strokes() if sample.label == int(character)]
        strokes = [stroke[::8] for stroke in chosen[rng.integers(len(chosen))].strokes]
    else:
        strokes = [np.array(points, np.float64) for points in _HANDS[character]]
    moved = [curve(stroke + rng.normal(0.0, 0.03, stroke.shape)) for stroke in strokes]
    width, height = 50.0 * rng.uniform(0.6, 1.0), 56.0
    turn = _turn(rng)
    placed = [(stroke - 0.5) * (width, height) @ turn.T + _MIDDLE for stroke in moved]
    return draw(placed, (_SIDE, _SIDE), float(rng.uniform(3.5, 9.0)))


def printed(character: str, font: str, rng: np.random.Generator) -> np.ndarray:
    """Draw a character in a font, a little turned and slanted, uint8 [80, 80], white on black."""
    picture = Image.new("L", (_SIDE, _SIDE), 0)
    ImageDraw.Draw(picture).text((_MIDDLE, _MIDDLE), character, 255, _font(font, int(rng.integers(48, 60))), "mm")
    matrix = np.linalg.inv(_turn(rng))
    offset = _MIDDLE - matrix @ (_MIDDLE, _MIDDLE)
    coefficients = (*matrix[0], offset[0], *matrix[1], offset[1])
    return np.asarray(picture.transform(picture.size, Image.Transform.AFFINE, coefficients, Image.Resampling.BICUBIC))


def fonts_here(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which fonts are on this machine; Pillow's own, called "", always is."""
    return tuple(name for name in names if _is_here(name)) or ("",)


def _turn(rng: np.random.Generator) -> np.ndarray:
    """Return a turn by up to 10 degrees with a slant, [2, 2]."""
    angle, slant = np.deg2rad(rng.uniform(-10.0, 10.0)), rng.uniform(-0.25, 0.25)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin], [sin, cos]]) @ np.array([[1.0, slant], [0.0, 1.0]])


def _is_here(name: str) -> bool:
    try:
        _font(name, 20)
    except OSError:
        return False
    return True


@lru_cache(maxsize=256)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(f"{name}.ttf", size) if name else ImageFont.load_default(size)
