"""The film of a training in a real browser: epochs a second while scrubbing, reruns while it grows, the saved files.

The film is synthetic, of the size of a real one: 40 epochs, 1000 codes and 100 decoded pictures each.
"""

import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from benchmarks.browser import chromium, server
from benchmarks.synthetic_film import synthetic_film
from benchmarks.tables import Row, print_table
from vae import clips
from vae.film_clip import film_clip
from vae.views import View

SCRIPT = Path(__file__).with_name("film_page.py")
NUM_FRAMES = 40
MOVES_PER_SECOND = 120
SCRUB_SECONDS = 6.0
SECONDS_ONE_WAY = 0.5
# What every panel shows, looked at once a frame of the screen: a step counts when all of them have changed together.
WATCH = """() => {
  const root = document.querySelector("[data-testid=film-epoch]")?.getRootNode()
    ?? [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".film-viewer")).shadowRoot;
  const [epoch, grid, digits] = ["film-epoch", "film-grid", "film-reconstructions"]
    .map((name) => root.querySelector(`[data-testid=${name}]`));
  // Reading a canvas makes it slow: what is read is a pixel of each, in a canvas of its own.
  const scratch = new OffscreenCanvas(2, 1).getContext("2d", { willReadFrequently: true });
  window.seen = [];
  window.watching = true;
  const watch = (now) => {
    if (!window.watching) return;
    scratch.drawImage(grid, 14, 14, 1, 1, 0, 0, 1, 1);
    scratch.drawImage(digits, 14, 14, 1, 1, 1, 0, 1, 1);
    const { data } = scratch.getImageData(0, 0, 2, 1);
    window.seen.push([now, epoch.textContent, data[0], data[4]]);
    requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
}"""


def main() -> None:
    """Measure and print the table."""
    with chromium() as browser, server(str(SCRIPT)) as running:
        running.wait()
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(f"{running.url}/?frames={NUM_FRAMES}")
        page.locator(".film-viewer[aria-busy=false]").wait_for(timeout=60_000)
        page.wait_for_timeout(1000)
        rate, gap = _scrub_figures(page)
    rows = [
        Row("epochs a second while scrubbing, all panels", rate, "/s", 50, at_least=True),
        Row("gap between two epochs shown, 95th percentile", gap, "ms", 25),
    ]
    film = synthetic_film(NUM_FRAMES)
    makers = {"GIF": clips.gif, "WebP": clips.webp} | ({"MP4": clips.mp4} if clips.has_ffmpeg() else {})
    for name, make in makers.items():
        start = time.perf_counter()
        film_clip(film, make, View("train", {}))
        rows.append(Row(f"{name} of {NUM_FRAMES} epochs", time.perf_counter() - start, "s", 5))
    print_table("Film", rows)


def _scrub_figures(page: Page) -> tuple[float, float]:
    """Drag the scrubber to and fro; return epochs shown a second and the 95th percentile of the gaps in ms.

    Raises:
        RuntimeError: the panels did not show the same epoch.
    """
    box = page.get_by_test_id("film-scrubber").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 10, y)
    page.mouse.down()
    page.evaluate(WATCH)
    start = time.perf_counter()
    for index in range(int(SCRUB_SECONDS * MOVES_PER_SECOND)):
        time.sleep(max(0.0, start + index / MOVES_PER_SECOND - time.perf_counter()))
        if time.perf_counter() - start > SCRUB_SECONDS:
            break
        # Fast enough that every frame of the screen has another epoch to show.
        share = abs(1 - ((time.perf_counter() - start) / SECONDS_ONE_WAY) % 2)
        page.mouse.move(box["x"] + 10 + share * (box["width"] - 20), y)
    seconds = time.perf_counter() - start
    seen = page.evaluate("() => { window.watching = false; return window.seen; }")
    page.mouse.up()
    changes = [now for before, (now, *shown) in zip(seen, seen[1:], strict=False) if shown != before[1:]]
    if len({tuple(shown) for _, *shown in seen}) > NUM_FRAMES or len(changes) < 3:
        raise RuntimeError(f"the panels showed {len({tuple(s[1:]) for s in seen})} epochs of {NUM_FRAMES}")
    return len(changes) / seconds, float(np.percentile(np.diff(changes), 95))


if __name__ == "__main__":
    main()
