import numpy as np
import pytest

from tests.support import graphs
from tests.support.onnx_writer import model, node
from vae.network.graph_check import GraphError, check
from vae.protobuf import field


def varint(number):
    return field(1, number)[1:]


def test_onnx_own_operators_are_run():
    check(graphs.decoder())
    check(graphs.encoder())


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (node("Attention", ["z"], ["y"], domain="com.microsoft"), "Attention is none of ONNX but of 'com.microsoft'"),
        (node("Loop", ["z"], ["y"]), "Loop may go round for ever"),
        (node("Scan", ["z"], ["y"]), "Scan may go round for ever"),
    ],
)
def test_what_is_not_run_is_said(made, said):
    with pytest.raises(GraphError, match=said):
        check(model([made], {}, {"z": (None, 2)}, ["y"]))


def test_it_is_found_within_other_graphs_and_functions():
    inner = field(1, node("Loop", ["z"], ["y"]))
    branch = field(5, field(1, "then_branch") + field(6, inner) + field(20, 5))
    outer = node("If", ["c"], ["y"]) + branch
    with pytest.raises(GraphError, match="Loop"):
        check(model([outer], {}, {"z": (None, 2)}, ["y"]))
    function = field(25, field(1, "mine") + field(10, "own") + field(7, node("Scan", ["z"], ["y"])))
    called = model([node("mine", ["z"], ["y"], domain="own")], {}, {"z": (None, 2)}, ["y"])
    with pytest.raises(GraphError, match="Scan"):
        check(called + function)
    check(called + field(25, field(1, "mine") + field(10, "own") + field(7, node("Relu", ["z"], ["y"]))))


def test_nothing_hides_from_the_check_that_onnx_runtime_reads():
    """It keeps 32 bits of a field's key and of a choice, and passes over what is not of the field's kind."""
    loop = node("Loop", ["z"], ["y"])
    hidden = varint(1 << 32 | 1 << 3 | 2) + varint(len(loop)) + loop
    sound = model([node("Relu", ["z"], ["y"])], {}, {"z": (None, 2)}, ["y"])
    for made in (sound + field(7, hidden), sound + field(7, field(1, loop + b"\x21Relu\0\0\0\0"))):
        with pytest.raises(GraphError, match="no ONNX file"):
            check(made)
    with pytest.raises(GraphError, match="'k' lie in another file"):
        check(sound + field(7, field(5, field(8, "k") + field(14, 1 << 32 | 1))))


def test_no_other_file_is_opened():
    weights = {"k": np.ones((2, 2), np.float32)}
    with pytest.raises(GraphError, match="'k' lie in another file, which is not opened"):
        check(model([node("MatMul", ["z", "k"], ["y"])], weights, {"z": (None, 2)}, ["y"], external=("k",)))
    with pytest.raises(GraphError, match="no ONNX file"):
        check(graphs.decoder()[:-30])
