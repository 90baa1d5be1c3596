"""Pictures that are none of a data set's, made by rule: letters, scribbles, dots, shapes, shades as in photos."""

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from vae.data import datasets
from vae.data.dataset import Dataset
from vae.pictures.image_files import ImageError
from vae.pictures.preparation import prepare
from vae.pictures.recipes import Recipe
from vae.pictures.strokes import curve, draw
from vae.verdict import letters

_SIDE = 80
_BY_HAND = 0.4
_RIM = 6 / 28  # of a side, where no specks are

TITLES = {
    "letters": "letters of other fonts and by hand",
    "scribbles": "scribbles",
    "dots": "one to eight dots",
    "shapes": "drawn shapes and pixel art",
    "shades": "shades as a photo has them",
}


@lru_cache(maxsize=8)
def strangers(count: int, seed: int, for_check: bool, recipe: Recipe) -> dict[str, np.ndarray]:
    """Make pictures of every kind and prepare them as a visitor's are.

    Args:
        count: how many of each kind, and of letters, which are the hardest, twice as many; a few less come back where
            the preparation finds nothing on one.
        seed: source of all of them.
        for_check: take the fonts that nothing was learnt from, and the letters that look like digits, too.
        recipe: how they are prepared, as the data set's pictures are.

    Returns:
        Kind to uint8 [n, 28, 28].
    """
    rng = np.random.default_rng(seed)
    fonts = letters.fonts_here(letters.FONTS_TO_CHECK_WITH if for_check else letters.FONTS_TO_LEARN_FROM)
    makers: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
        "letters": partial(_letter, fonts, "" if for_check else letters.LIKE_DIGITS),
        "scribbles": _scribble,
        "dots": _dots,
        "shapes": _shape,
        "shades": _shade,
    }
    counts = {kind: 2 * count if kind == "letters" else count for kind in makers}
    return {kind: _prepared([make(rng) for _ in range(counts[kind])], recipe) for kind, make in makers.items()}


@lru_cache(maxsize=4)
def unusual_digits(count: int, seed: int, recipe: Recipe) -> np.ndarray:
    """Make digits of fonts and by hand, uint8 [n, 28, 28]: no run was trained on them, and yet digits they are.

    Args:
        count: how many; a few less may come back.
        seed: source of all of them.
        recipe: how they are prepared, as the data set's digits are.
    """
    rng = np.random.default_rng(seed)
    fonts = letters.fonts_here(letters.FONTS_TO_LEARN_FROM)
    return _prepared([_character(str(number % 10), True, fonts, rng) for number in range(count)], recipe)


def altered(images: np.ndarray, seed: int, other: Dataset | None = None) -> dict[str, tuple[str, np.ndarray]]:
    """Make pictures that are none of the data set's, as many of each kind as there are images.

    Args:
        images: held-out images, uint8 [n, *shape].
        seed: source of the noise, the turns and the specks.
        other: a data set to take test images from, of the same shape.

    Returns:
        Kind to (title as a sentence names it, uint8 [m, *shape]).
    """
    rng = np.random.default_rng(seed)
    clockwise = rng.random(len(images)) < 0.5
    kinds = {"noise": ("uniform noise", rng.integers(0, 256, images.shape, np.uint8))}
    if images.shape[1] == images.shape[2]:
        turns = np.where(clockwise, -1, 1)
        quarters = np.stack([np.rot90(image, turn) for image, turn in zip(images, turns, strict=True)])
        kinds["rotated"] = ("images turned by a quarter", quarters)
    kinds["inverted"] = ("images with black and white exchanged", 255 - images)
    kinds["specks"] = ("one to three specks on black", _specks(images.shape, rng))
    if other is None:
        return kinds
    order = rng.permutation(len(other.test_images))[: len(images)]
    return {other.name: (f"{datasets.title(other.name)} images", other.test_images[order]), **kinds}


def _specks(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Make pictures of a shape [n, height, width] or [n, height, width, 3], their specks off the rim."""
    pictures = np.zeros(shape[:3])
    side = min(shape[1:3])
    for picture in pictures:
        rows, columns = rng.integers(round(_RIM * side), round((1.0 - _RIM) * side), (2, rng.integers(1, 4)))
        picture[rows, columns] = 1.0
    soft = ndimage.gaussian_filter(pictures, (0, 1, 1))
    specks = np.round(255 * soft / soft.max(axis=(1, 2), keepdims=True)).astype(np.uint8)
    return specks if len(shape) == 3 else np.repeat(specks[..., None], shape[3], axis=3)


def _letter(fonts: tuple[str, ...], left_out: str, rng: np.random.Generator) -> np.ndarray:
    offered = "".join(letter for letter in letters.LETTERS if letter not in left_out)
    chosen = offered[rng.integers(len(offered))]
    return _character(chosen, chosen in letters.HAND_LETTERS, fonts, rng)


def _character(character: str, has_hand: bool, fonts: tuple[str, ...], rng: np.random.Generator) -> np.ndarray:
    if has_hand and rng.random() < _BY_HAND:
        return letters.by_hand(character, rng)
    return letters.printed(character, fonts[rng.integers(len(fonts))], rng)


def _prepared(pictures: list[np.ndarray], recipe: Recipe) -> np.ndarray:
    done = []
    for picture in pictures:
        try:
            done.append(prepare(picture, recipe).image)
        except ImageError:  # an even shade, say, of which nothing is left
            continue
    return np.stack(done) if done else np.zeros((0, 28, 28), np.uint8)


def _scribble(rng: np.random.Generator) -> np.ndarray:
    strokes = []
    for _ in range(rng.integers(1, 4)):
        points = rng.uniform(10.0, 70.0, (rng.integers(3, 10), 2))
        if rng.random() < 0.4:  # a walk in place of far leaps
            points = np.cumsum(rng.normal(0.0, 1.0, points.shape), axis=0)
            points = 10.0 + 60.0 * (points - points.min(axis=0)) / np.ptp(points, axis=0).max()
        strokes.append(curve(points) if rng.random() < 0.6 else points)
    return draw(strokes, (_SIDE, _SIDE), float(rng.uniform(3.0, 8.0)))


def _dots(rng: np.random.Generator) -> np.ndarray:
    picture = Image.new("L", (_SIDE, _SIDE), 0)
    pen = ImageDraw.Draw(picture)
    for _ in range(rng.integers(1, 9)):
        x, y = rng.uniform(14.0, 66.0, 2)
        radius = rng.uniform(3.0, 9.0)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(picture)


def _shape(rng: np.random.Generator) -> np.ndarray:
    kind = rng.integers(5)
    if kind == 4:
        return _sprite(rng)
    picture = Image.new("L", (_SIDE, _SIDE), 0)
    pen, width = ImageDraw.Draw(picture), int(rng.integers(3, 9))
    left, top = map(int, rng.integers(6, 24, 2))
    right, bottom = map(int, rng.integers(54, 75, 2))
    fill = 255 if rng.random() < 0.4 else None
    if kind == 0:
        pen.rectangle((left, top, right, bottom), fill, 255, width)
    elif kind == 1:
        pen.ellipse((left, top, right, bottom), 255)
    elif kind == 2:
        corners = rng.uniform(7.0, 73.0, (rng.integers(3, 6), 2))
        pen.polygon([(float(x), float(y)) for x, y in corners], fill, 255, width)
    else:
        pen.line((left, top, right, bottom), 255, width)
        pen.line((left, bottom, right, top), 255, width)
    return np.asarray(picture.rotate(float(rng.uniform(-20.0, 20.0))))


def _sprite(rng: np.random.Generator) -> np.ndarray:
    """Draw pixel art that is the same on the left and on the right."""
    side = int(rng.integers(5, 9))
    half = rng.integers(0, 2, (side, (side + 1) // 2))
    whole = np.concatenate([half, half[:, ::-1][:, side % 2 :]], axis=1)
    return np.kron(255 * whole, np.ones((8, 8))).astype(np.uint8)


def _shade(rng: np.random.Generator) -> np.ndarray:
    y, x = np.mgrid[:_SIDE, :_SIDE] / _SIDE
    kind = rng.integers(4)
    if kind == 0:  # lights
        shade = np.zeros(x.shape)
        for _ in range(rng.integers(2, 8)):
            distance = (x - rng.random()) ** 2 + (y - rng.random()) ** 2
            shade += rng.uniform(-1.0, 1.0) * np.exp(-distance / rng.uniform(0.005, 0.12))
    elif kind == 1:  # clouds
        shade = ndimage.gaussian_filter(rng.normal(size=x.shape), rng.uniform(2.0, 11.0))
    elif kind == 2:  # round things in a light from aside
        shade = x * rng.normal() + y * rng.normal()
        for _ in range(rng.integers(1, 6)):
            distance = ((x - rng.random()) / rng.uniform(0.6, 1.6)) ** 2 + (y - rng.random()) ** 2
            shade = np.where(distance < rng.uniform(0.05, 0.3) ** 2, shade + rng.normal(), shade)
    else:  # walls
        shade = np.zeros(x.shape)
        for _ in range(rng.integers(2, 8)):
            (top, left), (height, width) = rng.integers(0, 66, 2), rng.integers(6, 46, 2)
            shade[top : top + height, left : left + width] = rng.random()
    shade = ndimage.gaussian_filter(shade, rng.uniform(0.5, 1.5)) + rng.normal(0.0, 0.02, x.shape)
    return np.round(255.0 * (shade - shade.min()) / np.ptp(shade)).astype(np.uint8)
