"""What axe-core finds on every page in both themes: `python -m benchmarks access`.

Of some pages and steps alone: `python -m benchmarks.access bring "learn?step=wall"`.
"""

import sys
from collections.abc import Sequence
from typing import Literal

from playwright.sync_api import Browser, ViewportSize

from benchmarks.tables import Row, print_table
from tests.support.axe import violations
from tests.support.browser import Server, chromium, server
from ui.learn.lesson import VIEWS

VIEWPORT: ViewportSize = {"width": 1280, "height": 720}
PAGES = (
    *("", "encode", "bring", "train", "compare", "studies"),
    *("interpolate", "interpolate?view=corners", "interpolate?view=arithmetic"),
    *("atlas", "atlas?view=dimensions", "atlas?view=manifold", "atlas?view=files"),
    *(f"learn?step={name}" for name in VIEWS),
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SETTLE = 2500
"""Milliseconds: what is computed after a page stands, such as a path's measures, is there then."""


def main(pages: Sequence[str] = PAGES) -> None:
    """Print the table of some pages, and each violation in a line above it."""
    with server() as running, chromium() as browser:
        running.wait()
        rows = [row for scheme in SCHEMES for row in _audits(browser, running, scheme, pages)]
    print_table("Serious or critical violations that axe-core finds", rows)


def _audits(browser: Browser, running: Server, scheme: Literal["light", "dark"], pages: Sequence[str]) -> list[Row]:
    page = browser.new_page(viewport=VIEWPORT, color_scheme=scheme)
    rows = []
    for path in pages:
        page.goto(f"{running.url}/{path}")
        page.locator("[data-testid=stApp][data-test-script-state=notRunning] .stMain").wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLE)
        found = violations(page)
        for one in found:
            print(f"{path or 'explore'}, {scheme}: {one}")
        rows.append(Row(f"{path or 'explore'}, {scheme}", len(found), "", 0))
    page.close()
    return rows


if __name__ == "__main__":
    main(sys.argv[1:] or PAGES)
