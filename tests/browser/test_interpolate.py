"""Interpolate in a real browser: strips that follow a drag, a scrubber that moves all, arcs as in vae.latent.grids."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.support.browser import await_styled
from tests.support.canvases import red
from tests.support.pages import frames

STRIPS = ("strip-linear", "strip-spherical", "strip-fade")


@pytest.fixture
def opened(shared, server):
    """Return a function that opens the page: (query) -> page."""

    def open_page(query):
        shared.page.set_viewport_size({"width": 1400, "height": 900})
        page = shared.visit(f"{server}/interpolate{query}")
        ready(page)
        return page

    return open_page


def ready(page):
    page.locator(".interpolator[aria-busy=false]").wait_for(timeout=60_000)
    await_styled(page)
    frames(page)


def pixels(page, name):
    return red(page.get_by_test_id(name)).astype(int)


def handle(page, number):
    box = page.locator(".handle span").nth(number).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def query_of(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def numbers(text):
    return [float(part) for part in text.split(",")]


def test_strips_follow_a_dragged_end_and_the_address_its_release(opened, shared):
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
    with shared.wire.answer():
        page.mouse.up()
        page.wait_for_url(lambda url: "z=-1%2C-1%2C0.5" not in url and "z=-1,-1,0.5" not in url)
    query = query_of(page)
    assert query["to"] == "1,0.5,1" and query["frames"] == "5"
    page.reload()
    ready(page)
    assert query_of(page) == query
    for name in STRIPS:
        np.testing.assert_array_equal(pixels(page, name), during[name])


def test_the_scrubber_moves_picture_markers_and_cursor_in_step(opened):
    page = opened("?run=tiny-3d&z=-1,-1,0.5&to=1,0.5,1&frames=5")
    scrubber = page.get_by_test_id("scrubber")
    for key, frame, number in (("End", 4, 1), ("Home", 0, 0)):
        scrubber.press(key)
        frames(page)
        np.testing.assert_array_equal(
            pixels(page, "decoded-image"), pixels(page, "strip-spherical")[:, 28 * frame : 28 * frame + 28]
        )
        marks = page.locator(".marker, .chart-marker").evaluate_all(
            "(marks) => marks.map((mark) => mark.style.transform)"
        )
        assert marks == [f"translateX({100 * frame}%)"] * 6
        box = page.locator(".interpolator .cursor").bounding_box()
        assert (box["x"], box["y"]) == pytest.approx(handle(page, number), abs=1)
    page.get_by_role("button", name="Play").click()
    expect(scrubber).not_to_have_value("0")
    page.get_by_role("button", name="Pause").click()
    assert 0 < float(scrubber.input_value()) < 1
    page.get_by_role("button", name="Cross-fade").click()
    scrubber.press("Home")
    frames(page)
    np.testing.assert_array_equal(pixels(page, "decoded-image"), pixels(page, "strip-fade")[:, :28])
    page.get_by_test_id("chart-speed").scroll_into_view_if_needed()
    box = page.get_by_test_id("chart-speed").bounding_box()
    page.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    frames(page)
    assert float(scrubber.input_value()) == 1
    speed = page.get_by_test_id("chart-speed")
    expect(speed).to_have_attribute("aria-label", re.compile("cross-fade: at most"))
    sentence = page.locator(".charts-sentence")
    expect(sentence).to_contain_text("At its emptiest place the way is")
    measured = sentence.inner_text(), speed.get_attribute("aria-label"), page.locator(".sentence").inner_text()
    page.get_by_test_id("frames").fill("23")  # nothing that is said of a path depends on how many frames show it
    page.wait_for_url(lambda url: query_of(page).get("frames") == "23")
    frames(page)
    assert measured == (
        sentence.inner_text(), speed.get_attribute("aria-label"), page.locator(".sentence").inner_text()
    )  # fmt: skip


def test_points_reverse_and_follow_a_class_a_sample_and_the_keyboard(opened):
    page = opened("?run=tiny-3d&z=-1,-1,0.5&to=1,0.5,1")
    page.get_by_role("button", name="Reverse").click()
    page.wait_for_url(lambda url: query_of(page).get("z") == "1,0.5,1")
    assert query_of(page)["to"] == "-1,-1,0.5"
    before = pixels(page, "strip-linear")
    page.get_by_role("button", name="A", exact=True).click()
    page.get_by_role("button", name="B", exact=True).click()
    page.get_by_test_id("point-class").select_option("3")
    page.wait_for_url(lambda url: query_of(page)["to"] != "-1,-1,0.5")
    frames(page)
    assert (pixels(page, "strip-linear") != before).any()
    told = query_of(page)["to"]
    page.get_by_test_id("latent-map").press("b")
    announcement = page.locator(".announcement")
    announcement.evaluate("(line) => line.textContent = ''")
    page.get_by_test_id("latent-map").press("ArrowLeft")
    page.wait_for_url(lambda url: query_of(page)["to"] != told)
    assert query_of(page)["z"] == "1,0.5,1"
    assert page.get_by_test_id("point-class").input_value() == ""
    expect(announcement).not_to_be_empty()  # it rests, and the pictures nearby are the new place's
    sample = page.locator(".sample").nth(1)
    assert "as the chosen point" in sample.get_attribute("aria-label")
    shown = red(sample.locator("canvas")).astype(int)
    sample.click()
    frames(page)
    # the point lies on multiples of 0.001, the test picture's code between them
    np.testing.assert_allclose(pixels(page, "strip-linear")[:, -28:], shown, atol=2)


def test_way_points_come_move_and_go(opened, shared):
    page = opened("?run=tiny-3d&z=-1,-1,0.5&to=1,0.5,1&frames=5")
    (ax, ay), (bx, by) = handle(page, 0), handle(page, 1)
    before = pixels(page, "strip-fade")
    page.locator('[data-path="fade"] .strip-name').click()  # it has no codes: points are added to the straight line
    page.mouse.dblclick((ax + bx) / 2 + 60, (ay + by) / 2 + 40)
    page.wait_for_url(lambda url: "via" in query_of(page))
    query = query_of(page)
    assert (query["z"], query["to"]) == ("-1,-1,0.5", "1,0.5,1")  # the clicks have moved neither end
    assert handle(page, 1) == pytest.approx(((ax + bx) / 2 + 60, (ay + by) / 2 + 40), abs=2)
    frames(page)
    after = pixels(page, "strip-fade")
    assert (after[:, 56:84] != before[:, 56:84]).any() and (after[:, :28] == before[:, :28]).all()
    with shared.wire.answer():
        page.get_by_test_id("latent-map").press("ArrowUp")
        page.wait_for_url(lambda url: query_of(page)["via"] != query["via"])
    page.reload()
    ready(page)
    assert page.locator(".letter").all_inner_texts() == ["A", "C", "B"]
    add = page.get_by_role("button", name="Add point")
    while add.is_enabled():
        add.click()
    expect(page.locator('[data-path="fade"] .strip-name')).to_have_attribute("aria-pressed", "true")
    assert page.locator(".letter").all_inner_texts() == ["A", "C", "D", "E", "F", "G", "H", "B"]
    page.get_by_test_id("latent-map").press("h")
    page.get_by_test_id("latent-map").press("Delete")
    page.get_by_role("button", name="Undo").click()
    assert "H" in page.locator(".letter").all_inner_texts()
    page.keyboard.press("Control+z")
    assert "H" not in page.locator(".letter").all_inner_texts()
    add.click()
    page.get_by_test_id("latent-map").press("Delete")
    page.get_by_role("button", name="Delete").click()
    page.wait_for_url(lambda url: query_of(page)["via"].count(";") == 3)
    page.get_by_test_id("latent-map").press("a")
    page.get_by_test_id("latent-map").press("Delete")  # an end stays
    assert page.get_by_role("button", name="Delete").is_disabled()
    assert page.locator(".handle").count() == 6
    box = page.get_by_test_id("latent-map").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 20)  # a click where no point is brings the chosen one there
    page.wait_for_url(lambda url: query_of(page)["z"] != "-1,-1,0.5")
    assert handle(page, 0) == pytest.approx((box["x"] + 20, box["y"] + 20), abs=2)


def test_the_shortest_path_is_found_and_found_again(opened):
    page = opened("?run=tiny-3d&z=-1,-1,0.5&to=1,0.5,1&frames=7")
    page.get_by_role("button", name="Find the shortest path").click()
    found = page.get_by_text(
        re.compile("Shortest in how much the picture changes, not on the map: .* the straight line")
    )
    found.wait_for(timeout=90_000)
    frames(page)
    strip = pixels(page, "strip-geodesic")
    for frame in (0, 6):
        columns = slice(28 * frame, 28 * frame + 28)
        np.testing.assert_array_equal(strip[:, columns], pixels(page, "strip-linear")[:, columns])
    page.get_by_role("button", name="Shortest path").click()
    expect(page.locator(".charts-sentence")).to_contain_text("shortest path", timeout=20_000)
    assert query_of(page)["path"] == "geodesic"
    page.get_by_test_id("latent-map").press("ArrowLeft")  # it follows, without being asked again
    page.wait_for_url(lambda url: query_of(page)["z"] != "-1,-1,0.5")
    deadline = time.monotonic() + 90
    while (pixels(page, "strip-geodesic") == strip).all() and time.monotonic() < deadline:
        frames(page)
    found.wait_for(timeout=90_000)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    frames(page)
    assert (pixels(page, "strip-geodesic")[:, :28] == pixels(page, "strip-linear")[:, :28]).all()
    assert (pixels(page, "strip-geodesic") != strip).any()


def test_a_class_becomes_another_at_a_fixed_style_and_steps_follow_the_easing(opened, shared):
    page = opened("?run=tiny-conditional&z=1,1&to=1,1&label=2&to_label=5&frames=5")
    strip = pixels(page, "strip-linear")
    assert (strip[:, :28] != strip[:, -28:]).any()
    page.get_by_test_id("class-at-b").select_option("")
    page.wait_for_url(lambda url: "to_label" not in query_of(page))
    frames(page)
    same = pixels(page, "strip-linear")
    np.testing.assert_array_equal(same[:, :28], same[:, -28:])
    assert "one place" in page.locator(".geodesic-text").inner_text()
    page.get_by_test_id("class-at-b").select_option("5")
    page.get_by_test_id("easing").select_option("smooth")
    page.get_by_role("button", name="There and back").click()
    page.wait_for_url(lambda url: query_of(page).get("easing") == "smooth" and query_of(page).get("loop") == "0")
    assert query_of(page)["to_label"] == "5"
    with shared.wire.answer():
        page.get_by_test_id("easing").select_option("picture")
        page.wait_for_url(lambda url: query_of(page).get("easing") == "picture")
    frames(page)
    np.testing.assert_array_equal(pixels(page, "strip-linear")[:, :28], strip[:, :28])


def test_encode_hands_its_code_on(shared, server):
    page = shared.visit(f"{server}/encode?run=tiny-3d")
    page.locator(".encoder[aria-busy=false]").wait_for(timeout=60_000)
    with shared.wire.answer():
        page.get_by_role("button", name="Draw the sample 3").click()
        link = page.get_by_role("link", name="Interpolate from here")
        link.wait_for(timeout=60_000)
    z = parse_qs(urlsplit(link.get_attribute("href")).query)["z"][0]
    link.click()
    ready(page)
    page.get_by_role("button", name="Reverse").click()
    page.wait_for_url(lambda url: "to" in query_of(page))
    assert numbers(query_of(page)["to"]) == numbers(z)
