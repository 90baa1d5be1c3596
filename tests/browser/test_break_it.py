"""Break it in a real browser: a guess is asked for before the measures are shown, and the first one counts."""

import numpy as np
from playwright.sync_api import expect

from tests.support.pages import frames

PIXELS = "(canvas) => String(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data)"


def test_a_guess_is_told_right_or_wrong_by_the_measures_and_the_first_counts(page, server):
    page.goto(f"{server}/learn?step=break")
    view = page.locator(".view[data-view=break]")
    expect(view.locator(".break-card")).to_contain_text("once you have guessed")
    assert view.locator("table").count() == 0
    strip = view.get_by_test_id("drawn-pictures")
    picture = np.array(strip.evaluate(PIXELS).split(","), int)
    assert picture.min() < 150, "it has drawn ten"
    choices = page.locator(".choice")
    choices.nth(4).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".reveal")).to_contain_text(
        "Not quite. Posterior collapse. Where a digit lands says at most 0.0"
    )
    expect(page.locator(".reveal .aside")).to_contain_text("pulled 50 times as hard")
    expect(view.locator(".break-score")).to_have_text("0 of 1 right at the first guess")
    assert "0 of 2" in view.locator("table").text_content() and "205.8 nats" in view.locator("table").text_content()
    choices.first.click()
    expect(page.locator(".reveal")).to_contain_text("Right.")
    expect(view.locator(".break-score")).to_have_text("0 of 1 right at the first guess")
    copies = view.locator(".copies").evaluate(PIXELS)
    page.get_by_role("button", name="Next machine").click()
    expect(view.locator(".break-count")).to_contain_text("Machine 2 of")
    expect(view.locator("table")).to_have_count(0)
    frames(page)
    assert view.locator(".copies").evaluate(PIXELS) != copies
    choices.nth(1).click()
    expect(view.locator(".break-score")).to_have_text("1 of 2 right at the first guess")


def test_it_has_its_place_and_the_film_of_a_training_is_played_and_left_again(page, server):
    page.goto(f"{server}/learn?step=break")
    expect(page.locator(".break-card")).to_be_visible()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        frames(page)
        boxes = [page.locator(name).bounding_box() for name in (".linked-run", ".copies", ".cost-chart", ".break-card")]
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] > 40 for box in boxes)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    view = page.locator(".view[data-view=break]")
    copies = view.locator(".copies").evaluate(PIXELS)
    view.get_by_role("button", name="Watch its training").click()
    dial = view.get_by_test_id("epoch")
    expect(dial).to_have_attribute("aria-valuetext", "Epoch 30", timeout=20_000)
    assert view.locator(".film-copies").evaluate(PIXELS) != copies
    assert view.locator(".cost-chart .marked").count() == 1
    last = view.locator(".film-grid").evaluate(PIXELS)
    dial.focus()
    page.keyboard.press("Home")
    expect(dial).to_have_attribute("aria-valuetext", "Epoch 1")
    frames(page)
    assert view.locator(".film-grid").evaluate(PIXELS) != last
    view.get_by_role("button", name="Back to what it became").click()
    expect(view.locator(".linked-run")).to_be_visible()
    assert view.locator(".copies").evaluate(PIXELS) == copies
    # Until the next machine has come there is no film of it.
    waits = "(next) => { next.click(); return next.previousElementSibling.disabled; }"
    assert view.locator(".film-button + button").evaluate(waits)
    expect(view.get_by_role("button", name="Watch its training")).to_be_enabled()
