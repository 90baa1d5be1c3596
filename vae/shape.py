"""The shape of pictures, or of what else a data set holds: height, width, channels, and what follows from them."""

import math
from typing import Any, NamedTuple

from vae.documents import shown

LEAST_SIDE, MOST_SIDE = 8, 128
CHANNELS = (1, 3)
_LEAST_WIDE = 3
_LEAST_HALVED = 7
"""Sides that convolutions leave; smaller ones hold no places any more, only features."""


class PictureShape(NamedTuple):
    """How many pixels a picture has, or what else a run's outputs are, see `vae.kind`.

    Attributes:
        height: rows, of pictures 8 to 128.
        width: columns, likewise.
        channels: 1 for grey and for what is no picture, 3 for red, green and blue.
    """

    height: int
    width: int
    channels: int = 1

    @classmethod
    def of(cls, value: Any, least: tuple[int, int] = (LEAST_SIDE, LEAST_SIDE)) -> "PictureShape":
        """Read a shape from a list of two or three numbers, such as a configuration's.

        Args:
            value: the list.
            least: the least height and width.

        Raises:
            ValueError: it is no such list, or a number is out of its range.
        """
        if not isinstance(value, (list, tuple)) or len(value) not in (2, 3):
            raise ValueError(f"shape must be height, width and channels, got {shown(value)}")
        shape = cls(*value)
        for name, side, low in (("height", shape.height, least[0]), ("width", shape.width, least[1])):
            if type(side) is not int or not low <= side <= MOST_SIDE:
                raise ValueError(f"{name} must be {low} to {MOST_SIDE} pixels, got {shown(side)}")
        if type(shape.channels) is not int or shape.channels not in CHANNELS:
            raise ValueError(f"channels must be 1 (grey) or 3 (colour), got {shown(shape.channels)}")
        return shape

    @classmethod
    def of_images(cls, images: Any) -> "PictureShape":
        """Return the shape of the pictures in an array [n, height, width] or, in colour, [n, height, width, 3].

        Raises:
            ValueError: they have a shape that no pictures have.
        """
        return cls.of(images.shape[1:])

    @property
    def array(self) -> tuple[int, ...]:
        """The shape of one picture's array: (height, width) in grey, (height, width, 3) in colour."""
        return (self.height, self.width) if self.channels == 1 else tuple(self)

    @property
    def size(self) -> int:
        """How many numbers a picture is."""
        return math.prod(self)

    @property
    def num_pixels(self) -> int:
        """How many pixels a picture has."""
        return self.height * self.width

    @property
    def has_color(self) -> bool:
        """Whether pixels are red, green and blue."""
        return self.channels > 1

    @property
    def stretch(self) -> int:
        """How many times as wide as high it is laid out; more than once only for very wide ones, as in the browser."""
        return 1 if self.width < _LEAST_WIDE * self.height else self.width // self.height

    @property
    def mode(self) -> str:
        """Pillow's name for pictures of so many channels."""
        return "RGB" if self.has_color else "L"

    @property
    def pixels_text(self) -> str:
        """How large it is in words, such as "28 × 28 pixels"."""
        return f"{self.height} × {self.width} pixels"

    @property
    def text(self) -> str:
        """Size and channels in words, such as "28 × 28 in grey"."""
        return f"{self.height} × {self.width} in {'colour' if self.has_color else 'grey'}"

    @property
    def num_halvings(self) -> int:
        """How often convolutions with stride 2 halve both sides: while these are even and stay at least 7 pixels."""
        height, width, count = self.height, self.width, 0
        while height % 2 == width % 2 == 0 and min(height, width) >= 2 * _LEAST_HALVED:
            height, width, count = height // 2, width // 2, count + 1
        return count


MNIST = PictureShape(28, 28)
"""The pictures of MNIST and Fashion-MNIST, and of every run whose configuration does not say its shape."""
