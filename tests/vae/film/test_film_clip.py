"""The film as a file: every epoch in order with its pictures, at one size, with the view it shows."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.support.synthetic_film import synthetic_film
from vae.figures import clips
from vae.figures.views import View, read_view
from vae.film.film_clip import composed, film_clip
from vae.prior.shapes import CELLS

VIEW = View("train", {"run": "tiny"})
GRID_CORNER = (20 + 10 * 28 + 12 + 58 + 20, 40)


def grey(value):
    """What ink of that value looks like on white."""
    return 255 - value / 255 * (255 - np.array([17, 20, 26]))


def test_every_epoch_shows_its_own_grid_and_digits():
    film = synthetic_film(3)
    frames = composed(film)
    assert len(frames) == 3
    assert {frame.size for frame in frames} == {(690, 430)}
    x, y = GRID_CORNER
    for frame, epoch in zip(frames, film.epochs, strict=True):
        for row, column in ((0, 0), (3, 7), (9, 9)):
            shown = frame.getpixel((x + 28 * column + 14, y + 28 * row + 14))
            np.testing.assert_allclose(shown, grey((37 * epoch + 3 * (10 * row + column)) % 256), atol=1)
        for label in (0, 4, 9):
            column = x + 28 * label + 14
            np.testing.assert_allclose(frame.getpixel((column, y + 292 + 14)), grey(25 * label), atol=1)
            reconstruction = grey((53 * epoch + 20 * label) % 256)
            np.testing.assert_allclose(frame.getpixel((column, y + 292 + 30 + 14)), reconstruction, atol=1)


def test_the_map_moves_and_the_progress_grows():
    frames = [np.asarray(frame).astype(int) for frame in composed(synthetic_film(5))]
    maps = [frame[45:385, 25:365] for frame in frames]
    assert all((after != before).any() for before, after in zip(maps, maps[1:], strict=False))
    accent = np.array([0x2A, 0x53, 0xC8])
    lengths = [(frame[410] == accent).all(axis=-1).sum() for frame in frames]
    assert lengths == sorted(lengths) and lengths[-1] > 640 and lengths[0] < 10
    headers = [frame[:40] for frame in frames]
    assert (headers[0] != headers[1]).any()


@pytest.mark.parametrize("latent_dim", [1, 2, 6])
def test_a_film_of_codes_alone_is_narrower(latent_dim):
    film = replace(synthetic_film(2, latent_dim, with_pictures=False), has_prior=latent_dim != 6)
    frames = composed(film)
    assert {frame.size for frame in frames} == {(390, 430)}
    assert (np.asarray(frames[0]) != np.asarray(frames[1])).any()


def test_a_drawn_prior_lies_under_the_codes_where_the_circles_would():
    bare = replace(synthetic_film(2, 2, with_pictures=False), has_prior=False, has_kl=False)
    top_right = np.zeros((CELLS, CELLS), np.uint8)
    top_right[CELLS // 2 :, CELLS // 2 :] = 1
    (plain, *_), (shaped, *_) = composed(replace(bare, prior=0 * top_right)), composed(replace(bare, prior=top_right))
    rows, columns = np.nonzero((np.asarray(plain) != np.asarray(shaped)).any(axis=-1))
    middle = 20 + (390 - 2 * 20) / 2
    assert len(rows) > 2000 and columns.min() >= middle - 15 and columns.mean() > rows.mean()


@pytest.mark.parametrize("make", [clips.gif, clips.webp])
def test_a_file_opens_the_view_and_rests_at_its_end(make):
    film = synthetic_film(4)
    content = film_clip(film, make, VIEW)
    view = read_view(content)
    assert (view.page, view.query) == (VIEW.page, VIEW.query)
    assert view.about["shows"] == "training" and view.about["epochs"] == [1, 2, 3, 4]
    x, y = GRID_CORNER
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (690, 430)
        for number, epoch in enumerate(film.epochs):
            image.seek(number)
            shown = image.convert("RGB").getpixel((x + 14, y + 14))
            np.testing.assert_allclose(shown, grey(37 * epoch % 256), atol=8)
        durations = []
        for number in range(image.n_frames):
            image.seek(number)
            image.load()
            durations.append(image.info["duration"])
    assert durations[0] == 400 and sum(durations) == 4 * 400 + 1200
