"""The rules between the parts: what loads what, and what may lie in the repository."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("keras", "tensorflow", "streamlit")
HEAVY_MODULES = {
    "bounds",
    "data_parallel",
    "inference",
    "losses",
    "metrics",
    "model",
    "networks",
    "pullback",
    "recording",
    "scores",
    "step_loop",
    "training",
}
LIGHT_MODULES = [
    "vae",
    *(f"vae.{path.stem}" for path in sorted((ROOT / "vae").glob("[a-z]*.py")) if path.stem not in HEAVY_MODULES),
]
MAX_FILE_BYTES = 5_000_000
MAX_ASSETS_BYTES = 25_000_000
TEXT_SUFFIXES = {"", ".css", ".csv", ".html", ".js", ".json", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}
MACHINE_PATH = re.compile(r"(?<![\w.$}~])/(?:root|home|Users|work|mnt)/\w|\b[A-Z]:\\\w|(?<![\w.])/tmp/\w")
INDEX_HOST = re.compile(r"--(?:extra-)?index-url|\bfind-links\b", re.IGNORECASE)


def run_python(code: str, **environment: str) -> str:
    """Run code in a fresh interpreter in the repository's root and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded_by(code: str, **environment: str) -> set[str]:
    """Return which of the heavy packages a fresh interpreter has loaded after running code."""
    watched = f"[name for name in {HEAVY!r} if name in sys.modules]"
    printed = run_python(f"import sys\n{code}\nprint('loaded:', *{watched})", **environment)
    return set(printed.rpartition("loaded:")[2].split())


def module_path(name: str) -> Path:
    path = ROOT.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def repository_files() -> list[Path]:
    """Return the files that are, or by .gitignore could be, part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_the_light_modules_load_no_keras_and_no_streamlit():
    # In one process, which is cheap: as long as nothing heavy is loaded each import is watched as if it were alone.
    watched = f"print({{name!r}}, *[heavy for heavy in {HEAVY!r} if heavy in sys.modules])"
    code = "\n".join(f"import {name}\n{watched.format(name=name)}" for name in LIGHT_MODULES)
    assert run_python(f"import sys\n{code}").split("\n")[:-1] == LIGHT_MODULES


def test_the_watch_for_heavy_modules_works():
    assert loaded_by("import types\nsys.modules['keras'] = types.ModuleType('keras')") == {"keras"}


def test_no_module_of_vae_loads_streamlit():
    names = [f"vae.{path.stem}" for path in sorted((ROOT / "vae").glob("*.py")) if not path.stem.startswith("__")]
    loaded = loaded_by("\n".join(f"import {name}" for name in ["vae", *names, "vae.__main__"]))
    assert "keras" in loaded, "the model's modules were not imported, so this test saw nothing"
    assert "streamlit" not in loaded


def test_the_pages_load_no_keras(tmp_path):
    pages = [f"pages/{path.name}" for path in sorted((ROOT / "pages").glob("*.py"))]
    code = f"""
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60).run()
assert not app.exception, app.exception
for page in {pages!r}:
    app.switch_page(page).run()
    assert not app.exception, (page, app.exception)
"""
    assert loaded_by(code, VAE_HOME=str(tmp_path)) == {"streamlit"}


def test_no_file_is_large_and_assets_stay_small():
    sizes = {path.relative_to(ROOT): path.stat().st_size for path in repository_files()}
    assert {str(path): size for path, size in sizes.items() if size > MAX_FILE_BYTES} == {}
    assert sum(size for path, size in sizes.items() if path.parts[0] == "assets") < MAX_ASSETS_BYTES


def test_no_text_names_a_path_or_a_package_host_of_some_machine():
    found = []
    for path in repository_files():
        if path.suffix not in TEXT_SUFFIXES or path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if MACHINE_PATH.search(line) or INDEX_HOST.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


@pytest.mark.parametrize(
    "text", ["cd /root/project", "open('/home/me/x')", "see /Users/me", r"C:\data", "in /tmp/run1"]
)
def test_the_search_for_machine_paths_finds_them(text):
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize(
    "text", ["../shared/data", "~/.latent-explorer", "https://host/home/page", "a/root/b", "$X/tmp/y"]
)
def test_the_search_for_machine_paths_leaves_others(text):
    assert not MACHINE_PATH.search(text)
