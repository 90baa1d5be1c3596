"""The import command, from files that Keras wrote to a run that decodes as they do, and out again."""

import contextlib
import json

import keras
import numpy as np
import pytest
from keras import layers

from tests.support import imported_runs
from vae.__main__ import main
from vae.cli import import_commands
from vae.config import name_for
from vae.model import inference
from vae.runs import store
from vae.runs.run_files import RunError
from vae.runs.saving import save_imported


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the folder with files of a VAE for digits, its networks, and codes of two classes."""
    keras.utils.set_random_seed(0)
    folder = tmp_path_factory.mktemp("made")
    given, code = layers.Input((784,)), layers.Input((2,))
    encoder = keras.Model(given, layers.Dense(4, name="latent")(layers.Dense(8, "tanh")(given)), name="enc")
    decoder = keras.Model(code, layers.Dense(784, "sigmoid")(layers.Dense(8, "relu")(code)), name="dec")
    encoder.save(folder / "enc.keras")
    decoder.save(folder / "dec.keras")
    codes = "z1,z2,label\n" + "".join(f"{number / 10},{-number / 20},{'ab'[number % 2]}\n" for number in range(40))
    (folder / "codes.csv").write_text(codes)
    return folder, encoder, decoder


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "home"))
    return tmp_path


def test_encoder_and_decoder_become_a_run_that_is_measured(made, home, digits, capsys):
    folder, encoder, decoder = made
    words = ["import", str(folder / "enc.keras"), str(folder / "dec.keras"), "--data", "digits", "--name", "elsewhere"]
    assert main([*words, "--order", "mean-first", "--encoder-pixels", "unit"]) == 0
    printed = capsys.readouterr().out
    assert "Codes come as" in printed and "the mean first" in printed and "elsewhere is a run now" in printed
    run = store.load_run("elsewhere")
    assert run.origin.codes == "encoded" and run.config.likelihood == "bernoulli"
    heads = encoder.predict(digits.test_images.reshape(-1, 784) / 255.0, verbose=0)
    latents = store.load_latents(run)
    np.testing.assert_allclose(latents.z_mean, heads[:, :2], atol=1e-5)
    np.testing.assert_allclose(latents.z_log_var, heads[:, 2:], atol=1e-5)
    drawn = inference.decode(run.folder, latents.z_mean[:5])
    np.testing.assert_allclose(drawn.reshape(5, 784), decoder.predict(latents.z_mean[:5], verbose=0), atol=1e-5)
    neg_elbo = run.metrics["neg_elbo"]["value"]
    assert neg_elbo == pytest.approx(latents.neg_elbo.mean(), rel=1e-4)
    for name, ending in (("keras", "keras"), ("web", "safetensors")):
        assert main(["export", "elsewhere", "--format", name, "--to", str(home / name)]) == 0
        assert f"decoder.{ending}, encoder.{ending}" in capsys.readouterr().out
    assert main(["export", "elsewhere", "--format", "run", "--to", str(home / "out")]) == 0
    assert main(["import", str(home / "out"), "--name", "again"]) == 0
    assert store.load_run("again").metrics == run.metrics


def test_a_decoder_alone_and_codes(made, home, capsys):
    folder, _, _ = made
    assert main(["import", str(folder / "dec.keras"), "--check"]) == 0
    assert "2 numbers" in capsys.readouterr().out and not (home / "home" / "runs").exists()
    assert main(["import", str(folder / "dec.keras"), "--codes", str(folder / "codes.csv")]) == 0
    run = store.load_run("dec")
    assert run.origin.codes == "given" and run.class_names == ("a", "b") and not run.has_encoder
    assert main(["export", "dec", "--format", "projector", "--to", str(home / "projector")]) == 0
    assert (home / "projector" / "metadata.tsv").read_text().splitlines()[:3] == ["class\tnumber", "a\t0", "b\t1"]
    assert main(["evaluate", "dec"]) == 2
    assert "run 'dec' came from elsewhere without pictures" in capsys.readouterr().err
    assert main(["export", "dec", "--format", "keras", "--to", str(home / "out")]) == 0
    assert sorted(path.name for path in (home / "out").iterdir()) == ["config.json", "decoder.keras", "model-card.md"]
    assert json.loads((home / "out" / "config.json").read_text())["architecture"] == "imported"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere.onnx"], "there is no file or folder nowhere.onnx"),
        (["dec.keras", "--shape", "28"], "--shape must be such as 28x28 or 32x32x3, got '28'"),
        (["dec.keras", "--codes", "none.csv"], "none.csv cannot be read"),
        (["dec.keras", "--name", "mnist-2d"], "comes with the program is named 'mnist-2d' already"),
        (["dec.keras", "--name", "No Name"], "name must be 1-64 characters"),
        (["enc.keras"], "a decoder is needed"),
        (["codes.csv"], "codes.csv"),
    ],
)
def test_what_cannot_be_taken_is_one_sentence_and_leaves_nothing(words, message, made, home, monkeypatch, capsys):
    monkeypatch.chdir(made[0])
    assert main(["import", *words]) == 2
    error = capsys.readouterr().err
    assert message in error and len(error.strip().splitlines()) == 1
    assert not (home / "home" / "runs").exists() or not list((home / "home" / "runs").iterdir())


@pytest.fixture
def run_folder(home):
    return save_imported(home / "mm", imported_runs.bare()).folder


def test_a_run_that_is_only_checked_is_not_written(run_folder, home, capsys):
    assert main(["import", str(run_folder), "--name", "again", "--check"]) == 0
    said = capsys.readouterr()
    assert said.out == "this is a run of Latent Explorer: it comes back as it was, named again\n" and not said.err
    assert not (home / "home" / "runs").exists()
    (run_folder / "latents.npz").write_bytes(b"nothing")
    assert main(["import", str(run_folder), "--check"]) == 2
    said = capsys.readouterr()
    assert not said.out and "run 'bare': latents.npz" in said.err and not (home / "home" / "runs").exists()


def test_what_is_asked_of_foreign_networks_is_not_used_of_a_run(run_folder, capsys):
    words = ["--data", "digits", "--decoder", "0", "--decoder-alone", "--shape", "28x28", "--plain", "--invert", "yes"]
    assert main(["import", str(run_folder), *words]) == 0
    options = "--data, --invert, --decoder, --decoder-alone, --shape, --plain"
    assert capsys.readouterr().err == f"not used: {options}, since the files of a run say all that it is\n"
    assert main(["import", str(run_folder), "--name", "again"]) == 0
    assert not capsys.readouterr().err


def test_a_folder_of_several_runs_is_refused(run_folder, home, capsys):
    save_imported(run_folder.parent, imported_runs.bare("other"))
    assert main(["import", str(run_folder.parent)]) == 2
    assert "mm holds 2 runs (bare, other): name the folder of one" in capsys.readouterr().err
    assert not (home / "home" / "runs").exists()


def test_a_run_is_named_after_its_file():
    assert name_for("x/My Decoder (1).onnx", "imported") == "my-decoder-1"


@pytest.fixture
def given(home, digits):
    np.savez(home / "pictures.npz", images=digits.test_images[:80], labels=digits.test_labels[:80])
    return ["--pictures", str(home / "pictures.npz"), "--name", "x"]


@pytest.mark.parametrize("problem", [RunError("no room is left"), KeyboardInterrupt()])
def test_pictures_of_a_run_that_comes_to_nothing_are_forgotten(problem, made, home, given, monkeypatch):
    def fail(*given):
        assert list((home / "home" / "data").iterdir())
        raise problem

    monkeypatch.setattr(import_commands, "add_run", fail)
    with contextlib.suppress(KeyboardInterrupt):
        assert main(["import", str(made[0] / "enc.keras"), str(made[0] / "dec.keras"), *given]) != 0
    assert not list((home / "home" / "data").iterdir())


def test_pictures_without_an_encoder_are_not_kept(made, home, given, capsys):
    assert main(["import", str(made[0] / "dec.keras"), *given]) == 0
    assert "the pictures are not kept: there is no encoder" in capsys.readouterr().err
    assert store.load_run("x").origin.codes == "prior" and not (home / "home" / "data").exists()


def test_a_run_that_cannot_be_measured_is_there(made, home, monkeypatch, capsys):
    def fail(run, score, decode):
        raise RunError("no room is left")

    monkeypatch.setattr(import_commands, "add_figures", fail)
    words = ["import", str(made[0] / "enc.keras"), str(made[0] / "dec.keras"), "--data", "digits", "--name", "x"]
    assert main(words) == 0
    said = capsys.readouterr()
    assert "not measured: no room is left" in said.err and "x is a run now" in said.out
