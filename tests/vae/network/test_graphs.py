import numpy as np
import pytest

from tests.support import graphs as written
from tests.support.foreign import codes
from vae.network import graphs
from vae.network.graph_check import GraphError


@pytest.fixture
def runtime():
    pytest.importorskip("onnxruntime")


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("batch", [None, 1, 4])
def test_any_number_of_points_goes_through_whatever_the_batch_is(batch):
    z = codes(9, 3)
    (pictures,) = graphs.Session(written.decoder(batch)).run({"z": z}, ["picture"])
    np.testing.assert_allclose(pictures, written.decoded(z), atol=1e-5)


@pytest.mark.usefixtures("runtime")
def test_a_list_of_numbers_is_cut_into_the_inputs_and_outputs_are_put_together():
    layer = {"type": "graph", "inputs": ["x"], "shapes": [[1, 28, 28]], "outputs": ["log_var", "mu"], "size": 6}
    model = np.frombuffer(written.encoder(), np.uint8)
    pixels = np.random.default_rng(0).uniform(size=(5, 784)).astype(np.float32)
    heads = written.encoded(pixels)
    expected = np.concatenate((heads[:, 3:], heads[:, :3]), 1)
    np.testing.assert_allclose(graphs.evaluated(layer, model, pixels), expected, atol=1e-5)
    with pytest.raises(GraphError, match="gives 6 numbers for a point, 7 were expected"):
        graphs.evaluated({**layer, "size": 7}, model, pixels)


@pytest.mark.usefixtures("runtime")
def test_what_onnx_runtime_refuses_is_a_sentence():
    with pytest.raises(GraphError, match="does not read this graph"):
        graphs.Session(b"\x08\x08")


def test_without_onnx_runtime_a_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(graphs, "is_installed", lambda: False)
    with pytest.raises(GraphError, match="not installed: pip install onnxruntime"):
        graphs.Session(written.decoder())


def test_only_a_chain_with_a_graph_has_one():
    assert graphs.has_graph([{"type": "reshape"}, {"type": "graph"}]) and not graphs.has_graph([{"type": "dense"}])
