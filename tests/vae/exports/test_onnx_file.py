"""The messages of an ONNX file, byte by byte as protobuf has them."""

import numpy as np

from vae.exports import onnx_file
from vae.protobuf import field
from vae.readers.reading import read_models


def test_fields_are_written_as_protobuf_has_them():
    assert field(1, 150) == b"\x08\x96\x01"
    assert field(2, "testing") == b"\x12\x07testing"
    assert field(3, b"\x08\x01") == b"\x1a\x02\x08\x01"
    assert field(1, -1) == b"\x08" + b"\xff" * 9 + b"\x01"
    assert field(2, 1.0) == b"\x15\x00\x00\x80\x3f"


def test_arrays_have_their_shape_type_and_name():
    assert onnx_file.tensor("a", np.array([[1.0]])) == b"\x08\x01\x08\x01\x10\x01B\x01aJ\x04\x00\x00\x80\x3f"
    assert onnx_file.tensor("n", np.array([2])) == b"\x08\x01\x10\x07B\x01nJ\x08\x02" + bytes(7)
    assert (
        onnx_file.value("x", (None, 2))
        == b"\x0a\x01x\x12\x13\x0a\x11\x08\x01\x12\x0d\x0a\x07\x12\x05batch\x0a\x02\x08\x02"
    )


def test_a_model_is_read_with_the_names_of_its_inputs_and_outputs():
    nodes = [onnx_file.node("Gemm", ["z", "k"], ["a"], alpha=1.0, transB=0), onnx_file.node("Sigmoid", ["a"], ["y"])]
    tensors = {"k": np.ones((2, 64), np.float32)}
    (found,) = read_models({"m.onnx": onnx_file.model(nodes, tensors, {"z": (None, 2)}, {"y": (None, 64)})})
    assert [each.name for each in found.inputs] == ["z"] and [each.name for each in found.outputs] == ["y"]
