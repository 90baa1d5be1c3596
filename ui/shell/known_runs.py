"""The runs that there are, read again only when a file of theirs changes."""

import contextlib
import re
from functools import lru_cache
from pathlib import Path

import streamlit as st

from vae.files import states
from vae.lesson.runs import LESSON_RUNS
from vae.runs.run_files import RunError
from vae.runs.store import LESSON_FOLDER, Run, list_runs, load_run, open_run, signature, study_runs_folders

_OF_A_STUDY = re.compile(r"[a-z0-9][a-z0-9_-]*-[0-9a-f]{8}")


def found_runs() -> tuple[list[Run], list[str]]:
    """Return all valid runs and one sentence for each damaged folder, read again only when a file changes."""
    return _found_runs(signature())


def with_lesson(runs: list[Run]) -> list[Run]:
    """Return the runs, and after them those of the lesson or of a study that the address or this session names."""
    asked = [st.query_params.get("run", ""), st.session_state.get("run", "")]
    asked += [*st.query_params.get("runs", "").split(","), *st.session_state.get("compare_others", ())]
    names = {run.name for run in runs}
    more = []
    for name in dict.fromkeys(asked):
        if name and name not in names:
            with contextlib.suppress(RunError):
                more.append(lesson_run(name) if name in LESSON_RUNS else _study_run(name))
    return [*runs, *more]


@lru_cache(maxsize=len(LESSON_RUNS))
def lesson_run(name: str) -> Run:
    """Open a run of the lesson, whatever runs of one's own are called; its files stay as they are while the app runs.

    Raises:
        RunError: a file of it is missing or damaged.
    """
    return open_run(LESSON_FOLDER / name)


def _study_run(name: str) -> Run:
    """Open a run that a study made; it is read again when its files change.

    Raises:
        RunError: no study made one of that name, or it is damaged.
    """
    for folder in study_runs_folders(name) if _OF_A_STUDY.fullmatch(name) else []:
        if (folder / name).is_dir():
            return _opened(folder / name)
    raise RunError(f"no study made a run named {name!r}")


def _opened(folder: Path) -> Run:
    """Open a run; it is read again when its files change, and not when those of another do."""
    return _read(folder, states(folder))


@lru_cache(maxsize=64)
def _read(folder: Path, states: tuple) -> Run:
    return open_run(folder)


def known_run(name: str) -> Run:
    """Return a run by its name, where one of the lesson comes first; a run that is known is not read again.

    Raises:
        RunError: there is none, or it is damaged.
    """
    if name in LESSON_RUNS:
        return lesson_run(name)
    found = next((run for run in found_runs()[0] if run.name == name), None)
    if found is None and _OF_A_STUDY.fullmatch(name):
        return _study_run(name)
    return found or load_run(name)


@lru_cache(maxsize=4)
def _found_runs(signature: tuple) -> tuple[list[Run], list[str]]:
    """Read the runs; Python compares such a signature in no time, Streamlit's caches take a millisecond to hash one."""
    return list_runs(_opened)
