"""Whole pictures in a frame: against block means computed apart, and the background at the sides."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vae.pictures.letterbox import has_light_rim, letterbox, rim
from vae.pictures.preparation import prepare
from vae.pictures.recipes import DIGIT_RECIPE, WHOLE_RECIPE, recipe_for
from vae.shape import MNIST, PictureShape

RNG = np.random.default_rng(0)
COLOR = PictureShape(16, 16, 3)


def test_a_grey_picture_of_the_right_size_stays_as_it_is():
    values = RNG.integers(0, 256, (28, 28), np.uint8)
    np.testing.assert_array_equal(letterbox(Image.fromarray(values)), values)


def test_a_larger_picture_becomes_its_block_means():
    values = RNG.integers(0, 256, (84, 84), np.uint8)
    means = values.reshape(28, 3, 28, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(letterbox(Image.fromarray(values)), means, atol=1.01)


@pytest.mark.parametrize("is_wide", [True, False])
def test_proportions_are_kept_and_the_free_strips_are_the_background(is_wide):
    values = np.full((28, 56), 200, np.uint8)
    values[10:18, 20:36] = 30
    if not is_wide:
        values = values.T
    image = letterbox(Image.fromarray(values))
    image = image if is_wide else image.T
    assert (image[:7] == 200).all() and (image[21:] == 200).all()
    np.testing.assert_array_equal(image[7:21], values[::2, ::2] if is_wide else values.T[::2, ::2])


@given(width=st.integers(1, 90), height=st.integers(1, 90), mode=st.sampled_from(["L", "RGB", "1", "P"]))
@settings(max_examples=40, deadline=None)
def test_every_size_and_mode_fits(width, height, mode):
    image = letterbox(Image.new("L", (width, height), 255).convert(mode))
    assert image.shape == (28, 28) and image.dtype == np.uint8
    assert len(np.unique(image)) == 1


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (5, 1), (2, 2), (4, 6)])
def test_the_rim_has_each_border_pixel_once(shape):
    values = np.arange(shape[0] * shape[1]).reshape(shape)
    is_inner = np.zeros(shape, bool)
    is_inner[1:-1, 1:-1] = True
    assert sorted(rim(values)) == sorted(values[~is_inner])


def test_ink_on_paper_has_a_light_rim_and_mnist_has_not():
    ink = np.zeros((1, 28, 28), np.uint8)
    ink[0, 8:20, 12:15] = 255
    bright_on_grey = np.full((1, 28, 28), 140, np.uint8)
    bright_on_grey[0, 4:24, 4:24] = 250
    assert list(has_light_rim(np.concatenate([ink, 255 - ink, bright_on_grey]))) == [False, True, False]


def test_only_pictures_of_mnists_shape_are_looked_at_for_ink():
    assert recipe_for(DIGIT_RECIPE) is DIGIT_RECIPE and recipe_for(None, MNIST) is WHOLE_RECIPE
    assert recipe_for(None, COLOR).frame == COLOR


def test_a_picture_in_colour_keeps_its_colours_and_proportions():
    wide = np.zeros((40, 80, 3), np.uint8)
    wide[..., 0] = 200
    wide[10:30, 20:60] = (0, 220, 10)
    framed = letterbox(Image.fromarray(wide), COLOR)
    assert framed.shape == COLOR.array
    assert (framed[0] == (200, 0, 0)).all() and (framed[-1] == (200, 0, 0)).all(), "strips of the rim's own colour"
    np.testing.assert_allclose(framed[8, 8], (0, 220, 10), atol=2)
    prepared = prepare(wide, recipe_for(None, COLOR))
    np.testing.assert_array_equal(prepared.image, framed)
    assert [step.name for step in prepared.steps] == ["grey", "keep_aspect"]
    assert prepared.steps[0].picture.shape == wide.shape


def test_a_picture_that_has_the_frames_shape_stays_as_it_is():
    picture = np.random.default_rng(0).integers(0, 256, COLOR.array, np.uint8)
    np.testing.assert_array_equal(letterbox(Image.fromarray(picture), COLOR), picture)


@pytest.mark.parametrize(("paper", "ink"), [(240, 10), (10, 240)])
def test_grey_pictures_become_bright_on_dark(paper, ink):
    picture = np.full((90, 90), paper, np.uint8)
    picture[30:60, 30:60] = ink
    image = prepare(picture, recipe_for(None, PictureShape(64, 64))).image
    assert image.shape == (64, 64) and image[0, 0] < 20 and image[32, 32] > 230


def test_frames_need_not_be_square():
    assert letterbox(Image.new("RGB", (10, 300), "red"), PictureShape(24, 40, 3)).shape == (24, 40, 3)
