"""Train in a real browser: from a pasted command line to a run that can be explored, seen by a second visitor too."""

import re

from playwright.sync_api import expect

COMMAND = "python -m vae train --preset digits-2d --name seen-twice --epochs 4 --hidden-sizes 16 --batch-size 256"
PATIENCE = 120_000


def test_a_training_is_watched_by_two_and_explored(page, server):
    page.goto(f"{server}/train")
    page.get_by_text("As text").click(timeout=PATIENCE)
    page.get_by_label("Paste either to fill in the form").fill(COMMAND)
    page.get_by_label("Paste either to fill in the form").press("Control+Enter")
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("seen-twice")
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url("**/train?job=seen-twice", timeout=PATIENCE)
    second = page.context.new_page()
    second.goto(f"{server}/train")
    for visitor in (page, second):
        expect(visitor.get_by_text("Finished: 4 of 4 epochs")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Epoch 4 of 4")).to_be_visible(timeout=PATIENCE)
    expect(second.get_by_text("Epoch 4 of 4")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Explore it now").click()
    page.wait_for_url("**/?*run=seen-twice*", timeout=PATIENCE)
    page.locator(".explorer[aria-busy=false] .sliders").wait_for(timeout=PATIENCE)
    expect(page.get_by_text("360 test digits from scikit-learn")).to_be_visible()


def test_a_prior_is_painted(page, server):
    page.goto(f"{server}/train?family=adversarial")
    page.get_by_role("combobox", name="Prior").click(timeout=PATIENCE)
    page.get_by_role("option", name="Painted by you").click()
    problem = page.get_by_text("paint the place that codes are to fill")
    expect(problem).to_be_visible(timeout=PATIENCE)
    canvas = page.get_by_test_id("painter")
    canvas.scroll_into_view_if_needed(timeout=PATIENCE)
    box = canvas.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.2 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], middle, steps=5)
    page.mouse.up()
    expect(problem).to_be_hidden(timeout=PATIENCE)
    page.wait_for_url(re.compile(r"painting=[0-9a-f]{256}"), timeout=PATIENCE)
