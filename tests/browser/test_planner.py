"""Planning in a real browser: the search is seen, what is dragged changes the plan, what cannot be is said."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import await_styled

START = {"a": "-1.2,0.9", "b": "1.2,0.9", "o": "0.1,1.3", "r": "0.2"}


@pytest.fixture
def planner(shared, server):
    """Return a function that opens the view: (**query) -> page."""
    shared.page.set_viewport_size({"width": 1400, "height": 900})
    shared.page.emulate_media(reduced_motion="reduce")

    def open_view(**query):
        asked = {"run": "motion-8d", "view": "planner", **START, **query}
        words = "&".join(f"{name}={value}" for name, value in asked.items())
        page = shared.visit(f"{server}/interpolate?{words}")
        page.locator(".planner[aria-busy=false]").wait_for(timeout=60_000)
        await_styled(page)
        return page

    return open_view


def cells(page, figure):
    return page.locator(f'[data-figure="{figure}"] td').all_inner_texts()


def test_a_plan_passes_what_the_straight_line_hits(planner):
    page = planner()
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_have_text(re.compile(r"^Found in \d+ steps"))
    planned, straight = cells(page, "hit")
    assert planned.endswith("cm away") and straight == "hits it"
    assert cells(page, "jerk")[1] == "1.0 ×"


def test_a_dragged_goal_is_planned_to_and_told_to_the_address(planner):
    page = planner()
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_have_text(re.compile("^Found"))
    grip = page.locator('[data-grip="b"]')
    box = grip.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] - 90, steps=6)
    page.mouse.up()
    expect(verdict).to_have_text(re.compile("^Found"))
    assert "b=1.2" not in page.url and re.search(r"b=0\.\d+", page.url)
    grip.press("ArrowLeft")
    expect(grip).to_have_attribute("aria-label", re.compile(r"B, the goal, at 0\.\d\d"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"b": "1.7,1.2"}, "The arm can't reach the goal: it is 2.08 m away"),
        ({"o": "1.2,0.9"}, "The arm would hit the obstacle at the goal"),
        ({"a": "-1.6,0.3", "b": "1.6,0.3", "o": "0,0.8", "r": "0.25"}, "No motion gets past this obstacle"),
    ],
)
def test_what_cannot_be_is_said_and_the_next_problem_can(planner, query, words):
    page = planner(**query)
    expect(page.get_by_test_id("verdict")).to_contain_text(words)
    assert cells(page, "hit") == ["–", "–"]
    page.get_by_role("button", name="New problem").click()
    expect(page.get_by_test_id("verdict")).to_have_text(re.compile("^(Found|No motion past)"))


def test_only_motions_are_planned(shared, server):
    page = shared.visit(f"{server}/interpolate?run=mnist-2d&view=planner")
    expect(page.get_by_text("view in the address must be one of")).to_be_visible(timeout=30_000)
