"""Live views from `vae`: the app is found where it lies, or a sentence says what is missing."""

import importlib.util
import sys
import types

import pytest

import vae
from tests.support.repository import ROOT
from vae.notebook import views
from vae.runs import store


def test_without_anywidget_it_says_what_to_install(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(views.util, "find_spec", lambda name: None if name == "anywidget" else found(name))
    with pytest.raises(ImportError, match="needs anywidget: pip install 'anywidget>=0.11,<1'"):
        vae.open_run("mnist-2d").explore()
    extra = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'notebook = ["anywidget>=0.11,<1"]' in extra


def test_another_package_of_that_name_is_no_app(monkeypatch):
    pytest.importorskip("anywidget")
    other = types.ModuleType("ui")
    monkeypatch.setitem(sys.modules, "ui", other)
    with pytest.raises(ImportError, match="another package named ui is loaded"):
        views.live_map(store.load_run("mnist-2d"))


def test_an_app_that_is_reached_by_another_path_is_the_same(monkeypatch, tmp_path):
    pytest.importorskip("anywidget")
    (tmp_path / "ui").symlink_to(ROOT / "ui")
    loaded = types.ModuleType("ui")
    loaded.__path__ = [str(tmp_path / "ui")]
    monkeypatch.setitem(sys.modules, "ui", loaded)
    assert views.live_map(store.load_run("mnist-2d"), [0.5, 1.0]).point == (0.5, 1.0)


def test_without_the_app_it_says_so(monkeypatch, tmp_path):
    pytest.importorskip("anywidget")
    monkeypatch.delitem(sys.modules, "ui", raising=False)
    monkeypatch.setattr(views, "_APP", tmp_path / "ui")
    with pytest.raises(ImportError, match="needs the app, which is not in .*ui"):
        views.live_map(store.load_run("mnist-2d"))
    assert "ui" not in sys.modules
