"""A run of pictures in colour on every page: shown in its colours, and where something is for ink alone, said so."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from tests.support.blocks import COLOR, blocks
from tests.support.pages import visit
from tests.support.quick import quick_training
from ui import engine
from ui.encode import answers, microscope, sources
from ui.live.quiet import QUIET_KEY
from vae.config import RunConfig
from vae.data import imports, own_data
from vae.data.sources import Upload
from vae.film import recording
from vae.model import inference
from vae.model.training import train
from vae.model.vae import VAE
from vae.runs import store

RUN = {"run": "blocks"}


@pytest.fixture(scope="module", autouse=True)
def run(tmp_path_factory):
    """Return a run on data of one's own in colour, with the worker's answers given here; no run ships."""
    folder = tmp_path_factory.mktemp("colour")
    with quick_training(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(folder))
        patch.setattr(store, "SHIPPED_FOLDER", folder / "shipped")
        for name in ("decode", "encode", "explain", "score", "encoder_bundle"):
            patch.setattr(engine, name, getattr(inference, name))
        pictures = blocks()
        file = io.BytesIO()
        np.savez(file, images=pictures.train_images, labels=np.array(["red", "green"])[pictures.train_labels])
        own = imports.import_data(Upload("blocks.npz", file.getvalue()), "blocks", shape=COLOR)
        dataset = own_data.load_data("blocks")
        for name, likelihood in (("blocks", "gaussian_learnt"), ("blocks-too", "bernoulli")):
            config = RunConfig(
                name=name, dataset=own.dataset, shape=own.shape, hidden_sizes=(16,), epochs=2, batch_size=16,
                num_classes=2, likelihood=likelihood,
            )  # fmt: skip
            model = VAE(config)
            results = list(train(model, dataset))
            recording.record(folder / "runs" / name, model, dataset, results)
        yield store.load_run("blocks")


def facts_of(page, key):
    """Return what the live view was told that has a key."""
    assert not page.exception
    told = [json.loads(element.proto.json)[0] for element in page.main.get("bidi_component") if element.proto.json]
    return next(data for data in told if data and key in data)


@pytest.mark.parametrize(
    ("name", "query", "key"),
    [("", RUN, "home_box"), ("interpolate", RUN, "start"), ("interpolate", RUN | {"view": "corners"}, "start"),
     ("interpolate", RUN | {"view": "arithmetic"}, "start")],
)  # fmt: skip
def test_live_views_are_told_the_shape(name, query, key):
    assert facts_of(visit(name, query), key)["shape"] == list(COLOR)


def test_the_atlas_draws_manifold_and_dimensions_in_colour():
    page = visit("atlas", RUN, {QUIET_KEY: True})
    assert not page.exception
    manifold = visit("atlas", RUN | {"view": "manifold"}, {QUIET_KEY: True})
    assert not manifold.exception
    assert not visit("atlas", RUN | {"view": "dimensions"}, {QUIET_KEY: True}).exception


def test_compare_shows_the_same_pictures_of_both():
    page = visit("compare", {"runs": "blocks,blocks-too"}, {QUIET_KEY: True}, seconds=120)
    assert not page.exception


def test_encode_takes_a_drawing_in_colour_and_says_what_is_for_ink_alone(run):
    drawn = np.full((280, 280, 3), 255, np.uint8)
    drawn[60:200, 60:200] = (230, 40, 20)
    file = io.BytesIO()
    Image.fromarray(drawn).save(file, "PNG")
    address = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    page = visit("encode", RUN, {"encode_drawing": {"revision": "a", "strokes": [], "picture": address}})
    facts = facts_of(page, "settled")
    assert facts["shape"] == list(COLOR) and facts["sigma"] == pytest.approx(store.load_sigma(run))
    pixels = np.frombuffer(base64.b64decode(facts["settled"]["pixels"]), np.uint8).reshape(COLOR.array)
    assert pixels[0, 0].tolist() == [255, 255, 255] and abs(pixels[8, 8].astype(int) - (230, 40, 20)).max() < 3
    assert "16 × 16 pixels in colour" in facts["seen"]
    text = " ".join(element.value for element in (*page.markdown, *page.caption))
    assert "Finding ink on paper is for grey pictures" in text and "There is no verdict for pictures of" in text
    shown = [json.loads(e.proto.json)[0] for e in page.main.get("bidi_component") if e.proto.json]
    lines = [line for data in shown for item in (data or {}).get("items", []) for line in item["lines"]]
    assert any(line.startswith("squared error") for line in lines)


def test_an_upload_keeps_its_colours(run):
    picture = np.zeros((60, 30, 3), np.uint8)
    picture[...] = (10, 200, 90)
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    found = sources._read(sources.File("key", "leaf.png", file.getvalue), False, mode=run.config.shape.mode)
    (prepared,), problems = answers.prepared(found.pictures, microscope.recipe(run))
    assert not problems and prepared.image.shape == COLOR.array
    np.testing.assert_allclose(prepared.image.reshape(-1, 3).mean(0), (10, 200, 90), atol=2)


def test_train_takes_the_preset_for_the_data_sets_pictures():
    page = visit("train", {})
    next(box for box in page.selectbox if box.label == "Data set").select("own:blocks").run()
    assert not page.exception
    assert next(box for box in page.selectbox if box.label == "Start from").value == "colour-16"
    assert any('"shape": [' in code.value and "gaussian_learnt" in code.value for code in page.code)
    next(box for box in page.selectbox if box.label == "Data set").select("digits").run()
    next(box for box in page.selectbox if box.label == "Start from").select("colour-64").run()
    assert any("made for pictures of 64 × 64 in colour" in caption.value for caption in page.caption)
