"""The Train page: the form at the left, the training that is looked at beside it, all trainings by name above."""

import os

import streamlit as st

from ui.trainer import form, job_view
from vae import devices, jobs
from vae.job import Job, JobError, list_jobs, name_taken_by

_NEW = ""


def show() -> None:
    """Draw the page."""
    if os.environ.get("VAE_PUBLIC_DEMO") == "1":
        _demo()
        return
    st.title("Train your own", anchor=False)
    st.caption("Start with the settings as they are, and watch the map of latent space form while the network learns.")
    found = list_jobs()
    left, right = st.columns([3, 7], gap="large")
    with left:
        _new_training()
    with right:
        chosen = _choose(found)
        _problem()
        if chosen is None:
            _empty()
        else:
            job_view.show(chosen.name)


def _new_training() -> None:
    config = form.show()
    if config is None:
        return
    taken = name_taken_by(config.name)
    overwrite = False
    if taken in ("run", "unfinished"):
        kind = "run" if taken == "run" else "unfinished training"
        overwrite = st.checkbox(f"Replace the {kind} named {config.name}", key=f"train_overwrite_{config.name}")
    if not st.button(
        "Start training", key="train_start", type="primary", width="stretch", icon=":material/play_arrow:"
    ):
        return
    try:
        job = jobs.start(config, form.device() or devices.AUTO, overwrite)
    except JobError as error:
        st.error(f"{str(error)[:1].upper()}{str(error)[1:]}.", icon=":material/error:")
        return
    st.session_state["train_job"] = job.name
    form.next_name()
    st.rerun()


def _choose(found: list[Job]) -> Job | None:
    """Let one of the trainings be looked at: the address first, then the last choice, then the latest."""
    if not found:
        return None
    names = [job.name for job in found]
    asked = st.query_params.get("job")
    if asked is not None and asked != st.session_state.get("train_asked"):
        st.session_state["train_asked"] = asked
        if asked in names:
            st.session_state["train_job"] = asked
        else:
            st.warning(f"There is no training named {asked[:64]!r}: showing {names[0]}.", icon=":material/link_off:")
    if st.session_state.get("train_job") not in names:
        st.session_state["train_job"] = names[0]
    st.session_state["_train_job"] = st.session_state["train_job"]
    by_name = {job.name: job for job in found}
    if len(found) > 1:
        st.selectbox(
            "Training", names, key="_train_job", on_change=_keep_job,
            format_func=lambda name: f"{name} · {by_name[name].state}",
        )  # fmt: skip
    else:
        st.subheader(names[0], anchor=False)
    chosen = st.session_state["train_job"]
    if st.query_params.get("job") != chosen:
        st.session_state["train_asked"] = chosen
        st.query_params["job"] = chosen
    return by_name[chosen]


def _keep_job() -> None:
    st.session_state["train_job"] = st.session_state["_train_job"]


def _problem() -> None:
    problem = st.session_state.pop("train_problem", None)
    if problem:
        st.error(problem, icon=":material/error:")


def _empty() -> None:
    """Say what will be seen here; the film of a run that ships is what it looks like."""
    st.write("Nothing has been trained here yet. This is what a training looks like:")


def _demo() -> None:
    st.title("How training looks", anchor=False)
    st.info(
        "Training is turned off on this public demo. Install the app to train on your own machine: it takes two "
        "commands. Below are the films of the runs that ship.", icon=":material/info:",
    )  # fmt: skip
