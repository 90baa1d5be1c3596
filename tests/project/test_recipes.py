"""docs/recipes.md: its files can be written as they stand, they pass the linters, and the page they make opens."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.support.repository import ROOT

TEXT = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)```", TEXT, re.DOTALL | re.MULTILINE))
COPIED = ("app.py", "pages", "ui", "vae", "docs", ".streamlit", "pyproject.toml", "package.json")
OPEN = """
import json
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60).run()
page = app.switch_page("pages/classes.py").run()
assert not page.exception, page.exception
views = [view.proto.json for view in page.main.get("bidi_component")]
(facts,) = next(json.loads(told) for told in views if "class_names" in told)
assert facts["class_names"] == [str(digit) for digit in range(10)] and len(facts["colors_dark"]) == 10
assert any("/classes" in link.proto.page or link.proto.label == "Classes" for link in page.sidebar.get("page_link"))
(chart,) = page.main.get("plotly_chart")
assert json.loads(chart.proto.spec)["data"][0]["type"] == "bar"
from docs.declarations import declarations
from ui.classes.swatches import SwatchFacts, SwatchTells
print(declarations([SwatchFacts, SwatchTells]))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the app with the recipes' files in it."""
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        make = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        make(ROOT / name, folder / name)
    (folder / "assets").symlink_to(ROOT / "assets", target_is_directory=True)
    for name, text in FILES.items():
        assert not (ROOT / name).exists(), f"{name} is taken: the recipe needs another example"
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(command, folder):
    done = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_files_have_the_style_of_all_others(copy):
    python = [name for name in FILES if name.endswith(".py")]
    assert len(python) == 4
    run(["-m", "ruff", "check", *python], copy)
    run(["-m", "ruff", "format", "--check", *python], copy)


def test_the_page_opens_with_its_figure_and_its_live_view(copy, tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    declared = run(["-c", OPEN], copy)
    assert "export interface SwatchFacts {" in declared and "  chosen: number;" in declared


def test_what_the_recipes_name_is_there():
    named = set(re.findall(r"`((?:[\w.]+/)+[\w.]*)`", TEXT)) - set(FILES)
    assert {"vae/likelihoods.py", "vae/presets.py", "ui/live/point.py"} <= named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    for file, names in {
        "vae/likelihoods.py": ["LIKELIHOODS"],
        "vae/presets.py": ["PRESETS", "class Preset", "ships"],
        "vae/data/datasets.py": ["_BUILT_IN", "class _BuiltIn"],
        "docs/declarations.py": ["def roots"],
        "ui/live/component.py": ["def mount", "def read"],
        "ui/live/point.py": ["def show(run: Run, key: str"],
    }.items():
        text = (ROOT / file).read_text(encoding="utf-8")
        assert [name for name in names if name not in text] == [], file
