"""Four corners and arithmetic in a real browser: blends follow a drag, sums are sums, effects are those of vae."""

import json
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from tests.support.browser import await_styled
from tests.support.canvases import red
from tests.support.pages import fades, frames
from ui.interpolate.arithmetic import NUM_CANDIDATES, NUM_DIRECTIONS
from vae.latent import arithmetic, interpolation
from vae.model import loading
from vae.runs import store

INK, PAPER = 17, 255  # red of the light theme's pictures
START = {"c": "-2,-1,0.5;2,0.5,1;0,2,-2;1,-1.5,0", "at": "0.25,0.75", "n": "5"}


@pytest.fixture
def opened(shared, server):
    """Return a function that opens the page: (**query) -> page."""
    shared.page.set_viewport_size({"width": 1400, "height": 900})

    def open_page(**query):
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        page = shared.visit(f"{server}/interpolate?{asked}")
        ready(page)
        return page

    return open_page


@pytest.fixture(scope="module")
def decode(home):
    """Return a function that decodes codes with Keras: ([n, 3]) -> [n, 28, 28]."""
    model = loading.load_model(store.open_run(home / "runs" / "tiny-3d"))
    return lambda codes: np.asarray(model.decode(np.asarray(codes, np.float32)))


def ready(page):
    page.locator(".blender[aria-busy=false]").wait_for(timeout=60_000)
    await_styled(page)
    frames(page)


def pixels(page, name):
    """Return a canvas as pictures in [0, 1], [height, width]."""
    return (PAPER - red(page.get_by_test_id(name)).astype(float)) / (PAPER - INK)


def point(page, u, v):
    """Return where a place of a square of five pictures a side is on the screen."""
    box = page.get_by_test_id("square").bounding_box()
    return box["x"] + box["width"] * (4 * u + 0.5) / 5, box["y"] + box["height"] * (4 * v + 0.5) / 5


def query_of(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def codes_of(text):
    return [[float(number) for number in code.split(",")] for code in text.split(";")]


def same_picture(found, expected):
    # One step of 256 greys, and float16 weights.
    np.testing.assert_allclose(found, expected, atol=1.6 / 238 + 2e-3)


def test_the_picture_follows_the_point_and_the_square_its_corners(opened, shared, decode):
    page = opened(run="tiny-3d", view="corners", **START)
    assert not fades(page, "corners_live_")
    corners = codes_of(START["c"])
    same_picture(pixels(page, "decoded-image"), decode([interpolation.bilinear(corners, 0.25, 0.75)])[0])
    square = pixels(page, "square")
    shares = [number / 4 for number in range(5)]
    for row in range(5):
        found = square[28 * row : 28 * row + 28].reshape(28, 5, 28).swapaxes(0, 1)
        same_picture(found, decode(interpolation.bilinear(corners, shares, [row / 4] * 5)))
    told = [page.locator(".corner .share").nth(corner).inner_text() for corner in range(4)]
    assert told == ["19%", "6%", "56%", "19%"]

    # Two places of a drag are two pictures, and the address waits for the release.
    page.mouse.move(*point(page, 0.25, 0.75))
    page.mouse.down()
    for u, v in ((0.5, 0.25), (1, 0)):
        page.mouse.move(*point(page, u, v), steps=2)
        frames(page)
        same_picture(pixels(page, "decoded-image"), decode([interpolation.bilinear(corners, u, v)])[0])
    assert query_of(page)["at"] == START["at"]
    page.mouse.up()
    page.wait_for_url(lambda url: query_of(page)["at"] == "1,0")
    np.testing.assert_array_equal(pixels(page, "square"), square)

    page.get_by_test_id("square").press("ArrowLeft")
    page.get_by_test_id("square").press("Shift+ArrowDown")
    page.get_by_test_id("corner-d").select_option("3")
    page.wait_for_url(lambda url: not query_of(page)["c"].endswith("1,-1.5,0"))
    query = query_of(page)
    assert (query["at"], query["c"].split(";")[:3]) == ("0.95,0.005", START["c"].split(";")[:3])
    latents = store.load_latents(store.load_run("tiny-3d"))
    own = latents.z_mean[latents.labels == 3]
    assert np.abs(own - codes_of(query["c"])[3]).max(axis=1).min() <= 0.0005
    page.get_by_test_id("side").press("ArrowLeft")
    page.wait_for_url(lambda url: query_of(page)["n"] == "4")

    # On the map the chosen corner moves by keys, and a link opens all of it again.
    page.get_by_test_id("latent-map").press("b")
    with shared.wire.answer():
        page.get_by_test_id("latent-map").press("ArrowUp")
        page.wait_for_url(lambda url: codes_of(query_of(page)["c"])[1] != corners[1])
    query = query_of(page)
    assert codes_of(query["c"])[0] == corners[0] and codes_of(query["c"])[2] == corners[2]
    frames(page)
    before = {name: pixels(page, name) for name in ("decoded-image", "square")}
    page.reload()
    ready(page)
    assert query_of(page) == query
    for name, picture in before.items():
        np.testing.assert_array_equal(pixels(page, name), picture)


def test_arithmetic_is_a_minus_b_plus_c_and_its_effect_is_measured(opened, shared, decode):
    page = opened(run="tiny-3d", view="arithmetic", a="3", b="5", c="0.5,-1,2")
    latents = store.load_latents(store.load_run("tiny-3d"))
    codes, labels = latents.z_mean.astype(np.float64), latents.labels
    means = arithmetic.class_means(codes, labels, 10)
    step, c = arithmetic.attribute_direction(means, 3, 5), np.array([0.5, -1, 2])
    for name, code in (("operand-a", means[3]), ("operand-b", means[5]), ("operand-c", c)):
        same_picture(pixels(page, name), decode([code])[0])
    same_picture(pixels(page, "result"), decode([arithmetic.analogy(means[3], means[5], c)])[0])

    # The control goes as far as the attribute; the slider moves both pictures.
    controls = arithmetic.random_directions(NUM_DIRECTIONS, 3, np.linalg.norm(step), seed=0)
    shares = np.linspace(-1, 2, 13)[:, None]
    for name, direction in (("attribute", step), ("random", controls[0])):
        strip = pixels(page, f"strip-{name}").reshape(28, 13, 28).swapaxes(0, 1)
        same_picture(strip, decode(c + shares * direction))
    page.get_by_test_id("step").press("End")
    page.get_by_role("button", name="Another").click()
    frames(page)
    same_picture(pixels(page, "picture-attribute"), decode([c + 2 * step])[0])
    same_picture(pixels(page, "picture-random"), decode([c + 2 * controls[1]])[0])

    effect = page.locator("[data-testid=effect][data-result]")
    effect.wait_for(timeout=60_000)
    result = json.loads(effect.get_attribute("data-result"))
    candidates = np.random.default_rng(0).permutation(len(labels))[:NUM_CANDIDATES]
    starts = codes[candidates[labels[candidates] == 5]][:200]
    assert (result["numTurned"], result["numChanged"]) == (len(starts), min(50, len(starts)))
    for direction, turned, changed in (
        (step, result["turned"], result["changed"]),
        (controls[0], result["randomTurned"][0], result["randomChanged"][0]),
        (controls[63], result["randomTurned"][63], result["randomChanged"][63]),
    ):
        assert turned == pytest.approx(arithmetic.share_turned(codes, labels, starts, direction, 3), abs=0.011)
        moved = arithmetic.pixel_change(decode(starts[:50]), decode(starts[:50] + direction))
        assert changed == pytest.approx(moved, abs=2e-4)
    assert result["before"] == pytest.approx(arithmetic.share_turned(codes, labels, starts, [0, 0, 0], 3), abs=0.011)
    size = arithmetic.effect_size(result["turned"], result["randomTurned"])
    assert f"{abs(size):.1f} standard deviations {'less' if size < 0 else 'more'}" in effect.inner_text()
    assert f"turns {100 * result['turned']:.0f}% of {len(starts)} test 5s into 3s" in effect.inner_text()

    page.get_by_test_id("choose-b").select_option("7")
    page.wait_for_url(lambda url: query_of(page)["b"] == "7")
    with shared.wire.answer():
        page.locator(".digit").nth(2).click()
        page.wait_for_url(lambda url: "," in query_of(page)["b"])
    query = query_of(page)
    assert (query["a"], query["c"]) == ("3", "0.5,-1,2")
    (b,) = codes_of(query["b"])
    assert np.abs(codes[labels == 7] - b).max(axis=1).min() <= 0.00051
    frames(page)
    same_picture(pixels(page, "result"), decode([arithmetic.analogy(means[3], b, c)])[0])
    page.reload()
    ready(page)
    assert query_of(page) == query
    same_picture(pixels(page, "result"), decode([arithmetic.analogy(means[3], b, c)])[0])

    page.get_by_role("radio", name="Four corners").click()
    page.get_by_test_id("square").wait_for(timeout=60_000)
    assert query_of(page) == {"run": "tiny-3d", "view": "corners"}
