"""What the browser computes of each run of the lesson, and of each snapshot, is what Keras does."""

import json

import numpy as np
import pytest
from safetensors.numpy import load as load_safetensors

from tests.support.javascript_network import (
    GLUE,
    HEAD_ERROR,
    MODULES,
    PIXEL_ERROR,
    RUN,
    answered,
    asked,
    pixels_in_keras,
    probing_codes,
)
from tests.support.node import in_node
from vae.data import datasets
from vae.film.snapshots import SNAPSHOTS_FILE
from vae.lesson.runs import LESSON_RUNS
from vae.model import loading
from vae.network.bundles import read_header
from vae.runs import network_files, store

ALL = f"(asked) => {{ {GLUE}\n return asked.map({RUN}); }}"
# A network of each epoch, as the page makes it: metadata of its part, tensors by their names after the prefix.
SNAPSHOT = f"""([snapshots, epoch, part, inputs]) => {{ {GLUE}
  const {{ metadata, tensors }} = parse(snapshots);
  const prefix = `${{epoch}}.${{part}}.`;
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  const named = Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
  const network = new Network(JSON.parse(metadata[part]), named);
  return [...network.forward(new Float32Array(bytesIn(inputs).buffer))];
}}"""


@pytest.fixture(scope="module")
def images():
    return datasets.load("digits").test_images[:20].astype(np.float32) / 255.0


@pytest.mark.parametrize("name", LESSON_RUNS)
def test_a_run_of_the_lesson_shows_keras_pixels_and_codes(name, images):
    run = store.open_run(store.LESSON_FOLDER / name)
    model = loading.load_model(run)
    codes = probing_codes(run.config.latent_dim)[::16]
    blobs = network_files.read_decoder(run.folder, run.config), network_files.read_encoder(run.folder, run.config)
    texts = in_node(MODULES, ALL, [asked(blobs[0], codes, None), asked(blobs[1], images, None)])
    pixels, heads = answered(texts[0], len(codes)), answered(texts[1], len(images))
    assert np.abs(pixels - pixels_in_keras(model.decoder, codes, None)).max() < PIXEL_ERROR["float16"]
    expected = np.concatenate([np.asarray(head) for head in model.encode(images) if head is not None], axis=1)
    assert np.abs(heads - expected).max() < HEAD_ERROR["float16"] * np.abs(expected).max()


def test_a_snapshot_is_a_network(images):
    name = next(name for name, lesson in LESSON_RUNS.items() if lesson.snapshots)
    folder, epochs = store.LESSON_FOLDER / name, LESSON_RUNS[name].snapshots
    blob, code = (folder / SNAPSHOTS_FILE).read_bytes(), np.array([[0.5, -1.0]], np.float32)
    drawn = {}
    for epoch in (epochs[0], epochs[-1]):
        text, _, _ = asked(blob, code, None)
        drawn[epoch] = np.array(in_node(MODULES, SNAPSHOT, [text, epoch, "decoder", asked(blob, code, None)[1]]))
    model = loading.load_model(store.open_run(folder))
    expected = pixels_in_keras(model.decoder, code, None)[0]
    assert np.abs(drawn[epochs[-1]] - expected).max() < PIXEL_ERROR["float16"]
    assert np.abs(drawn[0] - expected).max() > 0.2, "an untrained network draws something else"
    header = json.loads(blob[8 : 8 + int.from_bytes(blob[:8], "little")])["__metadata__"]
    for part, file_name in (("encoder", "encoder.safetensors"), ("decoder", "web.safetensors")):
        assert json.loads(header[part]) == read_header((folder / file_name).read_bytes())
        names = {
            f"{epoch}.{part}.{name}" for epoch in epochs for name in load_safetensors((folder / file_name).read_bytes())
        }
        assert names <= set(load_safetensors(blob))
