"""Train measured in a real browser: the time from the click to a run, and what a training loses by being watched."""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import psutil
from playwright.sync_api import Browser

from benchmarks.explore import VIEWPORT
from benchmarks.tables import Row, print_table
from tests.support.browser import Server, chromium, server
from vae.jobs import training_jobs
from vae.presets import PRESETS

_TIMEOUT = 240_000
_TURNS = 4
_LOOKING = 5.0  # seconds
_SETTLING, _EARLY, _LATE, _HIDDEN = 10, 50, 80, 30  # seconds
_HIDE = """() => {
  for (const [name, value] of [["hidden", true], ["visibilityState", "hidden"]]) {
    Object.defineProperty(document, name, { get: () => value, configurable: true });
  }
  document.dispatchEvent(new Event("visibilitychange"));
}"""
_OPENING, _MEASURED, _WINDOW = 4, 9, 5  # epochs of a turn: the first ones hold the opening of the page


def main() -> None:
    """Measure and print the table."""
    with _home():
        first, _ = _times(looking=0.0)
    with _home():
        later, finished = _times(looking=_LOOKING)
        watched = _watched_share()
        early, late, hidden = _watching()
    print_table(
        "Train, scikit-learn's digits as the form offers them",
        [
            Row("click to first progress, as soon as the form is there", first, "s", 8),
            Row(f"click to first progress, {_LOOKING:g} s after that", later, "s", 8),
            Row("click to “explore it now”", finished, "s", 30),
            Row(
                "MNIST preset, speed while a browser on this machine watches", watched, "of alone", 0.97, at_least=True
            ),
            Row(
                f"short epochs, server and browser while it is watched, first {_SETTLING + _EARLY} s",
                early,
                "% of two cores",
                3,
            ),
            Row("short epochs, server and browser while it is watched, from then on", late, "% of two cores", 3),
            Row("short epochs, server and browser while its tab is hidden", hidden, "% of two cores", 1),
        ],
    )


@contextlib.contextmanager
def _home() -> Iterator[None]:
    """Have an empty VAE_HOME, where Train offers its form."""
    kept = os.environ.get("VAE_HOME")
    with tempfile.TemporaryDirectory() as home:
        os.environ["VAE_HOME"] = home
        try:
            yield
        finally:
            os.environ.pop("VAE_HOME")
            if kept is not None:
                os.environ["VAE_HOME"] = kept


def _times(looking: float) -> tuple[float, float]:
    """Start the training that the form offers; return the seconds to its first progress and to its run.

    Args:
        looking: seconds from when the form is there to the click.
    """
    with server() as running, chromium() as browser:
        running.wait()
        page = browser.new_page(viewport=VIEWPORT)
        page.goto(f"{running.url}/train")
        button = page.get_by_role("button", name="Start training")
        button.wait_for(timeout=_TIMEOUT)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1000 * looking)
        start = time.perf_counter()
        button.click()
        page.get_by_text("Epoch 1 of").or_(page.get_by_text("pictures/s")).first.wait_for(timeout=_TIMEOUT)
        first = time.perf_counter() - start
        page.get_by_text("Explore it now").wait_for(timeout=_TIMEOUT)
        return first, time.perf_counter() - start


def _watched_share() -> float:
    """Train the MNIST preset with a page open and without in turns; return how fast it is watched, of its speed alone.

    What else the machine does only ever slows a training down, so each way its best five successive epochs count: long
    enough for the page to look twice.
    """
    speeds: dict[bool, list[float]] = {False: [], True: []}
    with server() as running, chromium() as browser:
        running.wait()
        job = training_jobs.start(replace(PRESETS["mnist-2d"].config, name="watched", epochs=200), "cpu")
        _await_epochs(job, 2)
        for turn in range(2 * _TURNS):
            page = browser.new_page(viewport=VIEWPORT) if turn % 2 else None
            if page is not None:
                page.goto(f"{running.url}/train?job=watched")
            start = len(training_jobs.history(job)["epoch"]) + _OPENING
            _await_epochs(job, start + _MEASURED)
            found = training_jobs.history(job)["images_per_second"][start : start + _MEASURED]
            speeds[page is not None] += np.convolve(found, np.full(_WINDOW, 1 / _WINDOW), "valid").tolist()
            if page is not None:
                page.close()
        training_jobs.cancel(job)
    return max(speeds[True]) / max(speeds[False])


def _watching() -> tuple[float, float, float]:
    """Watch a training whose epochs take a fraction of a second; return the processor time of server and browser.

    That is a share of two cores, while the training is young, when looks have become rarer, and when the page is told
    that its tab is hidden (Playwright hides none). It holds what both take of an idle page, 0.6. Processor time, not
    wall time: what else the machine does hardly changes it.
    """
    with server() as running, chromium() as browser:
        running.wait()
        job = training_jobs.start(replace(PRESETS["digits-2d"].config, name="short", epochs=5000), "cpu")
        _await_epochs(job, 2)
        page = browser.new_page(viewport=VIEWPORT)
        page.goto(f"{running.url}/train?job=short")
        page.get_by_test_id("film-map").wait_for(timeout=_TIMEOUT)
        time.sleep(_SETTLING)
        shares = []
        for seconds in (_EARLY, _LATE, _HIDDEN):
            if seconds == _HIDDEN:
                page.evaluate(_HIDE)
            before, start = _processor_seconds(running, browser), time.perf_counter()
            time.sleep(seconds)
            spent = _processor_seconds(running, browser) - before
            shares.append(100 * spent / (2 * (time.perf_counter() - start)))
        training_jobs.cancel(job)
    early, late, hidden = shares
    return early, late, hidden


def _processor_seconds(running: Server, browser: Browser) -> float:
    """Return the processor seconds that the server and all processes of the browser have taken so far."""
    pids = {one["id"] for one in browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]}
    times = [psutil.Process(pid).cpu_times() for pid in (running.process.pid, *pids)]
    return sum(one.user + one.system for one in times)


def _await_epochs(job: training_jobs.Job, count: int) -> None:
    while len(training_jobs.history(job)["epoch"]) < count:
        if not training_jobs.load_job(job.name).is_active:
            raise RuntimeError(f"the training ended: {training_jobs.load_job(job.name).progress.message}")
        time.sleep(0.2)
