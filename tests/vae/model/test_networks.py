"""Encoder and decoder: shapes for every kind of run, seeds, and that they load without this project's code."""

import re
import zipfile

import keras
import numpy as np
import pytest

from vae.config import RunConfig
from vae.model.networks import build_decoder, build_encoder

KINDS = [
    {"hidden_sizes": (8, 4)},
    {"hidden_sizes": ()},
    {"hidden_sizes": (8,), "conditional": True, "num_classes": 3},
    {"hidden_sizes": (8,), "variational": False, "latent_dim": 5},
    {"architecture": "convolutional", "hidden_sizes": (2,)},
    {"architecture": "convolutional", "hidden_sizes": (2, 3), "conditional": True},
    {"architecture": "convolutional", "hidden_sizes": (2, 3, 4), "latent_dim": 1},
]


@pytest.mark.parametrize("changes", KINDS)
def test_shapes(changes):
    config = RunConfig(name="run", **changes)
    encoder, decoder = build_encoder(config), build_decoder(config)
    labels = {"labels": np.eye(config.num_classes, dtype=np.float32)[[0, 1]]} if config.conditional else {}
    outputs = encoder({"images": np.zeros((2, 28, 28), np.float32), **labels})
    assert set(outputs) == ({"z_mean", "z_log_var"} if config.variational else {"z_mean"})
    assert all(output.shape == (2, config.latent_dim) for output in outputs.values())
    assert decoder({"z": np.zeros((2, config.latent_dim), np.float32), **labels}).shape == (2, 28, 28)


def test_the_label_changes_both_networks():
    config = RunConfig(name="run", hidden_sizes=(8,), conditional=True)
    labels = np.eye(10, dtype=np.float32)[[2, 7]]
    z_mean = np.asarray(build_encoder(config)({"images": np.zeros((2, 28, 28)), "labels": labels})["z_mean"])
    logits = np.asarray(build_decoder(config)({"z": np.zeros((2, 2)), "labels": labels}))
    assert not np.allclose(z_mean[0], z_mean[1]) and not np.allclose(logits[0], logits[1])


def test_weights_follow_from_the_seed():
    def first_kernel(seed):
        return np.asarray(build_encoder(RunConfig(name="run", seed=seed)).get_layer("dense_1").kernel)

    np.testing.assert_array_equal(first_kernel(1), first_kernel(1))
    assert not np.array_equal(first_kernel(1), first_kernel(2))


def test_layers_do_not_share_their_random_numbers():
    encoder = build_encoder(RunConfig(name="run", hidden_sizes=(4, 784)))
    first, second = (np.asarray(encoder.get_layer(name).kernel) for name in ("dense_1", "dense_2"))
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.1


def test_a_saved_network_loads_without_this_projects_code(tmp_path):
    config = RunConfig(name="run", architecture="convolutional", hidden_sizes=(2, 3), conditional=True)
    decoder = build_decoder(config)
    decoder.save(tmp_path / "decoder.keras")
    with zipfile.ZipFile(tmp_path / "decoder.keras") as archive:
        text = archive.read("config.json").decode()
    # Loading imports these, in safe mode no code besides.
    assert {module.split(".")[0] for module in re.findall(r'"module": "([^"]+)"', text)} == {"keras"}
    assert set(re.findall(r'"registered_name": ([^,}]+)', text)) <= {"null", '"Functional"'}
    given = {"z": np.ones((1, 2), np.float32), "labels": np.eye(10, dtype=np.float32)[[4]]}
    loaded = keras.models.load_model(tmp_path / "decoder.keras", safe_mode=True)
    np.testing.assert_allclose(np.asarray(loaded(given)), np.asarray(decoder(given)), atol=1e-5)
