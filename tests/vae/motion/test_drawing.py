import numpy as np

from vae.motion import arm, drawing


def test_a_picture_shows_the_way_and_the_arm_as_it_ends():
    swing = np.radians(np.stack([np.linspace(0, 90, 40), np.zeros(40)], axis=1))
    picture = drawing.draw(arm.values_of(swing)[None])[0]
    assert picture.shape == drawing.RASTER.array and picture.dtype == np.uint8
    scale = 96 / (1.4 * 1.8 * 4 / 3)  # the way, a quarter of a circle of 1.8 m, is as large as fits
    column, row = round(47.5 - 0.9 * scale), round(35.5 - 0.9 * scale)
    assert picture[row, column] > 240  # the end of the way is dark
    first = picture[round(35.5 + 0.9 * scale), round(47.5 + 0.9 * scale)]
    assert 90 < first < picture[row, column]  # its start is paler
    middle = picture[35, column - 1 : column + 2]
    assert 60 < middle.max() < 90  # the arm that ends upright is pale
    assert picture[:, : column - 3].max() == 0


def test_a_small_motion_is_seen_from_near_with_a_wide_arm():
    ways = [np.radians(np.stack([np.linspace(0, turn, 40), np.full(40, 90.0)], axis=1)) for turn in (10, 90)]
    near, far = drawing.draw(np.stack([arm.values_of(way) for way in ways]))
    darkest = [np.argwhere(picture > 100) for picture in (near, far)]
    assert all(np.ptp(places, axis=0).max() > 14 for places in darkest)  # a way of 22 cm, and one of 1.8 m
    arms = [((picture > 60) & (picture < 90)).sum() for picture in (near, far)]
    assert arms[0] > 2 * arms[1]


def test_pictures_do_not_depend_on_what_is_drawn_with_them():
    values = np.random.default_rng(0).uniform(0, 1, (70, 40, 2))
    together = drawing.draw(values)
    alone = np.concatenate([drawing.draw(values[k : k + 1]) for k in (0, 65)])
    assert abs(together[[0, 65]].astype(int) - alone).max() <= 1
