"""Learn in a real browser: how long a step takes to open, and what axe-core finds on every page in both themes."""

import statistics
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.tables import Row, print_table
from tests.support.browser import ROOT, Server, chromium, server
from ui.learn.lesson import VIEWS

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VIEWPORT = {"width": 1280, "height": 720}
PAGES = ("", "encode", "interpolate", "atlas", "train", "compare", *(f"learn?step={name}" for name in VIEWS))
SEVERE = ("serious", "critical")
NUM_OPENINGS = 3
SETTLE = 2500
"""Milliseconds: what is computed after a page stands, such as a path's measures, is there then."""


def main() -> None:
    """Measure and print the tables."""
    with server() as running, chromium() as browser:
        running.wait()
        print_table("A step of the lesson, running server", [_opening(browser, running, name) for name in VIEWS])
        print_table("Serious or critical violations that axe-core finds", [
            row for scheme in ("light", "dark") for row in _audits(browser, running, scheme)
        ])  # fmt: skip


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


def _audits(browser: Browser, running: Server, scheme: str) -> list[Row]:
    page = browser.new_page(viewport=VIEWPORT, color_scheme=scheme)
    rows = []
    for path in PAGES:
        page.goto(f"{running.url}/{path}")
        page.locator(".themed[aria-busy=false], .js-plotly-plot, .stMain h1").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLE)
        found = violations(page)
        for one in found:
            print(f"{path or 'explore'}, {scheme}: {one}")
        rows.append(Row(f"{path or 'explore'}, {scheme}", len(found), "", 0))
    page.close()
    return rows


def violations(page: Page, axe: Path = AXE) -> list[str]:
    """Return the serious and critical violations on a page, a line each: the rule and the first element."""
    page.add_script_tag(path=str(axe))
    found = page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    return [
        f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:120]}"
        for one in found
        if one["impact"] in SEVERE
    ]
