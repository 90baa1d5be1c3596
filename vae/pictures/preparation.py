"""An uploaded or drawn picture becomes a 28x28 image like those of the data sets, in named steps one can look at."""

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from vae.pictures import ink
from vae.pictures.image_files import ImageError, accepted_formats, open_picture
from vae.pictures.letterbox import has_light_rim, letterbox
from vae.pictures.recipes import DIGIT_RECIPE, Recipe
from vae.shape import MNIST, PictureShape

__all__ = ["ImageError", "Preparation", "Step", "accepted_formats", "open_picture", "prepare"]

_WORKING_SIDE = 320
_INK_SIDE = 80
_EDGE = 0.12
_FAINTEST = 0.05
_UNSEEN = 0.005  # a share that whole percents write as 0
_CENTER = 14.0
_OFF_CENTER = 1.5
_LOOSE = 2
_PLAIN = 0.3
_USUAL_SLANT = (-0.25, 0.55)


@dataclass(frozen=True)
class Step:
    """What one step did.

    Attributes:
        name: the recipe's field, or "grey" for the first step.
        title: its name on a page.
        done: what it did to this picture, one sentence.
        picture: uint8 [height, width], the picture after it.
        left_out: share of the ink that it left out.
    """

    name: str
    title: str
    done: str
    picture: np.ndarray
    left_out: float = 0.0


@dataclass(frozen=True)
class Preparation:
    """A prepared picture.

    Attributes:
        image: uint8 [28, 28], white on black, or of the shape of the recipe's frame.
        steps: the steps taken, in order; the last one's picture is `image`.
    """

    image: np.ndarray
    steps: tuple[Step, ...]


def prepare(picture: Image.Image | np.ndarray, recipe: Recipe = DIGIT_RECIPE, name: str = "the picture") -> Preparation:
    """Turn a picture into a 28x28 image like those of the data set.

    Args:
        picture: an image, or uint8 [height, width] or [height, width, 3].
        recipe: the steps to take.
        name: what to call the picture in messages.

    Returns:
        The image and every step on the way.

    Raises:
        ImageError: the array is none of these, or there is nothing on the picture.
    """
    image = _as_image(picture, name)
    if recipe.frame is not None:
        return _framed(image, recipe, recipe.frame)
    _check_not_blank(image, name)
    ready = _as_the_data_set_has_it(image, recipe)
    if ready is not None:
        return Preparation(ready.picture, (ready,))
    light, note = _grey(image)
    steps = [_step("grey", "Grey", note, light)]
    if recipe.invert:
        is_light = ink.paper_is_light(light)
        light = 1.0 - light if is_light else light
        note = "The paper is light, so black and white change places." if is_light else "The paper is dark already."
        steps.append(_step("invert", "Dark paper", note, light))
    if recipe.remove_shading:
        light, note = _evenly_lit(light, not recipe.invert and ink.paper_is_light(light))
        steps.append(_step("remove_shading", "Even light", note, light))
    if recipe.remove_noise:
        light, note, left_out = _clean(light, name)
        steps.append(replace(_step("remove_noise", "Clean ink", note, light), left_out=left_out))
    light = np.clip(light, 0.0, 1.0)
    if recipe.crop:
        light, note = _cropped(light, name)
        steps.append(_step("crop", "Crop", note, light))
    if recipe.deslant:
        light, note = _upright(light)
        steps.append(_step("deslant", "Upright", note, light))
    if recipe.even_strokes:
        light, note = _even_strokes(light, recipe)
        steps.append(_step("even_strokes", "Even strokes", note, light))
    light, note = _fitted(light, recipe)
    title = f"Fit into {recipe.box_size} x {recipe.box_size}" if recipe.keep_aspect else "Stretch"
    steps.append(_step("keep_aspect", title, note, light))
    light, note = _placed(light, recipe)
    steps.append(_step("center_mass", "Centre", note, light))
    return Preparation(steps[-1].picture, tuple(steps))


def _framed(image: Image.Image, recipe: Recipe, frame: PictureShape) -> Preparation:
    """Fit a whole picture into a frame; dark on light becomes light on dark in grey, as own data sets have it."""
    plain = image.convert(frame.mode)
    if max(plain.size) > _WORKING_SIDE:
        plain.thumbnail((_WORKING_SIDE, _WORKING_SIDE), Image.Resampling.BOX)
    note = f"{image.width} x {image.height} pixels, looked at as {plain.width} x {plain.height}."
    steps = [Step("grey", "In colour" if frame.has_color else "Grey", note, np.asarray(plain))]
    fitted = letterbox(plain, frame)
    if recipe.invert and not frame.has_color and has_light_rim(fitted[None])[0]:
        steps.append(Step("invert", "Dark paper", "Light paper becomes dark.", 255 - np.asarray(plain)))
        fitted = 255 - fitted
    note = f"The whole picture in {frame.pixels_text}, proportions kept."
    steps.append(Step("keep_aspect", "Fit into the frame", note, fitted))
    return Preparation(fitted, tuple(steps))


def _step(name: str, title: str, done: str, light: np.ndarray) -> Step:
    return Step(name, title, done, np.round(np.clip(light, 0.0, 1.0) * 255.0).astype(np.uint8))


def _as_image(picture: Image.Image | np.ndarray, name: str) -> Image.Image:
    if isinstance(picture, Image.Image):
        return picture
    is_picture = picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] == 3)
    if picture.dtype != np.uint8 or not is_picture or not picture.size:
        raise ImageError(
            f"{name} must be uint8 [height, width] or [height, width, 3], got {picture.dtype} {list(picture.shape)}"
        )
    return Image.fromarray(picture)


def _check_not_blank(image: Image.Image, name: str) -> None:
    values = np.asarray(image.convert("L"))
    low, high = int(values.min()), int(values.max())
    if high - low >= 255 * _FAINTEST:
        return
    tone = "black" if high < 64 else "white" if low > 192 else "of one grey"
    raise ImageError(f"{name} is all {tone}: draw a digit, or choose a picture with one on plain paper")


def _as_the_data_set_has_it(image: Image.Image, recipe: Recipe) -> Step | None:
    """Return a picture of the right size that went through these steps before: nothing of it may change again.

    Its paper is exactly black, or exactly white where that may be turned, and what is drawn lies where the steps would
    have put it.
    """
    if image.size != (MNIST.width, MNIST.height):
        return None
    pixels = np.asarray(image.convert("L"))
    is_white = recipe.invert and np.count_nonzero(pixels == 255) > np.count_nonzero(pixels == 0)
    pixels = 255 - pixels if is_white else pixels
    rows, columns = ink.bounds(pixels > 255 * _EDGE)
    sides = (rows.stop - rows.start, columns.stop - columns.start)
    weights = pixels / max(1, int(pixels.sum()))
    middle = [(part.start + part.stop) / 2 for part in (rows, columns)]
    if recipe.center_mass:
        middle = [float(weights.sum(axis=1 - axis) @ np.arange(MNIST.array[axis])) for axis in (0, 1)]
    is_placed = not recipe.crop or max(abs(value - _CENTER) for value in middle) <= _OFF_CENTER
    is_fitted = recipe.box_size - _LOOSE <= max(sides) <= recipe.box_size + _LOOSE
    if np.mean(pixels == 0) < _PLAIN or pixels.max() < 128 or not (is_placed and is_fitted):
        return None
    turned = ", with black and white changed" if is_white else ""
    return _step(
        "grey", "As it is", f"It is as the data set's pictures are: nothing is changed{turned}.", pixels / 255.0
    )


def _grey(image: Image.Image) -> tuple[np.ndarray, str]:
    """Return the luminance at a working size that all later steps are made for, in [0, 1]."""
    side = max(image.size)
    scale = _WORKING_SIDE / side if side > _WORKING_SIDE else max(1, _WORKING_SIDE // 2 // side)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    method = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    grey = image.convert("L").resize(size, method) if size != image.size else image.convert("L")
    note = f"{image.width} x {image.height} pixels, looked at as {grey.width} x {grey.height} in grey."
    return np.asarray(grey, np.float32) / 255.0, note


def _evenly_lit(light: np.ndarray, stays_light: bool) -> tuple[np.ndarray, str]:
    """Take the paper's light away, down to black, or to its mean where light paper was not to be inverted."""
    paper = ink.background(light)
    unevenness = 100 * float(np.ptp(paper))
    if stays_light:
        return (
            light - paper + paper.mean(),
            f"The paper is even now, but still light: {unevenness:.0f}% are taken away.",
        )
    if paper.max() < _UNSEEN:
        return light - paper, "The paper has no light of its own to take away."
    how = f"uneven by {unevenness:.0f}%" if unevenness >= 0.5 else "even all over"
    return light - paper, f"The paper's own light, {how}, is taken away."


def _clean(light: np.ndarray, name: str) -> tuple[np.ndarray, str, float]:
    noise, level = ink.noise_level(light), ink.ink_level(light)
    if level < 0.5 * light.max() and light.max() > 10.0 * max(noise, 0.03):
        raise ImageError(f"{name} shows no more than a dot: draw a digit, larger")
    if level < max(_FAINTEST, 3.0 * noise):
        raise ImageError(f"{name} shows nothing that stands out from its paper: use a darker pen or more light")
    cleaned, left_out = ink.clean(light, level, noise)
    gone = [f"grain of {100 * noise:.1f}%"] if noise >= _UNSEEN / 10 else []
    if left_out > 0.0:
        gone.append(f"specks, {100 * left_out:.0f}% of the ink," if left_out >= _UNSEEN else "specks")
    rest = f"{' and '.join(gone)} go" if gone else "there is no grain and there are no specks"
    return cleaned, f"Ink {100 * level:.0f}% brighter than the paper becomes white; {rest}.", left_out


def _upright(light: np.ndarray) -> tuple[np.ndarray, str]:
    lean = ink.slant(light)
    excess = lean - float(np.clip(lean, *_USUAL_SLANT))
    degrees = float(np.degrees(np.arctan(lean)))
    side = "right" if lean > 0 else "left"
    if excess == 0.0:
        return light, f"It leans {abs(degrees):.0f}° to the {side}, as handwriting does."
    upright = ink.upright(light, excess)
    rows, columns = ink.bounds(upright > _EDGE)
    return upright[rows, columns], f"It leans {abs(degrees):.0f}° to the {side}, and is set up to what is usual."


def _cropped(light: np.ndarray, name: str) -> tuple[np.ndarray, str]:
    rows, columns = ink.bounds(light > _EDGE * light.max())
    height, width = rows.stop - rows.start, columns.stop - columns.start
    if max(height, width) < max(4, 0.02 * max(light.shape)):
        raise ImageError(f"{name} shows no more than a dot: draw a digit, larger")
    return light[rows, columns], f"The ink fills {width} x {height} of {light.shape[1]} x {light.shape[0]} pixels."


def _even_strokes(light: np.ndarray, recipe: Recipe) -> tuple[np.ndarray, str]:
    """Redraw strokes with another width, measured in pixels of the final box."""
    scale = min(1.0, _INK_SIDE / max(light.shape))
    drawn = _resized(light, round(light.shape[1] * scale), round(light.shape[0] * scale))
    unit = max(drawn.shape) / recipe.box_size
    width = ink.stroke_width(drawn) / unit
    wanted = float(np.clip(width, *recipe.usual_width))
    if width == 0.0 or wanted == width:
        return light, f"The strokes are {width:.1f} pixels wide in the final image, as usual."
    # the box grows with its strokes: width + change = wanted * (box + change) / box_size
    change = (wanted - width) * unit / (1.0 - wanted / recipe.box_size)
    change = max(change, -0.6 * width * unit)
    padded = np.pad(drawn, max(1, int(np.ceil(change / 2)) + 1))
    redrawn = ink.with_stroke_width(padded, change)
    rows, columns = ink.bounds(redrawn > _EDGE)
    return redrawn[rows, columns], f"Strokes {width:.1f} pixels wide in the final image become {wanted:.1f} wide."


def _fitted(light: np.ndarray, recipe: Recipe) -> tuple[np.ndarray, str]:
    if not recipe.keep_aspect:
        return _resized(light, *MNIST.array), "Stretched over all 28 x 28 pixels, proportions lost."
    scale = recipe.box_size / max(light.shape)
    fitted = _resized(light, round(light.shape[1] * scale), round(light.shape[0] * scale))
    return fitted, f"{fitted.shape[1]} x {fitted.shape[0]} pixels, proportions kept."


def _placed(light: np.ndarray, recipe: Recipe) -> tuple[np.ndarray, str]:
    height, width = light.shape
    free_rows, free_columns = MNIST.height - height, MNIST.width - width
    top, left, note = free_rows // 2, free_columns // 2, "The middle of the box is in the middle."
    total = float(light.sum())
    if recipe.center_mass and total > 0:
        top = round(_CENTER - float(light.sum(axis=1) @ np.arange(height)) / total)
        left = round(_CENTER - float(light.sum(axis=0) @ np.arange(width)) / total)
        note = "The centre of mass is in the middle."
    top, left = min(max(top, 0), free_rows), min(max(left, 0), free_columns)
    placed = np.zeros(MNIST.array, np.float32)
    placed[top : top + height, left : left + width] = light
    return placed, note


def _resized(light: np.ndarray, width: int, height: int) -> np.ndarray:
    size = (max(1, width), max(1, height))
    method = (
        Image.Resampling.BOX if size[0] <= light.shape[1] and size[1] <= light.shape[0] else Image.Resampling.BICUBIC
    )
    return np.clip(np.asarray(Image.fromarray(light.astype(np.float32)).resize(size, method)), 0.0, 1.0)
