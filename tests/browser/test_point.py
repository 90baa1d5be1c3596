"""Small live views in a real browser: several on a page, each for itself, and none with a say in the address."""

import pytest
from playwright.sync_api import expect

from tests.support.browser import server as streamlit_server
from tests.support.pages import frames

PIXELS = "(canvas) => String(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data)"
NAMES = ("first", "second", "third")


@pytest.fixture(scope="module")
def address(home):
    """Return the address of a page with three small live views, two of them of one run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(home))
        patch.setenv("STREAMLIT_SERVER_FILE_WATCHER_TYPE", "none")
        with streamlit_server("tests/support/point_page.py") as running:
            running.wait()
            yield running.url


@pytest.fixture
def opened(page, address):
    page.set_default_timeout(30_000)
    page.goto(f"{address}/?lesson=2")
    expect(page.locator(".explorer[aria-busy=false]")).to_have_count(len(NAMES), timeout=60_000)
    return page


def view(page, name):
    return page.locator(f".st-key-{name}")


def seen(page, name):
    """Return the picture, the sentence and the cursor's place of a view."""
    shown = view(page, name)
    frames(page)
    return (
        shown.get_by_test_id("decoded-image").evaluate(PIXELS),
        shown.locator(".sentence").text_content(),
        shown.locator(".cursor").get_attribute("style"),
    )


def drag(page, name):
    box = view(page, name).get_by_test_id("latent-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 30, steps=4)
    page.mouse.up()


def test_views_are_small_and_what_is_dragged_on_one_leaves_the_others_and_the_address_alone(opened):
    page, url, length = opened, opened.url, opened.evaluate("history.length")
    assert page.locator("[class*=st-key-bundle_]").count() == 2, "one bundle serves all of a run"
    for width in (390, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        frames(page)
        for name in NAMES:
            box = view(page, name).locator(".explorer").bounding_box()
            assert box["height"] <= 480
            assert box["x"] >= 0 and box["x"] + box["width"] <= width
            assert view(page, name).get_by_test_id("latent-map").bounding_box()["height"] >= 150
    before = {name: seen(page, name) for name in NAMES}
    assert before["first"] == before["third"] != before["second"]
    drag(page, "first")
    after = {name: seen(page, name) for name in NAMES}
    assert after["first"][0] != before["first"][0]
    assert after["first"][2] != before["first"][2]
    assert [after[name] for name in NAMES[1:]] == [before[name] for name in NAMES[1:]]
    drag(page, "second")
    assert seen(page, "first") == after["first"]
    assert seen(page, "second")[0] != before["second"][0]
    assert (page.url, page.evaluate("history.length")) == (url, length)


def test_a_class_is_chosen_for_one_view_and_a_rerun_keeps_it_and_takes_one_view_elsewhere(opened):
    page = opened
    before = {name: seen(page, name) for name in NAMES}
    assert view(page, "first").locator(".classes").is_hidden()
    view(page, "second").locator(".class-button").nth(7).click()
    assert seen(page, "second")[0] != before["second"][0]
    assert seen(page, "first") == before["first"]

    drag(page, "first")
    drag(page, "third")
    before = {name: seen(page, name) for name in NAMES}
    page.get_by_role("button", name="Again").click()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert {name: seen(page, name) for name in NAMES} == before
    page.get_by_text("Elsewhere").click()
    expect(view(page, "first").locator(".cursor")).not_to_have_attribute("style", before["first"][2])
    assert {name: seen(page, name) for name in NAMES[1:]} == {name: before[name] for name in NAMES[1:]}
