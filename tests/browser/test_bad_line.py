"""Over a line that stops or is slow: nothing made by the visitor is lost, and what is still to come says so."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.support.line import line_to
from tests.support.pages import watch
from tests.support.wire import Wire

SLOW = 50_000  # bytes a second
CONNECTED = "document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"
CUT_OFF = CONNECTED.replace("===", "!==")


@pytest.fixture
def line(server):
    """Return a line to the server, for which the browser's own complaints about a broken one are no errors."""
    with line_to(server) as opened:
        yield opened


@pytest.fixture
def visitor(context, line):
    """Return a page on this line, which is to report no error of ours."""
    page, problems = context.new_page(), []
    watch(page, problems)
    page.set_default_timeout(60_000)
    yield page
    page.close()
    assert not [text for text in problems if text.startswith("uncaught")]


def query_of(page):
    return parse_qs(urlsplit(page.url).query)


def test_position_drawing_and_answers_are_there_after_the_line_was_cut(visitor, line):
    page, wire = visitor, Wire(visitor)
    page.goto(f"{line.url}/encode?run=tiny-3d")
    page.locator(".encoder[aria-busy=false]").wait_for()
    page.locator(".encoder .waiting").wait_for(state="hidden")
    page.get_by_role("button", name="Draw the sample 3").click()
    expect(page.get_by_text("The answer")).to_be_visible()
    page.wait_for_url(lambda url: "drawing=" in url)
    answer, query = page.locator(".encoder .figures").inner_text(), query_of(page)

    line.stop()
    line.go_on(breaks=True)
    page.wait_for_function(CUT_OFF, polling=20)
    page.wait_for_function(CONNECTED, polling=100)
    expect(page.get_by_text("The answer")).to_be_visible()
    assert (page.locator(".encoder .figures").inner_text(), query_of(page)) == (answer, query)
    assert page.locator(".encoder .pad-hint").is_hidden()

    # What is done while the line is dead stays on the page.
    page.get_by_role("link", name="Explore", exact=True).click()
    moved = moved_on_a_dead_line(page, line, wire)
    assert query_of(page) == moved


def moved_on_a_dead_line(page, line, wire):
    """Move the point on Explore while the line is dead, wait until it is back, and return the address's query."""
    page.locator(".explorer .walk").wait_for()
    page.locator(".explorer[aria-busy=false]").wait_for()
    wire.settle()
    line.stop()
    before = wire.num_sent
    page.get_by_test_id("latent-map").press("ArrowRight")
    moved = query_of(page)
    assert "z" in moved
    line.go_on(breaks=True)
    page.wait_for_function(CUT_OFF, polling=20)
    page.wait_for_function(CONNECTED, polling=100)
    page.locator(".explorer[aria-busy=false]").wait_for()
    wire.settle(before)  # what the browser asks again for is answered
    return moved


def test_a_move_on_a_dead_line_is_there_on_the_way_back_from_another_page(visitor, line):
    page = visitor
    wire = Wire(page)
    page.goto(f"{line.url}/?run=tiny-3d")
    moved = moved_on_a_dead_line(page, line, wire)
    page.get_by_role("link", name="Encode", exact=True).click()
    page.locator(".encoder[aria-busy=false]").wait_for()
    page.get_by_role("link", name="Explore", exact=True).click()
    page.locator(".explorer .walk").wait_for()
    page.wait_for_url(lambda url: query_of(page) == moved, timeout=5_000)


def test_a_frame_says_that_it_is_loading_in_place_of_controls_that_do_nothing(visitor, line):
    page = visitor
    page.goto(f"{line.url}/train?preset=digits-2d")  # the form, whatever was trained before
    page.get_by_text("Train your own").first.wait_for()
    line.bytes_a_second = SLOW
    page.get_by_role("link", name="Explore", exact=True).click()
    loading = page.locator(".explorer .loading")
    loading.wait_for()
    assert loading.inner_text() == "Loading the network …"
    assert page.locator(".explorer :is(button, input, select)").all_inner_texts()
    for control in page.locator(".explorer :is(button, input, select)").all():
        expect(control).to_be_hidden(timeout=1000)
    line.bytes_a_second = None
    page.locator(".explorer[aria-busy=false]").wait_for()
    expect(page.get_by_role("button", name="Walk", exact=True)).to_be_visible()
    expect(loading).to_have_count(0)
