"""What a browser computes of every run that ships is what Keras does, with SIMD and in plain JavaScript."""

import numpy as np
import pytest
from safetensors.numpy import load as load_safetensors

from tests.support.browser import ROOT
from tests.support.javascript_network import (
    GLUE,
    HEAD_ERROR,
    NETWORK_JS,
    PIXEL_ERROR,
    RUN,
    answered,
    asked_of_any,
    heads_in_keras,
    pixels_in_keras,
    probing_codes,
)
from ui.live.javascript import joined
from vae.data import datasets
from vae.model import loading
from vae.pictures.preparation import prepare
from vae.pictures.recipes import DIGIT_RECIPE
from vae.pictures.samples import sample_images
from vae.runs import network_files, store, web
from vae.shape import MNIST

SHIPPED = sorted(path.name for path in store.SHIPPED_FOLDER.glob("*") if (path / "config.json").is_file())
# The browser reads the networks from files: as text in a message they took as long as all that is computed with them.
ALL = f"""async (asked) => {{
  const files = [...document.querySelector("input").files];
  const bundles = await Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())));
  return asked.map(([inputs, labels], index) => ({RUN})([bundles[index], inputs, labels]));
}}"""


@pytest.fixture(scope="module")
def empty_page(browser):
    """Return a page with the networks' JavaScript and nothing else, which keeps nothing of a run."""
    page = browser.new_page()
    page.set_content("<input type=file multiple>")
    page.add_script_tag(content=f"{joined(ROOT / NETWORK_JS)}{GLUE}globalThis.isReady = true;", type="module")
    page.wait_for_function("globalThis.isReady")
    yield page
    page.close()


def pictures_for(config):
    """Return pictures of a run's shape: drawn samples and small digits, or of the data that come with it."""
    if config.shape != MNIST:
        return datasets.load(config.dataset, download=False).test_images[:60]
    drawn = [prepare(picture, DIGIT_RECIPE).image for picture in sample_images(280)[0]]
    return np.concatenate([np.stack(drawn), datasets.load("digits").test_images[:50]])


def classes(config, count):
    return np.arange(count) % config.num_classes if config.conditional else None


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_run_shows_keras_pixels_and_codes(name, empty_page, tmp_path):
    run = store.load_run(name)
    config, model = run.config, loading.load_model(run)
    held_out = store.load_latents(run).z_mean
    codes = np.concatenate([probing_codes(config.latent_dim)[::20], held_out[:: max(1, len(held_out) // 50)]])
    few = codes[::3]
    images = pictures_for(config) / np.float32(255.0)
    if config.likelihood == "bernoulli_binarized":
        images = (images >= 0.5).astype(np.float32)
    encoder = network_files.read_encoder(run.folder, config)
    assert encoder == web.bundle(model.encoder) and load_safetensors(encoder)
    given = [
        (store.load_bundle(run), codes),
        (web.bundle(model.decoder, "float32"), few),
        (encoder, images),
    ]
    for number, (blob, _) in enumerate(given):
        (tmp_path / str(number)).write_bytes(blob)
    empty_page.locator("input").set_input_files([tmp_path / str(number) for number in range(len(given))])
    shipped, exact, heads = empty_page.evaluate(
        ALL, [asked_of_any(inputs, classes(config, len(inputs))) for _, inputs in given]
    )
    for texts, shown, dtype in ((shipped, codes, "float16"), (exact, few, "float32")):
        expected = pixels_in_keras(model.decoder, shown, classes(config, len(shown)), config.num_classes)
        assert np.abs(answered(texts, len(shown)) - expected).max() < PIXEL_ERROR[dtype]
    expected = heads_in_keras(model.encoder, images, classes(config, len(images)), config.num_classes)
    errors = np.abs(answered(heads, len(images)) - expected)
    assert errors.max() < HEAD_ERROR["float16"] * np.abs(expected).max()
