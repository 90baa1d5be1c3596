"""What every page begins with: its set-up, the navigation and the choice of a run."""

import ast
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st

from ui.shell import housekeeping, reopener
from vae.data import datasets
from vae.runs.dimensions import num_in_use
from vae.runs.run_files import RunError
from vae.runs.store import SHIPPED_FOLDER, Run, list_runs, load_run, own_runs_folder
from vae.words import sentence

PRODUCT = "Latent Explorer"
ROOT = Path(__file__).resolve().parents[2]
_FOLDER = Path(__file__).parent


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


def set_up(title: str) -> None:
    """Prepare a page: the first call in its file."""
    housekeeping.spare_the_collector(title)
    housekeeping.watch_session()
    st.set_page_config(
        page_title=f"{title} · {PRODUCT}",
        page_icon=str(_FOLDER / "favicon.png"),
        layout="wide",
        menu_items={"About": f"**{PRODUCT}**: drag a point through what a variational autoencoder has learned."},
    )
    st.html(_FOLDER / "shell.css")
    with st.sidebar:
        st.markdown(f"### {PRODUCT}")
        query = {"run": st.session_state["run"]} if "run" in st.session_state else None
        for page in pages():
            st.page_link(page.path, label=page.title, icon=page.icon, query_params=query)
        reopener.mount([page.url_path for page in pages()])


def show_page(title: str, draw: Callable[[Run], None]) -> None:
    """Set a page up, let a run be picked and draw the page for it; a damaged run gets a sentence instead."""
    set_up(title)
    run = pick_run()
    if run is None:
        return
    try:
        draw(run)
    except RunError as error:
        st.error(f"{error}. Choose another run.", icon=":material/error:")


def pages() -> list[Page]:
    """Return the home page and every page in pages/, in their order."""
    files = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
    return sorted((_read_page(file, file.stat().st_mtime_ns) for file in files), key=lambda page: page.order)


@lru_cache(maxsize=64)
def _read_page(file: Path, changed: int) -> Page:
    """Read the constants of a page without running it; `changed` makes an edited page be read again."""
    constants = {}
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
        ):
            constants[node.targets[0].id] = node.value.value
    title = constants.get("TITLE", file.stem.replace("_", " ").capitalize())
    return Page(file.relative_to(ROOT).as_posix(), title, constants.get("ICON"), constants.get("ORDER", 100))


def pick_run() -> Run | None:
    """Draw the run picker in the sidebar and return the chosen run, the same on every page.

    The address comes first, then the choice made before, then the first run. Without any run the page says what to do
    and this returns None.
    """
    runs, problems = found_runs()
    names = [run.name for run in runs]
    if not runs:
        st.error("There is no trained run yet: train the shipped ones with `make pretrained`.", icon=":material/error:")
        _show_problems(problems)
        return None
    _follow_address(names)
    if st.session_state.get("run") not in names:
        st.session_state["run"] = names[0]
    st.session_state["_run"] = st.session_state["run"]
    chosen = next(run for run in runs if run.name == st.session_state["run"])
    with st.sidebar:
        st.space("small")
        by_name = {run.name: run for run in runs}
        st.selectbox("Model", names, key="_run", on_change=_keep_run, format_func=lambda name: option(by_name[name]))
        st.caption(summary(chosen))
        _show_problems(problems)
    return chosen


def option(run: Run) -> str:
    """Return a run as one line of the picker: its name and its −ELBO, or what a plain autoencoder has of it."""
    for name in ("neg_elbo", "reconstruction"):
        if name in run.metrics:
            return f"{run.name} · {run.metrics[name]['value']:.1f} nats"
    return run.name


_FIGURES = (
    ("neg_elbo", "−ELBO **{:.1f}** nats"),
    ("importance_weighted_nll", "likelihood bound **{:.1f}** nats (K = {num_samples})"),
    ("importance_weighted_nll_5000", "likelihood bound **{:.1f}** nats (K = {num_samples}, {num_images:,} images)"),
    ("reconstruction", "reconstruction **{:.1f}** nats"),
    ("kl", "KL **{:.1f}** nats"),
    ("knn_accuracy", "neighbours' class right **{:.1%}** (k = {k})"),
    ("class_consistency", "wanted class drawn **{:.1%}**"),
    ("squared_error", "squared error **{:.1f}** a picture"),
)


def summary(run: Run) -> str:
    """Return a run's figures as Markdown: what it is, then its measures on held-out pictures."""
    config = run.config
    kind = ("conditional " if config.conditional else "") + ("VAE" if config.variational else "autoencoder")
    dims = f"{config.latent_dim} latent dimension{'s' if config.latent_dim > 1 else ''}"
    lines = [f"{datasets.title(config.dataset)}, {kind}, {dims}"]
    for name, text in _FIGURES:
        metric = run.metrics.get(name)
        if metric is not None:
            lines.append(
                text.format(metric["value"], **{key: metric.get(key) for key in ("num_samples", "num_images", "k")})
            )
    used = num_in_use(run)
    if used is not None:
        lines.append(f"dimensions in use **{used}**")
    measured = next(iter(run.metrics.values()), None)
    if measured is not None:
        lines.append(f"measured on {measured['num_images']:,} held-out pictures")
    return "  \n".join(lines)


def found_runs() -> tuple[list[Run], list[str]]:
    """Return all valid runs and one sentence for each damaged folder, read again only when a file changes."""
    return _found_runs(tuple(_signature(parent) for parent in (SHIPPED_FOLDER, own_runs_folder())))


@lru_cache(maxsize=4)
def _found_runs(signature: tuple) -> tuple[list[Run], list[str]]:
    """Read the runs; Python compares such a signature in no time, Streamlit's caches take a millisecond to hash one."""
    return list_runs()


def _signature(parent: Path) -> tuple:
    """Return what changes with any file of a runs folder, in a tenth of a millisecond: every rerun asks."""
    found = []
    for folder in _entries(str(parent)):
        if folder.is_dir():
            found.append((folder.path, 0, 0))
            found += [_state(file) for file in _entries(folder.path)]
    return (str(parent), *sorted(found))


def _entries(folder: str) -> list[os.DirEntry]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # there is none, or it may not be read
        return []


def _state(file: os.DirEntry) -> tuple[str, int, int]:
    try:
        state = file.stat()
    except OSError:  # a link to nowhere, or a file that vanished while it was looked at
        return file.path, -1, -1
    return file.path, state.st_mtime_ns, state.st_size


def _follow_address(names: list[str]) -> None:
    asked = st.query_params.get("run")
    if asked is None:
        return
    if asked in names:
        st.session_state["run"] = asked
        return
    try:
        load_run(asked)
        problem = f"The run {asked!r} in the address cannot be shown"
    except RunError as error:
        problem = str(error)
    fallback = st.session_state.get("run") if st.session_state.get("run") in names else names[0]
    st.warning(f"{sentence(problem)} Showing {fallback} instead.", icon=":material/link_off:")


_NO_PLACES = ("view", "runs")


def _keep_run() -> None:
    """Take over the picker's choice: into the session, and into the address in the place of the old run's place."""
    st.session_state["run"] = st.session_state["_run"]
    kept = {name: value for name, value in st.query_params.to_dict().items() if name in _NO_PLACES}
    st.query_params.from_dict({**kept, "run": st.session_state["run"]})


def _show_problems(problems: list[str]) -> None:
    for problem in problems:
        st.warning(sentence(problem), icon=":material/folder_off:")
