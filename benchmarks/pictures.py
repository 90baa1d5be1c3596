"""The pictures of the README, taken from the running app: both themes, a film of a drag, and a drawn digit on Encode.

Run it with `make pictures`. Every digit in them was drawn by the decoder.
"""

import io
import math
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from benchmarks.browser import ROOT, chromium, server

FOLDER = ROOT / "assets" / "images"
VIEWPORT = {"width": 1280, "height": 800}
NUM_FRAMES = 72
FRAME_MILLISECONDS = 50
DRAG_WIDTH = 720


def main() -> None:
    """Take all pictures and say how large they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with server() as running, chromium() as browser:
        running.wait()
        for scheme, name in (("light", "explore.png"), ("dark", "explore-dark.png")):
            page = _open(browser, running.url, scheme)
            _save_png(page.screenshot(), FOLDER / name)
            page.close()
        page = _open(browser, running.url, "light")
        _save_film(_drag(page), FOLDER / "drag.webp")
        page.close()
        page = _open(browser, f"{running.url}/encode", "light")
        page.get_by_role("button", name="Draw the sample 3").click()
        page.get_by_role("link", name="Start a walk here").wait_for()
        page.mouse.move(0, 0)
        page.wait_for_timeout(1500)
        _save_png(page.screenshot(), FOLDER / "encode.png")


def _open(browser: Browser, url: str, color_scheme: str) -> Page:
    page = browser.new_page(viewport=VIEWPORT, color_scheme=color_scheme)
    page.goto(url)
    page.get_by_test_id("latent-map").wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_timeout(1500)
    return page


def _drag(page: Page) -> list[Image.Image]:
    """Drag once around the map, slowly enough to take a screenshot at every step."""
    box = page.get_by_test_id("latent-map").bounding_box()
    frames = []
    for index in range(NUM_FRAMES):
        angle = 2 * math.pi * index / NUM_FRAMES
        x = box["x"] + box["width"] * (0.5 + 0.2 * math.cos(angle))
        y = box["y"] + box["height"] * (0.5 + 0.22 * math.sin(2 * angle))
        page.mouse.move(x, y)
        if index == 0:
            page.mouse.down()
        page.evaluate("new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        frames.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    page.mouse.up()
    return frames


def _save_png(screenshot: bytes, path: Path) -> None:
    """Save with 256 colours, a quarter of the size; maximum coverage keeps the rare ones, such as a legend's dot."""
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    few = image.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=12, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    _report(path)


def _save_film(frames: list[Image.Image], path: Path) -> None:
    height = round(DRAG_WIDTH * frames[0].height / frames[0].width)
    small = [frame.resize((DRAG_WIDTH, height), Image.Resampling.LANCZOS) for frame in frames]
    small[0].save(
        path, save_all=True, append_images=small[1:], duration=FRAME_MILLISECONDS, loop=0, quality=60, method=4
    )
    _report(path)


def _report(path: Path) -> None:
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
