"""Outlines of the Atlas in an address: thinned, and the points inside them."""

import numpy as np
import pytest

from ui.atlas import outline

RNG = np.random.default_rng(5)
XY = RNG.normal(size=(3000, 2))
LABELS = RNG.integers(0, 4, len(XY))
TURNS = np.linspace(0, 2 * np.pi, 300, endpoint=False)
FLOWER = np.stack([np.cos(TURNS), np.sin(TURNS)], axis=1) * (1.5 + 0.3 * np.cos(5 * TURNS))[:, None]


def in_flower(xy, size=1.0, centre=(0.0, 0.0)):
    """Whether points are inside, by the sector of the flower that each lies in: it is a star around its centre."""
    points = (xy - centre) / size
    sector = np.floor(np.arctan2(points[:, 1], points[:, 0]) % (2 * np.pi) / (2 * np.pi) * len(FLOWER)).astype(int)
    start, end = FLOWER[sector], FLOWER[(sector + 1) % len(FLOWER)]
    along, away = end - start, points - start
    return along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0] > 0


def text_of(corners):
    return ",".join(f"{value:.9g}" for value in corners.ravel())


def test_points_are_inside_as_in_an_independent_computation():
    expected = np.flatnonzero(in_flower(XY))
    np.testing.assert_array_equal(outline.inside(XY, LABELS, text_of(FLOWER)), expected)
    star = np.array([[0, 1], [0.6, -0.8], [-0.95, 0.3], [0.95, 0.3], [-0.6, -0.8]])
    middle = np.zeros((1, 2))  # crossed twice: outside by even and odd, as on the chart
    assert not len(outline.inside(middle, LABELS[:1], text_of(star)))


def test_a_drawn_outline_is_thinned_and_chooses_the_same_but_for_what_the_reader_is_told():
    chosen = np.flatnonzero(in_flower(XY))
    found = outline.written(XY, LABELS, [FLOWER], chosen)
    assert outline.TEXT.fullmatch(found.text) and found.text.count(",") == 2 * outline.MOST_CORNERS - 1
    again = outline.inside(XY, LABELS, found.text)
    assert found.num_missed == len(np.setxor1d(again, chosen)) < 0.01 * len(chosen)
    square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    inside = np.flatnonzero((np.abs(XY) < 1).all(axis=1))
    assert outline.written(XY, LABELS, [square], inside) == outline.Outlined("-1,-1,1,-1,1,1,-1,1", 0)


def test_classes_that_the_chart_hides_are_left_out_again():
    chosen = np.flatnonzero(in_flower(XY) & (LABELS != 2))
    found = outline.written(XY, LABELS, [FLOWER], chosen)
    assert found.text.endswith("_0-1-3") and outline.TEXT.fullmatch(found.text)
    assert found.num_missed < 0.01 * len(chosen)
    assert set(LABELS[outline.inside(XY, LABELS, found.text)]) == {0, 1, 3}


def test_several_outlines_share_the_corners_and_too_many_have_no_words():
    centres = [(-1.5, 0), (0, 0), (1.5, 0)]
    drawn = [FLOWER / 3 + centre for centre in centres]
    chosen = np.flatnonzero(np.any([in_flower(XY, 1 / 3, centre) for centre in centres], axis=0))
    found = outline.written(XY, LABELS, drawn, chosen)
    assert found.text.count(";") == 2 and found.text.count(",") == 2 * outline.MOST_CORNERS - 3
    assert len(np.setxor1d(outline.inside(XY, LABELS, found.text), chosen)) == found.num_missed
    assert outline.written(XY, LABELS, [FLOWER] * 21, chosen).text == ""


@pytest.mark.parametrize("most", [3, 10, 400])
def test_corners_that_say_most_stay(most):
    thinned = outline.thinned(FLOWER, most)
    assert len(thinned) == min(most, len(FLOWER))
    rows = {tuple(row) for row in FLOWER.tolist()}
    assert all(tuple(row) in rows for row in thinned.tolist())
    corners = np.array([[0, 0], [0.5, 0], [1, 0], [1, 0.5], [1, 1], [0, 1]], float)
    assert outline.thinned(corners, 4).tolist() == [[0, 0], [1, 0], [1, 1], [0, 1]]
