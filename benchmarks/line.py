"""What is there after the line to the server was dead for a minute, by a proxy that stops or a laptop that sleeps.

`python -m benchmarks line` takes about four minutes; `make test` does the same with a line that is cut for a moment.
"""

import time

from playwright.sync_api import Page

from benchmarks.tables import Row, print_table
from tests.support.browser import chromium, server
from tests.support.line import Line, line_to

SECONDS = 60.0
_CONNECTED = "document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"


def main() -> None:
    """Print the table."""
    rows = []
    with server() as running, chromium() as browser:
        running.wait()
        for name, breaks in (("stops and goes on", False), ("stops and begins anew", True)):
            with line_to(running.url) as line:
                page = browser.new_page()
                page.set_default_timeout(180_000)
                kept, seconds = _looked_at(page, line, breaks)
                rows.append(Row(f"{name}: of drawing, answer and address are there", kept, "of 3", 3, at_least=True))
                rows.append(Row(f"{name}: a new drawing is answered after", seconds, "s"))
                page.close()
    print_table(f"Encode after a line that was dead for {SECONDS:g} seconds", rows)


def _looked_at(page: Page, line: Line, breaks: bool) -> tuple[int, float]:
    page.goto(f"{line.url}/encode?run=mnist-2d")
    page.locator(".encoder[aria-busy=false]").wait_for()
    page.locator(".encoder .waiting").wait_for(state="hidden")
    page.get_by_role("button", name="Draw the sample 3").click()
    page.get_by_text("The answer", exact=True).wait_for()
    page.wait_for_url(lambda url: "drawing=" in url)
    figures, address = page.locator(".encoder .figures").inner_text(), page.url
    line.stop()
    time.sleep(SECONDS)
    line.go_on(breaks)
    began = time.perf_counter()
    page.wait_for_timeout(500)
    page.wait_for_function(_CONNECTED)
    kept = (
        page.locator(".encoder .pad-hint").is_hidden(),
        page.get_by_text("The answer", exact=True).is_visible()
        and page.locator(".encoder .figures").inner_text() == figures,
        page.url == address,
    )
    page.get_by_role("button", name="Draw the sample 8").click()
    page.wait_for_url(lambda url: url != address)
    page.get_by_text("The answer", exact=True).wait_for()
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    return sum(kept), time.perf_counter() - began


if __name__ == "__main__":
    main()
