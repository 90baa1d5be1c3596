"""Encode measured in a real browser: updates while the pen moves, and the time from a file to its answer."""

import io
import math
import statistics

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page

from benchmarks.explore import PROBE, VIEWPORT
from benchmarks.tables import Row, print_table
from tests.support.browser import MOVES_PER_SECOND, Server, chromium, drag, server
from vae.pictures.samples import sample_images

DRAW_SECONDS = 6.0
NUM_UPLOADS = 9
# Milliseconds from the moment a file was given until the answer, and until the last thing on the page, stands there.
WATCH = """() => {
  const table = () => document.querySelector('[data-testid=stMarkdownContainer] table');
  const answer = () => [...document.querySelectorAll('h3')].find((one) => one.innerText === 'The answer');
  window.watched = {};
  document.addEventListener('change', () => {
    const start = performance.now();
    const look = () => {
      if (answer()) window.watched.answer ??= performance.now() - start;
      if (table()) window.watched.page ??= performance.now() - start;
      if (!window.watched.page) requestAnimationFrame(look);
    };
    look();
  }, { capture: true, once: true });
}"""


def main() -> None:
    """Measure and print the table."""
    with server() as running, chromium() as browser:
        running.wait()
        rate, gap, milliseconds = _drawing_figures(browser, running)
        uploads = _upload_milliseconds(browser, running)
    answers, pages = zip(*uploads, strict=True)
    print_table(
        "Encode",
        [
            Row("updates a second while the pen moves", rate, "/s", 50, at_least=True),
            Row("gap between two updates, 95th percentile", gap, "ms", 40),
            Row("preparation, encoder and decoder in the browser, as the page says", milliseconds, "ms"),
            Row(f"upload to the answer, worker warm (median of {NUM_UPLOADS})", statistics.median(answers), "ms", 400),
            Row("upload to the answer, slowest", max(answers), "ms"),
            Row("upload to the last number on the page (median)", statistics.median(pages), "ms"),
        ],
    )


def _open(browser: Browser, running: Server) -> Page:
    page = browser.new_page(viewport=VIEWPORT)
    page.add_init_script(path=PROBE)
    page.goto(f"{running.url}/encode")
    page.locator(".encoder[aria-busy=false]").wait_for(timeout=120_000)
    page.locator(".encoder .waiting").wait_for(state="hidden", timeout=120_000)
    page.wait_for_load_state("networkidle")
    return page


def _drawing_figures(browser: Browser, running: Server) -> tuple[float, float, float]:
    """Draw one long stroke; return updates a second, the 95th percentile of gaps in ms, and ms an update."""
    page = _open(browser, running)
    box = page.evaluate("probe.box('drawing-pad')")
    moves = int(DRAW_SECONDS * MOVES_PER_SECOND)
    path = [_place(box, index / moves) for index in range(moves)]
    rate, gap = drag(page, path)
    meter = page.locator(".encoder .meter").inner_text()
    page.mouse.up()
    page.close()
    return rate, gap, float(meter.split()[0])


def _place(box: dict[str, float], share: float) -> tuple[float, float]:
    """A point of a closed curve that crosses itself, three rounds, never twice the same."""
    angle = 6 * math.pi * share
    radius = 0.18 + 0.16 * share
    return (
        box["x"] + box["width"] * (0.5 + radius * math.cos(angle)),
        box["y"] + box["height"] * (0.5 + 1.1 * radius * math.sin(angle + 0.7 * math.sin(2 * angle))),
    )


def _upload_milliseconds(browser: Browser, running: Server) -> list[tuple[float, float]]:
    """Give the page some files, one after the other; return (to the answer, to the end of the page) in ms of each."""
    page = _open(browser, running)
    page.get_by_role("radio", name="Upload").click()
    durations = []
    pictures, _ = sample_images(600)
    for number, picture in enumerate(pictures[: NUM_UPLOADS + 1]):
        file = io.BytesIO()
        Image.fromarray(255 - picture).save(file, "PNG")
        chosen: FilePayload = {"name": f"{number}.png", "mimeType": "image/png", "buffer": file.getvalue()}
        page.evaluate(WATCH)
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([chosen])
        page.wait_for_function("window.watched.page", timeout=120_000)
        watched = page.evaluate("window.watched")
        durations.append((watched["answer"], watched["page"]))
        page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
        page.get_by_test_id("stFileUploader").get_by_role("button", name="Remove").first.click()
        page.wait_for_function("![...document.querySelectorAll('h3')].some((one) => one.innerText === 'The answer')")
        page.wait_for_timeout(500)
    page.close()
    return durations[1:]


if __name__ == "__main__":
    main()
