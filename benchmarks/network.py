"""The browser's network: milliseconds a picture with SIMD and in plain JavaScript, and what that means for a drag.

All figures are of Chromium, both ways in one run. In a drag the pointer is a real mouse, 120 moves a second, and what
counts is what canvases show: a picture, or a map of pictures, that differs from the frame before.
"""

import base64
import math
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, ViewportSize

from benchmarks.tables import Row, print_table
from tests.support.browser import MOVES_PER_SECOND, chromium, drag, server
from ui.live.javascript import joined
from vae.model import networks
from vae.network.network import Network
from vae.presets import PRESETS
from vae.runs import network_files, store, web

SCRIPT = Path(__file__).with_name("network.js")
PROBE = Path(__file__).with_name("probe.js")
VIEWPORT: ViewportSize = {"width": 1400, "height": 900}
DRAG_SECONDS = 5.0
MANIFOLD = 24 * 24
MANIFOLD_RUN = "mnist-16d"
COLOR_PRESET = "colour-64"  # convolutional, 64x64x3
FOREIGN = "64x64x3 made elsewhere, 4x4 kernels by 2, 14 MFLOP"
FOREIGN_FILTERS = (128, 64, 32, 16, 3)


def main() -> None:
    """Measure and print the table."""
    color, foreign = _color_decoder(), _foreign_decoder()
    with chromium() as browser:
        with browser.new_page() as page:
            page.add_script_tag(content=joined(SCRIPT), type="module")
            page.wait_for_function("'timed' in globalThis")
            rows = [*_decoder_rows(page), *_row(page, f"{COLOR_PRESET}, a picture decoded", color)]
            rows += _row(page, f"{FOREIGN}, a picture decoded", foreign)
        rate, gap = _color_drag(browser, color)
        foreign_rate, _ = _color_drag(browser, foreign)
        rows += [
            Row(f"{COLOR_PRESET} in a drag: distinct pictures a second", rate, "/s", 55, at_least=True),
            Row(f"{FOREIGN}, in a drag: distinct pictures a second", foreign_rate, "/s", 55, at_least=True),
            Row(f"{COLOR_PRESET} in a drag: gap between two pictures, 95th percentile", gap, "ms"),
        ]
        maps, pictures = _manifold_drag(browser, "latent-map"), _manifold_drag(browser, "decoded-image")
        rows += [
            Row(f"{MANIFOLD_RUN}, a dimension dragged: maps of pictures a second", maps, "/s", 15, at_least=True),
            Row(f"{MANIFOLD_RUN}, a dimension dragged: pictures a second", pictures, "/s"),
        ]
    print_table("The browser's network", rows)


def _decoder_rows(page: Page) -> list[Row]:
    rows = []
    for name in ("mnist-2d", MANIFOLD_RUN):
        run = store.load_run(name)
        rows += _row(page, f"{name}, a picture decoded", store.load_bundle(run))
    rows += _row(page, f"{MANIFOLD_RUN}, {MANIFOLD} pictures decoded", store.load_bundle(run), MANIFOLD)
    run = store.load_run("mnist-2d")
    return [*rows, *_row(page, "mnist-2d, a picture encoded", network_files.read_encoder(run.folder, run.config))]


def _row(page: Page, name: str, blob: bytes, count: int = 1) -> list[Row]:
    asked = {"bundle": base64.b64encode(blob).decode(), "count": count}
    ways = [page.evaluate("timed", {**asked, "isPlain": is_plain}) for is_plain in (False, True)]
    return [Row(f"{name}: {way}", took, "ms") for way, took in zip(("SIMD", "plain"), ways, strict=True)]


def _color_drag(browser: Browser, blob: bytes) -> tuple[float, float]:
    with browser.new_page(viewport=VIEWPORT) as page:
        page.add_script_tag(path=PROBE)
        page.add_script_tag(content=joined(SCRIPT), type="module")
        page.wait_for_function("'follow' in globalThis")
        height, width, _ = PRESETS[COLOR_PRESET].config.shape
        page.evaluate("follow", {"bundle": base64.b64encode(blob).decode(), "height": height, "width": width})
        moves = range(int(DRAG_SECONDS * MOVES_PER_SECOND))
        figures = drag(page, [(700 + 500 * math.cos(k / 60), 450 + 300 * math.sin(k / 60)) for k in moves])
        page.mouse.up()
    return figures


def _manifold_drag(browser: Browser, test_id: str) -> float:
    """Drag the most telling dimension of a run up and down; return how often a canvas changed in a second."""
    with browser.new_page(viewport=VIEWPORT) as page, server() as running:
        running.wait()
        page.add_init_script(PROBE.read_text(encoding="utf-8").replace('find("decoded-image")', f'find("{test_id}")'))
        page.goto(f"{running.url}/?run={MANIFOLD_RUN}")
        page.locator(".themed[aria-busy=false]").first.wait_for(timeout=60_000)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(3000)  # the tiles are made
        box = page.locator(".fader input").first.bounding_box()
        if box is None:
            raise RuntimeError("the first dimension's slider is not on the page")
        moves = range(int(DRAG_SECONDS * MOVES_PER_SECOND))
        middle, reach = box["y"] + box["height"] / 2, 0.3 * box["height"]
        path = [(box["x"] + box["width"] / 2, middle + reach * math.sin(k * 2 * math.pi / 240)) for k in moves]
        rate, _ = drag(page, path)
        page.mouse.up()
    return rate


def _color_decoder() -> bytes:
    """Return the bundle of the preset's decoder, untrained: how long it takes depends on no weight."""
    return web.bundle(networks.build_decoder(PRESETS[COLOR_PRESET].config))


def _foreign_decoder() -> bytes:
    """Return a decoder as those of generative adversarial networks mostly are, DCGAN's: its weights are random."""
    rng, first = np.random.default_rng(0), FOREIGN_FILTERS[0]
    tensors = {"kernel": rng.normal(0, 0.1, (64, 16 * first)), "bias": np.zeros(16 * first)}
    layers: list[dict[str, Any]] = [
        {"type": "dense", "kernel": "kernel", "bias": "bias"},
        {"type": "reshape", "shape": [4, 4, first]},
    ]
    for inputs, outputs in zip(FOREIGN_FILTERS, FOREIGN_FILTERS[1:], strict=False):
        kernel, bias = f"{inputs}.kernel", f"{inputs}.bias"
        tensors |= {kernel: rng.normal(0, 0.1, (4, 4, outputs, inputs)), bias: np.zeros(outputs)}
        moves = {"strides": [2, 2], "crop": [1, 1, 1, 1]}
        layers += [
            {"type": "activation", "name": "leaky_relu", "slope": 0.2},
            {"type": "transposed_convolution", "kernel": kernel, "bias": bias, **moves},
        ]
    layers.append({"type": "activation", "name": "sigmoid"})
    return Network(layers, {name: tensor.astype(np.float32) for name, tensor in tensors.items()}, (64,)).to_bundle()


if __name__ == "__main__":
    main()
