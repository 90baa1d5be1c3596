"""The browser's forward pass agrees with Keras for every run that ships; tests/javascript has all other networks."""

import keras
import numpy as np
import pytest
from safetensors.numpy import load as load_safetensors

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
from vae.data import datasets
from vae.model import loading
from vae.pictures.preparation import DIGIT_RECIPE, prepare
from vae.pictures.samples import sample_images
from vae.runs import network_files, store, web
from vae.shape import MNIST

SHIPPED = sorted(path.name for path in store.SHIPPED_FOLDER.glob("*") if (path / "config.json").is_file())


SCRIPT = f"{joined(ROOT / NETWORK_JS)}{GLUE}globalThis.isPlain = () => arithmetic().isPlain; globalThis.isReady = true;"


@pytest.fixture
def network_page(page):
    page.add_script_tag(content=SCRIPT, type="module")
    page.wait_for_function("globalThis.isReady")
    return page


def in_browser(page, blob, inputs, labels):
    """Return what network.js computes for inputs [n, input_size], both ways, float64 [2, n, output_size]."""
    return answered(page.evaluate(RUN, asked(blob, inputs, labels)), len(inputs))


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


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_run_shows_keras_pixels(network_page, name):
    run = store.load_run(name)
    model = loading.load_model(run)
    held_out = store.load_latents(run).z_mean
    held_out = held_out[:: max(1, len(held_out) // 300)]
    codes = np.concatenate([probing_codes(run.config.latent_dim)[::4], held_out])
    labels = np.arange(len(codes)) % run.config.num_classes if run.config.conditional else None
    expected = pixels_in_keras(model.decoder, codes, labels, run.config.num_classes)
    shipped = in_browser(network_page, store.load_bundle(run), codes, labels)
    exact = in_browser(network_page, web.bundle(model.decoder, "float32"), codes, labels)
    errors = {"float16": np.abs(shipped - expected).max(), "float32": np.abs(exact - expected).max()}
    print(f"{name}: largest pixel error over {len(codes)} codes", errors)
    assert errors["float16"] < PIXEL_ERROR["float16"]
    assert errors["float32"] < PIXEL_ERROR["float32"]


def pictures_for(config):
    """Return pictures of a run's shape: drawn samples and small digits, or of the data that come with it."""
    if config.shape != MNIST:
        return datasets.load(config.dataset, download=False).test_images[:200]
    drawn = [prepare(picture, DIGIT_RECIPE).image for picture in sample_images(280)[0]]
    return np.concatenate([np.stack(drawn), datasets.load("digits").test_images[:200]])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_encoder_agrees_with_keras(network_page, name):
    run = store.load_run(name)
    model = loading.load_model(run)
    blob = network_files.read_encoder(run.folder, run.config)
    assert blob == web.bundle(model.encoder) and load_safetensors(blob)
    images = pictures_for(run.config) / np.float32(255.0)
    if run.config.likelihood == "bernoulli_binarized":
        images = (images >= 0.5).astype(np.float32)
    labels = np.arange(len(images)) % run.config.num_classes if run.config.conditional else None
    given = {"images": images}
    if labels is not None:
        given["labels"] = np.eye(run.config.num_classes, dtype=np.float32)[labels]
    heads = model.encoder(given, training=False)
    names = [name for name in ("z_mean", "z_log_var") if name in heads]
    expected = np.concatenate([np.asarray(keras.ops.convert_to_numpy(heads[name])) for name in names], axis=1)
    errors = np.abs(in_browser(network_page, blob, images, labels) - expected)
    print(f"{name}: largest error of a posterior {errors.max():.2e}, of values up to {np.abs(expected).max():.1f}")
    assert errors.max() < 2e-3 * np.abs(expected).max()
