"""Atlas in a real browser: a picture under the pointer, a click, a box, and choices made beside the chart."""

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.support.canvases import red
from vae.model import loading
from vae.runs import store

# [row, x, y] of every point, in pixels of the window
PLACES = """(plot) => {
  const { xaxis, yaxis } = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  return plot._fullData.filter((trace) => trace.customdata).flatMap((trace) => Array.from(trace.x, (x, i) =>
    [trace.customdata[i], box.x + xaxis._offset + xaxis.l2p(x), box.y + yaxis._offset + yaxis.l2p(trace.y[i])]));
}"""
# How many points lie in the box that the chart has drawn
NUM_INSIDE = """(plot) => {
  const [{ x0, x1, y0, y1 }] = plot._fullLayout.selections;
  const between = (value, a, b) => value >= Math.min(a, b) && value <= Math.max(a, b);
  return plot._fullData.filter((trace) => trace.customdata).reduce((sum, trace) => sum
    + trace.x.filter((x, i) => between(x, x0, x1) && between(trace.y[i], y0, y1)).length, 0);
}"""
NUM_SELECTED = """(plot) => plot._fullData.some((trace) => trace.selectedpoints !== undefined)
  ? plot._fullData.reduce((sum, trace) => sum + (trace.customdata ? trace.selectedpoints?.length ?? 0 : 0), 0) : null"""

# Whether a press is one of its own: two soon after another are a double click to Plotly, wherever they are
NO_DOUBLE_CLICK = """() => {
  const { _mouseDownTime: last = 0, _context } = document.querySelector(".js-plotly-plot[data-atlas=live]");
  return Date.now() - last > _context.doubleClickDelay;
}"""


@pytest.fixture
def atlas(shared, server):
    """Return a function that opens the page: (query, width) -> page."""

    def open_page(query, width=1400):
        shared.page.set_default_timeout(40_000)
        shared.page.set_viewport_size({"width": width, "height": 900})
        page = shared.visit(f"{server}/atlas{query}")
        drawn(page)
        return page

    return open_page


def drawn(page):
    """Wait until the chart stands."""
    # A chart that comes anew is there twice for a moment: all of it is asked in one look.
    page.wait_for_function(
        """() => document.querySelectorAll(".js-plotly-plot[data-atlas=live]").length === 1 &&
          document.querySelector(".js-plotly-plot[data-atlas=live]").checkVisibility() &&
          !document.querySelector("[data-testid=stStatusWidget]")""",
        timeout=60_000,
        polling=100,  # not with every picture that the screen shows: that draws them all
    )


def plot(page):
    return page.locator(".js-plotly-plot[data-atlas=live]")


def rightmost(page):
    """Return row, x and y of a point that no other covers."""
    return max(plot(page).evaluate(PLACES), key=lambda place: place[1])


def test_the_picture_under_the_pointer_is_what_keras_decodes_and_a_click_opens_it(atlas, home):
    page = atlas("?run=tiny-conditional")
    row, x, y = rightmost(page)
    page.mouse.move(x - 30, y)
    page.mouse.move(x, y, steps=4)
    card = page.locator(".card")
    expect(card).to_be_visible()
    assert card.get_attribute("data-row") == str(row)
    run = store.open_run(home / "runs" / "tiny-conditional")
    latents = store.load_latents(run)
    label = int(latents.labels[row])
    expect(card).to_contain_text(f"{label} · decoded")
    pixels = red(page.get_by_test_id("atlas-picture")).astype(float)
    expected = np.asarray(loading.load_model(run).decode(latents.z_mean[[row]], np.array([label])))[0]
    np.testing.assert_allclose((255 - pixels) / (255 - 17), expected, atol=0.01)

    element = plot(page).element_handle()
    page.mouse.click(x, y)
    expect(page.get_by_role("heading", name=f"Test image {row}")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Picture no.")).to_have_value(str(row))
    link = page.get_by_role("link", name="Open in Explore")
    assert f"label={label}" in link.get_attribute("href") and "run=tiny-conditional" in link.get_attribute("href")
    assert element.evaluate("(plot) => plot.isConnected")
    page.mouse.move(5, 5)
    expect(card).to_be_hidden()
    page.locator("button.item").first.click()
    expect(page.get_by_role("heading", name=f"Test image {row}")).to_have_count(0)
    expect(page.get_by_role("heading", name="Test image")).to_be_visible()


def test_a_box_opens_the_sheet_of_what_is_inside_and_other_choices_take_it_back(atlas):
    page = atlas("?run=tiny-3d")
    places = np.array(plot(page).evaluate(PLACES))
    x, y = np.median(places[:, 1:], axis=0)
    low, high = (x - 40.5, y - 50.5), (x + 70.5, y + 60.5)
    page.mouse.move(x, y)
    page.locator('[data-title="Box Select"]').click()
    element = plot(page).element_handle()
    page.mouse.move(*low)
    page.mouse.down()
    page.mouse.move(*high, steps=6)
    page.mouse.up()
    expect(page.get_by_role("heading", name="Inside the box")).to_be_visible()
    inside = plot(page).evaluate(NUM_INSIDE)
    assert 50 < inside < 250
    expect(page.get_by_role("row", name=f"Pictures {inside} {360 - inside}")).to_be_visible()
    expect(page.locator("button.item")).to_have_count(min(100, inside))
    assert element.evaluate("(plot) => plot.isConnected") and plot(page).evaluate(NUM_SELECTED) == inside

    page.get_by_test_id("stPopoverButton").filter(has_text="Select").click()
    page.get_by_role("button", name="Select the 50 most misplaced").click()
    expect(page.get_by_role("heading", name="The 50 most misplaced")).to_be_visible()
    page.wait_for_function(f"({NUM_SELECTED})(document.querySelector('.js-plotly-plot')) === null")
    assert element.evaluate("(plot) => plot.isConnected")
    marked = page.get_by_test_id("atlas-marks").evaluate(
        "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"
    )
    assert marked
    expect(page.get_by_role("heading", name="The 50 most misplaced")).to_be_visible()
    page.get_by_role("button", name="Choose nothing").or_(page.locator(".st-key-atlas_clear button")).first.click()
    expect(page.get_by_role("heading", name="Contact sheet")).to_have_count(0)


def test_on_a_phone_nothing_is_wider_than_the_screen(atlas):
    page = atlas("?run=tiny-3d", width=390)
    page.get_by_role("spinbutton", name="Picture no.").fill("12")
    page.get_by_role("spinbutton", name="Picture no.").press("Enter")
    expect(page.get_by_role("heading", name="Test image 12")).to_be_visible()
    expect(page.locator("button.item")).to_have_count(8)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    box = plot(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_a_tap_chooses_what_is_under_the_finger(phone_page, server):
    page = phone_page
    page.goto(f"{server}/atlas?run=tiny-3d")
    drawn(page)
    places = sorted(plot(page).evaluate(PLACES), key=lambda place: place[1])
    for row, x, y in (places[-1], places[0]):
        page.wait_for_function(NO_DOUBLE_CLICK)
        page.touchscreen.tap(x, y)
        expect(page.get_by_role("heading", name=f"Test image {row}")).to_be_visible()


def test_without_webgl_the_points_are_drawn_otherwise(page, server):
    page.add_init_script("""const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind.startsWith("webgl") ? null : getContext.call(this, kind, ...rest);
      };""")
    page.goto(f"{server}/atlas?run=tiny-3d")
    drawn(page)
    page.wait_for_function(
        "document.querySelector('.js-plotly-plot')?._fullData?.every(({ type }) => type === 'scatter')"
    )
    expect(page.locator(".scatterlayer .point")).to_have_count(360)
    expect(page.get_by_text("WebGL is not supported")).to_have_count(0)
    expect(page.locator(".js-plotly-plot[data-atlas=live]")).to_have_count(1)
    row, x, y = rightmost(page)
    page.mouse.click(x, y)
    expect(page.get_by_role("heading", name=f"Test image {row}")).to_be_visible()
    page.get_by_role("button", name="Points").click()
    expect(page.get_by_text("This browser has no WebGL")).to_be_visible()


def test_colour_and_choice_stay_over_a_reload_with_the_back_button_and_add_no_step_back(atlas, shared):
    page = atlas("?run=tiny-3d")
    steps_back = page.evaluate("history.length")
    row, x, y = rightmost(page)
    with shared.wire.answer():
        page.mouse.move(x, y)
        page.mouse.click(x, y)
    page.wait_for_url(lambda url: f"select=point-{row}" in url)
    page.get_by_role("combobox", name="Colour by").click()
    page.get_by_role("option", name="Density").click()
    page.wait_for_url(lambda url: "color=density" in url)
    query = parse_qs(urlsplit(page.url).query)
    assert page.evaluate("history.length") == steps_back

    def same():
        plot(page).wait_for()
        expect(page.get_by_role("spinbutton", name="Picture no.")).to_have_value(str(row))
        expect(page.get_by_text("how densely the posteriors of held-out images lie")).to_be_visible()
        page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == query)

    page.reload()
    same()
    page.get_by_role("link", name="Encode", exact=True).click()
    page.locator(".encoder").wait_for()
    page.get_by_role("link", name="Atlas", exact=True).click()
    same()
    page.get_by_role("link", name="Encode", exact=True).click()
    page.locator(".encoder").wait_for()
    page.go_back()
    same()
