"""The wall as Learn shows it, in a real browser: four and nine maps, pictures a second of each under the mouse.

The pointer is a real mouse (browser input events, 120 a second); a picture counts when the canvas of the last map
differs from the frame before: all are painted in one frame, so what it shows the others show, too.
"""

import math
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.tables import Row, print_table
from tests.support.browser import MOVES_PER_SECOND, Server, chromium, drag, server

PROBE = Path(__file__).with_name("probe.js")
VIEWPORT = {"width": 1280, "height": 720}
# The largest networks first, so that four of them are harder than the usual four.
RUNS = (
    "mnist-2d", "fashion-2d", "mnist-2d-conditional", "avatars-2d", "mnist-ae-2d", "beta-0", "beta-1", "beta-10",
    "beta-4",
)  # fmt: skip
TARGETS = {4: 60.0, 9: 30.0}
DRAG_SECONDS = 6.0
DROPPED = 0.95  # a screen of 60 frames a second never shows quite 60 pictures


def main() -> None:
    """Measure and print the table."""
    rows = []
    with chromium() as browser, server() as running:
        running.wait()
        for count, target in TARGETS.items():
            rate, gap = _figures(browser, running, count)
            rows += [
                Row(f"{count} maps: distinct pictures a second of each", rate, "/s", DROPPED * target, at_least=True),
                Row(f"{count} maps: gap between two pictures, 95th percentile", gap, "ms"),
            ]
    print_table("Wall", rows)


def _figures(browser: Browser, running: Server, count: int) -> tuple[float, float]:
    """Open a wall of so many runs that ship, and drag on its first map."""
    with browser.new_page(viewport=VIEWPORT) as page:
        # The probe looks at the first picture of the page: here at the last map's.
        page.add_init_script(PROBE.read_text(encoding="utf-8").replace("root.querySelector(", "lastOf(root, "))
        page.add_init_script("window.lastOf = (root, selector) => [...root.querySelectorAll(selector)].at(-1) ?? null")
        page.goto(f"{running.url}/learn?step=wall&runs={','.join(RUNS[:count])}")
        page.get_by_test_id("latent-map").nth(count - 1).wait_for(timeout=60_000)  # they hang one by one
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(4000)  # the tiles are made
        box = page.get_by_test_id("latent-map").first.bounding_box()
        if box is None:
            raise RuntimeError("the first map is not on the page")
        figures = drag(page, _path(box))
        page.mouse.up()
    return figures


def _path(box: dict[str, float]) -> list[tuple[float, float]]:
    """Return places on circles around the middle of a map, one in three seconds."""
    num_points = int(DRAG_SECONDS * MOVES_PER_SECOND)
    angles = [2 * math.pi * index / (3 * MOVES_PER_SECOND) for index in range(num_points)]
    return [
        (
            box["x"] + box["width"] * (0.5 + 0.3 * math.cos(angle)),
            box["y"] + box["height"] * (0.5 + 0.3 * math.sin(angle)),
        )
        for angle in angles
    ]


if __name__ == "__main__":
    main()
