"""Ink apart from paper: float pictures in [0, 1] in, the same with the paper black, even and clean out."""

import numpy as np
from PIL import Image
from scipy import ndimage

from vae.pictures.white import is_white

_SMALL = 64
_SPARSE = 0.5
_VISIBLE_GRAIN = 0.004
_LONG_CONTACT = 0.1
_LYING = 0.6
_UNIFORM = 0.33
_RIVAL = 0.7
_TIE = 0.9
_OTHER = 12


def paper_is_light(grey: np.ndarray) -> bool:
    """Return whether dark ink stands on light paper, float [height, width].

    Ink covers little and differs much, so what is left after the light is taken out is skewed towards the ink. Where
    that says nothing, because the ink fills the picture, the rim counts as paper. Paper of one exact brightness, as a
    drawing or a scan has, is known by it.
    """
    uniform = uniform_paper(grey)
    if uniform is not None:
        others = grey[np.abs(grey - uniform) > _OTHER / 255.0]
        return uniform > (float(others.mean()) if others.size else 0.5)
    small = _reduced(grey)
    flat = small - ndimage.gaussian_filter(small, max(small.shape) / 8, mode="nearest", truncate=2.5)
    spread = float(flat.std())
    skewness = float(np.mean(flat**3)) / spread**3 if spread > 1e-6 else 0.0
    if abs(skewness) > _SPARSE:
        return skewness < 0
    rim = max(1, round(0.06 * min(small.shape)))
    is_rim = np.ones(small.shape, bool)
    is_rim[rim:-rim, rim:-rim] = False
    return float(np.median(small[is_rim])) > float(small.mean()) - 1e-6 and float(small.mean()) > 0.2


def background(light: np.ndarray) -> np.ndarray:
    """Estimate the paper below bright ink, float [height, width].

    A wide opening finds what is surely ink; the rest, smoothed with the ink left out, is the paper. Paper of one exact
    brightness is that everywhere, below strokes along the rim, too.
    """
    uniform = uniform_paper(light)
    if uniform is not None:
        return np.full(light.shape, uniform, np.float32)
    small = _reduced(light)
    sizes = [max(3, side // 2) for side in small.shape]
    # continued beyond the rim, so that the corners of a shadow are as wide as the rest of it
    continued = np.pad(small, [(size, size) for size in sizes], mode="edge")
    opened = ndimage.grey_opening(continued, sizes)[sizes[0] : -sizes[0], sizes[1] : -sizes[1]]
    rest = small - opened
    is_ink = ndimage.binary_dilation(rest > 0.35 * np.percentile(rest, 99.5), iterations=2)
    weight = np.where(is_ink, 1e-4, 1.0).astype(np.float32)
    sigma = 0.12 * max(small.shape)
    paper, share = (ndimage.gaussian_filter(array, sigma, truncate=2.5) for array in (small * weight, weight))
    paper /= share
    size = (light.shape[1], light.shape[0])
    return np.asarray(Image.fromarray(paper.astype(np.float32)).resize(size, Image.Resampling.BICUBIC))


def uniform_paper(grey: np.ndarray) -> float | None:
    """Return the one brightness of a paper that was never photographed, or None where there is no such paper.

    A third of all pixels share it to within one of 255 steps. Where another brightness is nearly as frequent, ink of a
    drawing that fills its picture, the one that is more frequent along the rim is the paper.
    """
    levels = np.clip(np.round(grey * 255.0), 0, 255).astype(np.uint8)
    first, second = _most_frequent(levels)
    counts = [_near(levels, level) for level in (first, second)]
    if counts[0] < _UNIFORM * grey.size:
        return None
    if counts[1] < _RIVAL * counts[0]:
        return first / 255.0
    rim = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    at_rim = [_near(rim, level) for level in (first, second)]
    if min(at_rim) > _TIE * max(at_rim):
        return None
    return (first if at_rim[0] > at_rim[1] else second) / 255.0


def _most_frequent(levels: np.ndarray) -> tuple[int, int]:
    """Return the most frequent level, and the most frequent of those that are clearly another."""
    counts = np.bincount(levels.ravel(), minlength=256)
    first = int(np.argmax(counts))
    return first, int(np.argmax(np.where(np.abs(np.arange(256) - first) > _OTHER, counts, -1)))


def _near(levels: np.ndarray, level: int) -> int:
    return int(np.count_nonzero(np.abs(levels.astype(int) - level) <= 1))


def noise_level(light: np.ndarray) -> float:
    """Return the standard deviation of the pixels' noise, from differences of neighbours, which ink hardly touches."""
    differences = np.abs(light[::3, 1:] - light[::3, :-1])
    return float(np.median(differences)) / (0.6745 * 2**0.5) if differences.size else 0.0


def ink_level(light: np.ndarray) -> float:
    """Return how bright full ink is: the median of what exceeds half of the brightest pixels."""
    some = light[:: 2 if len(light) > 100 else 1]
    strong = some[some > 0.5 * np.percentile(some, 99.95)]
    return float(np.median(strong)) if strong.size else 0.0


def clean(light: np.ndarray, level: float, noise: float) -> tuple[np.ndarray, float]:
    """Bring full ink to 1 and paper to 0, keeping the soft edges of strokes.

    Args:
        light: bright ink on black paper, [height, width].
        level: brightness of full ink.
        noise: standard deviation of the noise of `light`.

    Returns:
        float32 in [0, 1], strokes of at least half the full ink with a narrow seam around them, without specks; and the
        share of such ink that was left out, specks and what lies along the rim.
    """
    smooth = ndimage.gaussian_filter(light, 1.0, truncate=2.5) if noise > _VISIBLE_GRAIN else light
    is_ink = smooth > 0.5 * level
    is_stroke = strokes(is_ink)
    left_out = 1.0 - is_stroke.sum() / max(1, int(is_ink.sum()))
    rows, columns = bounds(is_stroke)
    seam = max(1, round(0.03 * max(rows.stop - rows.start, columns.stop - columns.start)))
    near = ndimage.maximum_filter(is_stroke, 2 * seam + 1)
    low = min(0.25 * level, 0.8 * noise)
    cleaned = np.where(near, np.clip((smooth - low) / (level - low), 0.0, 1.0), 0.0).astype(np.float32)
    return cleaned, float(left_out)


def strokes(is_ink: np.ndarray, smallest: float = 0.03) -> np.ndarray:
    """Return the ink without specks; what lies along the rim or runs across goes too when something stands free.

    Args:
        is_ink: bool [height, width].
        smallest: area of the smallest part to keep, relative to the largest.
    """
    labels, count = ndimage.label(is_ink, np.ones((3, 3)))
    if count < 2:
        return is_ink
    areas = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    edges = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    top, bottom, left, right = (np.bincount(edge, minlength=count + 1)[1:] for edge in edges)
    contact = top + bottom + left + right
    lengths = [
        max(rows.stop - rows.start, columns.stop - columns.start) for rows, columns in ndimage.find_objects(labels)
    ]
    # a stroke that runs out of the picture touches less of the rim, and a line across is the edge of a table
    is_long = (contact > _LONG_CONTACT * max(is_ink.shape)) | (contact > _LYING * np.array(lengths))
    at_rim = is_long | (np.minimum(top, bottom) > 0) | (np.minimum(left, right) > 0)
    free = areas * ~at_rim
    candidates = free if free.max() >= 0.1 * areas.max() else areas
    return np.concatenate([[False], candidates >= smallest * candidates.max()])[labels]


def bounds(is_ink: np.ndarray) -> tuple[slice, slice]:
    """Return the rows and columns that hold ink; all of them when none does."""
    rows, columns = np.flatnonzero(is_ink.any(axis=1)), np.flatnonzero(is_ink.any(axis=0))
    if not len(rows):
        return slice(0, is_ink.shape[0]), slice(0, is_ink.shape[1])
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def stroke_width(ink: np.ndarray) -> float:
    """Return the mean width of the strokes in pixels: four times the mean distance to the edge, as in a long bar."""
    is_ink = np.pad(is_white(ink), 1)
    if not is_ink.any():
        return 0.0
    # the edge lies half a pixel before the centre of the nearest empty pixel
    return 4.0 * float((ndimage.distance_transform_edt(is_ink)[is_ink] - 0.5).mean())


def with_stroke_width(ink: np.ndarray, change: float) -> np.ndarray:
    """Return the ink with all edges moved out by half of `change` pixels (in, when negative), anti-aliased."""
    is_ink = is_white(ink)
    outside = ndimage.distance_transform_edt(~is_ink)
    inside = ndimage.distance_transform_edt(is_ink)
    signed = np.where(is_ink, 0.5 - inside, outside - 0.5)
    return np.clip(0.5 + (change / 2 - signed), 0.0, 1.0).astype(np.float32)


def slant(ink: np.ndarray) -> float:
    """Return how far the ink leans to the right going up: the tangent of its angle, from its second moments."""
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]]
    total = float(ink.sum())
    if total <= 0:
        return 0.0
    y, x = y - float((ink * y).sum()) / total, x - float((ink * x).sum()) / total
    height = float((ink * y * y).sum())
    return -float((ink * x * y).sum()) / height if height > 0 else 0.0


def upright(ink: np.ndarray, lean: float) -> np.ndarray:
    """Return the ink sheared by the tangent `lean` to the left going up, in a picture wide enough for it."""
    height, width = ink.shape
    extra = int(np.ceil(abs(lean) * height / 2)) + 1
    # output x, y comes from input x - extra - lean * (y - middle)
    coefficients = (1.0, -lean, -extra + lean * (height - 1) / 2, 0.0, 1.0, 0.0)
    sheared = Image.fromarray(ink.astype(np.float32)).transform(
        (width + 2 * extra, height), Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR
    )
    return np.clip(np.asarray(sheared), 0.0, 1.0)


def _reduced(picture: np.ndarray) -> np.ndarray:
    """Return the picture averaged down to at most about 64 pixels (127 where that is the whole picture) a side."""
    factor = max(1, max(picture.shape) // _SMALL)
    image = Image.fromarray(picture.astype(np.float32))
    return np.asarray(image.reduce((min(factor, image.width), min(factor, image.height))))
