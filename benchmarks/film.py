"""The film of a training in a real browser: epochs a second while scrubbing, and how long its files take.

The film is synthetic, of the size of a real one: 40 epochs, 1000 codes and 100 decoded pictures each.
"""

import time

import numpy as np
from playwright.sync_api import Page

from benchmarks.tables import Row, print_table
from tests.support.browser import ROOT, chromium, server
from tests.support.synthetic_film import synthetic_film
from vae.figures import clips
from vae.figures.views import View
from vae.film.film_clip import film_clip

SCRIPT = ROOT / "tests" / "support" / "film_page.py"
NUM_FRAMES = 40
SCRUB_SECONDS = 6.0
# Moves the scrubber once a frame of the screen, as a drag does, and notes what all panels showed by then: a driver's
# mouse sends fewer moves than that on a busy machine. Reading a canvas makes it slow: what is read is a pixel of each,
# in a canvas of its own.
SCRUB = """(seconds) => new Promise((done) => {
  const root = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".film-viewer")).shadowRoot;
  const [scrubber, epoch, grid, digits] = ["film-scrubber", "film-epoch", "film-grid", "film-reconstructions"]
    .map((name) => root.querySelector(`[data-testid=${name}]`));
  const scratch = new OffscreenCanvas(2, 1).getContext("2d", { willReadFrequently: true });
  const seen = [];
  const start = performance.now();
  const step = (now) => {
    scratch.drawImage(grid, 14, 14, 1, 1, 0, 0, 1, 1);
    scratch.drawImage(digits, 14, 14, 1, 1, 1, 0, 1, 1);
    const { data } = scratch.getImageData(0, 0, 2, 1);
    seen.push([now, epoch.textContent, data[0], data[4]]);
    if (now - start > 1000 * seconds) return done(seen);
    scrubber.value = seen.length % (Number(scrubber.max) + 1);
    scrubber.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""


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
    """Scrub through the film again and again; return epochs shown a second and the 95th percentile of the gaps in ms.

    Raises:
        RuntimeError: the panels did not show the same epoch.
    """
    seen = page.evaluate(SCRUB, SCRUB_SECONDS)
    changes = [now for (_, *before), (now, *shown) in zip(seen, seen[1:], strict=False) if shown != before]
    num_shown = len({tuple(shown) for _, *shown in seen})
    if num_shown != NUM_FRAMES:
        raise RuntimeError(f"the panels showed {num_shown} pictures of {NUM_FRAMES} epochs")
    return len(changes) / SCRUB_SECONDS, float(np.percentile(np.diff(changes), 95))


if __name__ == "__main__":
    main()
