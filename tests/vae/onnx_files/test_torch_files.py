"""What PyTorch 1.13 wrote: torch/make.py made these files, and what the networks gave."""

from pathlib import Path

import numpy as np
import pytest

from vae.network.evaluation import evaluate
from vae.readers.files import read_files
from vae.readers.reading import read_models

FILES = Path(__file__).parent / "torch"


def opened(name):
    with np.load(FILES / f"{name}.npz") as arrays:
        return read_models(read_files([FILES / f"{name}.onnx"])), dict(arrays)


def last(pictures):
    return pictures.transpose(0, 2, 3, 1)


@pytest.mark.parametrize(
    ("name", "heads"),
    [
        ("whole", ("mu", "log_var")),
        ("residual_encoder", ("mean", "logvar")),
        ("class_at_every_place", ("mu", "logvar")),
    ],
)
def test_an_encoder_gives_what_it_gave_in_pytorch(name, heads):
    (encoder, *_), arrays = opened(name)
    assert encoder.role == "encoder" and [output.name for output in encoder.outputs] == list(heads)
    pictures = last(arrays["input" if name == "whole" else "x"])
    expected = np.concatenate([arrays[head] for head in heads], 1)
    assert np.ptp(expected, axis=0).min() > 1e-3, "the file must show a difference between pictures"
    np.testing.assert_allclose(evaluate(encoder.network(), pictures, arrays.get("y")), expected, atol=1e-5)


def test_the_decoder_of_a_whole_vae_gives_what_it_gave_in_pytorch():
    (_, decoder), arrays = opened("whole")
    expected = last(arrays["decoded"]).reshape(3, -1)
    np.testing.assert_allclose(evaluate(decoder.network(), arrays["mu"]), expected, atol=1e-5)


def test_a_decoder_that_is_told_the_class_as_a_number_gives_what_it_gave_in_pytorch():
    (decoder,), arrays = opened("decoder_of_class_number")
    assert decoder.num_classes == 4 and decoder.proposal.pixels == "signed"
    expected = (last(arrays["picture"]).reshape(3, -1) + 1) / 2
    np.testing.assert_allclose(evaluate(decoder.network(), arrays["z"], arrays["label"]), expected, atol=1e-5)


def test_what_pytorch_2_writes_is_read_unflattened_and_without_its_own_softplus():
    """torch 2.13: Unflatten works out a shape; the new exporter compares before a Softplus, and writes two files."""
    (decoder,), arrays = opened("unflattened_lines")
    pixels = evaluate(decoder.network(), arrays["in0"][:1])
    np.testing.assert_allclose(pixels, arrays["out0"][:1].reshape(1, -1), atol=1e-5)
    files = read_files([FILES / "condone.onnx", FILES / "condone.onnx.data"])
    (decoder,) = read_models(files)
    pixels = evaluate(decoder.network(), arrays_of("condone")["in0"], np.array([1, 2, 3]))
    np.testing.assert_allclose(pixels, arrays_of("condone")["out0"].reshape(3, -1), atol=1e-5)
    assert not decoder.notes, "both run in the browser"


def arrays_of(name):
    with np.load(FILES / f"{name}.npz") as arrays:
        return dict(arrays)
