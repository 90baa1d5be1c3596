"""A Streamlit server of our own and a Chromium with software rendering to measure it in."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Browser, Page, sync_playwright
from websockets.sync.client import connect

MOVES_PER_SECOND = 120
ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


class Server:
    """A running `streamlit run` of the app, of another script or by another command, on a free port of this machine.

    Attributes:
        url: the address of the home page.
        process: the server's process.
        started: when the process was started, in seconds of `time.perf_counter`.
    """

    def __init__(self, script: str = "app.py", command: Sequence[str] = (), folder: Path = ROOT) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = command or [sys.executable, "-m", "streamlit", "run", script]
        options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
        self.started = time.perf_counter()
        words = [*command, *options, "--logger.level=warning"]
        self.process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL)

    def wait(self, seconds: float = 60.0) -> None:
        """Return as soon as the server answers.

        Raises:
            RuntimeError: the server ended, or did not answer in time.
        """
        while time.perf_counter() - self.started < seconds:
            if self.process.poll() is not None:
                raise RuntimeError(f"streamlit ended with code {self.process.returncode} before it answered")
            with contextlib.suppress(urllib.error.URLError, OSError):
                self.read("/_stcore/health")
                return
            time.sleep(0.02)
        raise RuntimeError(f"streamlit did not answer within {seconds:g} seconds")

    def read(self, path: str) -> bytes:
        """Return what the server answers at a path."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=1) as answer:
            content: bytes = answer.read()
        return content


@contextlib.contextmanager
def server(script: str = "app.py", command: Sequence[str] = (), folder: Path = ROOT) -> Iterator[Server]:
    """Start a server of the app, or of what a command runs, and end it, with its worker process, afterwards."""
    running = Server(script, command, folder)
    try:
        yield running
    finally:
        processes = [running.process]
        with contextlib.suppress(psutil.NoSuchProcess):
            processes += psutil.Process(running.process.pid).children(recursive=True)
        running.process.terminate()
        _, alive = psutil.wait_procs(processes, timeout=20)
        for process in alive:
            process.kill()


def find_chromium() -> str:
    """Return the path of Chromium: VAE_CHROMIUM, or the first that is installed.

    Raises:
        RuntimeError: none is installed.
    """
    found = os.environ.get("VAE_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        names = ", ".join(CHROMIUM_NAMES)
        raise RuntimeError(f"a browser is needed, none of {names} was found: install Chromium or set VAE_CHROMIUM")
    return found


def await_styled(page: Page) -> None:
    """Wait for the app's own margins: Streamlit may bring them after the first component, which then grows wider."""
    page.wait_for_function(
        "[...document.querySelectorAll('style')].some((one) => one.textContent.includes('.stMainBlockContainer'))"
    )


@dataclass(frozen=True)
class Frames:
    """What the browser drew during a drag.

    Attributes:
        seconds: how long it took.
        count: of all frames.
        moved: of those before which the pointer had moved since the one before.
        times: when those with a picture other than the one before were drawn, in milliseconds.
    """

    seconds: float
    count: int
    moved: int
    times: list[float]

    @property
    def rate(self) -> float:
        """Distinct pictures a second."""
        return len(self.times) / self.seconds

    @property
    def gap(self) -> float:
        """The 95th percentile of the gaps between two pictures in milliseconds."""
        return float(np.percentile(np.diff(self.times), 95))


def drag(page: Page, path: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Drag as `frames_of_drag` says; return distinct pictures a second and the 95th percentile of the gaps in ms."""
    frames = frames_of_drag(page, path)
    return frames.rate, frames.gap


def frames_of_drag(page: Page, path: Sequence[tuple[float, float]]) -> Frames:
    """Drag along some places at 120 a second, and leave the button pressed; `chromium` opened the page's browser.

    The moves are sent as a mouse sends them, whether or not the page has taken the one before. Playwright's own wait
    for that: a drag with them shows how soon a page and two processes answer each other, not how often it draws.

    Raises:
        RuntimeError: hardly any picture changed.
    """
    page.mouse.move(*path[0])
    page.mouse.down()
    with connect(_debugger_of(page)) as line:
        page.evaluate("probe.start()")
        start = time.perf_counter()
        for index, (x, y) in enumerate(path[1:]):
            time.sleep(max(0.0, start + index / MOVES_PER_SECOND - time.perf_counter()))
            move = {"type": "mouseMoved", "x": x, "y": y, "button": "left", "buttons": 1}
            line.send(json.dumps({"id": index, "method": "Input.dispatchMouseEvent", "params": move}))
        frames = stop_probe(page, time.perf_counter() - start)
    page.mouse.move(*path[-1])  # Playwright, too, knows now where the mouse is
    return frames


def _debugger_of(page: Page) -> str:
    """Return the address at which the browser takes commands for a page."""
    browser = page.context.browser
    if browser is None:
        raise RuntimeError("the page belongs to no browser that was started for it")
    command = browser.new_browser_cdp_session().send("SystemInfo.getInfo")["commandLine"]
    port = re.search(r"--remote-debugging-port=(\d+)", command)
    if port is None:
        raise RuntimeError("the browser takes no commands: open it with `chromium`")
    target = page.context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]["targetId"]
    return f"ws://127.0.0.1:{port[1]}/devtools/page/{target}"


def stop_probe(page: Page, seconds: float) -> Frames:
    """Stop the probe of a page and return what it saw in so many seconds.

    Raises:
        RuntimeError: hardly any picture changed.
    """
    frames = page.evaluate("probe.stop()")
    pairs = zip(frames[1:], frames, strict=False)
    times = [now for (now, picture, _), (_, before, _) in pairs if picture not in (None, before)]
    if len(times) < 3:
        raise RuntimeError(f"a drag of {seconds:.0f} seconds changed the picture {len(times)} times")
    return Frames(seconds, len(frames) - 1, sum(moved for *_, moved in frames[1:]), times)


@contextlib.contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """Open a headless Chromium that renders in software.

    Args:
        flags: more of its options.

    Raises:
        RuntimeError: no Chromium is installed.
    """
    with sync_playwright() as playwright:
        arguments = [*CHROMIUM_FLAGS, f"--remote-debugging-port={free_port()}", *flags]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        try:
            yield browser
        finally:
            browser.close()
