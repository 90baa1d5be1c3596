"""The film of a training in a real browser: all panels at one epoch, following what comes until scrubbed."""

from pathlib import Path

import numpy as np
import pytest

from tests.support.browser import server as streamlit_server
from tests.support.canvases import red
from tests.support.synthetic_film import synthetic_film

ROOT = Path(__file__).resolve().parents[2]
FRAMES = "new Promise((done) => { let n = 0; const f = () => ++n > 4 ? done() : requestAnimationFrame(f); f(); })"


@pytest.fixture(scope="module")
def film_server():
    with streamlit_server(str(ROOT / "tests" / "support" / "film_page.py")) as running:
        running.wait()
        yield running.url


@pytest.fixture
def opened(page, film_server):
    """Return a function that opens the film: (query) -> page."""
    page.set_viewport_size({"width": 1400, "height": 900})
    page.emulate_media(reduced_motion="reduce")

    def open_film(query):
        page.goto(f"{film_server}/{query}")
        page.locator(".film-viewer[aria-busy=false]").wait_for(timeout=60_000)
        return page

    return open_film


def pixels(page, name):
    """Return the red of every pixel of a canvas, [height * width]."""
    return red(page.get_by_test_id(name)).ravel()


def shows(page, epoch, num_epochs, film):
    """Wait until an epoch is shown, then compare every panel with the film."""
    page.get_by_text(f"Epoch {epoch} of {num_epochs}", exact=True).wait_for()
    page.evaluate(FRAMES)
    index = int(epoch) - 1
    for name, pictures in (
        ("film-grid", film.grids[index]),
        ("film-reconstructions", film.reconstructions[index][None]),
        ("film-originals", film.originals[None]),
    ):
        rows, columns = pictures.shape[:2]
        expected = pictures.transpose(0, 2, 1, 3).reshape(rows * 28, columns * 28)
        expected = 255 - (255 - 17) / 255.0 * expected
        np.testing.assert_allclose(pixels(page, name).reshape(expected.shape), expected, atol=1)
    for name, value in (
        ("curve-loss", film.neg_elbo[index]),
        ("curve-reconstruction", film.history["val_reconstruction"][index]),
        ("curve-kl", film.history["val_kl"][index]),
    ):
        label = page.get_by_test_id(name).get_attribute("aria-label")
        assert f"at epoch {epoch}: {value:.1f} nats held out" in label
        assert f"; epoch {film.best_epoch} is the best on pictures held back from training" in label
    assert page.get_by_test_id("film-scrubber").input_value() == str(index)


def test_scrubbing_moves_map_grid_digits_and_curves_together(opened):
    film = synthetic_film(9)
    page = opened("?frames=9")
    shows(page, 9, 9, film)
    scrubber = page.get_by_test_id("film-scrubber")
    # Chromium smooths lines in another way once a canvas has been read: what is drawn from then on is compared exactly.
    first = pixels(page, "film-map")
    scrubber.press("ArrowLeft")
    shows(page, 8, 9, film)
    scrubber.press("End")
    shows(page, 9, 9, film)
    maps = [pixels(page, "film-map")]
    np.testing.assert_allclose(first.astype(int), maps[0].astype(int), atol=32)
    for key, epoch in (("Home", 1), ("ArrowRight", 2), ("Shift+ArrowRight", 7), ("ArrowLeft", 6), ("End", 9)):
        scrubber.press(key)
        shows(page, epoch, 9, film)
        maps.append(pixels(page, "film-map"))
    assert all((before != after).any() for before, after in zip(maps, maps[1:], strict=False))
    np.testing.assert_array_equal(maps[-1], maps[0])
    page.get_by_test_id("film-map").press("Home")
    shows(page, 1, 9, film)
    curve = page.get_by_test_id("curve-kl")
    curve.click(position={"x": 40 + (curve.bounding_box()["width"] - 50) * 4 / 8 + 3, "y": 40})
    shows(page, 5, 9, film)
    page.get_by_label("Speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").wait_for()
    shows(page, 9, 9, film)
    page.get_by_role("button", name="Play").wait_for()  # it has stopped at its end
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate(FRAMES)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    shows(page, 9, 9, film)


def test_live_follows_what_comes_until_it_is_scrubbed(opened):
    film = synthetic_film(12)
    page = opened("?frames=12&shown=7")
    more, live = page.get_by_role("button", name="Next epoch"), page.get_by_role("button", name="Live")
    shows(page, 7, 12, film)
    assert live.get_attribute("aria-pressed") == "true"
    more.click()
    shows(page, 8, 12, film)
    page.get_by_test_id("film-scrubber").press("ArrowLeft")
    page.get_by_test_id("film-scrubber").press("ArrowLeft")
    shows(page, 6, 12, film)
    assert live.get_attribute("aria-pressed") == "false"
    page.get_by_test_id("film-grid").evaluate("(canvas) => canvas.wasHere = true")
    before = pixels(page, "film-map")
    more.click()  # the ninth: eight frames now come as one reel
    page.wait_for_function(SCRUBBER_MAX, arg="8")
    shows(page, 6, 12, film)
    page.get_by_role("button", name="Again").click()
    page.get_by_text("Shown again").wait_for()
    shows(page, 6, 12, film)
    np.testing.assert_array_equal(pixels(page, "film-map"), before)
    live.click()
    shows(page, 9, 12, film)
    for epoch in (10, 11, 12):
        more.click()
        shows(page, epoch, 12, film)
    live.wait_for(state="hidden")  # the training has ended
    assert page.get_by_test_id("film-grid").evaluate("(canvas) => canvas.wasHere")


SCRUBBER_MAX = """(count) => [...document.querySelectorAll("*")]
  .some((host) => host.shadowRoot?.querySelector(".scrubber")?.max === count)"""
