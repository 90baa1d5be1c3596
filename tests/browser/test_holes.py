"""The step on holes in a real browser: both maps of one scale, and an answer that the measured figures decide."""

import json

import pytest
from playwright.sync_api import expect

from vae.lesson import figures
from vae.runs import store

IS_THERE = figures.path().is_file() and (store.LESSON_FOLDER / "mnist-ae-2d" / "config.json").is_file()
pytestmark = pytest.mark.skipif(not IS_THERE, reason="the runs do not ship")


def test_blind_picks_are_drawn_by_both_and_the_figures_say_which_knows_more_kinds(page, server):
    page.goto(f"{server}/learn?step=holes")
    expect(page.locator(".linked-run")).to_have_count(2)
    left, right = [figure.bounding_box() for figure in page.locator(".linked-run").all()]
    assert left["x"] + left["width"] <= right["x"] and left["y"] == right["y"], "words speak of left and right"
    page.get_by_role("button", name="Draw 10 at random").click()
    page.get_by_role("button", name="The right one").click()
    kinds = [json.loads(figures.path().read_text())["sections"]["betas"][name]["kinds"]["value"]
             for name in ("mnist-ae-2d", "beta-1")]  # fmt: skip
    assert kinds[1] > kinds[0] + 0.5
    expect(page.locator(".reveal")).to_contain_text(
        f"Right. The left one drew {kinds[0]:.1f} of the ten kinds of digits, the right one {kinds[1]:.1f}"
    )
    assert "–" not in page.locator(".reveal p").first.text_content()
