"""What can be done with a training: stop, resume, delete, rename, train again with changes, and look at its result."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from ui.shell import visitor
from ui.shell.navigation import ROOT
from ui.train import form
from vae.access import access
from vae.config import ConfigError
from vae.jobs import scalars, training_jobs
from vae.jobs.job import Job, JobError, jobs_folder, log_tail
from vae.runs.run_files import RunError
from vae.runs.store import load_run
from vae.words import plain


def show(job: Job) -> None:
    """Draw the row of a job's controls."""
    is_ours = visitor.may_manage(job.folder)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if job.is_active and is_ours:
            _stop(job)
        if is_ours and job.is_resumable:
            _button("Resume", "resume", ":material/play_arrow:", lambda: training_jobs.resume(job), job, kind="primary")
        _links(job)
        if st.button("Train again", key="train_again", icon=":material/content_copy:", type="tertiary",
                     help="Puts these settings into the form under a free name"):  # fmt: skip
            form.fill(training_jobs.duplicate(job))
            st.session_state["train_job"] = ""
            st.rerun()
        if is_ours and (not job.is_active or job.state == "queued"):
            _rename(job)
        if is_ours:
            _delete(job)
        _behind(job)
    if not is_ours:
        st.caption("Somebody else started this training: only they can stop, rename or delete it.")


def _stop(job: Job) -> None:
    if job.state == "queued":
        _button("Leave the queue", "stop", ":material/close:", lambda: training_jobs.stop(job, save=False), job)
        return
    if job.is_stopping:
        _button("Stop at once", "stop_now", ":material/stop:", lambda: training_jobs.stop(job, save=False), job,
                "Measures nothing; the finished epochs stay and can be resumed")  # fmt: skip
        return
    _button("Stop and save", "stop", ":material/stop:", lambda: training_jobs.stop(job), job,
            "Ends after this step, measures what the finished epochs brought and saves it as the run")  # fmt: skip


def _links(job: Job) -> None:
    if job.progress.run is None:
        return
    try:
        run = load_run(job.progress.run)
    except RunError:
        return
    query = {"run": run.name}
    st.page_link("app.py", label="**Explore it now**", icon=":material/explore:", query_params=query)
    if (ROOT / "pages" / "compare.py").exists():
        st.page_link(
            "pages/compare.py",
            label="Compare",
            icon=":material/compare:",
            query_params=query,
            help="Beside the run that ships for the same data set",
        )


def _rename(job: Job) -> None:
    with st.popover("Rename", icon=":material/edit:", type="tertiary"):
        name = st.text_input("New name", job.name, key=f"train_rename_{job.name}").strip()
        if st.button("Rename", key="train_rename_do", disabled=name == job.name):
            _do(lambda: _renamed(job, name))


def _renamed(job: Job, name: str) -> None:
    st.session_state["train_job"] = training_jobs.rename(job, name).name


def _delete(job: Job) -> None:
    word = "Cancel and delete" if job.is_active else "Delete"
    with st.popover(word, icon=":material/delete:", type="tertiary"):
        st.write(f"This deletes the training **{job.name}** and all its epochs. It cannot be undone.")
        with_run = st.checkbox(
            "Delete the run it made, too", key=f"train_delete_run_{job.name}", disabled=job.progress.run is None
        )
        if st.button(word, key="train_delete_do", type="primary"):
            _do(lambda: _deleted(job, with_run))


def _deleted(job: Job, with_run: bool) -> None:
    training_jobs.cancel(job, with_run)
    st.session_state["train_job"] = ""


def _behind(job: Job) -> None:
    with st.popover("Details", icon=":material/terminal:", type="tertiary"):
        may_read_paths = access().may_read_paths
        st.caption(f"On {plain(job.device)}" + (f", in {plain(job.folder)}" if may_read_paths else ""))
        st.code(job.config.to_json().rstrip(), language=None, wrap_lines=True)
        if scalars.is_available() and may_read_paths:
            st.caption("Its curves in TensorBoard")
            st.code(scalars.command(jobs_folder()), language=None, wrap_lines=True)
        log = log_tail(job) if may_read_paths else ""
        if log:
            st.caption("The end of its log")
            st.code(log, language=None, height=240)


def _button(
    label: str, name: str, icon: str, act: Callable[[], object], job: Job, tip: str | None = None,
    kind: Literal["primary", "secondary"] = "secondary",
) -> None:  # fmt: skip
    if st.button(label, key=f"train_{name}", icon=icon, help=tip, type=kind):
        _do(act)


def _do(act: Callable[[], object]) -> None:
    """Do something to a job; another browser may have been quicker, and then a sentence says so."""
    try:
        act()
    except (JobError, ConfigError, RunError) as error:
        st.session_state["train_problem"] = str(error)
    st.rerun()
