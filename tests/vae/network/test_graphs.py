from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import numpy as np
import pytest

from tests.support import graphs as written
from tests.support.foreign import codes
from tests.support.onnx_writer import model, node
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
    encoder = np.frombuffer(written.encoder(), np.uint8)
    pixels = np.random.default_rng(0).uniform(size=(5, 784)).astype(np.float32)
    heads = written.encoded(pixels)
    expected = np.concatenate((heads[:, 3:], heads[:, :3]), 1)
    np.testing.assert_allclose(graphs.evaluated(layer, encoder, pixels), expected, atol=1e-5)
    with pytest.raises(GraphError, match="gives 6 numbers for a point, 7 were expected"):
        graphs.evaluated({**layer, "size": 7}, encoder, pixels)


@pytest.fixture
def kept(runtime, monkeypatch):
    """Have no session kept before."""
    monkeypatch.setattr(graphs, "_SESSIONS", OrderedDict())
    return graphs._SESSIONS


def arrays(count):
    """Return so many graphs that differ in a number."""
    return [
        np.frombuffer(model([node("Mul", ["z", "k"], ["y"])], {"k": np.full(1, k)}, {"z": (None, 1)}, ["y"]), np.uint8)
        for k in np.arange(count, dtype=np.float32)
    ]


def test_a_graph_is_made_ready_once_whichever_array_brings_it(kept):
    (one,) = arrays(1)
    session = graphs.session_of(one)
    assert graphs.session_of(one.copy()) is session is graphs.session_of(one) and len(kept) == 1


def test_graphs_that_were_used_last_are_kept(kept):
    many = arrays(10)
    sessions = [graphs.session_of(each) for each in many]
    assert len(kept) == 8 and [graphs.session_of(each) for each in many[2:]] == sessions[2:]
    assert graphs.session_of(many[0]) is not sessions[0]


def test_graphs_are_kept_up_to_so_many_bytes(kept, monkeypatch):
    first, second, third = arrays(3)
    monkeypatch.setattr(graphs, "_MOST_BYTES", 2 * first.size)
    sessions = [graphs.session_of(each) for each in (first, second, third)]
    assert list(kept.values()) == [(sessions[1], second.size), (sessions[2], third.size)]
    monkeypatch.setattr(graphs, "_MOST_BYTES", 1)
    assert graphs.session_of(first) is graphs.session_of(first) and len(kept) == 1


def test_threads_get_one_session_of_a_graph(kept):
    many = arrays(4)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(graphs.session_of, [each.copy() for each in many * 10]))
    assert len(kept) == 4 and all(found[-4 + k] is kept[sha256(many[k]).digest()][0] for k in range(4))


def test_no_array_is_kept_for_its_key(kept):
    (one,) = arrays(1)
    graphs.session_of(one)
    name = id(one)
    assert name in graphs._KEYS
    del one
    assert name not in graphs._KEYS


@pytest.mark.usefixtures("runtime")
def test_a_graph_that_takes_too_long_is_ended(monkeypatch):
    weights = np.eye(512, dtype=np.float32)
    nodes = [node("MatMul", [f"z{k}" if k else "z", "k"], [f"z{k + 1}"]) for k in range(200)]
    session = graphs.Session(model(nodes, {"k": weights}, {"z": (None, 512)}, ["z200"]))
    monkeypatch.setattr(graphs, "_MOST_SECONDS", 0.02)
    with pytest.raises(GraphError, match=r"takes more than 0.02 s for what is asked of it"):
        session.run({"z": np.ones((2000, 512), np.float32)}, ["z200"])
    monkeypatch.undo()
    (made,) = session.run({"z": np.ones((1, 512), np.float32)}, ["z200"])
    assert (made == 1).all()


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
