"""Explore in a real browser: the map, the picture, the sliders and the address move as one."""

import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.support.browser import await_styled
from tests.support.canvases import red
from tests.support.pages import frames
from vae.glossary import meaning
from vae.model import loading
from vae.runs import store


@pytest.fixture
def explore(shared, server):
    """Return a function that opens Explore with a query and waits for the live map: (query) -> page."""

    def open_page(query=""):
        return ready(shared.visit(f"{server}/{query}"))

    return open_page


@pytest.fixture
def wire(shared):
    """Return what tells when the server has answered that page."""
    return shared.wire


def ready(page):
    """Wait for the live map, and return its page."""
    page.set_default_timeout(20_000)
    page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
    await_styled(page)
    return page


def drawn(page):
    """Return what the decoder has drawn, as bytes."""
    return red(page.get_by_test_id("decoded-image")).tobytes()


def query_of(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def z_of(page, count):
    return [float(page.get_by_test_id(f"z-number-{number + 1}").input_value()) for number in range(count)]


def settled_address(page, count):
    """Wait until the address says what the numbers say, and return it."""
    text = ",".join(f"{value:g}" for value in z_of(page, count))
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("z") == [text])
    return query_of(page)


def middle(page):
    box = page.get_by_test_id("latent-map").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


STILL_MAP = """async () => {
  const find = (root) => root.querySelector('[data-testid="latent-map"]')
    ?? [...root.querySelectorAll("*")].map((e) => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
  for (let before = null; ;) {
    const now = find(document).toDataURL();
    if (now === before) return now;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}"""


def test_each_level_has_a_map_that_moves_its_own_numbers(explore):
    page = explore("?run=mnist-ladder&z=0,0,0,0,0,0")
    second, first = (page.get_by_test_id("level-map").nth(index) for index in (0, 1))
    seen = [drawn(page)]
    for level, key in ((first, "ArrowRight"), (second, "ArrowUp"), (page.get_by_test_id("latent-map"), "ArrowUp")):
        for _ in range(9):
            level.press(key)
        seen.append(drawn(page))
    assert z_of(page, 6) == [0.9, 0, 0, 0.9, 0, 0.9] and len(set(seen)) == 4
    assert settled_address(page, 6)["z"] == "0.9,0,0,0.9,0,0.9"
    expect(page.locator(".level-caption").first).to_contain_text("Level 3: which digit")


def test_on_a_laptop_all_is_in_sight_and_a_drag_changes_the_picture_and_at_its_end_the_address(explore, wire):
    page = explore("?run=tiny-3d")
    for name in ("latent-map", "decoded-image", "z-slider-1", "z-slider-3"):
        box = page.get_by_test_id(name).bounding_box()
        assert box["y"] + box["height"] <= page.viewport_size["height"]
    for width in (1100, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        # Both in one look: the page may still be finding its new width.
        rights = "(root, names) => names.map((name) => root.querySelector(name).getBoundingClientRect().right)"
        column, button = page.locator(".explorer").evaluate(rights, [".picture-side", ".actions .reset"])
        assert button <= column + 0.5
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".hint")).to_be_visible()
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    seen = set()
    for step in range(6):
        page.mouse.move(x + 25 * step, y - 15 * step)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        seen.add(drawn(page))
    assert len(seen) == 6
    assert "z" not in query_of(page)
    steps_back = page.evaluate("history.length")
    with wire.answer():
        page.mouse.up()
        assert settled_address(page, 3)["run"] == "tiny-3d"
    assert page.evaluate("history.length") == steps_back
    expect(page.locator(".hint")).to_have_count(0)
    label = page.get_by_test_id("decoded-image").get_attribute("aria-label")
    picture = drawn(page)
    page.reload()
    page.locator(".explorer[aria-busy=false]").wait_for()
    assert drawn(page) == picture
    assert page.get_by_test_id("decoded-image").get_attribute("aria-label") == label

    canvas = page.get_by_test_id("latent-map")
    expect(page.locator(".hint")).to_be_visible()
    canvas.press("ArrowUp")
    expect(page.locator(".hint")).to_have_count(0)
    ring = "(canvas) => getComputedStyle(canvas).outlineStyle"
    x, y = middle(page)
    page.keyboard.press("Tab")
    page.mouse.move(x, y)
    page.mouse.down()
    page.keyboard.down("Shift")
    page.mouse.move(x + 40, y)
    assert canvas.evaluate(ring) == "none"
    page.mouse.up()
    page.keyboard.up("Shift")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(canvas).to_be_focused()
    assert canvas.evaluate(ring) == "solid"


def test_the_figures_come_where_they_are_looked_for_and_not_under_a_drag(explore, wire):
    page = explore("?run=tiny-3d")
    quiet = "(began) => performance.now() > began + 1_200"  # twice what counts as quiet
    main = page.get_by_test_id("stMain")
    wire.settle()
    before = wire.num_sent
    page.wait_for_function(quiet, arg=page.evaluate("performance.now()"), polling=100)
    assert wire.num_sent == before, "the map fills the first screen: nobody looks at them"
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(0)
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    main.evaluate("(main) => main.scrollTop = 150")  # under the drag, so that none came before it
    page.mouse.move(x + 60, y)
    height = main.evaluate("(main) => main.scrollHeight")
    dragged = page.get_by_test_id("latent-map").element_handle()
    wire.settle()
    before = wire.num_sent
    page.wait_for_function(quiet, arg=page.evaluate("performance.now()"), polling=100)
    assert wire.num_sent == before
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(0)
    z = z_of(page, 3)
    page.mouse.up()
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    assert dragged.evaluate("(canvas) => canvas.isConnected")
    assert z_of(page, 3) == z
    assert settled_address(page, 3)["run"] == "tiny-3d"
    assert abs(main.evaluate("(main) => main.scrollHeight") - height) <= 24


def test_sliders_numbers_and_map_stay_in_step_and_its_pictures_follow_a_slider_that_is_held(explore):
    page = explore("?run=tiny-3d")
    maps = [page.evaluate(STILL_MAP)]
    box = page.get_by_test_id("z-slider-1").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.8, 0.2):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2, steps=3)
        maps.append(page.evaluate(STILL_MAP))
    page.mouse.up()
    assert len(set(maps)) == 3

    slider, number = page.get_by_test_id("z-slider-2"), page.get_by_test_id("z-number-2")
    number.fill("1.234")
    number.press("Enter")
    expect(slider).to_have_js_property("value", "1.234")
    assert settled_address(page, 3)["z"].split(",")[1] == "1.234"
    picture, cursor = drawn(page), page.locator(".cursor").get_attribute("style")
    slider.focus()
    slider.press("ArrowRight")
    expect(number).to_have_value("1.284")
    assert drawn(page) != picture
    assert page.locator(".cursor").get_attribute("style") != cursor
    number.fill("11")
    number.press("Enter")
    expect(page.locator(".message")).to_contain_text("z2 must be a number from −10 to 10")
    expect(slider).to_have_js_property("value", "1.284")
    page.get_by_role("button", name="Random").click()
    expect(page.locator(".message")).to_be_empty()
    expect(number).not_to_have_value("11")


def test_zoom_pan_reset_and_another_class_leave_the_point_alone_keys_move_it_and_what_is_hidden_is_gone(explore):
    page = explore("?run=tiny-conditional&z=0,0&label=2")
    two = drawn(page)
    page.get_by_role("group", name="Class to draw").get_by_role("button", name="5").click()
    page.wait_for_url(re.compile("label=5"))
    assert drawn(page) != two
    assert settled_address(page, 2) == {"run": "tiny-conditional", "z": "0,0", "label": "5"}

    cursor = page.locator(".cursor")
    start = cursor.get_attribute("style")
    x, y = middle(page)
    page.mouse.move(x + 60, y)
    page.mouse.wheel(0, -200)
    expect(page.locator(".wheel-hint")).to_be_visible()
    assert cursor.get_attribute("style") == start
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    expect(page.locator(".reset-view")).to_be_visible()
    expect(page.locator(".wheel-hint")).to_have_count(0)
    zoomed = cursor.get_attribute("style")
    assert zoomed != start
    page.keyboard.down("Shift")
    page.mouse.down()
    page.mouse.move(x, y + 30, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    assert cursor.get_attribute("style") != zoomed
    assert z_of(page, 2) == [0.0, 0.0]
    page.locator(".reset-view").click()
    expect(cursor).to_have_attribute("style", start)

    page.get_by_test_id("latent-map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert z_of(page, 2) == [0.1, -0.01]
    assert settled_address(page, 2)["z"] == "0.1,-0.01"
    page.keyboard.press("Home")
    assert z_of(page, 2) == [0.0, 0.0]

    shown = page.get_by_test_id("latent-map").screenshot()
    for name in ("Pictures", "Fog", "Circles"):
        page.get_by_role("group", name="Layers").get_by_role("button", name=name).click()
    frames(page)
    dots = page.get_by_test_id("latent-map").screenshot()
    for entry in page.locator(".legend-entry").all():
        entry.click()
        expect(entry).to_have_attribute("aria-pressed", "false")
    frames(page)
    assert len({shown, dots, page.get_by_test_id("latent-map").screenshot()}) == 3


def test_a_link_to_a_place_far_out_shows_the_point_and_says_that_nothing_was_seen_there(explore):
    page = explore("?run=tiny-conditional&z=-8,7")
    point = page.locator(".cursor").evaluate("(cursor) => new DOMMatrix(cursor.style.transform)")
    box = page.get_by_test_id("latent-map").bounding_box()
    assert 0 < point["e"] < box["width"] and 0 < point["f"] < box["height"]
    expect(page.locator(".sentence")).to_have_text(
        "No test 0 lands near here: this picture is a guess, and under 0.1% of random codes lie farther out."
    )


def test_the_back_button_takes_point_and_class_to_the_earlier_address(explore, wire):
    page = explore("?run=tiny-conditional&z=1,1&label=3")
    page.get_by_test_id("latent-map").press("ArrowRight")
    for z in ("0.5,-1", "0,0"):
        page.evaluate("(query) => history.pushState({}, '', query)", f"?run=tiny-conditional&z={z}&label=5")
    with wire.answer():
        page.go_back()
    expect(page.get_by_test_id("z-number-1")).to_have_value("0.500")
    assert z_of(page, 2) == [0.5, -1.0]
    expect(page.get_by_role("group", name="Class to draw").get_by_role("button", name="5")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert (query_of(page)["z"], query_of(page)["label"], z_of(page, 2)) == ("0.5,-1", "5", [0.5, -1.0])
    page.get_by_test_id("latent-map").press("ArrowUp")
    page.get_by_test_id("latent-map").press("ArrowDown")
    assert settled_address(page, 2)["label"] == "5"


def test_the_whole_view_stays_over_a_reload_on_other_pages_and_with_the_back_button(explore, wire):
    page = explore("?run=tiny-3d&z=0.5,0.1,0.1")
    x, y = middle(page)
    page.mouse.move(x + 60, y)
    page.get_by_test_id("latent-map").focus()
    with wire.answer():
        page.mouse.wheel(0, -200)
    page.get_by_role("button", name="Fog").click()
    with wire.answer():
        page.locator(".legend-entry").nth(3).click()
    query = query_of(page)
    assert {"map", "layers", "hide"} < set(query)
    assert (query["layers"], query["hide"]) == ("points,manifold,prior", "3")
    wire.settle()
    cursor = "(cursor) => { const { e, f } = new DOMMatrix(cursor.style.transform); return [e, f]; }"
    place = page.locator(".cursor").evaluate(cursor)

    def same():
        page.locator(".explorer[aria-busy=false]").wait_for()
        expect(page.get_by_role("button", name="Fog")).to_have_attribute("aria-pressed", "false")
        expect(page.locator(".legend-entry").nth(3)).to_have_attribute("aria-pressed", "false")
        expect(page.locator(".reset-view")).to_be_visible()
        assert np.allclose(page.locator(".cursor").evaluate(cursor), place, atol=1)
        page.wait_for_url(lambda url: query_of(page) == query)

    page.reload()
    same()
    page.get_by_role("link", name="Atlas").click()
    page.locator(".js-plotly-plot").first.wait_for()
    page.get_by_role("link", name="Explore").click()
    same()
    page.get_by_role("link", name="Encode").click()
    page.locator(".encoder").wait_for()
    page.go_back()
    same()


def test_choosing_a_run_replaces_the_map_and_is_kept_by_the_navigation(page, server):
    page.goto(f"{server}/?run=tiny-conditional&z=1,1&label=3")
    ready(page)
    page.get_by_test_id("stSelectbox").get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile("tiny-3d")).click()
    expect(page.get_by_test_id("z-slider-3")).to_be_visible()
    expect(page.locator(".explorer")).to_have_count(1)
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == {"run": ["tiny-3d"]})
    assert page.evaluate("latentExplorerBundles.bundles.size") == 1
    page.get_by_test_id("stSidebar").get_by_role("link", name="Explore").click()
    expect(page.get_by_test_id("z-slider-3")).to_be_visible()
    assert query_of(page)["run"] == "tiny-3d"


def test_the_picture_is_what_keras_decodes_its_link_is_copied_it_is_saved_and_walks_until_paused(explore, home):
    from keras import ops

    run = store.open_run(home / "runs" / "tiny-conditional")
    z, label = [0.7, -1.9], 4
    page = explore(f"?run=tiny-conditional&z={z[0]},{z[1]}&label={label}")
    pixels = red(page.get_by_test_id("decoded-image")).astype(float)
    expected = np.asarray(loading.load_model(run).decode(np.array([z], np.float32), np.array([label])))[0]
    paper, ink = 255, 17
    np.testing.assert_allclose((paper - pixels) / (paper - ink), ops.convert_to_numpy(expected), atol=0.01)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = urlsplit(page.evaluate("navigator.clipboard.readText()"))
    assert parse_qs(link.query) == {"run": ["tiny-conditional"], "z": ["0.7,-1.9"], "label": ["4"]}
    for name in ("Save picture", "Save map"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.path().read_bytes().startswith(b"\x89PNG")

    start, picture = z_of(page, 2), drawn(page)
    page.get_by_role("button", name="Walk", exact=True).click()
    expect(page.get_by_test_id("z-number-2")).not_to_have_value(f"{start[1]:.3f}")
    assert drawn(page) != picture
    page.get_by_role("button", name="Pause").click()
    assert z_of(page, 2) != start
    assert settled_address(page, 2)["run"] == "tiny-conditional"


def test_a_phone_shows_map_picture_and_sliders_at_once_and_a_pinch_leaves_the_point_where_it_was(phone_page, server):
    page = phone_page
    page.goto(f"{server}/?run=tiny-3d&z=0.5,0.25,0")
    page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(".explorer")).to_have_attribute("data-theme", scheme)
        boxes = [page.get_by_test_id(name).bounding_box() for name in ("latent-map", "decoded-image", "z-slider-1")]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
        assert all(box["y"] + box["height"] <= 844 for box in boxes)
        assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    expect(page.locator(".layers .meaning")).to_be_hidden()
    page.get_by_role("button", name="Circles", exact=True).tap()
    expect(page.locator(".layers .meaning")).to_have_text(f"Circles: {meaning('circles')}")
    x, y = middle(page)
    touch = page.context.new_cdp_session(page)
    for kind, spread in (("Start", None), ("Start", 20), ("Move", 50), ("Move", 80), ("End", None)):
        fingers = [{"x": x - (spread or 20), "y": y, "id": 1}, {"x": x + (spread or 20), "y": y, "id": 2}]
        count = 0 if kind == "End" else 1 if spread is None else 2
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": fingers[:count]})
    expect(page.locator(".reset-view")).to_be_visible()
    expect(page.get_by_test_id("z-number-1")).to_have_value("0.500")
    assert z_of(page, 3) == [0.5, 0.25, 0]
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Encode").click()
    page.locator(".encoder").wait_for()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")


def test_many_dimensions_are_all_in_reach_on_a_laptop_and_move_the_picture(explore):
    if not (store.SHIPPED_FOLDER / "mnist-16d").is_dir():
        pytest.skip("the shipped runs are not here")
    page = explore("?run=mnist-16d")
    page.set_viewport_size({"width": 1280, "height": 720})
    sliders = page.locator(".faders input")
    panel = page.locator(".sliders").bounding_box()
    boxes = [slider.bounding_box() for slider in sliders.all()]
    assert len(boxes) > 6 and all(box["height"] > 3 * box["width"] for box in boxes)
    assert all(box["y"] + box["height"] <= min(720, panel["y"] + panel["height"]) for box in boxes)
    before = page.get_by_test_id("decoded-image").screenshot()
    held = sliders.nth(3)
    number = held.get_attribute("data-testid").rpartition("-")[2]
    held.press("ArrowUp")
    expect(page.get_by_test_id(f"z-number-{number}")).to_have_value(f"{float(held.input_value()):.3f}")
    box = held.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 2)  # the top of an upright slider is its highest value
    assert float(held.input_value()) > 2
    assert page.get_by_test_id("decoded-image").screenshot() != before
    page.get_by_test_id(f"z-number-{number}").fill("-1.5")
    page.get_by_test_id(f"z-number-{number}").press("Enter")
    expect(held).to_have_js_property("value", "-1.5")
