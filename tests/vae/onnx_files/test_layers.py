import numpy as np
import pytest

from tests.support.foreign import codes, pictures
from tests.support.onnx_writer import model, node
from vae.foreign.description import ForeignError, TooLargeError
from vae.foreign.values import Node, Value
from vae.network import graphs, resizing
from vae.network.evaluation import evaluate
from vae.network.spatial import convolved, transposed
from vae.onnx_files.graph import OPERATORS
from vae.readers.reading import read_models
from vae.shape import PictureShape

RNG = np.random.default_rng(3)


def weights(*shape):
    fan = np.prod(shape[1:]) if len(shape) > 1 else 4
    return (RNG.normal(size=shape) / np.sqrt(fan)).astype(np.float32)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def the_one(content):
    (found,) = read_models({"net.onnx": content})
    return found


def rows(pictures):
    """Return pictures with channels first as ours are: row by row, channels last."""
    return pictures.transpose(0, 2, 3, 1).reshape(len(pictures), -1)


def assert_decodes(content, z, expected):
    found = the_one(content)
    assert found.role == "decoder" and found.format == "ONNX" and found.name == "net"
    np.testing.assert_allclose(evaluate(found.network(), z), expected, atol=1e-5)
    return found


def test_a_decoder_of_linear_layers_is_read():
    w = {"0.weight": weights(16, 2), "0.bias": weights(16), "2.weight": weights(784, 16), "2.bias": weights(784)}
    nodes = [
        node("Gemm", ["z", "0.weight", "0.bias"], ["a"], alpha=1.0, beta=1.0, transB=1),
        node("Relu", ["a"], ["b"]),
        node("Gemm", ["b", "2.weight", "2.bias"], ["c"], alpha=1.0, beta=1.0, transB=1),
        node("Sigmoid", ["c"], ["picture"]),
    ]
    z = codes(4, 2)
    hidden = np.maximum(z @ w["0.weight"].T + w["0.bias"], 0)
    expected = sigmoid(hidden @ w["2.weight"].T + w["2.bias"])
    found = assert_decodes(model(nodes, w, {"z": (None, 2)}, ["picture"]), z, expected)
    assert [(each.name, each.shape, each.kind) for each in found.inputs] == [("z", (2,), "codes")]
    assert found.outputs[0].activation == "sigmoid" and found.proposal.shape == PictureShape(28, 28)


def dcgan(last="Tanh", batch=None):
    """A Linear layer, a reshape to [8, 4, 4] and two transposed convolutions with batch normalisation between."""
    w = {
        "fc.weight": weights(128, 3), "fc.bias": weights(128),
        "up1.weight": weights(8, 6, 4, 4), "up1.bias": weights(6),
        "bn.weight": np.abs(weights(6)) + 0.5, "bn.bias": weights(6), "bn.mean": weights(6),
        "bn.var": np.abs(weights(6)) + 0.5,
        "up2.weight": weights(6, 3, 3, 3), "up2.bias": weights(3),
        "shape": np.array([-1 if batch is None else batch, 8, 4, 4]),
    }  # fmt: skip
    nodes = [
        node("Gemm", ["z", "fc.weight", "fc.bias"], ["a"], transB=1),
        node("LeakyRelu", ["a"], ["b"], alpha=0.2),
        node("Reshape", ["b", "shape"], ["c"], allowzero=0),
        node("ConvTranspose", ["c", "up1.weight", "up1.bias"], ["d"], kernel_shape=[4, 4], pads=[1] * 4,
             strides=[2, 2]),
        node("BatchNormalization", ["d", "bn.weight", "bn.bias", "bn.mean", "bn.var"], ["e"], epsilon=1e-5),
        node("Relu", ["e"], ["f"]),
        node(
            "ConvTranspose", ["f", "up2.weight", "up2.bias"], ["g"], kernel_shape=[3, 3], pads=[1] * 4, strides=[2, 2],
            output_padding=[1, 1], dilations=[1, 1], group=1,
        ),
        node(last, ["g"], ["out"]),
    ]  # fmt: skip
    z = codes(4, 3)
    h = z @ w["fc.weight"].T + w["fc.bias"]
    h = np.where(h > 0, h, 0.2 * h).reshape(4, 8, 4, 4).transpose(0, 2, 3, 1)
    h = transposed(h, w["up1.weight"].transpose(2, 3, 1, 0), (2, 2), (1, 1, 1, 1)) + w["up1.bias"]
    h = (h - w["bn.mean"]) / np.sqrt(w["bn.var"] + 1e-5) * w["bn.weight"] + w["bn.bias"]
    h = transposed(np.maximum(h, 0), w["up2.weight"].transpose(2, 3, 1, 0), (2, 2), (1, 0, 1, 0)) + w["up2.bias"]
    return model(nodes, w, {"z": (batch, 3)}, ["out"]), z, h.reshape(4, -1)


@pytest.mark.parametrize("batch", [None, 1, 64])
def test_a_convolutional_decoder_with_channels_first_and_a_tanh_is_read(batch):
    content, z, expected = dcgan(batch=batch)
    found = assert_decodes(content, z, (np.tanh(expected) + 1) / 2)
    assert found.layout == "channels_first" and found.proposal.pixels == "signed"
    assert found.proposal.shape == PictureShape(16, 16, 3)
    kinds = [layer["type"] for layer in found.network().layers]
    assert "transpose" not in kinds and "scale" not in kinds, "weights take up the order and the normalisation"


def encoder(heads=True):
    """Two convolutions, a flattened picture of [6, 7, 7], and two Linear layers or one that is cut in halves."""
    w = {
        "c1.weight": weights(4, 1, 3, 3), "c1.bias": weights(4), "c2.weight": weights(6, 4, 4, 4),
        "c2.bias": weights(6), "mu.weight": weights(2, 294),
        "mu.bias": weights(2), "lv.weight": weights(2, 294), "lv.bias": weights(2),
    }  # fmt: skip
    x = pictures(4, 28, 28, 1)
    h = np.maximum(convolved(x, w["c1.weight"].transpose(2, 3, 1, 0), (2, 2), (1, 1, 1, 1), (1, 1)) + w["c1.bias"], 0)
    h = convolved(h, w["c2.weight"].transpose(2, 3, 1, 0), (2, 2), (1, 1, 1, 1), (1, 1)) + w["c2.bias"]
    h = (h * sigmoid(h)).transpose(0, 3, 1, 2).reshape(4, -1)
    mean, spread = (h @ w[f"{name}.weight"].T + w[f"{name}.bias"] for name in ("mu", "lv"))
    nodes = [
        node("Conv", ["x", "c1.weight", "c1.bias"], ["a"], kernel_shape=[3, 3], pads=[1] * 4, strides=[2, 2], group=1),
        node("Relu", ["a"], ["b"]),
        node("Conv", ["b", "c2.weight", "c2.bias"], ["c"], kernel_shape=[4, 4], pads=[1] * 4, strides=[2, 2]),
        node("Sigmoid", ["c"], ["gate"]),
        node("Mul", ["c", "gate"], ["d"]),
        node("Flatten", ["d"], ["e"], axis=1),
    ]
    if heads:
        nodes += [
            node("Gemm", ["e", f"{name}.weight", f"{name}.bias"], [output], transB=1)
            for name, output in (("mu", "mu"), ("lv", "logvar"))
        ]
    else:
        w["both.weight"] = np.concatenate([w["lv.weight"], w["mu.weight"]])
        w["both.bias"] = np.concatenate([w["lv.bias"], w["mu.bias"]])
        nodes += [
            node("Gemm", ["e", "both.weight", "both.bias"], ["f"], transB=1),
            node("Split", ["f", "sizes"], ["logvar", "mu"], axis=1),
        ]
        w["sizes"] = np.array([2, 2])
    return nodes, w, x, mean, spread


@pytest.mark.parametrize("heads", [True, False])
def test_an_encoder_with_two_outputs_is_read(heads):
    nodes, w, x, mean, spread = encoder(heads)
    found = the_one(model(nodes, w, {"x": (None, 1, 28, 28)}, ["logvar", "mu"]))
    assert {output.name: output.kind for output in found.outputs} == {"logvar": "log_variance", "mu": "mean"}
    network = found.network()
    np.testing.assert_allclose(evaluate(network, x), np.concatenate((mean, spread), 1), atol=1e-5)
    kinds = [layer["type"] for layer in network.layers]
    assert kinds.count("dense") == 1 and "silu" in [layer.get("name") for layer in network.layers]


def whole(draws, hands_on=False):
    nodes, w, x, mean, spread = encoder()
    w |= {"half": np.array(0.5, np.float32), "fc.weight": weights(784, 2), "fc.bias": weights(784)}
    w["shape"] = np.array([-1, 1, 28, 28])
    drawn = [
        node("Mul", ["logvar", "half"], ["h"]),
        node("Exp", ["h"], ["std"]),
        node("RandomNormalLike", ["std"], ["eps"]),
        node("Mul", ["eps", "std"], ["noise"]),
        node("Add", ["mu", "noise"], ["z"]),
    ]
    after = [
        node("Gemm", ["z" if draws else "mu", "fc.weight", "fc.bias"], ["i"], transB=1),
        node("Sigmoid", ["i"], ["j"]),
        node("Reshape", ["j", "shape"], ["recon"]),
    ]
    outputs = ["recon", "mu", "logvar"]
    if hands_on:
        after.append(node("Identity", ["x"], ["input"]))
        outputs.insert(0, "input")
    content = model([*nodes, *(drawn if draws else []), *after], w, {"x": (None, 1, 28, 28)}, outputs)
    z = codes(3, 2)
    return content, x, np.concatenate((mean, spread), 1), z, sigmoid(z @ w["fc.weight"].T + w["fc.bias"])


@pytest.mark.parametrize("hands_on", [True, False])
@pytest.mark.parametrize("draws", [True, False])
def test_a_whole_vae_is_divided_at_z_whether_it_draws_or_not_and_hands_its_input_on_or_not(draws, hands_on):
    content, x, heads, z, expected = whole(draws, hands_on)
    first, second = read_models({"vae.onnx": content})
    assert (first.role, second.role) == ("encoder", "decoder")
    np.testing.assert_allclose(evaluate(first.network(), x), heads, atol=1e-5)
    np.testing.assert_allclose(evaluate(second.network(), z), expected, atol=1e-5)


@pytest.mark.parametrize("labels_first", [True, False])
def test_a_one_hot_label_is_told_by_its_name(labels_first):
    w = {"w": weights(64, 7), "b": weights(64)}
    names = ["y", "z"] if labels_first else ["z", "y"]
    nodes = [
        node("Concat", names, ["zy"], axis=-1),
        node("Gemm", ["zy", "w", "b"], ["a"], transB=1),
        node("Sigmoid", ["a"], ["out"]),
    ]
    found = the_one(model(nodes, w, {"z": (None, 2), "y": (None, 5)}, ["out"]))
    assert found.num_classes == 5
    z, classes = codes(3, 2), np.array([0, 4, 2])
    both = [np.eye(5)[classes], z] if labels_first else [z, np.eye(5)[classes]]
    expected = sigmoid(np.concatenate(both, 1) @ w["w"].T + w["b"])
    np.testing.assert_allclose(evaluate(found.network(), z, classes), expected, atol=1e-5)


def test_what_torch_writes_for_shapes_gelu_clip_and_enlarging_is_read():
    w = {
        "w": weights(2, 72), "b": weights(72), "root": np.array(2**0.5, np.float32), "one": np.array(1.0, np.float32),
        "half": np.array(0.5, np.float32), "scales": np.array([1, 1, 3, 3], np.float32),
        "low": np.array(0.0, np.float32), "high": np.array(1.0, np.float32), "zero": np.array(0),
        "tail": np.array([8, 3, 3]),
        "k": weights(3, 8, 3, 3), "axes": np.array([0]), "pads": np.array([0, 0, 1, 1, 0, 0, 1, 1]),
    }  # fmt: skip
    nodes = [
        node("MatMul", ["z", "w"], ["a"]), node("Add", ["b", "a"], ["c"]), node("Div", ["c", "root"], ["d"]),
        node("Erf", ["d"], ["e"]), node("Add", ["e", "one"], ["f"]), node("Mul", ["c", "f"], ["g"]),
        node("Mul", ["g", "half"], ["h"]), node("Shape", ["z"], ["s"]), node("Gather", ["s", "zero"], ["n"], axis=0),
        node("Unsqueeze", ["n", "axes"], ["m"]), node("Concat", ["m", "tail"], ["shape"], axis=0),
        node("Reshape", ["h", "shape"], ["i"]),
        node(
            "Resize", ["i", "", "scales"], ["j"], mode="nearest", nearest_mode="floor",
            coordinate_transformation_mode="asymmetric",
        ),
        node("Pad", ["j", "pads"], ["k1"], mode="constant"), node("Conv", ["k1", "k"], ["l"], kernel_shape=[3, 3]),
        node("Clip", ["l", "low", "high"], ["out"]),
    ]  # fmt: skip
    z = codes(4, 2)
    h = z @ w["w"] + w["b"]
    from scipy.special import erf

    h = (0.5 * h * (1 + erf(h / 2**0.5))).reshape(4, 8, 3, 3).transpose(0, 2, 3, 1).repeat(3, 1).repeat(3, 2)
    h = np.clip(convolved(h, w["k"].transpose(2, 3, 1, 0), (1, 1), (1, 1, 1, 1), (1, 1)), 0, 1)
    found = assert_decodes(model(nodes, w, {"z": (None, 2)}, ["out"]), z, h.reshape(4, -1))
    assert "gelu" in [layer.get("name") for layer in found.network().layers]
    assert found.outputs[0].range == "unit"


def test_group_and_instance_normalisation_prelu_and_pixel_shuffle_are_read():
    w = {
        "w": weights(2, 128), "to": np.array([0, 2, -1]), "ones": np.ones(2), "zeros": np.zeros(2),
        "back": np.array([-1, 8, 4, 4]), "g": weights(8, 1, 1), "b": weights(8, 1, 1), "slopes": weights(8, 1, 1),
        "g2": weights(2), "b2": weights(2), "k": weights(1, 2, 1, 1),
    }  # fmt: skip
    nodes = [
        node("MatMul", ["z", "w"], ["a"]), node("Reshape", ["a", "back"], ["x"]), node("Reshape", ["x", "to"], ["c"]),
        node("InstanceNormalization", ["c", "ones", "zeros"], ["d"], epsilon=1e-5),
        node("Reshape", ["d", "back"], ["e"]),
        node("Mul", ["e", "g"], ["f"]), node("Add", ["f", "b"], ["h"]), node("PRelu", ["h", "slopes"], ["i"]),
        node("DepthToSpace", ["i"], ["j"], blocksize=2, mode="CRD"),
        node("InstanceNormalization", ["j", "g2", "b2"], ["l"], epsilon=1e-5),
        node("Conv", ["l", "k"], ["m"], kernel_shape=[1, 1]), node("Sigmoid", ["m"], ["out"]),
    ]  # fmt: skip
    z = codes(3, 2)

    def normal(x):
        return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)

    h = normal((z @ w["w"]).reshape(3, 2, -1)).reshape(3, 8, 4, 4) * w["g"] + w["b"]
    h = np.where(h > 0, h, w["slopes"] * h).reshape(3, 2, 2, 2, 4, 4).transpose(0, 1, 4, 2, 5, 3).reshape(3, 2, -1)
    h = (normal(h) * w["g2"][:, None] + w["b2"][:, None]).reshape(3, 2, 8, 8)
    expected = sigmoid((h * w["k"][0]).sum(1)).reshape(3, -1)
    assert_decodes(model(nodes, w, {"z": (None, 2)}, ["out"]), z, expected)


@pytest.mark.parametrize("kind", ["Conv", "ConvTranspose"])
def test_groups_and_dilation_are_read(kind):
    w = {"fc": weights(2, 400), "to": np.array([-1, 4, 10, 10]), "w": weights(4, 2, 3, 3), "k": weights(1, 4, 1, 1)}
    nodes = [
        node("MatMul", ["z", "fc"], ["flat"]), node("Reshape", ["flat", "to"], ["x"]),
        node(kind, ["x", "w"], ["a"], group=2, dilations=[2, 2], kernel_shape=[3, 3], pads=[1] * 4),
        node("Conv", ["a", "k"], ["b"], kernel_shape=[1, 1]), node("Sigmoid", ["b"], ["out"]),
    ]  # fmt: skip
    z = codes(2, 2)
    halves = []
    for group in (slice(0, 2), slice(2, 4)):
        x = (z @ w["fc"]).reshape(2, 4, 10, 10).transpose(0, 2, 3, 1)[..., group]
        part = w["w"][group].transpose(2, 3, 1, 0)
        spread = np.zeros((5, 5, 2, 2), np.float32)
        spread[::2, ::2] = part
        made = (
            convolved(x, part, (1, 1), (1,) * 4, (2, 2)) if kind == "Conv" else transposed(x, spread, (1, 1), (1,) * 4)
        )
        halves.append(made)
    expected = sigmoid((np.concatenate(halves, -1) * w["k"][0, :, 0, 0]).sum(-1)).reshape(2, -1)
    assert_decodes(model(nodes, w, {"z": (None, 2)}, ["out"]), z, expected)


def with_weights_outside():
    w = {"w": weights(2, 64)}
    nodes = [node("MatMul", ["z", "w"], ["a"]), node("Sigmoid", ["a"], ["out"])]
    return model(nodes, w, {"z": (None, 2)}, ["out"], external=["w"]), w["w"]


def test_weights_in_another_file_that_is_given_too_are_read():
    content, kernel = with_weights_outside()
    (found,) = read_models({"net.onnx": content, "weights.data": bytes(4) + kernel.tobytes()})
    z = codes(3, 2)
    np.testing.assert_allclose(evaluate(found.network(), z), sigmoid(z @ kernel), atol=1e-5)


def test_weights_in_another_file_are_counted_in_all_though_many_arrays_name_the_same_bytes(monkeypatch):
    monkeypatch.setattr("vae.readers.reading.MOST_BYTES", 5000)
    w = {f"w{number}": weights(2, 64) for number in range(10)}
    nodes = [node("MatMul", ["z", "w0"], ["a"]), node("Sigmoid", ["a"], ["out"])]
    content = model(nodes, w, {"z": (None, 2)}, ["out"], external=list(w))
    with pytest.raises(ForeignError, match="net.onnx: its weights are larger than .* together, which is refused"):
        read_models({"net.onnx": content, "weights.data": bytes(4 + 512)})


def test_weights_in_another_file_that_is_missing_or_cut_off_get_a_sentence():
    content, kernel = with_weights_outside()
    with pytest.raises(ForeignError, match="net.onnx: the weights 'w' lie in another file, weights.data: give both"):
        the_one(content)
    with pytest.raises(ForeignError, match="weights.data is cut off: the weights 'w' should end at byte 516"):
        read_models({"net.onnx": content, "weights.data": kernel.tobytes()})


def test_a_class_number_and_its_one_hot_are_told_by_constants_of_any_kind():
    w = {"w": weights(6, 64), "values": np.array([0, 1])}
    nodes = [
        node("Constant", [], ["depth"], value_int=4), node("OneHot", ["label", "depth", "values"], ["y"]),
        node("Concat", ["z", "y"], ["zy"], axis=1), node("MatMul", ["zy", "w"], ["a"]), node("Sigmoid", ["a"], ["out"]),
    ]  # fmt: skip
    found = the_one(model(nodes, w, {"z": (None, 2), "label": (None,)}, ["out"]))
    assert found.num_classes == 4
    z, classes = codes(3, 2), np.array([3, 0, 2])
    expected = sigmoid(np.concatenate([z, np.eye(4)[classes]], 1) @ w["w"])
    np.testing.assert_allclose(evaluate(found.network(), z, classes), expected, atol=1e-5)


def test_unknown_operators_get_a_sentence():
    nodes = [node("LSTM", ["z"], ["a"]), node("Own", ["a"], ["out"], domain="mine")]
    with pytest.raises(ForeignError, match="do not have the ONNX operators LSTM, Own"):
        the_one(model(nodes, {}, {"z": (None, 2)}, ["out"]))


@pytest.mark.parametrize("cut", [1, 100, -1])
def test_a_file_that_is_cut_off_or_none_gets_a_sentence(cut):
    content = model([node("MatMul", ["z", "w"], ["out"])], {"w": weights(2, 64)}, {"z": (None, 2)}, ["out"])
    with pytest.raises(ForeignError, match="net.onnx: it is no ONNX file, or is cut off"):
        the_one(content[:cut])
    with pytest.raises(ForeignError, match="net.onnx"):
        the_one(b"\xff" * 64)


def test_open_sides_get_a_sentence():
    content = model([node("Sigmoid", ["x"], ["out"])], {}, {"x": (None, 1, None, None)}, ["out"])
    with pytest.raises(ForeignError, match="a shape of a batch and fixed sides, got"):
        the_one(content)


def test_a_deviation_whose_logarithm_no_layer_gives_leaves_the_mean_alone():
    w = {"a": weights(64, 2), "b": weights(64, 2)}
    nodes = [
        node("MatMul", ["x", "a"], ["mean"]),
        node("MatMul", ["x", "b"], ["c"]),
        node("Softplus", ["c"], ["scale"]),
    ]
    found = the_one(model(nodes, w, {"x": (None, 64)}, ["mean", "scale"]))
    assert found.proposal.log_variance is None
    assert found.notes == (
        "The mean alone is taken: the standard deviation ends with softplus, whose logarithm our layers do not have.",
    )
    x = pictures(3, 64)
    np.testing.assert_allclose(evaluate(found.network(), x), x @ w["a"], atol=1e-5)


@pytest.mark.parametrize(
    ("how", "shares"),
    [
        (("linear", "align_corners", "floor"), resizing.linear(4, 9, "align_corners")),
        (
            ("linear", "pytorch_half_pixel", "floor"),
            resizing.linear(4, 9, "half_pixel"),
        ),
        (
            ("nearest", "asymmetric", "floor"),
            resizing.nearest(4, 9, "asymmetric", "floor"),
        ),
    ],
)
@pytest.mark.parametrize("by_sizes", [True, False])
def test_pictures_are_resized_to_any_size(how, shares, by_sizes):
    attributes = dict(zip(("mode", "coordinate_transformation_mode", "nearest_mode"), how, strict=True))
    told, number = ["i", "", "", "n"] if by_sizes else ["i", "", "n"], [1, 1, 9, 9] if by_sizes else [1, 1, 2.25, 2.25]
    constants = {"n": np.array(number, np.int64 if by_sizes else np.float32), "shape": np.array([-1, 1, 4, 4])}
    nodes = [node("Reshape", ["z", "shape"], ["i"]), node("Resize", told, ["j"], **attributes)]
    nodes.append(node("Sigmoid", ["j"], ["out"]))
    z = codes(3, 16)
    expected = sigmoid(np.einsum("yi,nij,xj->nyx", shares, z.reshape(3, 4, 4), shares))
    assert_decodes(model(nodes, constants, {"z": (None, 16)}, ["out"]), z, expected.reshape(3, -1))


def test_enlarging_by_cubes_gets_a_sentence(monkeypatch):
    monkeypatch.setattr(graphs, "is_installed", lambda: False)  # which does it
    nodes = [node("Resize", ["z", "", "s"], ["out"], mode="cubic")]
    content = model(nodes, {"s": np.array([1, 1, 2, 2], np.float32)}, {"z": (None, 1, 4, 4)}, ["out"])
    with pytest.raises(ForeignError, match="resized by 'cubic' with 'half_pixel': nearest and linear can be"):
        the_one(content)


def softmax(x, axis):
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


@pytest.mark.parametrize(
    ("opset", "axis", "along"), [(17, None, 3), (17, 2, 2), (17, -3, 1), (11, 2, (2, 3)), (11, None, (1, 2, 3))]
)
def test_shares_along_an_axis_are_read(opset, axis, along):
    w = {"k": weights(2, 3 * 8 * 10), "s": np.array([0, 3, 8, 10])}
    more = {} if axis is None else {"axis": axis}
    nodes = [node("MatMul", ["z", "k"], ["a"]), node("Reshape", ["a", "s"], ["b"]),
             node("Softmax", ["b"], ["picture"], **more)]  # fmt: skip
    z = codes(4, 2)
    expected = softmax((z @ w["k"]).reshape(4, 3, 8, 10), along)
    found = assert_decodes(model(nodes, w, {"z": (None, 2)}, ["picture"], opset), z, rows(expected))
    assert found.outputs[0].range == "unit"


def test_lines_are_pictures_of_one_row():
    w = {"k": weights(2, 4 * 9), "s": np.array([0, 4, 9]), "c": weights(6, 4, 3), "b": weights(6)}
    w |= {"t": weights(6, 8, 4), "q": np.array([0, 1, 8, 10])}
    nodes = [
        node("MatMul", ["z", "k"], ["a"]), node("Reshape", ["a", "s"], ["line"]),
        node("Conv", ["line", "c", "b"], ["d"], kernel_shape=[3], strides=[2], pads=[1, 1]),
        node("ConvTranspose", ["d", "t"], ["e"], kernel_shape=[4], strides=[2], pads=[1, 1]),
        node("Reshape", ["e", "q"], ["f"]), node("Sigmoid", ["f"], ["picture"]),
    ]  # fmt: skip
    z = codes(3, 2)
    line = (z @ w["k"]).reshape(3, 4, 9).transpose(0, 2, 1)[:, None]
    inner = convolved(line, w["c"][:, :, None].transpose(2, 3, 1, 0), (1, 2), (0, 0, 1, 1), (1, 1)) + w["b"]
    outer = transposed(inner, w["t"][:, :, None].transpose(2, 3, 1, 0), (1, 2), (0, 0, 1, 1))
    expected = sigmoid(outer[:, 0].transpose(0, 2, 1)).reshape(3, -1)
    assert_decodes(model(nodes, w, {"z": (None, 2)}, ["picture"]), z, expected)


def test_the_softplus_of_pytorch_is_one():
    w = {"k": weights(2, 64), "twenty": np.array([20.0], np.float32)}
    nodes = [
        node("MatMul", ["z", "k"], ["a"]), node("Softplus", ["a"], ["s"]), node("Greater", ["a", "twenty"], ["is"]),
        node("Where", ["is", "a", "s"], ["w"]), node("Sigmoid", ["w"], ["picture"]),
    ]  # fmt: skip
    z = 5 * codes(4, 2)
    found = assert_decodes(model(nodes, w, {"z": (None, 2)}, ["picture"]), z, sigmoid(np.logaddexp(z @ w["k"], 0)))
    assert found.notes == ()


def test_shapes_are_worked_out_from_constants():
    w = {
        "k": weights(2, 64),
        "s": np.array([10, 9]),
        "m": np.array([6, 5]),
        "top": np.array([8, 8]),
        "one": np.array([1]),
    }
    nodes = [
        node("MatMul", ["z", "k"], ["a"]), node("Mod", ["s", "m"], ["r"]), node("Max", ["r", "top"], ["t"]),
        node("Min", ["t", "top"], ["u"]), node("Concat", ["one", "one", "u"], ["shape"], axis=0),
        node("Reshape", ["a", "shape"], ["b"]), node("Sigmoid", ["b"], ["picture"]),
    ]  # fmt: skip
    z = codes(3, 2)
    found = assert_decodes(model(nodes, w, {"z": (1, 2)}, ["picture"]), z, sigmoid(z @ w["k"]))
    assert found.proposal.shape == PictureShape(8, 8)


@pytest.mark.parametrize(
    "kind", ["Add", "Mul", "Sub", "Div", "Sum", "Max", "Min", "Mod", "And", "Or", "Equal", "Greater", "Less", "Where"]
)
def test_constants_that_would_fill_the_memory_together_are_refused(kind):
    given = {"wide": np.ones((1, 9000), np.int64), "tall": np.ones((9000, 1), np.int64)}
    inputs = ["wide", *given] if kind == "Where" else list(given)
    with pytest.raises(ForeignError, match="gives 81,000,000 numbers for one point, which is refused$"):
        read_models({"net.onnx": model([node(kind, inputs, ["a"]), node("Add", ["z", "a"], ["y"])],
                                       given, {"z": (None, 4)}, ["y"])})  # fmt: skip


@pytest.mark.parametrize("make", [np.asarray, lambda order: Value(Node({"type": "input"}, (), (1,)), order)])
def test_what_is_repeated_beyond_the_memory_is_refused(make):
    long, many = (make(np.broadcast_to(0, (1, count))) for count in (9_000_000, 9000))
    with pytest.raises(TooLargeError, match="gives 18,000,000 numbers for one point, which is refused"):
        OPERATORS["Concat"]({"axis": 1}, 17, long, long)
    with pytest.raises(TooLargeError, match="gives 81,000,000 numbers for one point, which is refused"):
        OPERATORS["Gather"]({"axis": 0}, 17, many, np.zeros(9000))


def test_the_largest_and_the_least_of_several_constants_are_taken():
    given = {"a": np.array([[1.0, 5.0]]), "b": np.array([[3.0], [2.0]]), "c": np.array([[4.0]])}
    assert OPERATORS["Max"]({}, 17, *given.values()).tolist() == [[4, 5], [4, 5]]
    assert OPERATORS["Min"]({}, 17, *given.values()).tolist() == [[1, 3], [1, 2]]


def test_weights_of_any_size_are_multiplied_with_one_number():
    weights = np.broadcast_to(np.float32(2), (4097, 4096))
    assert OPERATORS["Mul"]({}, 17, weights, np.array(3.0)).shape == weights.shape
