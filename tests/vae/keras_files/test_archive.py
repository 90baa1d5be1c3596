import io
import json
import zipfile

import keras
import numpy as np
import pytest
from keras import layers

from tests.support.foreign import codes, pictures, randomised, saved
from vae.foreign.description import Choices, ForeignError, Head
from vae.network.evaluation import evaluate
from vae.readers.reading import read_models
from vae.shape import PictureShape


class Sampling(layers.Layer):
    def call(self, inputs):
        mean, log_variance = inputs
        return mean + keras.ops.exp(0.5 * log_variance) * keras.random.normal(keras.ops.shape(mean))


def the_one(network, folder, name="network.keras"):
    """Return the one network that is found in a saved one."""
    (model,) = read_models(saved(network, folder, name))
    return model


def assert_decodes(network, folder, size=2, unit=lambda pictures: pictures, name="network.keras"):
    """Check that our network gives what the Keras network gives."""
    randomised(network)
    z = codes(5, size)
    model = the_one(network, folder, name)
    assert model.role == "decoder"
    expected = unit(np.asarray(network(z))).reshape(5, -1)
    np.testing.assert_allclose(evaluate(model.network(), z), expected, atol=1e-5)
    return model


def test_a_dense_decoder_with_a_sigmoid_is_read(tmp_path):
    network = keras.Sequential(
        [keras.Input((2,), name="code"), layers.Dense(16, "relu"), layers.Dense(784, "sigmoid")], name="my_decoder"
    )
    model = assert_decodes(network, tmp_path)
    assert model.format == "Keras 3 archive" and model.name == "network" and model.notes == ()
    assert [(given.name, given.shape, given.kind) for given in model.inputs] == [("code", (2,), "codes")]
    (output,) = model.outputs
    assert (output.shape, output.kind, output.activation, output.range) == ((784,), "picture", "sigmoid", "unit")
    assert model.layout == "flat" and model.proposal.shape == PictureShape(28, 28)


CONVOLUTIONS = {
    "batch normalisation": [
        layers.Dense(7 * 7 * 4), layers.BatchNormalization(), layers.LeakyReLU(), layers.Reshape((7, 7, 4)),
        layers.Conv2DTranspose(8, 3, 2, "same"), layers.BatchNormalization(), layers.ReLU(),
        layers.Conv2DTranspose(3, 4, 2, "same", activation="sigmoid"),
    ],
    "enlarging": [
        layers.Dense(4 * 4 * 3), layers.Reshape((4, 4, 3)), layers.UpSampling2D(2, interpolation="bilinear"),
        layers.Conv2D(4, 3, padding="same"), layers.PReLU(), layers.UpSampling2D((2, 2)),
        layers.SeparableConv2D(1, 5, padding="same", activation="sigmoid"),
    ],
    "resizing": [
        layers.Dense(6 * 5 * 3), layers.Reshape((6, 5, 3)), layers.Resizing(9, 12),
        layers.Resizing(10, 8, interpolation="nearest"), layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
    ],
    "valid padding": [
        layers.Dense(5 * 5 * 4, "elu"), layers.Reshape((5, 5, 4)), layers.Conv2DTranspose(6, 5, 2, "valid"),
        layers.ELU(0.5),
        layers.Conv2DTranspose(3, 2, 3, "valid", activation="silu"), layers.Cropping2D(((1, 2), (3, 0))),
        layers.ZeroPadding2D(1), layers.Conv2D(1, 5, activation="sigmoid"),
    ],
    "lines": [
        layers.Dense(14 * 6), layers.Reshape((14, 6)), layers.Conv1DTranspose(5, 4, 2, "same"), layers.LeakyReLU(),
        layers.MaxPooling1D(2), layers.UpSampling1D(3), layers.Conv1D(8, 3, padding="same", activation="tanh"),
        layers.ZeroPadding1D(1), layers.Cropping1D((1, 3)), layers.Conv1D(10, 5, 2, activation="sigmoid"),
        layers.Reshape((18, 10, 1)),
    ],
    "shares": [
        layers.Dense(12 * 12), layers.Reshape((12, 12)), layers.Softmax(axis=1), layers.Permute((2, 1)),
        layers.Dense(16, "softmax"), layers.Activation("softmax"), layers.Reshape((12, 16, 1)),
        layers.Rescaling(0.5),
    ],
    "odd ones": [
        layers.Dense(6 * 6 * 4, "gelu"), layers.Reshape((6, 6, 4)), layers.LayerNormalization(),
        layers.Permute((2, 1, 3)),
        layers.Conv2DTranspose(4, 1, 2, "same", activation="mish"), layers.GroupNormalization(2),
        layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2), layers.Dropout(0.5),
        layers.Conv2D(6, 3, dilation_rate=2, padding="same", activation="hard_sigmoid"),
        layers.Conv2D(4, 3, groups=2, padding="same", activation="softplus"), layers.Rescaling(0.5, 0.1),
        layers.Dense(1, "sigmoid"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("body", CONVOLUTIONS.values(), ids=CONVOLUTIONS)
def test_a_convolutional_decoder_is_read(tmp_path, body):
    network = keras.Sequential(
        [keras.Input((2,)), *(layer.__class__.from_config(layer.get_config()) for layer in body)]
    )
    assert_decodes(network, tmp_path)


def test_a_tanh_decoder_gives_pixels_of_0_to_1_with_a_sigmoid_so_that_logits_are_exact(tmp_path):
    network = keras.Sequential([keras.Input((3,)), layers.Dense(8 * 8 * 3, "tanh"), layers.Reshape((8, 8, 3))])
    model = assert_decodes(network, tmp_path, 3, lambda x: (x + 1) / 2)
    assert model.outputs[0].range == "signed" and model.proposal.pixels == "signed"
    assert model.network().layers[-1] == {"type": "activation", "name": "sigmoid"}


def test_channels_first_are_put_last(tmp_path):
    network = keras.Sequential(
        [
            keras.Input((2,)), layers.Dense(4 * 5 * 6), layers.Reshape((4, 5, 6)),
            layers.UpSampling2D(2, data_format="channels_first"),
            layers.Reshape((4, 10, 12)), layers.Permute((2, 3, 1)), layers.Conv2D(3, 3, activation="sigmoid"),
            layers.Permute((3, 1, 2)),
        ]
    )  # fmt: skip
    randomised(network)
    model = the_one(network, tmp_path)
    assert model.layout == "channels_first" and model.proposal.shape == PictureShape(8, 10, 3)
    z = codes(4, 2)
    expected = np.asarray(network(z)).transpose(0, 2, 3, 1).reshape(4, -1)
    np.testing.assert_allclose(evaluate(model.network(), z), expected, atol=1e-5)
    assert "transpose" not in [layer["type"] for layer in model.network().layers[:4]], "the dense layer takes that up"


def vae(latent_dim=2):
    x = keras.Input((28, 28, 1), name="x")
    h = layers.Conv2D(4, 3, 2, "same", activation="relu")(x)
    h = layers.Conv2D(4, 3, 2, "valid")(h)
    h = layers.Flatten()(layers.BatchNormalization()(h))
    mean, spread = layers.Dense(latent_dim, name="z_mean")(h), layers.Dense(latent_dim, name="z_log_var")(h)
    encoder = keras.Model(x, [mean, spread, Sampling(name="z")([mean, spread])], name="encoder")
    z = keras.Input((latent_dim,))
    decoder = keras.Model(z, layers.Reshape((28, 28, 1))(layers.Dense(784, "sigmoid")(z)), name="decoder")
    return randomised(encoder), randomised(decoder), keras.Model(x, decoder(encoder(x)[2]), name="vae")


def assert_encodes(model, encoder, x):
    mean, spread, *_ = encoder(x)
    np.testing.assert_allclose(evaluate(model.network(), x), np.concatenate((mean, spread), 1), atol=1e-5)


def test_an_encoder_is_cut_before_its_sampling_layer(tmp_path):
    encoder, _, _ = vae()
    model = the_one(encoder, tmp_path)
    assert model.role == "encoder" and [output.kind for output in model.outputs] == ["mean", "log_variance"]
    assert model.notes == ("z, which the layer 'z' (Sampling) draws, is left out: code is not executed.",)
    assert_encodes(model, encoder, pictures(3, 28, 28, 1))
    assert sum(layer["type"] == "dense" for layer in model.network().layers) == 1, "the heads are one layer"


def test_an_encoder_that_gives_z_alone_gives_mean_and_log_variance(tmp_path):
    encoder, _, _ = vae()
    model = the_one(keras.Model(encoder.inputs, encoder.outputs[2]), tmp_path)
    assert [output.name for output in model.outputs] == ["z_mean", "z_log_var"]
    assert_encodes(model, encoder, pictures(3, 28, 28, 1))


def test_a_whole_vae_gives_encoder_and_decoder(tmp_path):
    encoder, decoder, whole = vae()
    first, second = read_models(saved(whole, tmp_path))
    assert (first.role, first.name, second.role, second.name) == ("encoder", "encoder", "decoder", "decoder")
    assert_encodes(first, encoder, pictures(3, 28, 28, 1))
    z = codes(4, 2)
    np.testing.assert_allclose(evaluate(second.network(), z), np.asarray(decoder(z)).reshape(4, -1), atol=1e-5)


def test_a_vae_without_inner_networks_is_divided_at_its_sampling_layer(tmp_path):
    x = keras.Input((784,))
    h = layers.Dense(16, "tanh")(x)
    mean, spread = layers.Dense(3, name="mu")(h), layers.Dense(3, name="logvar")(h)
    z = Sampling()([mean, spread])
    pixels = layers.Dense(784, "sigmoid")(layers.Dense(16, "relu")(z))
    whole = randomised(keras.Model(x, pixels))
    first, second = read_models(saved(whole, tmp_path))
    given = pictures(4, 784)
    assert_encodes(first, keras.Model(x, [mean, spread]), given)
    values = codes(4, 3)
    np.testing.assert_allclose(
        evaluate(second.network(), values), np.asarray(keras.Model(z, pixels)(values)), atol=1e-5
    )


def test_a_plain_autoencoder_is_divided_where_it_is_narrowest(tmp_path):
    x = keras.Input((28, 28))
    code = layers.Dense(4, "relu", name="bottleneck")(layers.Dense(32, "relu")(layers.Flatten()(x)))
    pixels = layers.Reshape((28, 28))(layers.Dense(784, "sigmoid")(code))
    randomised(keras.Model(x, pixels))
    first, second = read_models(saved(keras.Model(x, pixels), tmp_path))
    given = pictures(4, 28, 28)
    assert first.outputs[0].range == "positive" and first.proposal.log_variance is None
    expected = np.asarray(keras.Model(x, code)(given))
    np.testing.assert_allclose(evaluate(first.network(), given), expected, atol=1e-5)
    np.testing.assert_allclose(
        evaluate(second.network(), expected), np.asarray(keras.Model(x, pixels)(given)).reshape(4, -1), atol=1e-5
    )


def test_one_concatenated_output_is_offered_as_two_halves_which_can_be_exchanged(tmp_path):
    network = randomised(keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(4)]))
    model = the_one(network, tmp_path)
    assert model.outputs[0].kind == "several"
    assert model.proposal.mean == Head(model.outputs[0].name, "first", 2)
    x = pictures(3, 28, 28, 1)
    expected = np.asarray(network(x))
    np.testing.assert_allclose(evaluate(model.network(), x), expected, atol=1e-5)
    other = Choices("encoder", mean=model.proposal.log_variance, log_variance=model.proposal.mean)
    np.testing.assert_allclose(evaluate(model.network(other), x), expected[:, [2, 3, 0, 1]], atol=1e-5)


@pytest.mark.parametrize("labels_first", [False, True])
def test_a_one_hot_label_may_stand_before_or_behind_the_codes(tmp_path, labels_first):
    z, label = keras.Input((2,), name="latent"), keras.Input((10,), name="label")
    joined = layers.Concatenate()([label, z] if labels_first else [z, label])
    network = randomised(keras.Model([z, label], layers.Dense(784, "sigmoid")(layers.Dense(8, "relu")(joined))))
    model = the_one(network, tmp_path)
    assert model.num_classes == 10 and [given.kind for given in model.inputs] == ["codes", "labels"]
    values, classes = codes(4, 2), np.array([0, 3, 9, 1])
    expected = network([values, np.eye(10, dtype=np.float32)[classes]])
    np.testing.assert_allclose(evaluate(model.network(), values, classes), expected, atol=1e-5)


def test_a_class_number_that_is_embedded_is_a_one_hot_label(tmp_path):
    z, label = keras.Input((2,)), keras.Input((1,), dtype="int32")
    embedded = layers.Flatten()(layers.Embedding(10, 5)(label))
    network = randomised(keras.Model([z, label], layers.Dense(784, "sigmoid")(layers.Concatenate()([z, embedded]))))
    model = the_one(network, tmp_path)
    values, classes = codes(4, 2), np.array([0, 3, 9, 1])
    expected = network([values, classes[:, None]])
    np.testing.assert_allclose(evaluate(model.network(), values, classes), expected, atol=1e-5)


def test_a_conditional_encoder_may_be_told_the_class_after_its_convolutions(tmp_path):
    x, label = keras.Input((28, 28, 1)), keras.Input((10,), name="y")
    h = layers.Flatten()(layers.Conv2D(3, 3, 2, "same", activation="relu")(x))
    h = layers.Concatenate()([h, layers.Dense(6, "relu")(label)])
    network = randomised(keras.Model([x, label], [layers.Dense(2, name="mean")(h), layers.Dense(2, name="log_var")(h)]))
    model = the_one(network, tmp_path)
    given, classes = pictures(4, 28, 28, 1), np.array([0, 3, 9, 1])
    expected = np.concatenate(network([given, np.eye(10, dtype=np.float32)[classes]]), 1)
    np.testing.assert_allclose(evaluate(model.network(), given, classes), expected, atol=1e-5)


def test_shortcuts_are_kept_and_added(tmp_path):
    z = keras.Input((2,))
    x = layers.Reshape((8, 8, 4))(layers.Dense(256, "relu")(z))
    for _ in range(2):
        left = layers.Conv2D(4, 3, padding="same", activation="relu")(x)
        right = layers.Conv2D(4, 1)(x)
        gate = layers.Dense(4, "sigmoid")(layers.GlobalAveragePooling2D(keepdims=True)(left))
        x = layers.Add()([layers.Multiply()([left, gate]), right])
        x = layers.Concatenate()([layers.MaxPooling2D(2)(layers.UpSampling2D()(x)), x])
        x = layers.Conv2D(4, 3, padding="same")(x)
    network = keras.Model(z, layers.Conv2D(1, 3, padding="same", activation="sigmoid")(x))
    assert_decodes(network, tmp_path)


def test_codes_that_are_no_list_are_taken_as_one(tmp_path):
    network = randomised(
        keras.Sequential([keras.Input((2, 2, 4)), layers.Conv2DTranspose(3, 8, 8, "same", activation="sigmoid")])
    )
    model = the_one(network, tmp_path)
    z = codes(3, 2, 2, 4)
    expected = np.asarray(network(z)).reshape(3, -1)
    np.testing.assert_allclose(evaluate(model.network(), z.reshape(3, -1)), expected, atol=1e-5)


@pytest.mark.parametrize(("factor", "shift", "pixels"), [(1, 0, "unit"), (2, -1, "signed"), (255, 0, "bytes")])
def test_a_decoder_without_a_closing_function_shows_by_its_numbers_how_pixels_are_written(
    tmp_path, factor, shift, pixels
):
    network = keras.Sequential(
        [keras.Input((2,)), layers.Dense(64, "sigmoid"), layers.Rescaling(factor, shift), layers.Dense(64)]
    )
    network.layers[0].set_weights([codes(2, 64) * 3, np.zeros(64)])
    network.layers[-1].set_weights([np.eye(64), np.zeros(64)])
    model = the_one(network, tmp_path)
    assert model.proposal.pixels == pixels and "lie mostly between" in model.notes[-1]
    z = codes(5, 2)
    expected = np.clip((np.asarray(network(z)) - shift) / factor, 0, 1)
    np.testing.assert_allclose(evaluate(model.network(), z), expected, atol=1e-5)


def test_an_encoder_takes_pixels_as_its_decoder_writes_them(tmp_path):
    x = keras.Input((8, 8, 3))
    code = layers.Dense(2, name="code")(layers.Flatten()(x))
    pixels = layers.Reshape((8, 8, 3))(layers.Dense(192, "tanh")(code))
    randomised(keras.Model(x, pixels))
    encoder, _ = read_models(saved(keras.Model(x, pixels), tmp_path))
    assert encoder.proposal.pixels == "signed"
    given = pictures(3, 8, 8, 3)
    expected = np.asarray(keras.Model(x, code)(given * 2 - 1))
    np.testing.assert_allclose(evaluate(encoder.network(), given), expected, atol=1e-5)


def test_a_deviation_becomes_a_log_variance(tmp_path):
    x = keras.Input((64,))
    heads = [layers.Dense(2, name="mu")(x), layers.Dense(2, "exponential", name="sigma")(x)]
    network = randomised(keras.Model(x, heads))
    model = the_one(network, tmp_path)
    assert model.proposal.is_deviation
    given = pictures(3, 64)
    mean, deviation = network(given)
    expected = np.concatenate((mean, 2 * np.log(deviation)), 1)
    np.testing.assert_allclose(evaluate(model.network(), given), expected, atol=1e-5)


def archive(config, weights=b""):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("config.json", config if isinstance(config, str) else json.dumps(config))
        file.writestr("model.weights.h5", weights)
    return content.getvalue()


def test_a_subclassed_network_gets_a_sentence(tmp_path):
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(784)

        def call(self, z):
            return self.dense(z)

    network = Own()
    network(codes(1, 2))
    with pytest.raises(ForeignError, match="is a class of its own .*save its encoder and decoder apart"):
        read_models(saved(network, tmp_path))


def test_functions_of_keras_ops_are_read(tmp_path):
    ops = keras.ops
    x = keras.Input((64,))
    h = layers.Dense(6)(ops.reshape(x, (-1, 64)))
    first, second = ops.split(h, 2, axis=-1)
    spread = ops.clip(-h[:, 3:] / 2 + ops.square(first), -1, 1)
    mean = ops.maximum(ops.squeeze(ops.expand_dims(second, -1), -1), 0.0)
    network = randomised(keras.Model(x, {"mu": mean, "logvar": spread}))
    model = the_one(network, tmp_path)
    assert [(output.name, output.kind) for output in model.outputs] == [("mu", "mean"), ("logvar", "log_variance")]
    given = pictures(4, 64)
    made = network(given)
    expected = np.concatenate((made["mu"], made["logvar"]), 1)
    np.testing.assert_allclose(evaluate(model.network(), given), expected, atol=1e-5)


@keras.saving.register_keras_serializable("mine")
class Configured(keras.Model):
    def __init__(self, encoder, decoder, **others):
        super().__init__(**others)
        self.encoder, self.decoder = encoder, decoder

    def call(self, x):
        return self.decoder(self.encoder(x)[0])

    def get_config(self):
        serialised = keras.saving.serialize_keras_object
        return {"encoder": serialised(self.encoder), "decoder": serialised(self.decoder)}


def test_a_class_that_says_which_networks_it_has_gives_these(tmp_path):
    encoder, decoder, _ = vae()
    whole = Configured(encoder, decoder)
    whole(pictures(1, 28, 28, 1))
    first, second = read_models(saved(whole, tmp_path))
    assert_encodes(first, encoder, pictures(3, 28, 28, 1))
    z = codes(4, 2)
    np.testing.assert_allclose(evaluate(second.network(), z), np.asarray(decoder(z)).reshape(4, -1), atol=1e-5)


def test_a_layer_of_code_in_the_middle_gets_a_sentence(tmp_path):
    class Odd(layers.Layer):
        def call(self, x):
            return x * 2

    network = keras.Sequential([keras.Input((2,)), layers.Dense(8), Odd(name="odd"), layers.Dense(784)])
    with pytest.raises(ForeignError, match="network.keras: the layer 'odd' is a Odd, code of its own, which"):
        read_models(saved(network, tmp_path))


def test_a_layer_that_our_format_does_not_have_gets_a_sentence(tmp_path):
    network = keras.Sequential([keras.Input((2,)), layers.Reshape((2, 1)), layers.LSTM(4), layers.Dense(784)])
    with pytest.raises(ForeignError, match="the layer 'lstm.*' is a LSTM, which the explorer's networks do not have"):
        read_models(saved(network, tmp_path))


def test_weights_that_are_not_numbers_get_a_sentence(tmp_path):
    network = keras.Sequential([keras.Input((2,)), layers.Dense(784, "sigmoid", name="last")])
    kernel, bias = network.layers[-1].get_weights()
    network.layers[-1].set_weights([kernel * np.nan, bias])
    with pytest.raises(ForeignError, match="some are NaN or infinite"):
        the_one(network, tmp_path).network()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 and no more", "cut off or damaged"),
        (archive("no json"), "the Keras archive is damaged"),
        (archive({"class_name": "Sequential", "config": {"layers": []}}), "the Keras archive is damaged"),
        (archive("[" * 100_000), "nested too deeply"),
    ],
)
def test_a_damaged_archive_gets_a_sentence(content, message):
    with pytest.raises(ForeignError, match=f"network.keras.*{message}"):
        read_models({"network.keras": content})
