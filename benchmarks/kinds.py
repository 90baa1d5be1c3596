"""What is no picture: updates a second in a drag over the map of each kind that ships, and how soon it is heard.

Measured as Explore's drag is: the pointer is a real mouse, 120 moves a second, and an update is a drawing of the output
that differs from the one in the frame before. Motions stand still meanwhile, so that nothing but the drag changes them.
"""

import statistics

from playwright.sync_api import Browser

from benchmarks.explore import PROBE, VIEWPORT, path_over
from benchmarks.tables import Row, print_table
from tests.support.browser import MOVES_PER_SECOND, Server, chromium, drag, server
from tests.support.listening import LISTEN
from vae.kind import kind_of
from vae.runs import store

DRAG_SECONDS = 6.0
NUM_CLICKS = 6
# What is seen of an output: its kind's own canvas, which follows the picture's.
SEEN = '[...(find("decoded-image")?.parentElement.querySelectorAll("canvas") ?? [])].at(-1)'


def main() -> None:
    """Measure and print the table."""
    runs = [run for run in store.list_runs()[0] if run.shipped and not kind_of(run.config).are_pictures]
    with chromium() as browser, server() as running:
        running.wait()
        rows = [row for run in runs for row in _rows(browser, running, run)]
    print_table("Kinds of outputs", rows)


def _rows(browser: Browser, running: Server, run: store.Run) -> list[Row]:
    rate, gap = _drag(browser, running, run.name)
    heard = _first_sound(browser, running, run.name) if ".wav" in kind_of(run.config).files else []
    return [
        Row(f"{run.name} in a drag: updates a second", rate, "/s", 55, at_least=True),
        Row(f"{run.name}: gap between two updates, 95th percentile", gap, "ms"),
        *(Row(f"{run.name}: first sound after a click, {which}", seconds, "s", 0.2) for which, seconds in heard),
    ]


def _drag(browser: Browser, running: Server, name: str) -> tuple[float, float]:
    with browser.new_page(viewport=VIEWPORT, reduced_motion="reduce") as page:
        page.add_init_script(PROBE.read_text(encoding="utf-8").replace('find("decoded-image")', SEEN))
        page.goto(f"{running.url}/?run={name}")
        page.locator(".themed[aria-busy=false]").first.wait_for(timeout=60_000)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(3000)  # the map's tiles are made
        box = page.evaluate("probe.box('latent-map')")
        figures = drag(page, list(path_over(box, int(DRAG_SECONDS * MOVES_PER_SECOND))))
        page.mouse.up()
    return figures


def _first_sound(browser: Browser, running: Server, name: str) -> list[tuple[str, float]]:
    """Return seconds from a click to the first sample that is not silent: at first, and the median of later clicks."""
    with browser.new_page(viewport=VIEWPORT) as page:
        page.add_init_script(LISTEN)
        page.goto(f"{running.url}/?run={name}")
        page.locator(".themed[aria-busy=false]").first.wait_for(timeout=60_000)
        page.wait_for_timeout(3000)
        times = []
        for _ in range(NUM_CLICKS):
            page.get_by_role("button", name="Listen").click()
            page.wait_for_function("seconds !== null")
            times.append(page.evaluate("seconds"))
            page.get_by_role("button", name="Stop", exact=True).click()
            page.wait_for_function("!isHeard()")
    return [("the first time", times[0]), ("later", statistics.median(times[1:]))]


if __name__ == "__main__":
    main()
