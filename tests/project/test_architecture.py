"""The rules between the parts: what loads what, and what may lie in the repository."""

import ast
import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repository import ROOT, repository_files

HEAVY = ("keras", "tensorflow", "streamlit")
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = {path.parent.name for path in (ROOT / "vae").glob("*/__init__.py")}
PAGE_FOLDERS = {path.parent.name for path in (ROOT / "ui").glob("*/__init__.py")}
MOST_MODULES = 16


def rows_of(top: str) -> dict[str, list[str]]:
    """Return a table of docs/architecture.md: for each folder of vae/ or ui/ the cells that stand beside its name."""
    part = re.search(rf"^## {top}/\n(.*?)^## ", MAP, re.DOTALL | re.MULTILINE)[1]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:2] == "| "]
    return {first.strip("`/"): rest for first, *rest in cells[1:]}


# What each room may import besides itself and the modules beside the rooms.
ARROWS = {room: set(filter(None, row[0].split(", "))) for room, row in rows_of("vae").items()}
PAGE_ARROWS = {folder: set(filter(None, row[0].split(", "))) for folder, row in rows_of("ui").items()}
HEAVY_ROOMS = {room for room, row in rows_of("vae").items() if row[1] == "yes"}
OURS = {"app", "pages", "ui", "vae"}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for top in ("vae", "ui")
    for path in sorted((ROOT / top).rglob("[a-z]*.py"))
}
VAE_MODULES = [name for name in MODULES if name.startswith("vae.")]
LIGHT_MODULES = ["vae", *(name for name in VAE_MODULES if name.split(".")[1] not in HEAVY_ROOMS)]
IMPORTED_SCRIPT = re.compile(r"""\bfrom\s+["']([^"']+)""")
MAX_FILE_BYTES = 5_000_000
MAX_ASSETS_BYTES = 60_000_000
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


@functools.cache
def imported_by(path: Path) -> set[str]:
    """Return the modules that a file imports anywhere in it, inside functions, too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in names}
    return found


def room_of(name: str) -> str:
    """Return the folder of a module below its top package, "" for one that lies there itself."""
    parts = name.split(".")
    return parts[1] if len(parts) > 2 else ""


def wrong_arrows(top: str, arrows: dict[str, set[str]], below: set[str]) -> list[str]:
    """Return imports that no row of the map allows; `below` are other top packages that may be imported."""
    wrong = []
    for name in MODULES:
        if name.split(".")[0] == top:
            room = room_of(name)
            allowed = {"", room} | arrows.get(room, set())
            wrong += [
                f"{name} -> {other}"
                for other in sorted(imported_by(MODULES[name]))
                if other.split(".")[0] in OURS - below
                and (other.split(".")[0] != top or (room_of(other) if other in MODULES else "") not in allowed)
            ]
    return wrong


def test_every_room_is_on_the_map_and_none_is_crowded():
    assert set(ARROWS) == ROOMS and set(PAGE_ARROWS) == PAGE_FOLDERS
    assert set().union(*ARROWS.values()) <= ROOMS and set().union(*PAGE_ARROWS.values()) <= PAGE_FOLDERS
    assert {"model"} <= HEAVY_ROOMS < ROOMS
    sizes = {room: len(list((ROOT / "vae" / room).glob("[a-z]*.py"))) for room in ROOMS}
    assert {room: size for room, size in sizes.items() if not 2 <= size <= MOST_MODULES} == {}


def test_every_file_on_the_map_exists():
    named = set(re.findall(r"`([\w./]+(?:/|\.py|\.js|\.toml))`|\]\(([\w.]+)\)", MAP))
    paths = {path for pair in named for path in pair if path}
    places = [ROOT, ROOT / "vae", ROOT / "ui", ROOT / "docs"]
    assert {"app.py", "formats.md", "config.py", "latent/"} <= paths
    assert [path for path in paths if not any((place / path).exists() for place in places)] == []
    roots = [path.name for top in ("vae", "ui") for path in (ROOT / top).glob("[a-z]*.py")]
    assert [name for name in sorted(roots) if not any(path.endswith(name) for path in paths)] == []


def test_arrows_between_the_rooms_of_vae_point_one_way():
    assert wrong_arrows("vae", ARROWS, below=set()) == []


def test_arrows_between_the_folders_of_ui_are_those_on_the_map():
    assert wrong_arrows("ui", PAGE_ARROWS, below={"vae"}) == []
    shared = {
        "live": set(), "server": set(), "shell": {"live", "server"}, "notebook": {"live"},
        "site": {"live", "shell", "explore", "learn"},
    }  # fmt: skip
    page = {"live", "server", "shell"}
    assert {folder: row for folder, row in PAGE_ARROWS.items() if row != shared.get(folder, page)} == {}


def test_scripts_import_from_their_own_folder_and_what_is_live():
    wrong, seen = [], 0
    for path in sorted((ROOT / "ui").rglob("*.js")):
        for imported in IMPORTED_SCRIPT.findall(path.read_text(encoding="utf-8")):
            seen += 1
            target = (path.parent / imported).resolve()
            # contract.js is no file: comments take the types of ui/contract.d.ts from it.
            if target.parent not in (path.parent, ROOT / "ui" / "live") and target != ROOT / "ui" / "contract.js":
                wrong.append(f"{path.relative_to(ROOT)} -> {imported}")
    assert seen and wrong == []


def test_the_light_modules_load_neither_keras_nor_streamlit():
    # In one process, which is cheap: as long as nothing heavy is loaded each import is watched as if it were alone.
    watched = f"print({{name!r}}, *[heavy for heavy in {HEAVY!r} if heavy in sys.modules])"
    light = "\n".join(f"import {name}\n{watched.format(name=name)}" for name in LIGHT_MODULES)
    assert run_python(f"import sys\n{light}").splitlines() == LIGHT_MODULES


def test_no_module_of_vae_imports_streamlit():
    importing = {name for name in MODULES if "streamlit" in {one.split(".")[0] for one in imported_by(MODULES[name])}}
    assert "ui.engine" in importing, "the search found nothing"
    assert not {name for name in importing if name.startswith("vae.")}


def test_the_watch_for_heavy_modules_works():
    assert loaded_by("import types\nsys.modules['keras'] = types.ModuleType('keras')") == {"keras"}


def test_the_pages_load_no_keras_and_the_first_one_no_data_frames(tmp_path):
    pages = [f"pages/{path.name}" for path in sorted((ROOT / "pages").glob("*.py"))]
    code = f"""
from streamlit.testing.v1 import AppTest
from tests.support import made_once
from tests.support.pages import answer_without_worker
answer_without_worker()
made_once.map_shipped_runs_once()
app = AppTest.from_file("app.py", default_timeout=60).run()
assert not app.exception, app.exception
more = {{"jax", "torch", "pandas", "sklearn", "distributed"}} & set(sys.modules)
assert not more, more
for page in {pages!r}:
    app.switch_page(page).run()
    assert not app.exception, (page, app.exception)
"""
    assert loaded_by(code, VAE_HOME=str(tmp_path)) == {"streamlit"}


def test_live_views_are_mounted_in_one_place():
    files = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "ui").rglob("*.py")]
    registering = [path for path in files if "components.v2" in path.read_text(encoding="utf-8")]
    assert registering == [ROOT / "ui" / "live" / "component.py"]


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


def test_no_message_of_vae_is_written_in_markdown():
    """Pages and the command line show errors as they are, where a backtick marks nothing; a model card is Markdown."""
    for path in sorted((ROOT / "vae").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        written = [node.value for node in texts if "`" in node.value and id(node) not in alone]
        assert written == [] or path.name in ("words.py", "model_card.py"), f"{path}: {written}"
