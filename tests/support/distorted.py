"""Pictures of digits as people send them: enlarged and off centre on shaded paper, or drawn by strokes of our own.

The strokes are a check that nothing was tuned on: work on a recipe with `photograph` and other seeds only.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image
from scipy import ndimage

from vae.pictures.samples import sample_strokes
from vae.pictures.strokes import draw

ENLARGEMENT = 8
CONDITIONS = ("thin", "thick", "slanted", "squared paper", "chalk")
MAX_SLANT = np.radians(25.0)
_DIGIT_HEIGHT = 180.0
_RARE = {"1 with a flag", "7 with a bar", "2 with a loop"}
_RARE_WEIGHT = 0.4


def photograph(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Enlarge a digit eight times and put it off centre, in dark ink, on noisy, unevenly lit paper.

    Args:
        image: uint8 [28, 28], white on black.
        rng: source of the place, the light and the noise.

    Returns:
        uint8 [height, width], 240 to 420 pixels a side.
    """
    large = Image.fromarray(image).resize((28 * ENLARGEMENT, 28 * ENLARGEMENT), Image.Resampling.BICUBIC)
    height, width = rng.integers(240, 421, 2)
    top, left = rng.integers(0, height - large.height + 1), rng.integers(0, width - large.width + 1)
    ink = np.zeros((height, width))
    ink[top : top + large.height, left : left + large.width] = np.asarray(large) / 255.0
    paper = rng.uniform(170, 250) * _light((height, width), rng)
    grey = paper * (1.0 - rng.uniform(0.55, 0.9) * ink) + rng.normal(0.0, rng.uniform(3.0, 12.0), ink.shape)
    return np.clip(grey, 0, 255).astype(np.uint8)


def hand_drawn(num_images: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw digits in all five conditions, in turn.

    Args:
        num_images: how many.
        seed: source of the shapes, pens and papers.

    Returns:
        (pictures uint8 [n, 320, 280, 3], labels uint8 [n], positions in CONDITIONS uint8 [n]).
    """
    rng = np.random.default_rng(seed)
    conditions = np.arange(num_images) % len(CONDITIONS)
    labels = np.arange(num_images) // len(CONDITIONS) % 10
    pictures = [
        _PAPERS[CONDITIONS[condition]](int(label), rng) for label, condition in zip(labels, conditions, strict=True)
    ]
    return np.stack(pictures), labels.astype(np.uint8), conditions.astype(np.uint8)


def _light(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return a smooth share of light, 1 where it is brightest, down to about 0.5: a slope and a soft shadow."""
    y, x = np.mgrid[: shape[0], : shape[1]] / max(shape)
    angle, slope = rng.uniform(0, 2 * np.pi), rng.uniform(0.0, 0.35)
    light = slope * (x * np.cos(angle) + y * np.sin(angle))
    centre_y, centre_x, spread = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.3, 0.7)
    shadow = np.exp(-((x - centre_x) ** 2 + (y - centre_y) ** 2) / (2 * spread**2))
    light -= rng.uniform(0.0, 0.25) * shadow
    return 1.0 + light - light.max()


def _shape(label: int, slant: float, rng: np.random.Generator) -> list[np.ndarray]:
    """Return the strokes of one digit, shaken: form, proportions, rotation, slant, size and place, in pixels."""
    samples = [sample for sample in sample_strokes() if sample.label == label]
    weights = np.array([_RARE_WEIGHT if sample.name in _RARE else 1.0 for sample in samples])
    strokes = samples[rng.choice(len(samples), p=weights / weights.sum())].strokes
    rotation, aspect = rng.normal(0.0, np.radians(4.0)), rng.uniform(0.75, 1.05)
    turn = np.array([[np.cos(rotation), -np.sin(rotation)], [np.sin(rotation), np.cos(rotation)]])
    shear = np.array([[1.0, -np.tan(slant)], [0.0, 1.0]])
    scale = _DIGIT_HEIGHT * rng.uniform(0.75, 1.15)
    place = np.array([140.0, 160.0]) + rng.uniform(-22, 22, 2)
    waves = rng.normal(0.0, 0.02, (2, 2, 2)), rng.uniform(0, 2 * np.pi, (2, 2))
    shaken = []
    for stroke in strokes:
        centred = stroke - 0.5
        for axis in (0, 1):
            for frequency in (0, 1):
                phase = 2 * np.pi * (frequency + 1) * 0.6 * centred[:, 1 - axis] + waves[1][axis, frequency]
                centred[:, axis] += waves[0][axis, frequency, 0] * np.sin(phase)
        centred = centred + rng.normal(0.0, 0.012, 2)
        shaken.append((centred * [aspect, 1.0]) @ (turn @ shear).T * scale + place)
    return shaken


def _pen(label: int, width: float, slant: float, rng: np.random.Generator) -> np.ndarray:
    """Return the ink, float [320, 280] in 0-1, of one digit drawn with a pen whose pressure varies a little."""
    strokes = _shape(label, slant, rng)
    widths = [
        width * (1.0 + 0.12 * np.sin(np.linspace(0, rng.uniform(2, 6), len(stroke)) + rng.uniform(0, 6)))
        for stroke in strokes
    ]
    return draw(strokes, (320, 280), widths) / 255.0


def _on_paper(ink: np.ndarray, color: np.ndarray, paper: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    picture = paper * (1.0 - ink[..., None]) + color * ink[..., None]
    picture = picture * (0.5 + 0.5 * _light(ink.shape, rng))[..., None]
    return np.clip(picture + rng.normal(0.0, 3.0, picture.shape), 0, 255).astype(np.uint8)


def _plain(width: tuple[float, float], max_slant: float) -> Callable[[int, np.random.Generator], np.ndarray]:
    def paint(label: int, rng: np.random.Generator) -> np.ndarray:
        ink = _pen(label, rng.uniform(*width), rng.uniform(-max_slant, max_slant), rng)
        return _on_paper(ink, rng.uniform(15, 60, 3), np.full((320, 280, 3), rng.uniform(215, 250)), rng)

    return paint


def _squared(label: int, rng: np.random.Generator) -> np.ndarray:
    """Blue ink on white paper with pale blue or grey squares of 5 mm, not quite straight."""
    paper = np.full((320, 280, 3), rng.uniform(225, 250))
    line_color, pitch, tilt = np.array([165.0, 185.0, 215.0]) + rng.uniform(-20, 20), rng.uniform(24, 48), 0.02
    y, x = np.mgrid[:320, :280] + rng.uniform(0, 48, (2, 1, 1))
    turn = rng.normal(0.0, tilt)
    is_line = ((x + turn * y) % pitch < 1.6) | ((y - turn * x) % pitch < 1.6)
    paper = np.where(is_line[..., None], line_color, paper)
    ink = _pen(label, rng.uniform(8, 16), rng.uniform(-0.15, 0.15), rng)
    return _on_paper(ink, np.array([35.0, 55.0, 150.0]) + rng.uniform(-20, 20), paper, rng)


def _chalk(label: int, rng: np.random.Generator) -> np.ndarray:
    """White chalk, rough and full of pores, on a smeared dark green or black board."""
    dust = ndimage.gaussian_filter(rng.normal(size=(320, 280)), 14.0)
    board = np.array([[40.0, 62.0, 50.0], [38.0, 40.0, 44.0]])[rng.integers(2)]
    surface = board + 12.0 * (dust / np.abs(dust).max())[..., None]
    pores = ndimage.gaussian_filter(rng.normal(size=(320, 280)), 1.0)
    cover = np.clip(0.75 + 0.35 * pores / pores.std(), 0.0, 1.0)
    ink = _pen(label, rng.uniform(12, 24), rng.uniform(-0.15, 0.15), rng) * cover
    return _on_paper(ink, np.array([225.0, 225.0, 218.0]), surface, rng)


_PAPERS: dict[str, Callable[[int, np.random.Generator], np.ndarray]] = {
    "thin": _plain((3.0, 6.0), 0.15),
    "thick": _plain((28.0, 42.0), 0.15),
    "slanted": _plain((10.0, 18.0), float(MAX_SLANT)),
    "squared paper": _squared,
    "chalk": _chalk,
}
