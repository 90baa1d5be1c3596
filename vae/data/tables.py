"""Pictures in a text table: a line each, its pixels row by row, with or without headings and a label."""

import csv
import io
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from PIL import Image

from vae.data.arrays import scale_to_bytes, square_side, to_bytes
from vae.data.dataset import DataError
from vae.data.found import Found, Reading, check_count, numbered
from vae.numerals import is_number
from vae.pictures.image_files import ImageError
from vae.pictures.letterbox import letterbox
from vae.shape import MNIST, PictureShape

_LABEL_WORDS = ("label", "labels", "class", "target", "y")
_MAX_LINE = 4_000_000
_NUM_RANGE_LINES = 1000


@dataclass(frozen=True)
class _Layout:
    """How the lines of a table are made up.

    Attributes:
        delimiter: what stands between two values.
        num_columns: values a line.
        side: of a picture in pixels.
        label_column: 0, -1 or None for none.
        has_headings: whether the first line is none of the pictures.
        notes: what was decided, in sentences.
    """

    delimiter: str
    num_columns: int
    side: int
    label_column: int | None
    has_headings: bool
    notes: list[str]

    def label(self, line: bytes) -> str | None:
        """Return a line's label."""
        if self.label_column is None:
            return None
        if b'"' in line:
            return _cells(line, self.delimiter)[self.label_column].strip() if _cells(line, self.delimiter) else None
        separator = self.delimiter.encode()
        cell = line.split(separator, 1)[0] if self.label_column == 0 else line.rsplit(separator, 1)[-1]
        return cell.decode("utf-8-sig", "replace").strip()

    def values(self, line: bytes, number: int) -> np.ndarray | ImageError:
        """Return a line's pixels, float32 [side * side], or what is wrong with it."""
        cells = _cells(line, self.delimiter)
        if len(cells) != self.num_columns:
            return ImageError(f"line {number} has {len(cells):,} values instead of {self.num_columns:,}")
        if self.label_column is not None:
            cells = cells[1:] if self.label_column == 0 else cells[:-1]
        try:
            values = np.array(cells, np.float32)
        except ValueError:
            return ImageError(f"line {number} holds text or nothing where a pixel's number was expected")
        return values if np.isfinite(values).all() else ImageError(f"line {number} holds a value that is no number")


def table_in(file: BinaryIO, title: str, shape: PictureShape = MNIST) -> Found:
    """Find the pictures in a .csv file.

    A label is in the first or last column: the one that a heading calls "label" or that holds text, else the first.

    Args:
        file: opened for reading.
        title: what to call it in messages.
        shape: that the pictures are brought to.

    Raises:
        DataError: the file holds no table whose lines are square pictures.
    """
    layout = _layout(file, title)
    labels: list[str | None] = []
    starts, numbers = array("q"), array("q")
    known: dict[str | None, str | None] = {}  # one text for each label, however many lines have it
    place = 0
    file.seek(0)
    for number, line in enumerate(_lines(file, title), 1):
        if line.strip() and not (layout.has_headings and not place and number == 1):
            starts.append(place)
            numbers.append(number)
            label = layout.label(line)
            labels.append(known.setdefault(label, label))
            check_count(len(labels), title)
        place += len(line)
    if not labels:
        raise DataError(f"{title} holds no pictures: expected a line of pixels for each")
    classes, names = numbered(labels)
    scale, notes = _scale(file, layout, starts, numbers, title)

    def read(indices: Iterable[int]) -> Reading:
        for index in indices:
            file.seek(starts[index])
            read_pixels = _picture(layout.values(file.readline(), numbers[index]), numbers[index], layout.side, scale)
            yield index, read_pixels if isinstance(read_pixels, ImageError) else letterbox(read_pixels, shape)

    return Found(title, classes, names, read, layout.notes + notes)


def _picture(values: np.ndarray | ImageError, number: int, side: int, scale: float) -> Image.Image | ImageError:
    if isinstance(values, ImageError):
        return values
    low, high, most = float(values.min()), float(values.max()), round(255 / scale)
    if low < 0 or high > most:
        return ImageError(f"line {number} has values from {low:g} to {high:g} instead of 0 to {most:,}")
    return Image.fromarray(to_bytes(values, scale).reshape(side, side))


def _scale(
    file: BinaryIO, layout: _Layout, starts: "array[int]", numbers: "array[int]", title: str
) -> tuple[float, list[str]]:
    """Find the range of the values in lines spread over the table; a few lines with wrong values do not set it."""
    lows, highs, problem = [], [], ""
    for index in np.unique(np.linspace(0, len(starts) - 1, _NUM_RANGE_LINES).astype(int)).tolist():
        file.seek(starts[index])
        values = layout.values(file.readline(), numbers[index])
        if isinstance(values, ImageError):
            problem = problem or str(values)
        else:
            lows.append(float(values.min()))
            highs.append(float(values.max()))
    if not lows:
        raise DataError(f"{title} holds no pictures that can be read: {problem}")
    low, high = np.quantile(lows, 0.05, method="higher"), np.quantile(highs, 0.95, method="lower")
    return scale_to_bytes(float(low), float(high), f"the values of {title}")


def _layout(file: BinaryIO, title: str) -> _Layout:
    file.seek(0)
    first = next((line for line in _lines(file, title) if line.strip()), b"")
    if b"\0" in first:
        raise DataError(f"{title} is no text: expected a line of numbers for each picture, with commas between them")
    text = first.decode("utf-8-sig", "replace")
    delimiter = max(",;\t", key=text.count)
    cells = [cell.strip() for cell in _cells(first, delimiter)]
    if first and not cells:
        raise DataError(
            f"the first line of {title} cannot be read: expected a picture a line, its numbers with commas between "
            "them, and lines that end as on Linux or Windows"
        )
    texts = [index for index, cell in enumerate(cells) if not is_number(cell)]
    named = [index for index in texts if cells[index].lower() in _LABEL_WORDS]
    has_headings = bool(named) or len(texts) > 1
    count, last = len(cells), len(cells) - 1
    notes = ["the first line holds headings"] if has_headings else []
    if square_side(count) and not named:
        return _Layout(delimiter, count, square_side(count) or 0, None, has_headings, [*notes, "there are no labels"])
    side = square_side(count - 1)
    labels = named or texts if not has_headings or named else []
    column = labels[0] if labels else 0
    if side is None or column not in (0, last):
        raise DataError(
            f"a line of {title} must have as many pixels as a square picture and may have one label "
            f"first or last, got {count:,} values"
        )
    notes.append(f"the {'first' if column == 0 else 'last'} column is taken for the label")
    return _Layout(delimiter, count, side, 0 if column == 0 else -1, has_headings, notes)


def _lines(file: BinaryIO, title: str) -> Iterable[bytes]:
    while line := file.readline(_MAX_LINE):
        if len(line) == _MAX_LINE:
            raise DataError(f"{title} has a line of more than {_MAX_LINE / 1e6:.0f} MB: expected one picture a line")
        yield line


def _cells(line: bytes, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line.decode("utf-8-sig", "replace")), delimiter=delimiter), [])
    except csv.Error:  # a field or a quotation without an end
        return []
