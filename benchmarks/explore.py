"""Explore, the home page, in a real browser: pictures a second under the mouse, waiting times and memory.

The pointer is a real mouse (browser input events, 120 a second) and every figure is what the browser showed: the canvas
of the decoded picture is looked at once a frame, and a picture counts when it differs from the one before.
"""

import math
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, ViewportSize
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.tables import Row, print_table
from tests.support.browser import MOVES_PER_SECOND, Server, chromium, drag, server

PROBE = Path(__file__).with_name("probe.js")
VIEWPORT: ViewportSize = {"width": 1400, "height": 900}
DRAG_SECONDS = 6.0
NUM_OPENINGS = 5
NUM_RELEASES = 15


def main() -> None:
    """Measure and print the table."""
    with chromium() as browser:
        cold = _seconds_from_start(browser)
        with server() as running:
            running.wait()
            warm = [_seconds_to_draggable(browser, running) for _ in range(NUM_OPENINGS + 1)][1:]
            with _open(browser) as page:
                page.goto(running.url)
                _wait_until_draggable(page)
                _settle(page)
                memory = psutil.Process(running.process.pid).memory_info().rss / 1e6
                rate, gap = _drag_figures(page)
                reruns = _rerun_milliseconds(page)
    print_table(
        "Explore",
        [
            Row("distinct pictures a second while dragging", rate, "/s", 55, at_least=True),
            Row("gap between two pictures, 95th percentile", gap, "ms", 25),
            Row(f"map draggable after opening the page, server running (median of {NUM_OPENINGS})",
                statistics.median(warm), "s", 2),
            Row("map draggable after `streamlit run`", cold, "s", 6),
            Row("memory of the Streamlit process, page open", memory, "MB", 250),
            Row(f"rerun on release, mouse up to script finished (median of {NUM_RELEASES})",
                statistics.median(reruns), "ms", 150),
            Row("rerun on release, slowest", max(reruns), "ms"),
        ],
    )  # fmt: skip


def _open(browser: Browser) -> Page:
    page = browser.new_page(viewport=VIEWPORT)
    page.add_init_script(path=PROBE)
    return page


def _seconds_from_start(browser: Browser) -> float:
    """Time from starting the server to the first drag that changes the picture, with a browser already open."""
    with server() as running, _open(browser) as page:
        running.wait()
        page.goto(running.url, wait_until="commit")
        _wait_until_draggable(page)
        return time.perf_counter() - running.started


def _seconds_to_draggable(browser: Browser, running: Server) -> float:
    """Time from opening the page in a browser with an empty cache to the first drag that changes the picture."""
    with _open(browser) as page:
        opened = time.perf_counter()
        page.goto(running.url, wait_until="commit")
        _wait_until_draggable(page)
        return time.perf_counter() - opened


def _wait_until_draggable(page: Page, seconds: float = 60.0) -> None:
    """Drag until three positions in a row have shown three pictures.

    Raises:
        RuntimeError: that did not happen in time.
    """
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        box = page.evaluate("window.probe?.box('latent-map') ?? null")
        if box is None:
            time.sleep(0.01)
            continue
        path = list(path_over(box, 24))
        page.mouse.move(*path[0])
        page.mouse.down()
        shown = set()
        for x, y in path[8::8]:
            page.mouse.move(x, y)
            shown.add(page.evaluate("probe.nextFrame().then(probe.fingerprint)"))
        page.mouse.up()
        if len(shown - {None}) == len(path[8::8]):
            return
    raise RuntimeError(f"no drag over the map changed the picture within {seconds:g} seconds")


def _settle(page: Page) -> None:
    """Wait until the script has finished and nothing more is loaded."""
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_load_state("networkidle")
    time.sleep(1.0)


def _drag_figures(page: Page) -> tuple[float, float]:
    """Drag for some seconds; return pictures a second and the 95th percentile of the gaps in milliseconds."""
    box = page.evaluate("probe.box('latent-map')")
    path = path_over(box, int(DRAG_SECONDS * MOVES_PER_SECOND))
    figures = drag(page, list(path))
    page.mouse.up()
    return figures


def _rerun_milliseconds(page: Page) -> list[float]:
    """Return, for some drags, the time from letting go to the server's word that the rerun has finished."""
    box = page.evaluate("probe.box('latent-map')")
    path = list(path_over(box, NUM_RELEASES * 4))
    durations = []
    for index in range(NUM_RELEASES):
        page.evaluate("probe.forget()")
        page.mouse.move(*path[4 * index])
        page.mouse.down()
        page.mouse.move(*path[4 * index + 3], steps=4)
        page.mouse.up()
        durations.append(await_finished(page))
        time.sleep(0.4)
    return durations


def await_finished(page: Page, seconds: float = 10.0) -> float:
    """Return the milliseconds from letting go of the pointer to the server's word that the rerun has finished.

    Raises:
        RuntimeError: that word did not come in time.
    """
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        traffic = page.evaluate("probe.traffic()")
        for moment, data in traffic["messages"]:
            if traffic["releases"] and ForwardMsg.FromString(bytes(data)).WhichOneof("type") == "script_finished":
                return moment - traffic["releases"][-1]
        time.sleep(0.05)
    raise RuntimeError(f"the page was not run again within {seconds:g} seconds of letting go")


def path_over(box: dict[str, float], num_points: int) -> Iterator[tuple[float, float]]:
    """A closed curve around the middle of the box, at an even pace of one round every three seconds' worth of moves."""
    rounds = max(1.0, num_points / (3 * MOVES_PER_SECOND))
    for index in range(num_points):
        angle = 2 * math.pi * rounds * index / num_points
        yield (
            box["x"] + box["width"] * (0.5 + 0.28 * math.cos(angle)),
            box["y"] + box["height"] * (0.5 + 0.28 * math.sin(angle + 0.3 * math.sin(angle))),
        )


if __name__ == "__main__":
    main()
