"""Exported runs, opened by the programs they are for."""

import importlib.util
import json
import re

import keras
import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load as load_safetensors

from tests.support.quick import quick_training
from vae.__main__ import main
from vae.cli import commands
from vae.data import datasets
from vae.exports.export import FORMATS, ExportError, export
from vae.model import loading
from vae.network.evaluation import evaluate
from vae.readers.files import read_files
from vae.readers.reading import read_models
from vae.runs import run_files, store


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with quick_training(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(tmp_path_factory.mktemp("home")))
        words = "train --dataset digits --hidden-sizes 12 --conditional --epochs 1 --batch-size 512 --name mine"
        assert main(words.split()) == 0
        yield store.load_run("mine")


@pytest.fixture(scope="module")
def inputs():
    rng = np.random.default_rng(0)
    labels = np.eye(10, dtype=np.float32)[rng.integers(0, 10, 3)]
    z, images = rng.normal(size=(3, 2)).astype(np.float32), rng.random((3, 28, 28)).astype(np.float32)
    return {"decoder": {"z": z, "labels": labels}, "encoder": {"images": images, "labels": labels}}


@pytest.fixture(scope="module")
def expected(run, inputs):
    model = loading.load_model(run)
    numbers = inputs["decoder"]["labels"].argmax(axis=1)
    z_mean, z_log_var = model.encode(inputs["encoder"]["images"], numbers)
    pixels = model.decode(inputs["decoder"]["z"], numbers)
    return {"pixels": np.asarray(pixels), "z_mean": np.asarray(z_mean), "z_log_var": np.asarray(z_log_var)}


def test_keras_files_are_those_of_the_run(run, tmp_path):
    folder = export(run, "keras", tmp_path / "out")
    for name in ("encoder.keras", "decoder.keras", "config.json"):
        assert (folder / name).read_bytes() == (run.folder / name).read_bytes()


def test_keras_files_are_written_of_a_run_without_them(save_tiny_run, tmp_path):
    run = save_tiny_run(tmp_path / "lean", lean=True)
    folder = export(run, "keras", tmp_path / "out")
    z = np.zeros((1, 2), np.float32)
    decoder = keras.saving.load_model(folder / "decoder.keras")
    own = loading.load_model(run).decoder({"z": z}, training=False)
    np.testing.assert_allclose(decoder({"z": z}, training=False), own, atol=1e-5)
    assert sorted(path.name for path in folder.iterdir()) == [
        "config.json", "decoder.keras", "encoder.keras", "model-card.md",
    ]  # fmt: skip


def test_savedmodel_computes_what_the_run_computes(run, inputs, expected, tmp_path):
    import tensorflow as tf

    folder = export(run, "savedmodel", tmp_path / "out")
    decoder = tf.saved_model.load(str(folder / "decoder"))
    np.testing.assert_allclose(decoder.serve(inputs["decoder"]), expected["pixels"], atol=1e-5)
    encoder = tf.saved_model.load(str(folder / "encoder"))
    outputs = encoder.serve(inputs["encoder"])
    for name in ("z_mean", "z_log_var"):
        np.testing.assert_allclose(outputs[name], expected[name], atol=1e-5)


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated:UserWarning")
def test_litert_decodes_what_the_run_decodes(run, inputs, expected, tmp_path):
    import tensorflow as tf

    folder = export(run, "litert", tmp_path / "out")
    decode = tf.lite.Interpreter(str(folder / "decoder.tflite")).get_signature_runner()
    (pixels,) = decode(**inputs["decoder"]).values()
    np.testing.assert_allclose(pixels, expected["pixels"], atol=1e-4)


def test_onnx_files_are_networks_of_the_run(run, inputs, expected, tmp_path):
    folder = export(run, "onnx", tmp_path / "out")
    found = {each.role: each.network() for each in read_models(read_files([folder]))}
    labels = inputs["decoder"]["labels"]
    pixels = evaluate(found["decoder"], inputs["decoder"]["z"], labels)
    np.testing.assert_allclose(pixels.reshape(3, 28, 28), expected["pixels"], atol=1e-5)
    heads = np.concatenate([expected["z_mean"], expected["z_log_var"]], axis=1)
    np.testing.assert_allclose(evaluate(found["encoder"], inputs["encoder"]["images"], labels), heads, atol=1e-4)


@pytest.mark.skipif(importlib.util.find_spec("onnxruntime") is None, reason="ONNX Runtime is optional")
def test_onnx_decodes_what_the_run_decodes(run, inputs, expected, tmp_path):
    import onnxruntime

    folder = export(run, "onnx", tmp_path / "out")
    session = onnxruntime.InferenceSession(folder / "decoder.onnx")
    (pixels,) = session.run(None, inputs["decoder"])
    np.testing.assert_allclose(pixels, expected["pixels"], atol=1e-4)
    encoder = onnxruntime.InferenceSession(folder / "encoder.onnx")
    names = [output.name for output in encoder.get_outputs()]
    outputs = dict(zip(names, encoder.run(None, inputs["encoder"]), strict=True))
    for name in ("z_mean", "z_log_var"):
        np.testing.assert_allclose(outputs[name], expected[name], atol=1e-4)


def test_web_bundles_hold_both_networks(run, tmp_path):
    folder = export(run, "web", tmp_path / "out")
    assert (folder / "decoder.safetensors").read_bytes() == store.load_bundle(run)
    encoder = load_safetensors((folder / "encoder.safetensors").read_bytes())
    assert any(tensor.shape[-1] == 4 for tensor in encoder.values()), "z_mean and z_log_var, two dimensions each"


def test_the_card_beside_the_files_says_how_to_load_them(run, tmp_path, monkeypatch):
    folder = export(run, "keras", tmp_path / "out")
    card = (folder / "model-card.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(import keras.*?)```", card, re.DOTALL)[1]
    monkeypatch.chdir(folder)
    found = {}
    exec(code, found)
    expected = loading.load_model(run).decode(np.zeros((1, 2), np.float32), np.array([0]))
    np.testing.assert_allclose(found["outputs"], expected, atol=1e-5)
    assert "| Epochs | 1 |" in card and "scikit-learn digits, 10 classes" in card
    assert f"| −ELBO, nats | {run.metrics['neg_elbo']['value']:.4g} | digits test | 360 |" in card


def test_a_run_is_copied_whole(run, tmp_path):
    folder = export(run, "run", tmp_path / "mine")
    (folder / "model-card.md").unlink()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == run_files.run_contents(run.folder)
    assert store.open_run(folder).metrics == run.metrics


def test_projector_files_fit_together(run, tmp_path):
    folder = export(run, "projector", tmp_path / "out")
    vectors = np.loadtxt(folder / "vectors.tsv", delimiter="\t")
    np.testing.assert_allclose(vectors, store.load_latents(run).z_mean, rtol=1e-4, atol=1e-6)
    rows = (folder / "metadata.tsv").read_text().splitlines()
    dataset = datasets.load("digits")
    assert rows[0] == "class\tnumber" and len(rows) == 361
    assert [row.split("\t")[0] for row in rows[1:]] == [str(label) for label in dataset.test_labels]
    sprite = np.asarray(Image.open(folder / "sprite.png"))
    assert sprite.shape == (19 * 28, 19 * 28)
    np.testing.assert_array_equal(sprite[28:56, 0:28], 255 - dataset.test_images[19])
    (embedding,) = json.loads((folder / "projector_config.json").read_text())["embeddings"]
    assert embedding["tensorShape"] == [360, 2] and embedding["sprite"]["singleImageDim"] == [28, 28]
    for key in ("tensorPath", "metadataPath"):
        assert (folder / embedding[key]).exists()
        assert f'"{embedding[key]}"' in (folder / "projector_config.pbtxt").read_text()


def test_export_refuses_an_existing_folder_and_an_unknown_format(run, tmp_path):
    with pytest.raises(ExportError, match="exists already"):
        export(run, "keras", tmp_path)
    with pytest.raises(ExportError, match="cannot be written .*: name another folder with --to"):
        export(run, "keras", tmp_path / ("a" * 300))
    with pytest.raises(ExportError, match=f"one of {', '.join(FORMATS)}, got 'paper'"):
        export(run, "paper", tmp_path / "out")


def test_a_failing_export_leaves_nothing_behind(run, tmp_path, monkeypatch):
    def fail(run, folder):
        (folder / "half").write_text("")
        raise commands.ExportError("no")

    monkeypatch.setitem(FORMATS, "keras", fail)
    with pytest.raises(ExportError):
        export(run, "keras", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_export_command_names_what_it_wrote(run, tmp_path, capsys):
    assert main(["export", "mine", "--format", "keras", "--to", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert "config.json, decoder.keras, encoder.keras" in printed
    assert "decoder.keras gives logits" in printed and "keras.activations.sigmoid" in printed


def test_a_disk_that_tensorflow_finds_full_is_one_sentence(run, tmp_path, monkeypatch):
    import tensorflow as tf

    def full(*_, **__):
        raise tf.errors.ResourceExhaustedError(None, None, "encoder/variables; No space left on device")

    monkeypatch.setattr("keras.Model.export", full)
    with pytest.raises(ExportError, match="no room is left in .*out: free some, or name another folder with --to"):
        export(run, "savedmodel", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
