"""Interpolate beside its path view, in a real browser: pictures a second, reruns and measuring an effect."""

import statistics
import time

from playwright.sync_api import Page

from benchmarks.explore import PROBE, VIEWPORT, await_finished, path_over
from benchmarks.tables import Row, print_table
from tests.support.browser import MOVES_PER_SECOND, chromium, drag, server
from vae.likelihoods import PICTURE
from vae.runs import store

DRAG_SECONDS = 4.0
NUM_RELEASES = 10


def main() -> None:
    """Measure every shipped run of pictures and print the table."""
    rows = []
    names = [run.name for run in store.list_runs()[0] if run.shipped and run.config.kind == PICTURE]
    with chromium() as browser, server() as running:
        running.wait()
        for name in names:
            page = browser.new_page(viewport=VIEWPORT)
            page.add_init_script(path=PROBE)
            _open(page, f"{running.url}/interpolate?run={name}&view=corners")
            rate, gap = _drag_figures(page)
            reruns = _rerun_milliseconds(page)
            seconds = _seconds_to_effect(page, f"{running.url}/interpolate?run={name}&view=arithmetic")
            page.close()
            rows += [
                Row(f"{name}: distinct pictures a second while dragging in the square", rate, "/s", 50, at_least=True),
                Row(f"{name}: gap between two pictures, 95th percentile", gap, "ms", 25),
                Row(f"{name}: rerun on release (median of {NUM_RELEASES})", statistics.median(reruns), "ms", 150),
                Row(f"{name}: effect of a direction measured after opening", seconds, "s"),
            ]
    print_table("Four corners and arithmetic", rows)


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.locator(".blender[aria-busy=false]").wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    time.sleep(1.0)


def _drag_figures(page: Page) -> tuple[float, float]:
    """Drag for some seconds; return pictures a second and the 95th percentile of the gaps in milliseconds."""
    path = path_over(page.evaluate("probe.box('square')"), int(DRAG_SECONDS * MOVES_PER_SECOND))
    figures = drag(page, list(path))
    page.mouse.up()
    return figures


def _rerun_milliseconds(page: Page) -> list[float]:
    """Return, for some drags, the time from letting go to the server's word that the rerun has finished."""
    path = list(path_over(page.evaluate("probe.box('square')"), 2 * NUM_RELEASES))
    durations = []
    for index in range(NUM_RELEASES):
        time.sleep(0.4)
        page.evaluate("probe.forget()")
        page.mouse.move(*path[2 * index])
        page.mouse.down()
        page.mouse.move(*path[2 * index + 1], steps=4)
        page.mouse.up()
        durations.append(await_finished(page))
    return durations


def _seconds_to_effect(page: Page, url: str) -> float:
    """Return the time from opening the page until the figures of its first direction stand."""
    opened = time.perf_counter()
    page.goto(url)
    page.locator("[data-testid=effect][data-result]").wait_for(timeout=120_000)
    return time.perf_counter() - opened


if __name__ == "__main__":
    main()
