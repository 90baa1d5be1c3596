"""The navigation: the home page and every file in pages/, with the titles that they give themselves."""

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from ui.shell.known_runs import found_runs, with_lesson

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Page:
    """One entry of the navigation; a page file says TITLE, ICON (":material/...:") and ORDER at its top level."""

    path: str
    title: str
    icon: str | None
    order: float

    @property
    def url_path(self) -> str:
        """Its path below the app's address; "" is the home page."""
        return "" if self.path == "app.py" else Path(self.path).stem


def show() -> None:
    """Draw a link to every page; the chosen run goes with it."""
    run = chosen_run([run.name for run in with_lesson(found_runs()[0])])
    query = None if run is None else {"run": run}
    for page in pages():
        st.page_link(page.path, label=page.title, icon=page.icon, query_params=query)


def chosen_run(names: list[str]) -> str | None:
    """Return the run that pages show: the address comes first, then the choice made before, then the first run.

    Known before a page draws anything: a link that is clicked at once takes it along, too.

    Args:
        names: of all runs.
    """
    wanted = (st.query_params.get("run"), st.session_state.get("run"), *names[:1])
    return next((name for name in wanted if name in names), None)


def pages() -> list[Page]:
    """Return the home page and every page in pages/, in their order."""
    files = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
    return sorted((_read_page(file, file.stat().st_mtime_ns) for file in files), key=lambda page: page.order)


@lru_cache(maxsize=64)
def _read_page(file: Path, changed: int) -> Page:
    """Read the constants of a page without running it; `changed` makes an edited page be read again."""
    constants: dict[str, Any] = {}
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
        ):
            constants[node.targets[0].id] = node.value.value
    title = constants.get("TITLE", file.stem.replace("_", " ").capitalize())
    return Page(file.relative_to(ROOT).as_posix(), title, constants.get("ICON"), constants.get("ORDER", 100))
