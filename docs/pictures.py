"""The pictures of the README, taken from the running app: both themes, a film of a drag, and one of every other page.

Run it with `make pictures`. Every digit in them was drawn by a decoder, but for those of scikit-learn that Train shows:
the pages look for MNIST in an empty folder.
"""

import contextlib
import io
import math
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.support.browser import ROOT, chromium, server

FOLDER = ROOT / "assets" / "images"
VIEWPORT = {"width": 1280, "height": 800}
NUM_FRAMES = 72
FRAME_MILLISECONDS = 50
DRAG_WIDTH = 720


def main() -> None:
    """Take all pictures and say how large they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _empty_home(), server() as running, chromium() as browser:
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
        page.close()
        looks = {
            "learn": _landed,
            "interpolate": _found_path,
            "atlas": _chosen_code,
            "train": _trained,
            "compare": _two,
            "letters": _typeface,
            "melodies": _heard,
        }
        for name, look in looks.items():
            page = browser.new_page(viewport=VIEWPORT, color_scheme="light")
            look(page, running.url)
            page.mouse.move(0, 0)
            page.wait_for_timeout(1500)
            _save_png(page.screenshot(), FOLDER / f"{name}.png")
            page.close()


@contextlib.contextmanager
def _empty_home() -> Iterator[None]:
    """Let the app keep what it makes in a folder of its own, and find no data set there."""
    kept = {name: os.environ.get(name) for name in ("VAE_HOME", "VAE_DATA_DIR", "KERAS_HOME")}
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(dict.fromkeys(kept, folder))
        try:
            yield
        finally:
            for name, value in kept.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


def _landed(page: Page, url: str) -> None:
    page.goto(f"{url}/learn?step=squeeze")
    page.get_by_role("button", name="Draw a 3 for me").click()
    page.get_by_text("It landed beside").wait_for()
    page.locator(".lesson .choice").nth(1).click()


def _found_path(page: Page, url: str) -> None:
    page.goto(f"{url}/interpolate")
    page.locator(".interpolator[aria-busy=false]").wait_for()
    page.get_by_role("button", name="Find the shortest path").click()
    page.locator(".find-geodesic").wait_for(state="hidden", timeout=120_000)


def _chosen_code(page: Page, url: str) -> None:
    page.goto(f"{url}/atlas")
    page.locator(".js-plotly-plot").wait_for()
    number = page.get_by_label("Picture no.")
    number.fill("1234")
    number.press("Enter")
    page.get_by_role("link", name="Open in Explore").wait_for(timeout=120_000)
    page.wait_for_timeout(3000)


def _trained(page: Page, url: str) -> None:
    page.goto(f"{url}/train")
    page.get_by_role("button", name="Start training").click()
    page.get_by_text("Explore it now").wait_for(timeout=240_000)


def _heard(page: Page, url: str) -> None:
    """Let a melody be heard in the middle of its two bars, on the map coloured by how uneven rhythms are."""
    page.goto(f"{url}/?run=melodies-24d")
    page.locator(".themed[aria-busy=false]").first.wait_for(timeout=60_000)
    page.get_by_label("Colour by").select_option("Unevenness")
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Listen").click()


def _typeface(page: Page, url: str) -> None:
    page.goto(f"{url}/?run=letters-2d&z=-0.9,0.9&word=typeface&label=6")
    page.locator(".explorer[aria-busy=false]").wait_for()
    page.wait_for_timeout(2000)


def _two(page: Page, url: str) -> None:
    page.goto(f"{url}/compare?runs=mnist-2d,mnist-16d&picture=4")
    page.locator(".comparer[aria-busy=false]").wait_for()
    page.wait_for_timeout(2000)


LOOKS = {"learn": _landed, "interpolate": _found_path, "atlas": _chosen_code, "train": _trained, "compare": _two}


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
