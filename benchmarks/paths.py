"""Interpolate: how long strips and shortest paths take, how fast the scrubber is, and how short shortest paths are.

Energies are those of `vae.latent.geodesics`, relative to the straight line's, between the two ends that the page opens
with; the arc and the straight line are sampled as finely as the shortest path.
"""

import statistics
import time

import numpy as np

from benchmarks.explore import VIEWPORT
from benchmarks.tables import Row, print_table
from tests.support.browser import chromium, server
from ui.interpolate import ends
from ui.live.prepared import prepared
from ui.shell.typical_codes import representatives
from vae.data import datasets
from vae.latent import geodesics
from vae.latent.geodesic_search import Search, begun, continued
from vae.latent.interpolation import slerp
from vae.model import inference
from vae.runs import store
from vae.runs.store import Run

NUM_PICTURES = 64
NUM_STRIPS = 20
NUM_STEPS = 300
PIECE_SECONDS = 0.25
FRAMES = """async (scrubber, [steps, isScrubbed]) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  const began = performance.now();
  for (let step = 0; step < steps; step++) {
    if (isScrubbed) {
      scrubber.value = Math.abs(Math.sin(step / 40));
      scrubber.dispatchEvent(new Event("input", { bubbles: true }));
    }
    await frame();
  }
  return (1000 * steps) / (performance.now() - began);
}"""


def main() -> None:
    """Measure and print the table."""
    found, _ = store.list_runs()
    scrubbed, at_rest = _frame_rates()
    rows = [
        Row(
            f"strip of {NUM_PICTURES} pictures decoded in the worker (median of {NUM_STRIPS})",
            _strip_milliseconds(store.load_run(store.DEFAULT_RUN)),
            "ms",
            60,
        ),
        Row("scrubber steps a second, every one painted", scrubbed, "/s", 50, at_least=True),
        Row("  frames a second of the same page at rest", at_rest, "/s"),
    ]
    for run in filter(lambda run: run.shipped, found):
        rows += _path_rows(run)
    print_table("Paths", rows)


def _strip_milliseconds(run: Run) -> float:
    codes = np.random.default_rng(0).normal(size=(NUM_STRIPS + 1, NUM_PICTURES, run.config.latent_dim))
    milliseconds = []
    for strip in codes:
        began = time.perf_counter()
        inference.decode(run.folder, strip)
        milliseconds.append(1e3 * (time.perf_counter() - began))
    return statistics.median(milliseconds[1:])


def _frame_rates() -> tuple[float, float]:
    """Return frames a second in Chromium while the scrubber moves and while nothing does."""
    with server() as running, chromium() as browser:
        running.wait()
        page = browser.new_page(viewport=VIEWPORT)
        page.goto(f"{running.url}/interpolate?run={store.DEFAULT_RUN}&frames={NUM_PICTURES}")
        page.locator(".interpolator[aria-busy=false]").wait_for()
        page.wait_for_timeout(3000)
        scrubber = page.get_by_test_id("scrubber")
        scrubbed, at_rest = (float(scrubber.evaluate(FRAMES, [NUM_STEPS, moves])) for moves in (True, False))
        return scrubbed, at_rest


def _path_rows(run: Run) -> list[Row]:
    """Return the rows of one run: seconds of the search, and the energies of arc and shortest path."""
    config = run.config
    names = datasets.class_names(config.dataset)
    axes = prepared(run).numbers.plane.axes
    state = ends.default(config, representatives(store.load_latents(run), len(names)), axes)
    start, end = np.array(state["z"]), np.array(state["to"])
    mixtures = None if state["label"] is None else np.eye(config.num_classes)[[state["label"]] * 2]
    inference.shorten(run.folder, inference.begin_geodesic(run.folder, start, end, mixtures)[0], mixtures, 0.0)
    began = time.perf_counter()
    search, longest = _search(run, start, end, mixtures)
    seconds = time.perf_counter() - began
    places = len(geodesics.sampled(search.best.points, geodesics.num_samples(config.latent_dim)))
    codes = slerp(start, end, np.linspace(0.0, 1.0, places))
    labels = None if mixtures is None else np.repeat(mixtures[:1], len(codes), axis=0)
    steps = np.diff(inference.decode(run.folder, codes, labels).reshape(len(codes), -1).astype(np.float64), axis=0)
    arc = len(steps) * float(np.square(steps).sum())
    goal = 5 if config.latent_dim == 2 else None
    return [
        Row(f"{run.name}: shortest path of {geodesics.NUM_POINTS} points found", seconds, "s", goal),
        Row("  longest piece of the search", 1e3 * longest, "ms"),
        Row("  energy of the arc, of the straight line's", arc / search.line.energy, ""),
        Row("  energy of the shortest path, of the straight line's", search.best.energy / search.line.energy, "", 1),
        Row("  picture change along it, of the straight line's", search.best.length / search.line.length, ""),
    ]


def _search(run: Run, start: np.ndarray, end: np.ndarray, mixtures: np.ndarray | None) -> tuple[Search, float]:
    """Search as the page does, without a page; return the search when it is done and its longest piece in seconds."""
    search, longest = begun(*inference.begin_geodesic(run.folder, start, end, mixtures)), 0.0
    while not search.is_done:
        began = time.perf_counter()
        search = continued(search, inference.shorten(run.folder, search.waiting[0], mixtures, PIECE_SECONDS))
        longest = max(longest, time.perf_counter() - began)
    return search, longest


if __name__ == "__main__":
    main()
