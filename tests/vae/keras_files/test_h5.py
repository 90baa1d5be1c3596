import io
import json

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from tests.support.foreign import codes, pictures, randomised, saved
from vae.foreign.description import ForeignError
from vae.network.evaluation import evaluate
from vae.readers.files import read_files
from vae.readers.reading import read_models

pytestmark = pytest.mark.filterwarnings("ignore")


def keras_2_file(document, weights, version="2.12.0"):
    """Return an HDF5 file as Keras 2 writes it: the configuration, and weights by layer and name."""
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file.attrs["keras_version"] = version
        file.attrs["backend"] = "tensorflow"
        file.attrs["model_config"] = json.dumps(document)
        group = file.create_group("model_weights")
        for layer, arrays in weights.items():
            inner = group.create_group(layer)
            inner.attrs["weight_names"] = [name.encode() for name in arrays]
            for name, array in arrays.items():
                inner.create_dataset(name, data=array)
    return {"old.h5": content.getvalue()}


def layer(kind, name, config, *inbound):
    """Return a layer of a functional configuration of Keras 2."""
    nodes = [[[given, 0, 0, {}] for given in inbound]] if inbound else []
    return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": nodes}


def dense(name, units, activation, *inbound, **more):
    config = {"units": units, "activation": activation, "use_bias": True, "trainable": True, **more}
    return layer("Dense", name, config, *inbound)


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(0, 0.3, shape).astype(np.float32)


def encoder_and_decoder():
    """The example of Keras' blog: an encoder that ends with a Lambda, and a decoder, as networks in a network."""
    encoder = {
        "name": "encoder",
        "layers": [
            layer("InputLayer", "encoder_input", {"batch_input_shape": [None, 784], "dtype": "float32"}),
            dense("dense", 8, "relu", "encoder_input"),
            dense("z_mean", 2, "linear", "dense"),
            dense("z_log_var", 2, "linear", "dense"),
            layer("Lambda", "z", {"function": ["4wIAAAACAAAA", None, None]}, "z_mean", "z_log_var"),
        ],
        "input_layers": [["encoder_input", 0, 0]],
        "output_layers": [["z_mean", 0, 0], ["z_log_var", 0, 0], ["z", 0, 0]],
    }
    decoder = {
        "name": "decoder",
        "layers": [
            layer("InputLayer", "z_sampling", {"batch_input_shape": [None, 2], "dtype": "float32"}),
            dense("dense_1", 8, "hard_sigmoid", "z_sampling"),
            dense("dense_2", 784, "sigmoid", "dense_1"),
        ],
        "input_layers": [["z_sampling", 0, 0]],
        "output_layers": [["dense_2", 0, 0]],
    }
    whole = {
        "name": "vae_mlp",
        "layers": [
            layer("InputLayer", "encoder_input", {"batch_input_shape": [None, 784], "dtype": "float32"}),
            {
                "class_name": "Model",
                "name": "encoder",
                "config": encoder,
                "inbound_nodes": [[["encoder_input", 0, 0, {}]]],
            },
            {"class_name": "Model", "name": "decoder", "config": decoder, "inbound_nodes": [[["encoder", 1, 2, {}]]]},
        ],
        "input_layers": [["encoder_input", 0, 0]],
        "output_layers": [["decoder", 1, 0]],
    }
    shapes = {"dense": (784, 8), "z_mean": (8, 2), "z_log_var": (8, 2), "dense_1": (2, 8), "dense_2": (8, 784)}
    arrays = {
        name: {f"{name}/kernel:0": draw(*shape, seed=k), f"{name}/bias:0": draw(shape[1], seed=k + 10)}
        for k, (name, shape) in enumerate(shapes.items())
    }
    inner = {
        "encoder": {**arrays["dense"], **arrays["z_mean"], **arrays["z_log_var"]},
        "decoder": {**arrays["dense_1"], **arrays["dense_2"]},
    }
    return {"class_name": "Model", "config": whole}, inner, {name: list(each.values()) for name, each in arrays.items()}


def test_a_vae_of_keras_2_with_a_lambda_is_read_from_its_file_alone():
    document, weights, arrays = encoder_and_decoder()
    encoder, decoder = read_models(keras_2_file(document, weights))
    assert encoder.format == "Keras 2 HDF5 file" and (encoder.role, decoder.role) == ("encoder", "decoder")
    assert encoder.notes == ("z, which the layer 'z' (Lambda) draws, is left out: code is not executed.",)
    x, z = pictures(3, 784), codes(3, 2)
    h = np.maximum(x @ arrays["dense"][0] + arrays["dense"][1], 0)
    heads = [h @ arrays[name][0] + arrays[name][1] for name in ("z_mean", "z_log_var")]
    np.testing.assert_allclose(evaluate(encoder.network(), x), np.concatenate(heads, 1), atol=1e-5)
    # The hard sigmoid of Keras 2 is another one than that of Keras 3.
    h = np.clip(0.2 * (z @ arrays["dense_1"][0] + arrays["dense_1"][1]) + 0.5, 0, 1)
    expected = 1 / (1 + np.exp(-(h @ arrays["dense_2"][0] + arrays["dense_2"][1])))
    np.testing.assert_allclose(evaluate(decoder.network(), z), expected, atol=1e-5)


def test_a_sequential_network_of_keras_2_is_read():
    body = [
        {"class_name": "Dense", "config": {"name": "d", "units": 64, "activation": "linear", "use_bias": False,
                                           "batch_input_shape": [None, 3]}},
        {"class_name": "BatchNormalization", "config": {"name": "bn", "axis": [1], "epsilon": 0.001, "scale": True}},
        {"class_name": "LeakyReLU", "config": {"name": "l", "alpha": 0.1}},
        {"class_name": "Reshape", "config": {"name": "r", "target_shape": [4, 4, 4]}},
        {"class_name": "UpSampling2D", "config": {"name": "u", "size": [2, 2], "data_format": "channels_last"}},
        {"class_name": "Conv2D", "config": {"name": "c", "kernel_size": [1, 1], "strides": [1, 1], "padding": "same",
                                            "activation": "sigmoid", "use_bias": True, "dilation_rate": [1, 1]}},
    ]  # fmt: skip
    w = {
        "d": {"d/kernel:0": draw(3, 64)},
        "bn": {
            "bn/gamma:0": draw(64, seed=1), "bn/beta:0": draw(64, seed=2), "bn/moving_mean:0": draw(64, seed=3),
            "bn/moving_variance:0": np.abs(draw(64, seed=4)) + 0.5,
        },
        "c": {"c/kernel:0": draw(1, 1, 4, 1), "c/bias:0": draw(1, seed=5)},
    }  # fmt: skip
    (model,) = read_models(keras_2_file({"class_name": "Sequential", "config": {"name": "s", "layers": body}}, w))
    z = codes(3, 3)
    gamma, beta, mean, variance = w["bn"].values()
    h = (z @ w["d"]["d/kernel:0"] - mean) / np.sqrt(variance + 1e-3) * gamma + beta
    h = np.where(h > 0, h, 0.1 * h).reshape(3, 4, 4, 4).repeat(2, 1).repeat(2, 2)
    expected = 1 / (1 + np.exp(-(h @ w["c"]["c/kernel:0"][0, 0] + w["c"]["c/bias:0"])))
    np.testing.assert_allclose(evaluate(model.network(), z), expected.reshape(3, -1), atol=1e-5)


def test_a_file_of_keras_3_is_read_with_networks_in_networks(tmp_path):
    z = keras.Input((2,))
    block = keras.Sequential([keras.Input((2,)), layers.Dense(4, "relu"), layers.BatchNormalization()], name="block")
    network = keras.Model(z, layers.Dense(64, "sigmoid", name="last")(block(layers.Dense(2, name="first")(z))))
    (model,) = read_models(saved(randomised(network), tmp_path, "new.h5"))
    assert model.format == "Keras 3 HDF5 file"
    values = codes(4, 2)
    np.testing.assert_allclose(evaluate(model.network(), values), np.asarray(network(values)), atol=1e-5)


def test_weights_alone_get_a_sentence(tmp_path):
    network = keras.Sequential([keras.Input((2,)), layers.Dense(64)])
    network.save_weights(tmp_path / "x.weights.h5")
    with pytest.raises(ForeignError, match="it holds weights alone, not which layers they belong to"):
        read_models(read_files([tmp_path / "x.weights.h5"]))


def test_missing_weights_get_a_sentence():
    document, weights, _ = encoder_and_decoder()
    del weights["decoder"]["dense_2/kernel:0"]
    del weights["decoder"]["dense_2/bias:0"]
    with pytest.raises(ForeignError, match="'dense_2' .Dense. lacks weights or settings: 0 arrays are there, 2"):
        read_models(keras_2_file(document, weights))


def test_links_out_of_the_file_are_not_followed(tmp_path):
    document, weights, _ = encoder_and_decoder()
    (content,) = keras_2_file(document, weights).values()
    path = tmp_path / "linked.h5"
    path.write_bytes(content)
    with h5py.File(path, "a") as file:
        del file["model_weights/decoder/dense_2"]
        file["model_weights/decoder/dense_2"] = h5py.ExternalLink("elsewhere.h5", "/secret")
    with pytest.raises(ForeignError, match="'dense_2' is a link to elsewhere, which is not followed"):
        read_models(read_files([path]))


@pytest.mark.parametrize("length", [8, 600])
def test_a_file_that_is_cut_off_gets_a_sentence(length):
    document, weights, _ = encoder_and_decoder()
    (content,) = keras_2_file(document, weights).values()
    with pytest.raises(ForeignError, match="old.h5: the HDF5 file is damaged"):
        read_models({"old.h5": content[:length]})
