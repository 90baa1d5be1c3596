"""The evaluator agrees with Keras' own layers, one by one."""

import keras
import numpy as np
import pytest
from keras import layers

from vae.network.evaluation import evaluate
from vae.network.network import Network

RNG = np.random.default_rng(0)
PICTURES = RNG.normal(size=(3, 9, 6, 4)).astype(np.float32)


def evaluated(chain, tensors, points=PICTURES):
    arrays = {name: np.asarray(tensor, np.float32) for name, tensor in tensors.items()}
    return evaluate(Network(chain, arrays, points.shape[1:]), points)


def near(found, expected):
    expected = np.asarray(expected)
    assert found.shape == expected.shape and found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def with_bias(layer, points=PICTURES):
    """Build a layer, give it a bias that shows where one is missing, and return it with what it gives."""
    layer.build(points.shape)
    layer.bias.assign(RNG.normal(size=layer.bias.shape))
    return layer, {"kernel": layer.kernel, "bias": layer.bias}, layer(points)


@pytest.mark.parametrize(
    ("options", "layer"),
    [
        ({"kernel_size": (5, 4), "strides": (2, 1)}, {"strides": [2, 1]}),
        ({"kernel_size": 3, "padding": "same"}, {"padding": [1, 1, 1, 1]}),
        ({"kernel_size": 3, "padding": "same", "strides": 2}, {"strides": [2, 2], "padding": [1, 1, 0, 1]}),
        ({"kernel_size": (2, 3), "dilation_rate": (3, 2)}, {"dilation": [3, 2]}),
        ({"kernel_size": 1}, {}),
    ],
)
def test_convolutions(options, layer):
    _, tensors, expected = with_bias(layers.Conv2D(5, **options))
    plain = {"strides": [1, 1], "padding": [0, 0, 0, 0], "dilation": [1, 1], "groups": 1}
    chain = [{"type": "convolution", "kernel": "kernel", "bias": "bias", **plain, **layer}]
    near(evaluated(chain, tensors), expected)


def test_groups_of_channels_know_nothing_of_each_other():
    kernel, bias = RNG.normal(size=(3, 3, 2, 6)).astype(np.float32), RNG.normal(size=6).astype(np.float32)
    plain = {"strides": [1, 1], "padding": [1, 0, 2, 1], "dilation": [1, 1], "kernel": "kernel", "bias": "bias"}
    found = evaluated([{"type": "convolution", "groups": 2, **plain}], {"kernel": kernel, "bias": bias})
    for half in range(2):
        own = slice(3 * half, 3 * half + 3)
        parts = {"kernel": kernel[..., own], "bias": bias[own]}
        points = PICTURES[..., 2 * half : 2 * half + 2]
        alone = evaluated([{"type": "convolution", "groups": 1, **plain}], parts, points)
        near(found[..., own], alone)


def test_a_group_a_channel_is_keras_depthwise_convolution():
    layer = layers.DepthwiseConv2D(3, depth_multiplier=2)
    expected = layer(PICTURES)
    kernel = np.asarray(layer.kernel).reshape(3, 3, 1, 8)  # Keras: channels, then what is made of each
    plain = {"strides": [1, 1], "padding": [0, 0, 0, 0], "dilation": [1, 1], "kernel": "kernel", "bias": "bias"}
    near(evaluated([{"type": "convolution", "groups": 4, **plain}], {"kernel": kernel, "bias": np.zeros(8)}), expected)


@pytest.mark.parametrize(
    ("options", "strides", "crop"),
    [
        ({"kernel_size": 4, "strides": 2, "padding": "same"}, [2, 2], [1, 1, 1, 1]),
        ({"kernel_size": (5, 3), "strides": (3, 1)}, [3, 1], [0, 0, 0, 0]),
        ({"kernel_size": 2, "strides": 3}, [3, 3], [0, -1, 0, -1]),
        ({"kernel_size": 3, "strides": 2, "padding": "valid", "output_padding": 1}, [2, 2], [0, -1, 0, -1]),
    ],
)
def test_transposed_convolutions(options, strides, crop):
    _, tensors, expected = with_bias(layers.Conv2DTranspose(5, **options))
    chain = [{"type": "transposed_convolution", "kernel": "kernel", "bias": "bias", "strides": strides, "crop": crop}]
    near(evaluated(chain, tensors), expected)


@pytest.mark.parametrize("kind", ["conv2d", "conv2d_transpose"])
@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_the_convolutions_of_version_1(kind, stride):
    layer = {"conv2d": layers.Conv2D, "conv2d_transpose": layers.Conv2DTranspose}[kind](
        5, 3, strides=stride, padding="same"
    )
    _, tensors, expected = with_bias(layer)
    near(evaluated([{"type": kind, "kernel": "kernel", "bias": "bias", "strides": stride}], tensors), expected)


@pytest.mark.parametrize(
    ("layer", "chain"),
    [
        (layers.UpSampling2D((2, 3)), [{"type": "upsample", "factors": [2, 3], "method": "nearest"}]),
        (
            layers.UpSampling2D((2, 3), interpolation="bilinear"),
            [{"type": "upsample", "factors": [2, 3], "method": "bilinear"}],
        ),
        (
            layers.MaxPooling2D(2, padding="same"),
            [{"type": "pool", "method": "max", "size": [2, 2], "strides": [2, 2], "padding": [0, 1, 0, 0]}],
        ),
        (
            layers.AveragePooling2D(3, 2, padding="same"),
            [{"type": "pool", "method": "average", "size": [3, 3], "strides": [2, 2], "padding": [1, 1, 0, 1]}],
        ),
        (
            layers.AveragePooling2D((2, 3), (1, 2)),
            [{"type": "pool", "method": "average", "size": [2, 3], "strides": [1, 2], "padding": [0, 0, 0, 0]}],
        ),
        (layers.ZeroPadding2D(((1, 2), (3, 0))), [{"type": "pad", "padding": [1, 2, 3, 0]}]),
        (layers.Cropping2D(((1, 2), (3, 0))), [{"type": "crop", "crop": [1, 2, 3, 0]}]),
        (layers.Permute((3, 1, 2)), [{"type": "transpose", "axes": [2, 0, 1]}]),
        (layers.Reshape((12, 18)), [{"type": "reshape", "shape": [12, 18]}]),
    ],
)
def test_layers_without_weights(layer, chain):
    near(evaluated(chain, {}), layer(PICTURES))


@pytest.mark.parametrize(
    ("name", "parameters", "function"),
    [
        *((name, {}, name) for name in ("relu", "gelu", "silu", "elu", "tanh", "sigmoid", "selu", "softplus")),
        *((name, {}, name) for name in ("softsign", "exponential", "relu6", "mish")),
        ("softmax", {}, lambda x: keras.activations.softmax(x)),
        ("gelu_tanh", {}, lambda x: keras.activations.gelu(x, approximate=True)),
        ("leaky_relu", {"slope": 0.3}, lambda x: keras.activations.leaky_relu(x, 0.3)),
        ("elu", {"slope": 0.5}, lambda x: keras.activations.elu(x, 0.5)),
        ("hard_sigmoid", {"slope": 1 / 6, "offset": 0.5}, "hard_sigmoid"),
    ],
)
def test_activations(name, parameters, function):
    numbers = np.concatenate([np.linspace(-12, 12, 997), [-80, -0.0, 0.0, 80]]).astype(np.float32)[None]
    expected = np.asarray(keras.activations.get(function)(numbers))
    found = evaluated([{"type": "activation", "name": name, **parameters}], {}, numbers)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_prelu_and_scale_spread_over_the_last_axes():
    for shape in [(1,), (4,), (9, 6, 4)]:
        slopes, shift = RNG.normal(size=(2, *shape)).astype(np.float32)
        layer = [{"type": "activation", "name": "prelu", "slopes": "s"}]
        near(evaluated(layer, {"s": slopes}), np.where(PICTURES < 0, slopes * PICTURES, PICTURES))
        layer = [{"type": "scale", "scale": "s", "shift": "t"}]
        near(evaluated(layer, {"s": slopes, "t": shift}), PICTURES * slopes + shift)


@pytest.mark.parametrize(
    ("layer", "groups", "each_place"),
    [
        (layers.GroupNormalization(2, epsilon=1e-3), 2, False),
        (layers.GroupNormalization(-1, epsilon=1e-3), 4, False),
        (layers.LayerNormalization(epsilon=1e-3), 1, True),
    ],
)
def test_normalisation(layer, groups, each_place):
    layer.build(PICTURES.shape)
    for weight in (layer.gamma, layer.beta):
        weight.assign(RNG.normal(size=weight.shape))
    chain = [
        {"type": "normalise", "groups": groups, "each_place": each_place, "epsilon": 1e-3, "scale": "s", "shift": "t"}
    ]
    near(evaluated(chain, {"s": layer.gamma, "t": layer.beta}), layer(PICTURES))


def test_values_that_were_kept_are_added_multiplied_and_appended():
    squeeze = {"type": "pool", "method": "average", "size": [9, 6], "strides": [1, 1], "padding": [0, 0, 0, 0]}
    keep, tanh = {"type": "keep", "as": "x"}, {"type": "activation", "name": "tanh"}
    near(evaluated([keep, tanh, {"type": "add", "with": "x"}], {}), np.tanh(PICTURES) + PICTURES)
    gate = PICTURES.mean(axis=(1, 2), keepdims=True)
    near(evaluated([keep, squeeze, {"type": "multiply", "with": "x"}], {}), gate * PICTURES)
    appended = [np.tanh(PICTURES), PICTURES]
    near(evaluated([keep, tanh, {"type": "concatenate", "with": "x"}], {}), np.concatenate(appended, -1))
    chain = [keep, tanh, {"type": "concatenate", "with": "x", "first": True}]
    near(evaluated(chain, {}), np.concatenate(appended[::-1], -1))
    near(evaluated([keep, tanh, {"type": "part", "of": "x", "start": 1, "size": 2}], {}), PICTURES[..., 1:3])


def test_classes_stand_after_the_numbers_or_before_them():
    points = RNG.normal(size=(70, 2)).astype(np.float32)
    numbers = RNG.integers(3, size=70)
    one_hot = np.eye(3, dtype=np.float32)[numbers]
    for first in (False, True):
        network = Network([{"type": "concatenate_labels", "first": first}], {}, (2,), 3)
        expected = np.concatenate([one_hot, points] if first else [points, one_hot], axis=1)
        for labels in (numbers, one_hot):
            np.testing.assert_array_equal(evaluate(network, points, labels), expected)
    with pytest.raises(ValueError, match="needs one of 3 classes for each point"):
        evaluate(network, points)
    with pytest.raises(ValueError, match="labels must be 0 to 2, got 0 to 3"):
        evaluate(network, points, np.arange(70) % 4)
