"""A kind of outputs is a row and a module: one that is added trains, is drawn, measured and saved like pictures."""

import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tests.support.quick import quick_training, without_xla
from vae.config import ConfigError, RunConfig
from vae.data import datasets
from vae.film import recording
from vae.film.frames import Camera
from vae.kind import KINDS, Kind, Measure, kind_of, unit_interval
from vae.likelihoods import LIKELIHOODS, PICTURE
from vae.model import inference
from vae.model.training import train
from vae.model.vae import VAE
from vae.network.evaluation import evaluate
from vae.network.network import read
from vae.runs import store
from vae.runs.metrics_file import read_metrics
from vae.shape import PictureShape

PLACES, SYMBOLS = 3, 4


def counted(values):
    """Draw every place as a block as bright as its likeliest symbol is late."""
    rows = np.round(values.argmax(axis=-1) * 80).astype(np.uint8)
    return rows.repeat(2, axis=1)[:, None].repeat(2, axis=1)


TALLY = SimpleNamespace(
    FILES_IN_TURN={},
    FILES={".txt": lambda values: "".join(map(str, values.argmax(axis=-1))).encode()},
    raster=lambda shape: PictureShape(2, 2 * shape.height),
    draw=counted,
    texts=lambda values: ["".join(map(str, row)) for row in values.argmax(axis=-1)],
    measures=lambda training, held_out, outputs, samples: {
        "symbols_right": float((held_out.argmax(-1) == outputs.argmax(-1)).mean()),
        "sample_size": float(len(samples)),
    },
    MEASURED={
        "symbols_right": Measure("Symbols right", "how many symbols come back"),
        "sample_size": Measure("Samples", "how many were drawn", 0, 0, is_share=False),
    },
)


def arrays():
    """Return words of three symbols, the second and third of which follow from the first."""
    first = np.random.default_rng(0).integers(SYMBOLS, size=600)
    words = np.stack([first, (first + 1) % SYMBOLS, 3 - first], axis=1)
    images = (np.eye(SYMBOLS) * 255).astype(np.uint8)[words]
    labels = (first > 1).astype(np.uint8)
    return images[:400], labels[:400], images[400:], labels[400:]


@pytest.fixture(autouse=True)
def tally(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "vae.tallies.kind", TALLY)
    monkeypatch.setitem(KINDS, "tally", Kind("tally", "tallies", "tally", "tallies", (1, 2)))
    monkeypatch.setitem(LIKELIHOODS, "categorical", replace(LIKELIHOODS["categorical"], kinds=("tally",)))
    row = datasets._BuiltIn(
        "Tallies", "Tallies", ("low", "high"), num_training=400, shape=PictureShape(PLACES, SYMBOLS), kind="tally",
        made=arrays,
    )  # fmt: skip
    monkeypatch.setitem(datasets._BUILT_IN, "tallies", row)
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    return tmp_path


CONFIG = {"name": "tiny", "dataset": "tallies", "hidden_sizes": (16,), "latent_dim": 2, "num_classes": 2, "epochs": 12}


def test_a_configuration_follows_its_data_and_takes_only_fitting_likelihoods():
    config = datasets.configured({}, CONFIG)
    assert (config.kind, config.shape, config.likelihood) == ("tally", PictureShape(3, 4), "categorical")
    assert config.raster == PictureShape(2, 6)
    assert RunConfig.from_json(config.to_json()) == config and '"kind"' not in RunConfig("digits").to_json()
    with pytest.raises(ConfigError, match="likelihood of tallies must be one of categorical, got bernoulli"):
        datasets.configured({}, {**CONFIG, "likelihood": "bernoulli"})
    with pytest.raises(ConfigError, match="kind must be one of"):
        RunConfig("a", kind="smell")


def test_a_run_of_another_kind_is_trained_drawn_measured_and_read_again(tally):
    config = datasets.configured({}, {**CONFIG, "batch_size": 32})
    dataset = datasets.load("tallies")
    with without_xla(), quick_training():
        model = VAE(config)
        results = list(train(model, dataset))
        run = recording.record(tally / "runs" / "tiny", model, dataset, results)
    assert results[-1].val_loss < np.log(SYMBOLS) * PLACES
    z = np.random.default_rng(1).normal(size=(5, 2)).astype(np.float32)
    outputs = inference.decode(run.folder, z)
    np.testing.assert_allclose(outputs.sum(axis=-1), 1.0, atol=1e-5)
    in_browser = evaluate(read(store.load_bundle(run)), z).reshape(outputs.shape)
    np.testing.assert_allclose(in_browser, outputs, atol=2e-3)
    metrics = read_metrics(run.folder, config)
    assert metrics["symbols_right"]["value"] > 0.5 and metrics["sample_size"]["value"] == 1000
    assert not [name for name in metrics if name.startswith("typicality")]  # what looks strange is asked of pictures
    assert metrics["average_picture"]["value"] == pytest.approx(PLACES * np.log(SYMBOLS), abs=0.05)
    frame = Camera(model, dataset, tally / "job").take(results[-1])
    assert frame.grid.shape[2:] == frame.reconstructions.shape[1:] == frame.originals.shape[1:] == (2, 6)
    assert frame.grid.shape[:2] == (10, 3)  # three times as wide as high: more side by side could not be read


def test_outputs_are_drawn_and_told_whatever_their_numbers():
    images = arrays()[2][:4]
    kind = kind_of(datasets.configured({}, CONFIG))
    drawn = kind.draw(images.reshape(2, 2, PLACES, SYMBOLS))
    assert drawn.shape == (2, 2, 2, 6) and drawn.dtype == np.uint8
    np.testing.assert_array_equal(drawn.reshape(4, 2, 6), kind.draw(unit_interval(images)))
    first = images[0].argmax(axis=-1)
    assert kind.texts(images)[0] == "".join(map(str, first)) == kind.files[".txt"](images[0]).decode()
    assert (drawn[0, 0, :, ::2] == first * 80).all()


def test_pixels_beyond_black_and_white_do_not_wrap_round():
    given = np.array([-0.01, 0.0, 0.5, 1.0, 1.01, np.nan, np.inf, -np.inf])
    assert list(KINDS[PICTURE].draw(given)) == [0, 0, 128, 255, 255, 0, 255, 0]


def test_figures_of_a_kind_say_what_they_are():
    symbols_right, sample_size = KINDS["tally"].measured.values()
    assert [symbols_right.text(0.8125), sample_size.text(1000)] == ["81.2%", "1,000"]
    for run in store.list_runs()[0]:
        if run.shipped:
            measured = kind_of(run.config).measured
            assert set(measured) <= set(run.metrics), run.name


def test_pictures_are_drawn_as_they_are():
    values = np.array([0.0, 0.25, 1.0, 1.2], np.float32).reshape(1, 2, 2)
    picture = KINDS[PICTURE]
    np.testing.assert_array_equal(picture.draw(values), [[[0, 64], [255, 255]]])
    grey = np.arange(64, dtype=np.uint8).reshape(1, 8, 8)
    np.testing.assert_array_equal(picture.draw(grey), grey)
    assert picture.draw(np.zeros((2, 5, 8, 8, 3), np.float32)).shape == (2, 5, 8, 8, 3)
    assert picture.texts(grey) == [""] and picture.raster(PictureShape(8, 9, 3)) == PictureShape(8, 9, 3)
    assert picture.measures(grey, grey, grey, grey) == {} and not picture.files and picture.are_pictures
