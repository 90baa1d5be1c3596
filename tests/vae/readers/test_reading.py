import io
import json
import zipfile

import h5py
import numpy as np
import pytest

from vae.foreign.description import Choices, ForeignError
from vae.network.evaluation import evaluate
from vae.network.network import Network
from vae.readers.files import read_files
from vae.readers.reading import read_models
from vae.runs.store import load_run


def zipped(**given):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, each in given.items():
            archive.writestr(name.replace("__", "."), each)
    return content.getvalue()


def test_the_networks_of_a_run_that_ships_are_read_as_they_are():
    folder = load_run("mnist-2d").folder
    (model,) = read_models({"web.safetensors": (folder / "web.safetensors").read_bytes()})
    assert model.role == "decoder" and model.format == "bundle of this explorer"
    assert model.network().output_shape == (784,)
    with pytest.raises(ForeignError, match="takes 2 numbers and gives 784: it is the decoder"):
        model.network(Choices("encoder"))


def test_encoder_and_decoder_in_one_folder_are_both_found(tmp_path):
    def dense(inputs, outputs):
        rng = np.random.default_rng(inputs)
        tensors = {"k": rng.normal(size=(inputs, outputs)).astype(np.float32), "b": np.zeros(outputs, np.float32)}
        return Network([{"type": "dense", "kernel": "k", "bias": "b"}], tensors, (inputs,))

    (tmp_path / "encoder.safetensors").write_bytes(dense(64, 4).to_bundle())
    (tmp_path / "web.safetensors").write_bytes(dense(2, 64).to_bundle())
    (tmp_path / "notes.txt").write_text("mine")
    encoder, decoder = read_models(read_files([tmp_path]))
    assert (encoder.role, decoder.role) == ("encoder", "decoder")
    assert encoder.proposal.log_variance is not None
    assert evaluate(encoder.network(), np.ones((1, 64))).shape == (1, 4)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no file was given: expected a Keras network"),
        ({"a.txt": b"hello", "b.png": b"x"}, "no network is in a.txt, b.png: expected a Keras network"),
        ({"photos.zip": zipped(a__txt=b"x")}, "no network is in a.txt"),
        ({"codes.npz": zipped(z__npy=b"x")}, "; codes and pictures come beside a network, so give that first"),
        ({"broken.zip": b"PK\x03\x04"}, "broken.zip is a zip file that is cut off or damaged"),
        ({"model.pt": zipped(archive__data="x")}, "no network is in archive.data"),
        (
            {"model.pth": b"\x80\x02}q"},
            "model.pth: a checkpoint of PyTorch or pickle holds code, which is not executed",
        ),
        ({"saved_model.pb": b""}, "saved_model.pb: this SavedModel holds code alone, which is not executed here"),
        ({"x.safetensors": b"x"}, "x.safetensors: .*cut off or damaged"),
        ({"x.h5": b"no"}, "x.h5: it is no .h5 file, or is cut off"),
        ({"x.onnx": b""}, "x.onnx: it is no ONNX file"),
    ],
)
def test_what_is_no_network_gets_a_sentence(files, message):
    with pytest.raises(ForeignError, match=message):
        read_models(files)


def with_a_bit_turned(*names):
    """Return a compressed zip file whose first entry has a kind of block that deflate does not know."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"weights" * 500)
    damaged = bytearray(content.getvalue())
    damaged[30 + len(names[0])] |= 0b110
    return bytes(damaged)


def test_a_compressed_file_with_a_bit_turned_gets_a_sentence():
    with pytest.raises(ForeignError, match="packed.zip is a zip file that is cut off or damaged: pack it again"):
        read_models({"packed.zip": with_a_bit_turned("decoder.onnx")})
    with pytest.raises(ForeignError, match="model.keras: the Keras archive is cut off or damaged: save the network"):
        read_models({"model.keras": with_a_bit_turned("config.json", "model.weights.h5")})


def test_a_file_that_memory_cannot_hold_unpacked_gets_a_sentence(monkeypatch):
    def fails(*_):
        raise MemoryError

    monkeypatch.setattr(zipfile.ZipFile, "read", fails)
    with pytest.raises(ForeignError, match="a.zip is too large unpacked for the memory here"):
        read_models({"a.zip": zipped(a__onnx=b"x")})
    with pytest.raises(ForeignError, match="a.keras: the Keras archive is too large unpacked for the memory here"):
        read_models({"a.keras": zipped(config__json=b"{}", model__weights__h5=b"")})


def test_a_checkpoint_of_pytorch_gets_a_sentence():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("model/data.pkl", b"x")
    with pytest.raises(ForeignError, match="model.pt: a checkpoint of PyTorch or pickle holds code"):
        read_models({"model.pt": content.getvalue()})


def test_files_that_are_too_large_are_refused(monkeypatch):
    monkeypatch.setattr("vae.readers.reading.MOST_BYTES", 1000)
    with pytest.raises(ForeignError, match="larger than 1 GB together, which is refused"):
        read_models({"big.onnx": bytes(1001)})
    with pytest.raises(ForeignError, match=r"big.zip is larger than 1 GB unpacked, which is refused"):
        read_models({"big.zip": zipped(a__onnx=bytes(5000))})
    halves = {f"{name}.zip": zipped(**{f"{name}__txt": bytes(600)}) for name in "ab"}
    unpacked = []
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda _, entry: unpacked.append(entry.filename) or bytes(600))
    with pytest.raises(ForeignError, match=r"b.zip is larger than 1 GB unpacked together with the files beside it"):
        read_models(halves)
    assert unpacked == ["a.txt"]


@pytest.mark.parametrize("value", [None, -1, 10**12, "x", [], {"class_name": "Dense"}])
def test_a_configuration_with_any_value_of_another_type_gets_a_sentence(value):
    dense = {"class_name": "Dense", "config": {"units": 64}, "inbound_nodes": [{"args": value, "kwargs": value}]}
    first = {"class_name": "InputLayer", "config": {"name": "z", "batch_shape": [None, 2]}}
    config = {"layers": [first, dense], "input_layers": value, "output_layers": value}
    weights = io.BytesIO()
    h5py.File(weights, "w").close()
    document = json.dumps({"class_name": "Functional", "config": config})
    content = zipped(config__json=document, model__weights__h5=weights.getvalue())
    with pytest.raises(ForeignError, match="^odd.keras"):
        read_models({"odd.keras": content})
