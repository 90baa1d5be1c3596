"""Keras' backend is the product's choice: the shell and keras.json change nothing, and a wrong one is a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from vae import backend
from vae.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
WRONG = "VAE_BACKEND must be tensorflow or jax, got 'torch': change it or unset it"
PROGRAM = """
import sys
from vae.__main__ import main
from tests.support.quick import quick_training
with quick_training():
    code = main(["train", "--dataset", "digits", "--architecture", "convolutional", "--hidden-sizes", "4",
                 "--epochs", "1", "--batch-size", "512", "--name", "foreign", "--device", "cpu"])
import keras
print(code, keras.backend.backend(), keras.config.floatx(), keras.config.image_data_format())
"""


def test_a_foreign_shell_and_keras_json_change_nothing(tmp_path):
    (tmp_path / "keras.json").write_text(
        json.dumps({"backend": "jax", "floatx": "float16", "image_data_format": "channels_first", "epsilon": 1.0})
    )
    surroundings = {"KERAS_BACKEND": "torch", "KERAS_HOME": str(tmp_path), "VAE_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=os.environ | surroundings, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "0 tensorflow float32 channels_last", done.stderr


def test_importing_the_package_chooses(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.delenv("VAE_BACKEND", raising=False)
    backend.choose()
    assert os.environ["KERAS_BACKEND"] == "tensorflow"
    monkeypatch.setenv("VAE_BACKEND", " TensorFlow ")
    backend.check()
    monkeypatch.setenv("VAE_BACKEND", "torch")
    backend.choose()
    assert os.environ["KERAS_BACKEND"] == "tensorflow"
    with pytest.raises(backend.BackendError, match=WRONG):
        backend.check()


@pytest.mark.parametrize("is_there", [False, True])
def test_jax_is_chosen_where_it_is_installed(monkeypatch, is_there):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.setenv("VAE_BACKEND", "JAX")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name if is_there else None)
    backend.choose()
    assert os.environ["KERAS_BACKEND"] == ("jax" if is_there else "tensorflow")
    if is_there:
        backend.check()
    else:
        with pytest.raises(backend.BackendError, match="VAE_BACKEND is jax, which is not installed: pip install jax,"):
            backend.check()


@pytest.mark.parametrize("words", ["jobs", "train --preset digits-2d", "devices"])
def test_a_choice_that_is_not_possible_is_one_line_of_every_command(monkeypatch, capsys, words):
    monkeypatch.setenv("VAE_BACKEND", "torch")
    assert main(words.split()) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"python -m vae {words.split()[0]}: {WRONG}"


def test_keras_that_runs_on_another_backend_already_is_a_sentence(monkeypatch):
    fake = type(sys)("keras")
    fake.backend = type(sys)("keras.backend")
    fake.backend.backend = lambda: "torch"
    monkeypatch.setitem(sys.modules, "keras", fake)
    with pytest.raises(backend.BackendError, match="runs on torch in this process already.*import vae before keras"):
        backend.start()
