"""Keras' backend is the product's choice: the shell and keras.json change nothing, and a wrong one is a sentence."""

import importlib
import json
import os
import sys

import pytest

from vae import backend
from vae.__main__ import main

WRONG = "VAE_BACKEND must be tensorflow or jax, got 'torch': change it or unset it"


def test_what_keras_json_has_set_is_taken_back():
    """That no training comes to know of it is for tests/vae/jobs/test_estimate.py to show, in a process of its own."""
    import keras

    def found():
        return keras.config.floatx(), keras.config.image_data_format(), keras.config.epsilon()

    def change(floatx, image_data_format, epsilon):
        keras.config.set_floatx(floatx)
        keras.config.set_image_data_format(image_data_format)
        keras.config.set_epsilon(epsilon)

    before = found()
    change("float16", "channels_first", 1.0)
    try:
        backend.start()
        assert found() == ("float32", "channels_last", 1e-7)
    finally:
        change(*before)


def test_what_is_spared_cannot_be_imported_meanwhile_and_can_afterwards(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with backend._hidden("colorsys", "json"):
        with pytest.raises(ImportError):
            importlib.import_module("colorsys")
        assert importlib.import_module("json") is json  # loaded already
    assert importlib.import_module("colorsys").rgb_to_hsv(0, 0, 1)[2] == 1


def test_programs_of_our_own_import_keras_without_what_it_loads_for_others(monkeypatch):
    hidden, hide = [], backend._hidden
    monkeypatch.setattr(backend, "_hidden", lambda *names: hidden.append(names) or hide(*names))
    monkeypatch.setattr(backend, "_goes_without", ())
    backend.start()
    backend.go_lightly()
    backend.start()
    assert hidden == [(), ("sklearn", "pandas")]


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
