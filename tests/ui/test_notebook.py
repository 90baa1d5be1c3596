"""The live map as a widget: what Python may set, what it refuses, and that it needs neither Streamlit nor Keras."""

import subprocess
import sys

import numpy as np
import pytest

import vae
from tests.support.repository import ROOT
from ui.live.javascript import joined

traitlets = pytest.importorskip("traitlets")
pytest.importorskip("anywidget")

LIGHT = """
import sys
import vae
widget = vae.open_run("mnist-2d").explore()
heavy = {"streamlit", "keras", "tensorflow", "plotly", "pandas", "sklearn"} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.fixture(autouse=True)
def at_home(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))


def test_a_map_needs_neither_streamlit_nor_keras():
    done = subprocess.run([sys.executable, "-c", LIGHT], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_it_begins_where_the_run_does_or_where_it_is_told():
    widget = vae.open_run("tiny-3d").explore()
    assert widget.point == tuple(widget._facts["home"]["z"]) and widget.label is None
    assert repr(widget) == f"LiveMap('tiny-3d', point={widget.point})"
    assert vae.open_run("tiny-3d").explore([0.5, 0, -1]).point == (0.5, 0.0, -1.0)
    conditional = vae.open_run("tiny-conditional").explore(label=np.int64(4))
    assert conditional.label == 4 and type(conditional.label) is int
    assert vae.open_run("tiny-conditional").explore().label == conditional._facts["home"]["label"]


def test_a_point_is_what_is_drawn_and_is_heard_once():
    widget, heard = vae.open_run("tiny-3d").explore(), []
    widget.observe(lambda change: heard.append(change.new), "point")
    widget.point = np.array([0.12345, -0.5, 1e9], np.float32)
    limit = widget._facts["z_limit"]
    assert widget.point == (0.123, -0.5, limit) and heard == [widget.point]
    widget.point = [0.123, -0.5, limit]
    assert len(heard) == 1


def test_two_maps_go_together():
    one, other = vae.open_run("tiny-3d").explore(), vae.open_run("tiny-3d").explore([1, 1, 1])
    traitlets.link((one, "point"), (other, "point"))
    other.point = [0.5, 0.25, 1e9]
    assert one.point == other.point == (0.5, 0.25, one._facts["z_limit"])


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("tiny-3d", {"point": [0, 0]}, r"point must be 3 finite numbers, got \[0, 0\]"),
        ("tiny-3d", {"point": "abc"}, "point must be 3 finite numbers, got 'abc'"),
        ("tiny-3d", {"point": [0, 0, float("nan")]}, "point must be 3 finite numbers"),
        ("tiny-3d", {"point": {}}, "point must be 3 finite numbers"),
        ("tiny-3d", {"label": 1}, "run 'tiny-3d' is not conditional: leave out label"),
        ("tiny-conditional", {"label": 10}, "label must be a whole number from 0 to 9, got 10"),
        ("tiny-conditional", {"label": True}, "label must be a whole number from 0 to 9, got True"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(name, options, message):
    with pytest.raises(traitlets.TraitError, match=message):
        vae.open_run(name).explore(**options)
    widget = vae.open_run(name).explore()
    before = (widget.point, widget.label)
    for trait, value in options.items():
        with pytest.raises(traitlets.TraitError, match=message):
            setattr(widget, trait, value)
    assert (widget.point, widget.label) == before


def test_a_run_that_no_browser_decodes_is_refused(monkeypatch):
    from dataclasses import replace

    from ui.notebook import live_map

    made = live_map.live_map
    monkeypatch.setattr(live_map, "live_map", lambda run: replace(made(run), is_remote=True))
    with pytest.raises(ValueError, match="'tiny-3d' cannot be shown in a notebook: its network needs ONNX Runtime"):
        vae.open_run("tiny-3d").explore()


def test_no_style_of_it_reaches_the_notebook():
    from ui.notebook.live_map import LiveMap

    assert not hasattr(LiveMap, "_css"), "anywidget puts that into the page, where it would style every button"
    assert LiveMap._esm == joined(ROOT / "ui" / "notebook" / "live_map.js")
