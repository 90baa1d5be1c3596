"""Motions in a real browser: the arm swings, goes on while the motion changes, and stands where nothing is to move."""

import pytest

from tests.support.browser import await_styled
from tests.support.pages import frames

PICTURE = "(canvas) => canvas.toDataURL()"


@pytest.fixture
def opened(shared, server):
    """Return a function that opens Explore with motions: (reduced_motion) -> the arm's canvas."""
    shared.page.set_viewport_size({"width": 1400, "height": 900})

    def open_page(reduced_motion):
        shared.page.emulate_media(reduced_motion=reduced_motion)
        page = shared.visit(f"{server}/?run=motion-8d")
        page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
        await_styled(page)
        frames(page)
        return page.locator(".motion-canvas")

    return open_page


def shown(page, canvas):
    frames(page)
    return canvas.evaluate(PICTURE)


def test_the_arm_swings_until_it_is_paused(shared, opened):
    page = shared.page
    canvas = opened("no-preference")
    assert shown(page, canvas) != shown(page, canvas)
    page.get_by_role("button", name="Pause the arm").click()
    assert shown(page, canvas) == shown(page, canvas)


def test_where_nothing_is_to_move_the_arm_stands_and_follows_the_point(shared, opened):
    page = shared.page
    canvas = opened("reduce")
    still = shown(page, canvas)
    assert still == shown(page, canvas)
    page.get_by_test_id("latent-map").press("ArrowRight")
    moved = shown(page, canvas)
    assert moved != still and moved == shown(page, canvas)
    page.get_by_role("button", name="Let the arm swing").click()
    assert shown(page, canvas) != shown(page, canvas)
