"""The runs that there are, read again only when a file of theirs changes."""

from functools import lru_cache

import streamlit as st

from vae.lesson.runs import LESSON_RUNS
from vae.runs.run_files import RunError
from vae.runs.store import LESSON_FOLDER, Run, list_runs, open_run, signature


def found_runs() -> tuple[list[Run], list[str]]:
    """Return all valid runs and one sentence for each damaged folder, read again only when a file changes."""
    return _found_runs(signature())


def with_lesson(runs: list[Run]) -> list[Run]:
    """Return the runs, and after them those of the lesson that the address or this session names, as its links do."""
    asked = [st.query_params.get("run", ""), st.session_state.get("run", "")]
    asked += [*st.query_params.get("runs", "").split(","), *st.session_state.get("compare_others", ())]
    names = {run.name for run in runs}
    more = [_lesson_run(name) for name in dict.fromkeys(asked) if name in LESSON_RUNS and name not in names]
    return [*runs, *(run for run in more if run is not None)]


@lru_cache(maxsize=len(LESSON_RUNS))
def _lesson_run(name: str) -> Run | None:
    """Open a run of the lesson; its files stay as they are while the app runs."""
    try:
        return open_run(LESSON_FOLDER / name)
    except RunError:
        return None


@lru_cache(maxsize=4)
def _found_runs(signature: tuple) -> tuple[list[Run], list[str]]:
    """Read the runs; Python compares such a signature in no time, Streamlit's caches take a millisecond to hash one."""
    return list_runs()
