"""Learn in a real browser: how long a step takes to open."""

import statistics
import time

from playwright.sync_api import Browser, ViewportSize

from benchmarks.tables import Row, print_table
from tests.support.browser import Server, chromium, server
from ui.learn.lesson import VIEWS

VIEWPORT: ViewportSize = {"width": 1280, "height": 720}
NUM_OPENINGS = 3


def main() -> None:
    """Measure and print the tables."""
    with server() as running, chromium() as browser:
        running.wait()
        print_table("A step of the lesson, running server", [_opening(browser, running, name) for name in VIEWS])


def _opening(browser: Browser, running: Server, name: str) -> Row:
    """Time from a click on the step to its view, shown with all that it needs; the first visit is not counted."""
    seconds = []
    page = browser.new_page(viewport=VIEWPORT)
    for _ in range(NUM_OPENINGS + 1):
        page.goto(f"{running.url}/learn?step={'squeeze' if name == 'game' else 'game'}")
        page.locator(".lesson[aria-busy=false]").wait_for()
        page.locator(".rail-button").nth(VIEWS.index(name)).wait_for()
        page.evaluate("performance.clearMarks('latent-explorer-ready')")
        began = time.perf_counter()
        page.locator(".rail-button").nth(VIEWS.index(name)).click()
        page.wait_for_function("() => performance.getEntriesByName('latent-explorer-ready').length > 0", polling=10)
        seconds.append(time.perf_counter() - began)
    page.close()
    return Row(f"{name}, median of {NUM_OPENINGS}", statistics.median(seconds[1:]), "s", 1)
