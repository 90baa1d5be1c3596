"""What is a picture's shape, and what follows from it."""

import numpy as np
import pytest

from vae.shape import MNIST, PictureShape


def test_grey_pictures_have_two_axes_and_colour_three():
    assert (MNIST.array, MNIST.size, MNIST.has_color, MNIST.mode) == ((28, 28), 784, False, "L")
    color = PictureShape(16, 24, 3)
    assert (color.array, color.size, color.num_pixels, color.mode) == ((16, 24, 3), 1152, 384, "RGB")


def test_a_shape_is_read_from_lists_and_from_arrays_of_pictures():
    assert PictureShape.of([28, 28, 1]) == PictureShape.of([28, 28]) == MNIST
    assert PictureShape.of_images(np.zeros((5, 16, 24))) == (16, 24, 1)
    assert PictureShape.of_images(np.zeros((5, 16, 24, 3))) == (16, 24, 3)


@pytest.mark.parametrize(
    "value", [None, 28, "28x28", [28], [28, 28, 1, 1], [7, 28, 1], [28, 129, 1], [28, 28, 2], [28.0, 28, 1], [True, 28]]
)
def test_what_is_no_shape_is_refused_in_words(value):
    with pytest.raises(ValueError, match="must be"):
        PictureShape.of(value)


@pytest.mark.parametrize(
    ("shape", "num_halvings"),
    [((28, 28), 2), ((16, 16), 1), ((32, 32), 2), ((64, 64), 3), ((128, 128), 4), ((8, 8), 0), ((30, 30), 1),
     ((64, 16), 1), ((27, 64), 0)],
)  # fmt: skip
def test_sides_are_halved_down_to_seven_or_eight_pixels(shape, num_halvings):
    assert PictureShape(*shape).num_halvings == num_halvings


def test_a_shape_is_told_in_words():
    assert (MNIST.text, MNIST.pixels_text) == ("28 × 28 in grey", "28 × 28 pixels")
    assert PictureShape(16, 16, 3).text == "16 × 16 in colour"


def test_only_very_wide_pictures_are_laid_out_wider_than_high():
    shapes = [
        PictureShape(28, 28),
        PictureShape(16, 40),
        PictureShape(24, 120),
        PictureShape(8, 30),
        PictureShape(40, 8),
    ]
    assert [shape.stretch for shape in shapes] == [1, 1, 5, 3, 1]
