import numpy as np

from vae.motion import arm, drawing


def test_a_picture_shows_the_way_and_the_arm_as_it_ends():
    swing = np.radians(np.stack([np.linspace(0, 90, 40), np.zeros(40)], axis=1))
    picture = drawing.draw(arm.values_of(swing)[None])[0]
    assert picture.shape == drawing.RASTER.array and picture.dtype == np.uint8
    scale = 48 / 3.84
    column, row = round(1.92 * scale - 0.5), round((1.88 - 1.8) * scale - 0.5)
    assert picture[row, column] > 150  # the end of the way is dark
    first = picture[round(1.88 * scale - 0.5), round((1.92 + 1.8) * scale - 0.5)]
    assert 0 < first < picture[row, column]  # its start is paler
    middle = picture[round((1.88 - 0.9) * scale - 0.5), column - 1 : column + 2]
    assert 40 < middle.max() < 120  # the arm that ends upright is pale
    assert picture[:, : column - 3].max() == 0


def test_pictures_do_not_depend_on_what_is_drawn_with_them():
    values = np.random.default_rng(0).uniform(0, 1, (70, 40, 2))
    together = drawing.draw(values)
    alone = np.concatenate([drawing.draw(values[k : k + 1]) for k in (0, 65)])
    assert abs(together[[0, 65]].astype(int) - alone).max() <= 1
