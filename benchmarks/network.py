"""The browser's network: milliseconds a picture with SIMD and in plain JavaScript, and what that means for a drag.

All figures are of Chromium, both ways in one run. In a drag the pointer is a real mouse, 120 moves a second, and what
counts is what canvases show: a picture, or a map of pictures, that differs from the frame before.
"""

import base64
import itertools
import json
import math
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page
from safetensors.numpy import save

from benchmarks.tables import Row, print_table
from tests.support.browser import MOVES_PER_SECOND, chromium, drag, server
from ui.live.javascript import joined
from vae.runs import network_files, store, web

SCRIPT = Path(__file__).with_name("network.js")
PROBE = Path(__file__).with_name("probe.js")
VIEWPORT = {"width": 1400, "height": 900}
DRAG_SECONDS = 5.0
MANIFOLD = 24 * 24
MANIFOLD_RUN = "mnist-16d"
COLOR_SIDE = 64
# Channels of a decoder of 64x64x3: a dense layer to 8x8 of the first, three that double the side, and the pixels.
COLOR_CHANNELS = (64, 32, 16, 16, 3)
COLOR_DIMS = 16


def main() -> None:
    """Measure and print the table."""
    color, flops = _color_decoder()
    with chromium() as browser:
        with browser.new_page() as page:
            page.add_script_tag(content=joined(SCRIPT), type="module")
            page.wait_for_function("'timed' in globalThis")
            rows = [*_decoder_rows(page), *_row(page, f"64x64x3 convolutional decoder, {flops / 1e6:.3g} MFLOP", color)]
        rate, gap = _color_drag(browser, color)
        rows += [
            Row("64x64x3 in a drag: distinct pictures a second", rate, "/s", 55, at_least=True),
            Row("64x64x3 in a drag: gap between two pictures, 95th percentile", gap, "ms"),
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
        bundle = base64.b64encode(blob).decode()
        page.evaluate("follow", {"bundle": bundle, "height": COLOR_SIDE, "width": COLOR_SIDE})
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


def _color_decoder() -> tuple[bytes, int]:
    """Return the bundle of a decoder of 64x64x3 with random weights, and its floating-point operations a picture."""
    rng = np.random.default_rng(0)
    first, sides = COLOR_CHANNELS[0], (8, 16, 32, 64)
    tensors = {"0": _weights(rng, COLOR_DIMS, 8 * 8 * first), "0.bias": np.zeros(8 * 8 * first, np.float32)}
    layers = [{"type": "dense", "kernel": "0", "bias": "0.bias"}, {"type": "activation", "name": "gelu"}]
    layers.append({"type": "reshape", "shape": [8, 8, first]})
    products = COLOR_DIMS * 8 * 8 * first
    for index, (channels, filters) in enumerate(itertools.pairwise(COLOR_CHANNELS)):
        name = str(index + 1)
        tensors |= {name: _weights(rng, 3, 3, filters, channels), f"{name}.bias": np.zeros(filters, np.float32)}
        strides = 2 if index < 3 else 1
        layers.append({"type": "conv2d_transpose", "kernel": name, "bias": f"{name}.bias", "strides": strides})
        layers.append({"type": "activation", "name": "gelu" if index < 3 else "sigmoid"})
        products += sides[index] ** 2 * channels * filters * 9
    layers.append({"type": "reshape", "shape": [64 * 64 * 3]})
    header = {"format": web.FORMAT, "version": web.VERSION, "input_size": str(COLOR_DIMS), "num_classes": "0"}
    return save(tensors, {**header, "layers": json.dumps(layers)}), 2 * products


def _weights(rng: np.random.Generator, *shape: int) -> np.ndarray:
    inputs = shape[0] if len(shape) == 2 else 9 * shape[3] / 2
    return (rng.normal(size=shape) * math.sqrt(2 / inputs)).astype(np.float32)


if __name__ == "__main__":
    main()
