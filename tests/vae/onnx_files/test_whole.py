"""Networks that our layers do not hold: taken whole, which ONNX Runtime evaluates."""

from collections import OrderedDict

import numpy as np
import pytest

from tests.support import graphs
from tests.support.foreign import codes, pictures
from tests.support.onnx_writer import model, node
from vae.foreign.description import ForeignError
from vae.imports.contract import understand
from vae.network import graphs as evaluating
from vae.network import network
from vae.network.evaluation import evaluate
from vae.network.graph_check import GraphError
from vae.readers.reading import read_models


@pytest.fixture
def runtime():
    pytest.importorskip("onnxruntime")


@pytest.mark.usefixtures("runtime")
def test_a_decoder_is_a_graph_whose_last_function_is_known():
    (found,) = read_models({"net.onnx": graphs.decoder()})
    assert (found.role, found.outputs[0].range, found.proposal.pixels) == ("decoder", "unit", "unit")
    assert "ONNX Runtime, not the browser" in found.notes[0] and "CumSum" in found.notes[0]
    z = codes(5, 3)
    made = found.network()
    np.testing.assert_allclose(evaluate(made, z), graphs.decoded(z), atol=1e-5)
    again = network.read(made.to_bundle("float16"))
    np.testing.assert_array_equal(evaluate(again, z), evaluate(made, z))


@pytest.mark.usefixtures("runtime")
def test_an_encoder_and_a_decoder_are_understood_together():
    models = read_models({"encoder.onnx": graphs.encoder(), "decoder.onnx": graphs.decoder()})
    understood = understand(models)
    assert understood.variational and understood.latent_dim == 3
    pixels = pictures(4, 784)
    np.testing.assert_allclose(evaluate(understood.encoder, pixels), graphs.encoded(pixels), atol=1e-4)
    facts = dict(understood.facts)
    assert "ONNX Runtime" in facts["Decoded by"] and facts["Numbers in the decoder"] == f"{784 * 3 + 2:,}"


@pytest.mark.usefixtures("runtime")
def test_a_graph_traced_with_one_point_takes_them_one_by_one():
    (found,) = read_models({"net.onnx": graphs.traced()})
    z = codes(5, 3)
    np.testing.assert_allclose(evaluate(found.network(), z), graphs.decoded(z), atol=1e-5)
    assert understand([found]).pictures.shape == (3, 28, 28)


@pytest.mark.usefixtures("runtime")
def test_a_decoder_that_cannot_be_tried_out_gets_the_sentence_of_its_graph(monkeypatch):
    def fails(*_):
        raise GraphError("this graph takes more than 60 s for what is asked of it")

    content = model([node("CumSum", ["z", "axis"], ["y"])], {"axis": np.array(1)}, {"z": (None, 784)}, ["y"])
    monkeypatch.setattr("vae.foreign.models.evaluate", fails)
    monkeypatch.setattr("vae.foreign.models._role", lambda *_: "decoder")
    with pytest.raises(ForeignError, match="^net.onnx: this graph takes more than 60 s for what is asked of it$"):
        read_models({"net.onnx": content})


@pytest.mark.usefixtures("runtime")
def test_weights_in_another_file_are_taken_in():
    weights = {"k": graphs.KERNEL}
    nodes = [node("MatMul", ["z", "k"], ["a"]), node("Softmax", ["a"], ["b"]), node("Erf", ["b"], ["picture"])]
    content = model([*nodes, node("CumSum", ["a", "i"], ["unused"])], {**weights, "i": np.array(1)},
                    {"z": (None, 3)}, ["picture"], external=("k",))  # fmt: skip
    (found,) = read_models({"net.onnx": content, "weights.data": bytes(4) + graphs.KERNEL.tobytes()})
    (own,) = read_models({"net.onnx": model([*nodes, node("CumSum", ["a", "i"], ["unused"])],
                                            {**weights, "i": np.array(1)}, {"z": (None, 3)}, ["picture"])})  # fmt: skip
    z = codes(3, 3)
    np.testing.assert_array_equal(evaluate(found.network(), z), evaluate(own.network(), z))


def test_without_onnx_runtime_a_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(evaluating, "is_installed", lambda: False)
    monkeypatch.setattr(evaluating, "_SESSIONS", OrderedDict())
    with pytest.raises(ForeignError, match="do not have the ONNX operators.*not installed: pip install onnxruntime"):
        read_models({"net.onnx": graphs.decoder()})


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize(("kind", "domain", "said"), [("Mine", "me", "is none of ONNX"), ("Loop", "", "for ever")])
def test_code_of_others_is_not_run(kind, domain, said):
    content = model([node(kind, ["z"], ["picture"], domain=domain)], {}, {"z": (None, 3)}, ["picture"])
    with pytest.raises(ForeignError, match=said):
        read_models({"net.onnx": content})
