"""Train measured in a real browser: from the click to the first progress and to a run that can be explored."""

import os
import tempfile
import time

from benchmarks.browser import chromium, server
from benchmarks.explore import VIEWPORT
from benchmarks.tables import Row, print_table

_TIMEOUT = 240_000


def main() -> None:
    """Measure and print the table."""
    kept = os.environ.get("VAE_HOME")
    with tempfile.TemporaryDirectory() as home:
        os.environ["VAE_HOME"] = home
        try:
            first, finished = _times()
        finally:
            os.environ.pop("VAE_HOME")
            if kept is not None:
                os.environ["VAE_HOME"] = kept
    print_table(
        "Train, scikit-learn's digits as the form offers them",
        [
            Row("click to first progress", first, "s", 8),
            Row("click to “explore it now”", finished, "s", 30),
        ],
    )


def _times() -> tuple[float, float]:
    """Start the training that the form offers; return the seconds to its first progress and to its run."""
    with server() as running, chromium() as browser:
        running.wait()
        page = browser.new_page(viewport=VIEWPORT)
        page.goto(f"{running.url}/train")
        button = page.get_by_role("button", name="Start training")
        button.wait_for(timeout=_TIMEOUT)
        page.wait_for_load_state("networkidle")
        start = time.perf_counter()
        button.click()
        page.get_by_text("Epoch 1 of").or_(page.get_by_text("pictures/s")).first.wait_for(timeout=_TIMEOUT)
        first = time.perf_counter() - start
        page.get_by_text("Explore it now").wait_for(timeout=_TIMEOUT)
        return first, time.perf_counter() - start
