"""Linked maps in a real browser: one cursor for all, each picture its own decoder's, and draws that all share."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.support.browser import server as streamlit_server
from tests.support.canvases import red
from tests.support.pages import frames
from ui.live.prepared import prepared
from vae.model import inference
from vae.runs.store import load_run

RUNS = ("mnist-2d", "mnist-2d-conditional")


@pytest.fixture(scope="module")
def address():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SERVER_FILE_WATCHER_TYPE", "none")
        with streamlit_server("tests/support/linked_page.py") as running:
            running.wait()
            yield running.url


@pytest.fixture(scope="module")
def start():
    """Where the cursors begin: at home on the first map."""
    return prepared(load_run(RUNS[0])).facts.home["z"]


def cursors(page):
    return [one.evaluate("(cursor) => cursor.style.transform") for one in page.locator(".cursor").all()]


def pictures(page, test_id="decoded-image"):
    frames(page)
    return [(255 - red(canvas).astype(float)) / 238 for canvas in page.get_by_test_id(test_id).all()]


def place(page):
    """Return where the cursor was left, as it is said."""
    words = page.locator(".linked [aria-live]").text_content().rstrip(".").replace("−", "-")
    return [float(word) for word in words.split(" is at ")[1].split(", ")]


def test_a_drag_or_a_key_on_one_map_moves_all_and_each_decodes_there(page, address, start):
    page.goto(f"{address}/?runs={','.join(RUNS)}")
    page.locator(".themed[aria-busy=false]").wait_for(timeout=60_000)
    before = cursors(page), pictures(page)
    first, second = page.get_by_test_id("latent-map").all()
    box = first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.4 * box["height"], steps=5)
    page.mouse.up()
    assert len(set(cursors(page))) == 1 and cursors(page) != before[0]
    after = pictures(page)
    assert place(page) != start
    second.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    assert np.allclose(place(page), np.array(start) + [0.1, 0.01], atol=0.006)
    page.get_by_role("button", name="3", exact=True).click()
    z = np.array([start], np.float32) + np.array([0.1, 0.01], np.float32)
    wanted = [
        inference.decode(f"assets/runs/{RUNS[0]}", z),
        inference.decode(f"assets/runs/{RUNS[1]}", z, np.array([3])),
    ]
    for drawn, moved, pixels in zip(pictures(page), after, wanted, strict=True):
        assert np.abs(drawn - moved).max() > 0.02
        np.testing.assert_allclose(drawn.ravel(), pixels.ravel(), atol=0.01)


def test_every_run_draws_the_same_places_and_a_zoom_is_for_all(page, address):
    page.goto(f"{address}/?runs={RUNS[0]},fashion-2d,{RUNS[0]}")
    page.locator(".themed[aria-busy=false]").wait_for(timeout=60_000)
    first = pictures(page, "drawn-pictures")
    np.testing.assert_array_equal(first[0], first[2])
    assert np.abs(first[0] - first[1]).max() > 0.5
    page.get_by_role("button", name="Draw 10 at random").click()
    again = pictures(page, "drawn-pictures")
    np.testing.assert_array_equal(again[0], again[2])
    assert np.abs(again[0] - first[0]).max() > 0.5
    page.get_by_test_id("latent-map").nth(1).focus()
    page.keyboard.press("+")
    frames(page)
    assert page.locator(".reset-view:visible").count() == 3
    assert len(set(cursors(page))) == 1


def test_nine_maps_stand_in_three_columns_and_on_a_phone_in_two(page, address):
    page.goto(f"{address}/?runs={','.join(['mnist-2d'] * 9)}")
    page.locator(".themed[aria-busy=false]").wait_for(timeout=60_000)
    for width, columns in ((1280, 3), (390, 2)):
        page.set_viewport_size({"width": width, "height": 720})
        frames(page)
        boxes = [figure.bounding_box() for figure in page.locator(".linked-run").all()]
        assert len({round(box["x"]) for box in boxes}) == columns
        assert max(box["x"] + box["width"] for box in boxes) <= width
        assert min(box["height"] for box in boxes) > 100
        if width > 1000:
            assert page.locator(".linked").bounding_box()["height"] == pytest.approx(720 - 260, abs=1)


def test_the_wall_hangs_what_is_chosen_and_its_address_says_so(page, server):
    page.goto(f"{server}/learn?step=wall&runs=mnist-2d,fashion-2d")
    expect(page.locator(".linked-run")).to_have_count(2)
    assert "nats" in page.locator(".linked-run .note").first.text_content()
    page.locator(".wall-chooser summary").click()
    boxes = page.locator(".wall-chooser input")
    assert page.get_by_label("Clothes", exact=True).is_disabled(), "two hang at least"
    page.get_by_label("Digits, class told", exact=True).check()
    expect(page.locator(".linked-run")).to_have_count(3)
    assert page.get_by_label("Clothes", exact=True).is_enabled() and boxes.count() >= 3
    page.get_by_label("Digits", exact=True).uncheck()
    expect(page.locator(".linked-run")).to_have_count(2)
    assert page.url.endswith("runs=fashion-2d%2Cmnist-2d-conditional")
    before = cursors(page)
    page.get_by_role("button", name="Same scale").click()
    frames(page)
    assert len(before) == 2 and page.locator(".linked-run canvas[data-testid=drawn-pictures]").count() == 2
