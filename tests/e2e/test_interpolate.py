"""Interpolate in a real browser: strips that follow a drag, a scrubber that moves all, arcs as in vae.latent."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from vae import latent

PATHS_JS = Path(__file__).resolve().parents[2] / "ui" / "interpolator" / "paths.js"
# Streamlit asks for two of its own addresses below the page's before it asks at the root.
STREAMLITS_OWN = re.compile(r"Failed to load resource.*404.*/(interpolate|encode)/_stcore/")
PIXELS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from(data.filter((_, i) => i % 4 === 0));
}"""
STRIPS = ("strip-linear", "strip-spherical", "strip-fade")
CODES = """([codes, shares]) => codes.map(([a, b]) => shares.map((t) => [lerpCode, slerpCode].map((path) =>
  Array.from(path(Float64Array.from(a), Float64Array.from(b), t, new Float64Array(a.length))))))"""


@pytest.fixture
def opened(browser, server):
    """Return a function that opens the page: (query) -> page; the test fails on any error the page reports."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.on(
        "console",
        lambda message: (
            problems.append(f"{message.text} {message.location.get('url', '')}") if message.type == "error" else None
        ),
    )

    def open_page(query="?run=tiny-3d"):
        page.goto(f"{server}/interpolate{query}")
        ready(page)
        return page

    yield open_page
    context.close()
    assert [text for text in problems if not STREAMLITS_OWN.search(text)] == []


def ready(page):
    page.locator(".interpolator[aria-busy=false]").wait_for(timeout=60_000)
    frames(page)


def frames(page):
    page.evaluate(
        "new Promise((done) => { let n = 0; const f = () => ++n > 8 ? done() : requestAnimationFrame(f); f(); })"
    )


def pixels(page, name):
    return np.array(page.get_by_test_id(name).evaluate(PIXELS)).reshape(28, -1)


def handle(page, number):
    box = page.locator(".handle span").nth(number).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def query_of(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def numbers(text):
    return [float(part) for part in text.split(",")]


def test_strips_follow_a_dragged_end_and_the_address_its_release(opened):
    page = opened("?run=tiny-3d&z=-1,-1,0.5&to=1,0.5,1&frames=5")
    before = {name: pixels(page, name) for name in STRIPS}
    x, y = handle(page, 0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y + 40, steps=3)
    frames(page)
    during = {name: pixels(page, name) for name in STRIPS}
    assert all((before[name] != during[name]).any() for name in STRIPS)
    for name in STRIPS:  # B stands still: so does the last picture, the same in all three
        np.testing.assert_array_equal(before[name][:, -28:], during[name][:, -28:])
        np.testing.assert_array_equal(during["strip-fade"][:, :28], during[name][:, :28])
    assert query_of(page)["z"] == "-1,-1,0.5"
    page.mouse.up()
    page.wait_for_url(lambda url: "z=-1%2C-1%2C0.5" not in url and "z=-1,-1,0.5" not in url)
    query = query_of(page)
    assert query["to"] == "1,0.5,1" and query["frames"] == "5"
    page.wait_for_timeout(400)
    page.reload()
    ready(page)
    assert query_of(page) == query
    for name in STRIPS:
        np.testing.assert_array_equal(pixels(page, name), during[name])


def test_the_scrubber_moves_picture_markers_and_cursor_in_step(opened):
    page = opened("?run=tiny-3d&z=-1,-1,0.5&to=1,0.5,1&frames=5")
    scrubber = page.get_by_test_id("scrubber")
    for key, frame, place in (("End", 4, handle(page, 1)), ("Home", 0, handle(page, 0))):
        scrubber.press(key)
        frames(page)
        np.testing.assert_array_equal(
            pixels(page, "decoded-image"), pixels(page, "strip-spherical")[:, 28 * frame : 28 * frame + 28]
        )
        lefts = page.locator(".marker").evaluate_all("(markers) => markers.map((marker) => marker.style.left)")
        assert lefts == [f"{20 * frame}%"] * 3
        box = page.locator(".interpolator .cursor").bounding_box()
        assert (box["x"], box["y"]) == pytest.approx(place, abs=1)
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(300)
    page.get_by_role("button", name="Pause").click()
    assert 0 < float(scrubber.input_value()) < 1
    page.get_by_role("button", name="Cross-fade").click()
    scrubber.press("Home")
    frames(page)
    np.testing.assert_array_equal(pixels(page, "decoded-image"), pixels(page, "strip-fade")[:, :28])


def test_ends_swap_and_follow_a_class_and_the_keyboard(opened):
    page = opened("?run=tiny-3d&z=-1,-1,0.5&to=1,0.5,1")
    page.get_by_role("button", name="Swap").click()
    page.wait_for_url(lambda url: query_of(page).get("z") == "1,0.5,1")
    assert query_of(page)["to"] == "-1,-1,0.5"
    before = pixels(page, "strip-linear")
    page.get_by_test_id("end-b").select_option("3")
    page.wait_for_function("() => !location.search.includes('-1,-1,0.5') && !location.search.includes('-1%2C-1%2C0.5')")
    frames(page)
    assert (pixels(page, "strip-linear") != before).any()
    told = query_of(page)["to"]
    page.get_by_test_id("latent-map").press("b")
    page.get_by_test_id("latent-map").press("ArrowLeft")
    page.wait_for_url(lambda url: query_of(page)["to"] != told)
    assert query_of(page)["z"] == "1,0.5,1"
    assert page.get_by_test_id("end-b").input_value() == ""


def test_the_paths_are_those_of_vae_latent(page):
    rng = np.random.default_rng(0)
    pairs = [rng.normal(size=(2, dims)) for dims in (1, 2, 3, 16, 64)]
    pairs += [
        np.array(pair, float)
        for pair in (
            [[1, 2], [-1, -2]],
            [[0, 0, 3], [0, 0, -1]],
            [[1, 1], [2, 2]],
            [[0, 0], [1, 2]],
            [[1, 0], [1, 0]],
            [[-10, 10], [10, -9.999]],
        )
    ]
    shares = [0.0, 0.1, 0.5, 0.9, 1.0]
    page.goto("about:blank")
    page.add_script_tag(
        content=PATHS_JS.read_text().replace("export ", "") + "globalThis.isReady = [lerpCode, slerpCode];"
    )
    found = page.evaluate(CODES, [[pair.tolist() for pair in pairs], shares])
    for (start, end), codes in zip(pairs, found, strict=True):
        for number, path in enumerate((latent.lerp, latent.slerp)):
            in_browser = np.array([both[number] for both in codes])
            np.testing.assert_allclose(in_browser, path(start, end, shares), atol=1e-9)


def test_encode_hands_its_code_on(opened, server):
    page = opened()
    page.goto(f"{server}/encode?run=tiny-3d")
    page.locator(".encoder[aria-busy=false]").wait_for(timeout=60_000)
    page.get_by_role("button", name="Draw the sample 3").click()
    link = page.get_by_role("link", name="Interpolate from here")
    link.wait_for(timeout=60_000)
    page.wait_for_timeout(500)
    z = parse_qs(urlsplit(link.get_attribute("href")).query)["z"][0]
    link.click()
    ready(page)
    page.get_by_role("button", name="Swap").click()
    page.wait_for_url(lambda url: "to" in query_of(page))
    assert numbers(query_of(page)["to"]) == numbers(z)
