from collections import OrderedDict

import numpy as np
import pytest

from tests.support import graphs, imported_runs
from tests.support.foreign import codes
from vae.imports import drawing
from vae.network import graphs as evaluating
from vae.runs.run_files import RunError
from vae.runs.saving import save_imported


def test_a_run_is_drawn_as_its_graph_says(tmp_path):
    pytest.importorskip("onnxruntime")
    run = save_imported(tmp_path, imported_runs.graph())
    z = codes(5, 3)
    pictures = drawing.draw(run.folder, z)
    np.testing.assert_allclose(pictures, graphs.decoded(z).reshape(5, 28, 28), atol=1e-5)


def test_a_class_is_told_as_shares(tmp_path):
    run = save_imported(tmp_path, imported_runs.bare("told", conditional=True, num_classes=4))
    z, labels = codes(4, 2), np.arange(4)
    np.testing.assert_array_equal(drawing.draw(run.folder, z, labels), drawing.draw(run.folder, z, np.eye(4)[labels]))


def test_without_onnx_runtime_a_sentence_says_how_to_install_it(tmp_path, monkeypatch):
    run = save_imported(tmp_path, imported_runs.graph("lonely"))
    monkeypatch.setattr(evaluating, "is_installed", lambda: False)
    monkeypatch.setattr(evaluating, "_SESSIONS", OrderedDict())
    with pytest.raises(RunError, match="run 'lonely': it takes ONNX Runtime .* pip install onnxruntime"):
        drawing.draw(run.folder, codes(1, 3))
