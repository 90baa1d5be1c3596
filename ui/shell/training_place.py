"""Where the trainings of a study go on: on this machine, or on the workers of a cluster, whose scheduler is named."""

import streamlit as st

from ui.shell import visitor
from vae.cluster.address import INSTALL, is_installed, knock, lasting_name
from vae.studies import sweep
from vae.studies.study import Study, StudyError
from vae.words import plain, plain_sentence

_HERE = "On this machine"
_MOST_LETTERS = 40


def choose(key: str, usual: str | None = None) -> str | None:
    """Draw the choice, and return by what the scheduler is named; None for this machine.

    A scheduler is trusted with what this machine runs: it is named by who sits there alone.

    Args:
        key: under which the session keeps it.
        usual: the scheduler that is named at first.
    """
    if not visitor.is_alone():
        return None
    named = st.session_state.setdefault(key, usual or "") if is_installed() else ""
    label = plain(f"On {named}", _MOST_LETTERS) if named else _HERE
    with st.popover(label, icon=":material/lan:" if named else ":material/computer:", type="tertiary"):
        if is_installed():
            _field(key)
        else:
            st.write(
                f"A study trains on the workers of a Dask cluster, too, once `{INSTALL}` is done in the app's folder, "
                "and the app started again."
            )
    return named or None


def begin(study: Study, scheduler: str | None, retry: bool = False) -> None:
    """Begin the trainings of a study, or go on with them, there.

    Raises:
        StudyError: they cannot begin; of a scheduler that does not answer it is known within seconds.
    """
    if scheduler is None:
        sweep.begin_apart(study, retry)
        return
    with st.spinner("Asking the scheduler and its workers …"):
        knock(scheduler)
        sweep.begin_apart(study, retry, lasting_name(scheduler))


def _field(key: str) -> None:
    st.session_state[f"_{key}"] = st.session_state[key]
    st.text_input(
        "Scheduler of a Dask cluster", key=f"_{key}", on_change=_keep, args=(key,), placeholder="tcp://host:8786",
        help="Its address, or the file that it wrote; empty for this machine",
    )  # fmt: skip
    st.caption(
        "One training a worker. Scheduler and workers are trusted with what this machine runs: name only your own."
    )
    if st.session_state[key]:
        try:
            lasting_name(st.session_state[key])
        except StudyError as error:
            st.error(plain_sentence(error), icon=":material/lan:")


def _keep(key: str) -> None:
    st.session_state[key] = st.session_state[f"_{key}"].strip()
