"""Many visitors at once, from one process that speaks Streamlit's protocol: `python -m benchmarks load`.

What the visitors' side costs is on the same machine and counts in the seconds, not in the processor time. The training
codes are those of MNIST and Fashion-MNIST, which must be on this machine (VAE_DATA_DIR).
"""

import asyncio
import base64
import contextlib
import io
import json
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import psutil
from PIL import Image

from benchmarks.tables import Row, print_table
from tests.support.browser import Server, server
from tests.support.visitor import Ran, Visitor, visit
from ui.encode.stage import Drawing, Stroke
from vae.data import datasets
from vae.pictures.samples import sample_images

PAGES = ("", "encode", "interpolate", "atlas", "compare", "train")
NUM_SESSIONS = (20, 50, 100)
EVERY_SECONDS = 5.0
NUM_ROUNDS = 4
NUM_DRAWINGS = 20
NUM_OTHERS = 4
LONG_SECONDS = 12.0
SESSION_TTL = 3
"""Seconds that a session without its browser is kept; the app keeps it for longer, which would be waiting here."""
_MEGABYTE = 1e6


@dataclass
class Figures:
    """What some reruns took: seconds of each, the server's processor time over all of them, and errors."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    processor: float = 0.0

    def take(self, ran: Ran) -> None:
        """Add a rerun."""
        self.seconds.append(ran.seconds)
        self.errors.extend(ran.errors)

    def percentile(self, percent: float) -> float:
        """Return seconds that so many percent of the reruns stayed below."""
        return float(np.percentile(self.seconds, percent))


class Watched:
    """The server's process and its worker's, as the operating system counts them."""

    def __init__(self, running: Server) -> None:
        self.url = running.url
        self._process = psutil.Process(running.process.pid)

    def memory(self) -> float:
        """Return the resident memory of the server without its worker, MB."""
        return self._process.memory_info().rss / _MEGABYTE

    @contextlib.contextmanager
    def processor(self, figures: Figures) -> Iterator[None]:
        """Add the server's processor time while it lasts."""
        before = self._process.cpu_times()
        yield
        after = self._process.cpu_times()
        figures.processor += after.user + after.system - before.user - before.system


def main() -> None:
    """Measure and print the tables.

    Raises:
        DataError: MNIST or Fashion-MNIST is not on this machine.
    """
    for name in ("mnist", "fashion_mnist"):
        datasets.load(name, download=False)  # said now, not after minutes
    with tempfile.TemporaryDirectory() as home:
        os.environ["VAE_HOME"] = home
        os.environ["STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL"] = str(SESSION_TTL)
        with server() as running:
            running.wait()
            asyncio.run(_measure(Watched(running)))


async def _measure(watched: Watched) -> None:
    pages = [row for page in PAGES for row in await _page_rows(watched, page)]
    print_table("What a rerun costs the server, processor time", pages)
    print_table(f"Sessions over the pages, a rerun every {EVERY_SECONDS:g} s", await _load_rows(watched))
    rows = await _drawing_rows(watched)
    print_table("The worker behind all pages", [*rows, *await _long_rows(watched)])


async def _page_rows(watched: Watched, page: str, count: int = 12) -> list[Row]:
    """Rerun one page alone: the whole of it, as after a change in the sidebar."""
    figures = Figures()
    async with visit(watched.url, page) as visitor:
        await visitor.run()
        figures.take(await visitor.run())
        with watched.processor(figures):
            for _ in range(count):
                ran = await visitor.run()
    return [Row(f"{page or 'explore'}, {ran.num_bytes / 1000:.0f} kB sent", 1000 * figures.processor / count, "ms")]


async def _load_rows(watched: Watched) -> list[Row]:
    rows, before = [], watched.memory()
    async with contextlib.AsyncExitStack() as stack:
        visitors: list[Visitor] = []
        for count in NUM_SESSIONS:
            while len(visitors) < count:
                visitor = await stack.enter_async_context(visit(watched.url, PAGES[len(visitors) % len(PAGES)]))
                await visitor.run()
                visitors.append(visitor)
            figures = Figures()
            with watched.processor(figures):
                await asyncio.gather(
                    *(
                        _rerun_every(visitor, figures, EVERY_SECONDS * number / count)
                        for number, visitor in enumerate(visitors)
                    )
                )
            rows += _load_figures(count, figures)
        rows.append(Row("memory a session", (watched.memory() - before) / len(visitors), "MB", 3))
        most = watched.memory()
    left = await _after_all_left(watched)
    return [
        *rows,
        Row("memory before", before, "MB"),
        Row(f"memory with {NUM_SESSIONS[-1]} sessions", most, "MB"),
        Row("memory after they left, above that before", left - before, "MB", 30),
    ]


def _load_figures(count: int, figures: Figures) -> list[Row]:
    target = 0.3 if count == NUM_SESSIONS[-1] else None
    return [
        Row(f"{count} sessions, median", figures.percentile(50), "s"),
        Row(f"{count} sessions, 95th percentile", figures.percentile(95), "s", target),
        Row(f"{count} sessions, processor a rerun", 1000 * figures.processor / len(figures.seconds), "ms"),
        Row(f"{count} sessions, errors", len(figures.errors), "", 0),
    ]


async def _rerun_every(visitor: Visitor, figures: Figures, wait: float) -> None:
    begin = time.perf_counter() + wait
    for number in range(NUM_ROUNDS):
        await asyncio.sleep(max(0.0, begin + number * EVERY_SECONDS - time.perf_counter()))
        figures.take(await visitor.run())


async def _after_all_left(watched: Watched) -> float:
    """Wait until the sessions are no longer kept; Streamlit drops them when the next one comes or goes."""
    for _ in range(3):
        await asyncio.sleep(SESSION_TTL + 1)
        async with visit(watched.url) as visitor:
            await visitor.run()
            await visitor.run()
    return watched.memory()


def drawing(number: int) -> Drawing:
    """Return what the drawing pad tells of one of many different drawings."""
    pictures, _ = sample_images(280)
    picture = np.roll(pictures[number % len(pictures)], number // len(pictures), axis=1)
    file = io.BytesIO()
    Image.fromarray(picture).resize((280, 280)).save(file, "PNG")
    address = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    stroke: Stroke = {"points": [0.5, 0.3, 0.07, 0.5, 0.7, 0.07], "erases": False, "color": None}
    return {"revision": f"drawing-{number}", "strokes": [stroke], "picture": address}


async def _draw(visitor: Visitor, figures: Figures, number: int) -> None:
    figures.take(await visitor.tell("encode_stage_", {"drawing": drawing(number)}))
    if not any("answer" in text.lower() for text in visitor.headings()):
        figures.errors.append(f"drawing {number} has no answer")


async def _drawing_rows(watched: Watched) -> list[Row]:
    """Let all visitors of Encode draw at the same moment, the worker being warm."""
    one, many = Figures(), Figures()
    async with contextlib.AsyncExitStack() as stack:
        visitors = await _on_encode(stack, watched, NUM_DRAWINGS)
        for number in range(3):
            one = Figures()
            await _draw(visitors[0], one, 1000 + number)
        with watched.processor(many):
            await asyncio.gather(*(_draw(visitor, many, number) for number, visitor in enumerate(visitors)))
    return [
        Row("one drawing", one.percentile(50), "s"),
        Row(f"{NUM_DRAWINGS} drawings at once, median", many.percentile(50), "s"),
        Row(f"{NUM_DRAWINGS} drawings at once, 95th percentile", many.percentile(95), "s", 2),
        Row(f"{NUM_DRAWINGS} drawings at once, errors", len(many.errors), "", 0),
        Row("processor of the server a drawing", 1000 * many.processor / NUM_DRAWINGS, "ms"),
    ]


async def _on_encode(stack: contextlib.AsyncExitStack, watched: Watched, count: int) -> list[Visitor]:
    visitors = [await stack.enter_async_context(visit(watched.url, "encode")) for _ in range(count)]
    for visitor in visitors:
        await visitor.run()
    return visitors


async def _long_rows(watched: Watched) -> list[Row]:
    """Let some draw in turns: alone, beside a search for a shortest path, and beside training codes being made."""
    rows = []
    async with contextlib.AsyncExitStack() as stack:
        visitors = await _on_encode(stack, watched, NUM_OTHERS)
        alone = await _beside(visitors, None, 2000)
        rows.append(Row(f"{NUM_OTHERS} who draw in turns, longest answer", alone.percentile(100), "s"))
        others = (("a shortest path", _shortest_path, 3000), ("all training codes", _training_codes, 4000))
        for name, long, first in others:
            busy = await _beside(visitors, partial(long, watched.url), first)
            rows.append(
                Row(f"beside {name}, longer by at most", busy.percentile(100) - alone.percentile(100), "s", 0.5)
            )
            rows.append(Row(f"beside {name}, errors", len(busy.errors), "", 0))
    return rows


async def _beside(visitors: list[Visitor], long: Callable[[], Awaitable[None]] | None, first: int) -> Figures:
    """Draw in turns for some seconds while something else goes on."""
    figures, other = Figures(), None if long is None else asyncio.ensure_future(long())
    begin, number = time.perf_counter(), first
    await asyncio.sleep(1.0)
    while time.perf_counter() - begin < LONG_SECONDS and (other is None or not other.done()):
        await _draw(visitors[number % len(visitors)], figures, number)
        number += 1
    if other is not None:
        other.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await other
    return figures


async def _shortest_path(url: str) -> None:
    """Search for one shortest path after the other, a piece a rerun, as the page does."""
    async with visit(url, "interpolate", "run=mnist-16d") as visitor:
        await visitor.run()
        rng = np.random.default_rng(0)
        for turn in range(1000):
            if turn % 8 == 0:
                ends = rng.normal(size=(2, 16)).round(3).tolist()
            state = {"z": ends[0], "to": ends[1], "via": [], "label": None, "to_label": None}
            await visitor.tell("interpolate_map_", {"seek": {"turn": turn, "state": state}})
            told = visitor.find(lambda element: "interpolate_map_" in element.bidi_component.id)
            if json.loads(told.element.bidi_component.json)[0]["geodesic"] is None:
                raise RuntimeError("the page does not search for the path that was asked for")


async def _training_codes(url: str) -> None:
    """Ask the Atlas for the codes of all training images, which are kept on disk: of one run after the other."""
    for run in ("mnist-2d", "mnist-16d", "fashion-2d"):
        async with visit(url, "atlas", f"run={run}") as visitor:
            await visitor.run()
            await visitor.choose("checkbox", "_atlas_training", bool_value=True)
            if not any("training" in text.lower() for text in visitor.headings()):
                raise RuntimeError(f"the Atlas does not show the training codes of {run}")


if __name__ == "__main__":
    main()
