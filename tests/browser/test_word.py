"""A word drawn in the typeface at the point: it is typed, follows the point, stays in the address, and is saved."""

import io
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.support.browser import await_styled
from tests.support.pages import frames

HEIGHT = 32 * 8


def opened(page, server, query=""):
    page.set_default_timeout(20_000)
    page.goto(f"{server}/?run=letters-2d{query}")
    page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
    await_styled(page)
    frames(page)
    return page


def strip(page):
    """Return what the strip shows, as bytes."""
    frames(page)
    return page.locator(".word canvas").evaluate("(canvas) => canvas.toDataURL()")


def saved(page):
    with page.expect_download() as download:
        page.get_by_role("button", name="Save word").click()
    return np.asarray(Image.open(io.BytesIO(download.value.path().read_bytes())).convert("L")).astype(float)


def ink(picture):
    return np.abs(picture - picture[0, 0]).sum() / 255


def test_a_typed_word_is_drawn_follows_the_point_and_stays_in_the_address(page, server):
    opened(page, server)
    field = page.get_by_label("Type a word")
    expect(field).to_have_value("handgloves")
    expect(page.get_by_role("img", name="The word “handgloves” in the style of the point")).to_be_visible()
    usual = strip(page)
    field.fill("Ox1")
    expect(page.locator(".word-note")).to_have_text("“1” is left out: the letters a to z can be drawn.")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("word") == ["ox"])
    short = strip(page)
    assert short != usual
    page.get_by_test_id("latent-map").focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    assert strip(page) != short, "the word follows the point"
    page.reload()
    page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
    expect(field).to_have_value("ox")


def test_heavy_typefaces_have_more_ink_in_the_saved_word_and_long_words_are_wider(page, server):
    opened(page, server, "&word=noon")
    page.get_by_label("Colour by").select_option("slant")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("color") == ["slant"])
    regular = saved(page)
    assert regular.shape[0] == HEIGHT and ink(regular) > 0.05 * regular.size * 0.5
    page.get_by_label("Type a word").fill("no")
    frames(page)
    assert saved(page).shape[1] < 0.6 * regular.shape[1]
    expect(page.locator(".explorer .legend")).to_be_hidden()
    page.get_by_label("Colour by").select_option("class")
    expect(page.locator(".legend-entry")).to_have_count(26)
