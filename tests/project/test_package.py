"""The installed copy: the wheel holds the app, and its command lists the runs and opens it, wherever one stands."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import vae
from tests.support.browser import server
from tests.support.repository import ROOT, repository_files

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
OLDEST_SETUPTOOLS = 77
SHIPPED_DATA = ("assets/avatars/", "assets/letters/", "assets/melodies/", "assets/names/")
APP = ("app.py", "pages/", "ui/", "assets/runs/", "assets/lesson/", *SHIPPED_DATA, ".streamlit/")


def tracked_files():
    """Return the repository's files as paths from its root."""
    return [path.relative_to(ROOT).as_posix() for path in repository_files()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return the wheel of the files in the repository, built beside it and without a download."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in tracked_files():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    pip = [*PIP, "wheel", "--no-deps", "--no-build-isolation"]
    if int(importlib.metadata.version("setuptools").partition(".")[0]) < OLDEST_SETUPTOOLS:
        pip.remove("--no-build-isolation")  # an environment from before requirements-dev.txt named it
    built = subprocess.run([*pip, "--wheel-dir", target, source], capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """Return a fresh environment with the wheel in it; all that it needs is borrowed from the tests' own."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name != "nt")
    places = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", vars=places))
    (packages / "borrowed.pth").write_text("\n".join(path for path in sys.path if path.endswith("-packages")) + "\n")
    python = Path(sysconfig.get_path("scripts", vars=places)) / Path(sys.executable).name
    options = ["--no-deps", "--no-index", "--no-compile"]
    done = subprocess.run([*PIP, "--python", python, "install", *options, wheel], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return python.parent


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Return another folder to stand in, with nothing of this repository on Python's path."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "home"))
    return tmp_path


def test_the_wheel_holds_the_app_and_nothing_else(wheel):
    names = tracked_files()
    expected = {f"latent_explorer/{name}" for name in names if name.startswith(APP)}
    expected |= {name for name in names if re.fullmatch(r"vae/.*\.(py|typed)", name)}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected
    assert wheel.name.startswith(f"latent_explorer-{vae.__version__}-")


def test_its_command_knows_the_runs(environment, elsewhere):
    done = subprocess.run([environment / "latent-explorer", "list"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    shipped = {path.name for path in (ROOT / "assets" / "runs").iterdir()}
    assert shipped <= set(done.stdout.split())
    done = subprocess.run([environment / "latent-explorer", "evaluate", "nothing"], capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.startswith("latent-explorer evaluate: there is no run named 'nothing'")


def test_its_command_opens_the_app(environment, elsewhere):
    with server(command=[str(environment / "latent-explorer"), "run"], folder=elsewhere) as running:
        running.wait()
        assert running.read("/_stcore/health") == b"ok"
        assert b"<html" in running.read("/encode")


PAGES = """
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
import latent_explorer, vae
folder = Path(list(latent_explorer.__path__)[0])
assert folder.parent == Path(vae.__file__).parents[1], (folder, vae.__file__)
sys.path.insert(0, str(folder))
app = AppTest.from_file(str(folder / "app.py"), default_timeout=60).run()
assert not app.exception, app.exception
app.switch_page("pages/encode.py").run()
assert not app.exception, app.exception
import ui
assert Path(ui.__file__).is_relative_to(folder), ui.__file__
"""


def test_its_pages_find_their_files(environment, elsewhere):
    done = subprocess.run([environment / "python", "-c", PAGES], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


NOTEBOOK = """
from pathlib import Path
import vae
widget = vae.open_run("mnist-2d").explore([0.5, -1])
import ui.notebook
assert Path(ui.notebook.__file__).parents[1].parent.name == "latent_explorer", ui.notebook.__file__
print(widget.point, len(widget._esm) > 100_000, "'canvas'" in repr(widget._frame))
"""


def test_its_runs_are_explored_in_a_notebook(environment, elsewhere):
    pytest.importorskip("anywidget")
    done = subprocess.run([environment / "python", "-c", NOTEBOOK], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["(0.5,", "-1.0)", "True", "True"]


def test_its_command_finds_what_writes_the_site(environment, elsewhere):
    done = subprocess.run([environment / "latent-explorer", "site", "--help"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
