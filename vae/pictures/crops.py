"""A photo with several digits is cut into its digits: strokes that belong together in one crop, in reading order."""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from vae.pictures import ink
from vae.pictures.image_files import ImageError
from vae.pictures.page import read_page

_ONE_DIGIT = 32
_VISIBLE = 0.02
_FAINTEST = 0.05
_PADDING = 0.3
_MAX_PARTS = 500


@dataclass(frozen=True)
class Crop:
    """One digit of a photo.

    Attributes:
        picture: uint8 [height, width], grey, the digit alone with some of its paper around it.
        box: (left, top, right, bottom) of its ink in the pixels of the photo, right and bottom excluded.
    """

    picture: np.ndarray
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Cut:
    """A picture cut up into its digits.

    Attributes:
        crops: its digits, at least one, line by line from the top, left to right.
        notes: a sentence each on whatever was left out, joined or changed on the way.
        is_whole: whether there is one digit and nothing beside it, so that the picture itself can be taken.
    """

    crops: tuple[Crop, ...]
    notes: tuple[str, ...]
    is_whole: bool


def find_digits(picture: Image.Image | np.ndarray, name: str = "the picture") -> Cut:
    """Cut a photo into its digits.

    Parts of the ink that nothing is drawn between belong together when one of them is too small for a digit of its own
    and they are close, one above the other or nearly touching: the bar of a broken 5, the halves of an open 4. A
    picture of hardly more pixels than a digit of the data sets has is one digit.

    Args:
        picture: an RGB or grey image, or uint8 [height, width] or [height, width, 3].
        name: what to call the picture in messages.

    Raises:
        ImageError: nothing stands out from the paper.
    """
    page = read_page(picture)
    grey = page.grey
    if max(page.size) <= _ONE_DIGIT:
        whole = np.round(np.clip(grey, 0.0, 1.0) * 255.0).astype(np.uint8)
        return Cut((Crop(whole, (0, 0, *page.size)),), page.notes, not page.notes)
    parts, labels = _parts(page.paper.ink, name)
    joined = _joined(parts)
    groups = _in_reading_order(_whole(joined))
    plain = page.paper.plain
    grain = ndimage.maximum_filter(labels, max(3, round(0.01 * max(grey.shape)) | 1))
    crops = [_crop(grey, plain, np.where(np.isin(grain, group.labels), 0, grain) > 0, group) for group in groups]
    boxes = [_scaled(group.box, 1.0 / page.scale, page.size) for group in groups]
    notes = (*page.notes, *_notes(groups, joined))
    return Cut(tuple(map(Crop, crops, boxes)), notes, len(joined) == 1 and not page.notes)


def _notes(kept: list["_Part"], joined: list["_Part"]) -> tuple[str, ...]:
    """Say what was put together and what was left out."""
    notes = []
    num_joined = sum(len(part.labels) > 1 for part in kept)
    if num_joined:
        notes.append(f"Strokes that stand apart were taken for one digit {_times(num_joined)}.")
    num_left_out = sum(part.area >= _VISIBLE * kept[0].area for part in joined) - len(kept)
    if num_left_out > 0:
        marks = "One mark" if num_left_out == 1 else f"{num_left_out} marks"
        notes.append(
            f"{marks} too small for a digit beside the others {'was' if num_left_out == 1 else 'were'} left out."
        )
    return tuple(notes)


def _times(number: int) -> str:
    return "once" if number == 1 else "twice" if number == 2 else f"{number} times"


@dataclass(frozen=True)
class _Part:
    """Connected ink, or several such: box (left, top, right, bottom), area in pixels, numbers of the components."""

    box: tuple[int, int, int, int]
    area: int
    labels: tuple[int, ...]

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]

    @property
    def width(self) -> int:
        return self.box[2] - self.box[0]

    def with_part(self, other: "_Part") -> "_Part":
        (left, top, right, bottom), box = self.box, other.box
        box = (min(left, box[0]), min(top, box[1]), max(right, box[2]), max(bottom, box[3]))
        return _Part(box, self.area + other.area, self.labels + other.labels)


def _parts(light: np.ndarray, name: str) -> tuple[list[_Part], np.ndarray]:
    """Return the connected parts of the ink, largest first, and the picture with their numbers."""
    noise, level = ink.noise_level(light), ink.ink_level(light)
    if level < max(_FAINTEST, 3.0 * noise):
        raise ImageError(f"{name} shows nothing that stands out from its paper: use a darker pen or more light")
    smooth = ndimage.gaussian_filter(light, 1.0, truncate=2.5)
    labels, _ = ndimage.label(ink.strokes(smooth > 0.45 * level, 0.01), np.ones((3, 3)))
    areas = np.bincount(labels.ravel())
    parts = [
        _Part((columns.start, rows.start, columns.stop, rows.stop), int(areas[number]), (number,))
        for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1)
    ]
    return sorted(parts, key=lambda part: -part.area)[:_MAX_PARTS], labels


def _typical_height(parts: list[_Part]) -> float:
    """Return the height of a whole digit: the upper median of the larger parts."""
    heights = sorted(part.height for part in parts if part.area >= 0.25 * parts[0].area)
    return float(heights[len(heights) // 2])


def _joined(parts: list[_Part]) -> list[_Part]:
    """Join parts until no two belong together."""
    typical = _typical_height(parts)
    done: list[_Part] = []
    for part in parts:
        while True:
            partner = next((other for other in done if _belong_together(part, other, typical)), None)
            if partner is None:
                break
            done.remove(partner)
            part = partner.with_part(part)
        done.append(part)
    return done


def _belong_together(part: _Part, other: _Part, typical: float) -> bool:
    if min(part.height, other.height) > 0.75 * typical or part.with_part(other).height > 1.5 * typical:
        return False
    gap_x = max(part.box[0], other.box[0]) - min(part.box[2], other.box[2])
    gap_y = max(part.box[1], other.box[1]) - min(part.box[3], other.box[3])
    if gap_x <= 0.08 * typical and gap_y <= 0.08 * typical:
        return True
    return -gap_x >= 0.3 * min(part.width, other.width) and gap_y <= 0.35 * typical


def _whole(parts: list[_Part]) -> list[_Part]:
    """Leave out what is far too small beside the others."""
    parts = sorted(parts, key=lambda part: -part.area)
    typical = _typical_height(parts)
    return [
        part for part in parts if max(part.height, part.width) >= 0.4 * typical and part.area >= 0.08 * parts[0].area
    ]


def _in_reading_order(parts: list[_Part]) -> list[_Part]:
    """Sort into lines, each part in the line whose last one it stands beside, and each line from the left."""
    lines: list[list[_Part]] = []
    for part in sorted(parts, key=lambda part: part.box[0]):
        middle = (part.box[1] + part.box[3]) / 2
        line = next((line for line in lines if line[-1].box[1] <= middle < line[-1].box[3]), None)
        if line is None:
            lines.append([part])
        else:
            line.append(part)
    lines.sort(key=lambda line: sum(part.box[1] + part.box[3] for part in line) / len(line))
    return [part for line in lines for part in line]


def _crop(grey: np.ndarray, plain: np.ndarray, is_foreign: np.ndarray, part: _Part) -> np.ndarray:
    """Cut out one part with a rim of paper, other parts painted over with the paper's own brightness."""
    rim = max(4, round(_PADDING * max(part.width, part.height)))
    left, top, right, bottom = part.box
    window = (slice(max(0, top - rim), bottom + rim), slice(max(0, left - rim), right + rim))
    cut = np.where(is_foreign[window], plain[window], grey[window])
    return np.round(np.clip(cut, 0.0, 1.0) * 255.0).astype(np.uint8)


def _scaled(box: tuple[int, int, int, int], scale: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top = (min(size[axis] - 1, int(box[axis] * scale)) for axis in (0, 1))
    right = min(size[0], max(left + 1, round(box[2] * scale)))
    bottom = min(size[1], max(top + 1, round(box[3] * scale)))
    return left, top, right, bottom
