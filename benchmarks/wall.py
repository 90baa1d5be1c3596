"""The wall as Learn shows it, in a real browser: four and nine maps, pictures a second of each under the mouse.

The pointer is a real mouse (browser input events, 120 a second); a picture counts when the canvas of the last map
differs from the frame before: all are painted in one frame, so what it shows the others show, too. What the
wall could do beyond the display's frames is measured in a browser that waits for no display, on a page that moves the
pointer itself before each frame.
"""

import contextlib
import math
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, ViewportSize

from benchmarks.tables import Row, print_table
from tests.support.browser import MOVES_PER_SECOND, Frames, Server, chromium, frames_of_drag, server, stop_probe

PROBE = Path(__file__).with_name("probe.js")
VIEWPORT: ViewportSize = {"width": 1280, "height": 720}
# The largest networks first, so that four of them are harder than the usual four.
RUNS = (
    "mnist-2d", "fashion-2d", "mnist-2d-conditional", "avatars-2d", "mnist-ae-2d", "beta-0", "beta-1", "beta-10",
    "beta-4",
)  # fmt: skip
TARGETS = {4: 60.0, 9: 30.0}
DRAG_SECONDS = 6.0
DROPPED = 0.95  # of frames before which the mouse has moved, and of the display's 60
UNLIMITED = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
# Moves the pointer, which is down, in circles around the middle of a map, before each frame until the time is over.
MOVE = """([canvas, seconds]) => new Promise((done) => {
  const { x, y, width, height } = canvas.getBoundingClientRect();
  const began = performance.now();
  const move = () => {
    const past = (performance.now() - began) / 1000;
    const angle = (2 * Math.PI * past) / 3;
    canvas.dispatchEvent(new PointerEvent("pointermove", {
      clientX: x + width * (0.5 + 0.3 * Math.cos(angle)), clientY: y + height * (0.5 + 0.3 * Math.sin(angle)),
      pointerId: 1, buttons: 1, bubbles: true, composed: true,
    }));
    if (past < seconds) requestAnimationFrame(move);
    else done(past);
  };
  move();
})"""


def main() -> None:
    """Measure and print the table."""
    rows = []
    with server() as running:
        running.wait()
        with chromium() as browser:
            for count, target in TARGETS.items():
                rows += _rows(_dragged(browser, running, count), count, target)
        with chromium(*UNLIMITED) as browser:
            for count, target in TARGETS.items():
                free = _moved(browser, running, count)
                name = f"{count} maps, no display to wait for: pictures a second of each"
                rows.append(Row(name, free.rate, "/s", target, at_least=True))
    print_table("Wall", rows)


def _rows(frames: Frames, count: int, target: float) -> list[Row]:
    shown = len(frames.times) / frames.moved
    return [
        Row(f"{count} maps: distinct pictures a second of each", frames.rate, "/s", DROPPED * target, at_least=True),
        Row(f"{count} maps: frames a second", frames.count / frames.seconds, "/s"),
        Row(f"{count} maps: of them with a mouse that had moved", 100 * frames.moved / frames.count, "%"),
        Row(f"{count} maps: of these with a new picture", 100 * shown, "%", 100 * DROPPED, at_least=True),
        Row(f"{count} maps: gap between two pictures, 95th percentile", frames.gap, "ms"),
    ]


def _dragged(browser: Browser, running: Server, count: int) -> Frames:
    """Drag on the first map of a wall with the mouse."""
    with _wall(browser, running, count) as (page, box):
        frames = frames_of_drag(page, _path(box))
        page.mouse.up()
    return frames


def _moved(browser: Browser, running: Server, count: int) -> Frames:
    """Let the page move the pointer on the first map of a wall before each frame."""
    with _wall(browser, running, count) as (page, box):
        page.mouse.move(*_path(box)[0])
        page.mouse.down()
        canvas = page.get_by_test_id("latent-map").first.element_handle()
        page.evaluate("probe.start()")
        frames = stop_probe(page, page.evaluate(MOVE, [canvas, DRAG_SECONDS]))
        page.mouse.up()
    return frames


@contextlib.contextmanager
def _wall(browser: Browser, running: Server, count: int) -> Iterator[tuple[Page, FloatRect]]:
    """Open a wall of so many runs that ship; yield the page and where its first map lies."""
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
        yield page, box


def _path(box: FloatRect) -> list[tuple[float, float]]:
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
