"""The browser's forward pass is Keras's by WebAssembly and without; tests/javascript has networks of all kinds."""

import numpy as np
import pytest

from tests.support.browser import ROOT
from tests.support.javascript_network import (
    GLUE,
    NETWORK_JS,
    PIXEL_ERROR,
    RUN,
    answered,
    asked,
    pixels_in_keras,
    probing_codes,
)
from ui.live.javascript import joined
from vae.model import loading
from vae.runs import store

SCRIPT = f"{joined(ROOT / NETWORK_JS)}{GLUE}globalThis.isPlain = () => arithmetic().isPlain; globalThis.isReady = true;"


@pytest.mark.parametrize(
    ("policy", "is_plain"),
    [(None, False), ("script-src 'unsafe-inline' 'wasm-unsafe-eval'", False), ("script-src 'unsafe-inline'", True)],
)
def test_a_page_that_may_run_no_webassembly_computes_in_plain_javascript(page, policy, is_plain):
    headers = {"Content-Security-Policy": policy} if policy else {}
    page.route("**/*", lambda route: route.fulfill(body="<p>", content_type="text/html", headers=headers))
    page.goto("http://page.test/")
    page.add_script_tag(content=SCRIPT, type="module")
    page.wait_for_function("globalThis.isReady")
    assert page.evaluate("isPlain()") is is_plain


def test_a_file_computes_with_simd(page, tmp_path):
    (tmp_path / "lesson.html").write_text(f'<script type="module">{SCRIPT}</script>')
    page.goto((tmp_path / "lesson.html").as_uri())
    page.wait_for_function("globalThis.isReady")
    assert page.evaluate("isPlain()") is False


def test_a_run_shows_keras_pixels(page, home):
    run = store.open_run(home / "runs" / "tiny-conditional")
    codes = probing_codes(2)[::20]
    labels = np.arange(len(codes)) % 10
    page.add_script_tag(content=SCRIPT, type="module")
    page.wait_for_function("globalThis.isReady")
    pixels = answered(page.evaluate(RUN, asked(store.load_bundle(run), codes, labels)), len(codes))
    expected = pixels_in_keras(loading.load_model(run).decoder, codes, labels)
    assert np.abs(pixels - expected).max() < PIXEL_ERROR["float16"]
