"""Atlas in a real browser with all 60,000 training images: what is sent, when it is painted, and what a rerun takes.

It needs MNIST (VAE_DATA_DIR, or Keras' cache). The training images are encoded before anything is measured.
"""

import os
import statistics
import tempfile
import time
from unittest import mock

import plotly.io
from playwright.sync_api import Browser, Page

from benchmarks.explore import PROBE, VIEWPORT, await_finished
from benchmarks.tables import Row, print_table
from tests.support.browser import Server, chromium, server
from ui.atlas.coloring import THEME_COLORS
from vae.data import datasets
from vae.figures.map_figure import Coloring, map_figure
from vae.model import inference
from vae.runs import store

NUM_PAINTS = 5
NUM_STEPS = 15
COUNT = "document.querySelector('.js-plotly-plot')?._fullData?.reduce((n, t) => n + (t.customdata?.length ?? 0), 0)"
SWITCH = "Training images instead of test images"
# Milliseconds from the next click until the chart with so many points has been drawn and the frame after it shown.
PAINTED = """(count) => new Promise((done) => {
  document.addEventListener('click', () => {
    const start = performance.now();
    const look = () => {
      const plot = document.querySelector('.js-plotly-plot');
      const points = plot?._fullData?.reduce((sum, trace) => sum + (trace.customdata?.length ?? 0), 0);
      if (points !== count || !plot.calcdata || plot._promises?.length) return requestAnimationFrame(look);
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
    };
    look();
  }, { capture: true, once: true });
})"""


def main() -> None:
    """Measure and print the table."""
    with (
        tempfile.TemporaryDirectory() as home,
        mock.patch.dict(os.environ, VAE_HOME=home),
        server() as running,
        chromium() as browser,
    ):
        running.wait()
        encoding, paints, opening, steps, box = _browser_figures(browser, running)
    by_class, by_value = _megabytes()
    print_table(
        "Atlas (60,000 points)",
        [
            Row("figure sent, coloured by class", by_class, "MB", 1.5),
            Row("figure sent, coloured by a value", by_value, "MB", 1.5),
            Row(f"switch to the training images until painted (median of {NUM_PAINTS})", statistics.median(paints), "s",
                3),
            Row("the same for the first time, images encoded", encoding, "s"),
            Row(f"10,000 test images painted after opening the page (median of {NUM_PAINTS})",
                statistics.median(opening), "s"),
            Row(f"rerun for another point, figure unchanged (median of {NUM_STEPS})", statistics.median(steps), "ms",
                200),
            Row("rerun for another point, slowest", max(steps), "ms"),
            Row("rerun for a box around a third of the points", box, "ms"),
        ],
    )  # fmt: skip


def _browser_figures(browser: Browser, running: Server) -> tuple[float, list[float], list[float], list[float], float]:
    opening = []
    for _ in range(NUM_PAINTS + 1):
        page = _new_page(browser)
        start = time.perf_counter()
        page.goto(f"{running.url}/atlas?run={store.DEFAULT_RUN}", wait_until="commit")
        page.wait_for_function(f"{COUNT} === 10000")
        opening.append(time.perf_counter() - start)
        page.close()
    page = _new_page(browser)
    page.goto(f"{running.url}/atlas?run={store.DEFAULT_RUN}")
    page.wait_for_function(f"{COUNT} === 10000")
    _settle(page)
    page.get_by_test_id("stPopoverButton").filter(has_text="Points").click()
    paints = []
    for _ in range(NUM_PAINTS + 1):
        paints.append(_switch(page, 60_000))
        _switch(page, 10_000)
    _switch(page, 60_000)
    page.keyboard.press("Escape")
    return paints[0], paints[1:], opening[1:], _steps(page), _box(page)


def _new_page(browser: Browser) -> Page:
    page = browser.new_page(viewport=VIEWPORT)
    page.set_default_timeout(120_000)
    page.add_init_script(path=PROBE)
    return page


def _settle(page: Page) -> None:
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_load_state("networkidle")
    time.sleep(1.0)


def _switch(page: Page, count: int) -> float:
    """Turn the switch and return the seconds until the other points are painted."""
    page.evaluate(f"window.painted = ({PAINTED})({count}); undefined")
    page.get_by_text(SWITCH).click()
    seconds = page.evaluate("window.painted") / 1000
    _settle(page)
    return seconds


def _steps(page: Page) -> list[float]:
    """Return the milliseconds from a click on "next" until the script has finished, its new picture decoded."""
    page.get_by_label("Picture no.").fill("100")
    page.get_by_label("Picture no.").press("Enter")
    page.get_by_role("heading", name="Training image 100").wait_for()
    _settle(page)
    durations = []
    for _ in range(NUM_STEPS):
        page.evaluate("probe.forget()")
        page.get_by_role("button", name="Next").first.click()
        durations.append(await_finished(page))
        time.sleep(0.5)
    return durations


def _box(page: Page) -> float:
    """Return the milliseconds from the end of a box around much of the map until the script has finished."""
    area = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    if area is None:
        raise RuntimeError("the chart has no area to draw a box in")
    page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
    page.locator('[data-title="Box Select"]').click()
    page.mouse.move(area["x"] + 0.35 * area["width"], area["y"] + 0.35 * area["height"])
    page.mouse.down()
    page.mouse.move(area["x"] + 0.6 * area["width"], area["y"] + 0.65 * area["height"], steps=5)
    page.evaluate("probe.forget()")
    page.mouse.up()
    return await_finished(page)


def _megabytes() -> tuple[float, float]:
    """Return the size of the chart's JSON, coloured by class and by a value, with real codes."""
    run = store.load_run(store.DEFAULT_RUN)
    dataset = datasets.load(run.config.dataset)
    codes, _ = inference.encode(run.folder, dataset.train_images)
    sizes = []
    for values in (None, codes[:, 0]):
        coloring = Coloring("nats", dataset.train_labels, dataset.class_names, values)
        figure = map_figure(codes, coloring, THEME_COLORS, ("z1", "z2"), is_equal=True, size=3.0, opacity=0.5)
        sizes.append(len(plotly.io.to_json(figure, validate=False)) / 1e6)
    return sizes[0], sizes[1]


if __name__ == "__main__":
    main()
