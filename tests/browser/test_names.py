"""Names as they are seen: letters that follow the point, and a name that lands while it is typed."""

import re

from playwright.sync_api import expect

from tests.support.browser import await_styled
from tests.support.pages import frames


def opened(shared, server, path):
    page = shared.visit(f"{server}/{path}")
    page.set_default_timeout(20_000)
    page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
    await_styled(page)
    frames(page)
    return page


def letters(page):
    """Return what the large letters show, as bytes."""
    frames(page)
    return page.locator(".picture-side .word-letters").evaluate("(canvas) => canvas.toDataURL()")


def test_the_letters_follow_the_point_and_say_which_name_they_are(shared, server):
    page = opened(shared, server, "?run=names-16d")
    at_first = letters(page)
    page.get_by_test_id("latent-map").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert letters(page) != at_first
    said = page.get_by_test_id("decoded-image").get_attribute("aria-label")
    assert re.match(r"[A-Z][a-z]* *[a-z]*\. ", said) and "picture" not in said.split(".")[0]
    box = page.locator(".picture-side .word-letters").bounding_box()
    assert box["width"] > 3 * box["height"] > 100
    expect(page.get_by_role("button", name="Smooth")).to_be_hidden()


def test_a_name_lands_while_it_is_typed_and_what_is_none_is_said_to_be_none(shared, server):
    page = opened(shared, server, "encode?run=names-16d")
    field = page.get_by_role("textbox", name="Type a name")
    expect(field).to_have_value("maria")
    expect(page.locator(".subtitle")).to_contain_text("Maria.")
    field.press("End")
    field.press_sequentially("n")
    expect(page.locator(".subtitle")).to_contain_text("Marian.")
    expect(field).to_have_value("marian")
    field.fill("😀")
    expect(page.get_by_text("“😀” has “😀” (grinning face)")).to_be_visible()
    field.fill("norbert")
    expect(page.locator(".subtitle")).to_contain_text("Norbert.")
