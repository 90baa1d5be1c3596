"""The end of bringing a model in: its name, the button, and on to its map."""

import contextlib
from concurrent.futures import BrokenExecutor
from pathlib import Path

import streamlit as st

from ui import engine
from ui.bring.beside import Given
from ui.bring.files import identity
from ui.shell import remarks, visitor
from vae.access import claim
from vae.config import ConfigError, check_run_name, name_for
from vae.data import imports
from vae.data.dataset import DataError
from vae.imports.adding import add_figures, only_with
from vae.imports.contract import Understood
from vae.imports.questions import Answers
from vae.imports.run_folder import name_in
from vae.jobs.job import name_taken_by
from vae.runs.run_files import RunError
from vae.runs.saving import save_copy
from vae.runs.store import Run, own_runs_folder
from vae.words import plain_sentence


def offer(files: dict[str, bytes], answers: Answers, understood: Understood, more: Given) -> None:
    """Draw the name and the button that adds a run, and go on to its map.

    Raises:
        ForeignError: what was given beside the networks does not fit them.
        DataError: pictures cannot be read.
        RunError: the run cannot be written.
    """
    if not understood.has_encoder and (more.dataset is not None or more.pictures is not None):
        st.caption("The pictures are not used: there is no encoder that makes codes of them.")
    name = _name(next(iter(files)))
    if not _pressed(name):
        return
    with st.spinner("Adding the run …"):
        run = _add(name, files, answers, understood, more)
    _claim(run.folder)
    with st.spinner("Measuring what its pictures cost …"):
        _measure(run)
    _go_on(run)


def offer_copy(contents: dict[str, bytes]) -> None:
    """Draw the same for a run's own files, which become the same run again.

    Raises:
        RunError: one of them is damaged.
    """
    st.success("This is a run of Latent Explorer: it comes back as it was.", icon=":material/inventory_2:")
    name = _name(name_in(contents, "run"))
    if _pressed(name):
        run = save_copy(own_runs_folder(), contents, name)
        _claim(run.folder)
        _go_on(run)


def _name(file_name: str) -> str:
    return st.text_input(
        "Name of the run", name_for(file_name, "imported"), key=f"bring_name_{'-'.join(identity())}"
    ).strip()


def _pressed(name: str) -> bool:
    problem = _problem(name)
    if problem:
        st.warning(plain_sentence(problem), icon=":material/label:")
    return st.button("Add this run", key="bring_add", type="primary", icon=":material/add:", disabled=bool(problem))


def _problem(name: str) -> str:
    """Return why a run cannot have a name, "" where it can; of what is no name no folder is looked for."""
    try:
        check_run_name(name)
    except ConfigError as error:
        return str(error)
    return "" if name_taken_by(name) is None else f"a run or training is named {name} already: choose another name"


def _add(name: str, files: dict[str, bytes], answers: Answers, understood: Understood, more: Given) -> Run:
    """Write the run, and before it the pictures that it encodes as a data set; nothing half added stays."""
    own = None
    if more.pictures is not None and understood.has_encoder:
        own = imports.import_data(more.pictures, name, False, shape=understood.shape)
    dataset = more.dataset if own is None else own.dataset
    with only_with(own, own_runs_folder() / name):
        if own is not None:
            _claim(own.folder)
        return engine.add_run(own_runs_folder(), name, files, answers, more.beside, dataset)


def _claim(folder: Path) -> None:
    with contextlib.suppress(OSError):
        claim(folder, visitor.name())


def _measure(run: Run) -> None:
    """Measure a run that is whole without; what keeps it from being measured is said beside its map."""
    try:
        add_figures(run, engine.score, engine.decode)
    except BrokenExecutor:
        remarks.keep(run.name, "It is not measured: the process that runs the model has ended twice over this.")
    except (RunError, DataError) as error:
        remarks.keep(run.name, f"It is not measured: {error}")


def _go_on(run: Run) -> None:
    st.session_state["run"] = run.name
    st.switch_page("app.py", query_params={"run": run.name})
