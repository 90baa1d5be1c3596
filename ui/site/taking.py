"""The row below the lesson: one file of it to take home, with the map of a run of the visitor's choice."""

import contextlib

import streamlit as st

from ui.faults import fragment
from ui.learn.catalogue import translator
from ui.learn.interface import INTERFACE
from ui.shell.known_runs import found_runs, known_run
from ui.shell.run_picker import option
from ui.site.writing import SMALL, take_home
from vae.runs.run_files import RunError

FILE_NAME = "latent-explorer.html"


@fragment
def show() -> None:
    """Draw the choice of a run and the button; the file is written when that is pressed."""
    runs = {run.name: run for run in found_runs()[0] if not run.is_remote}
    with contextlib.suppress(RunError):
        runs[SMALL] = known_run(SMALL)  # so small that the runs of one more step fit beside it
    if not runs:
        return
    language = st.context.locale
    translate = translator(language)
    words = {name: translate(INTERFACE[name]) for name in ("take_home", "take_home_button", "take_home_help")}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.selectbox(
            words["take_home"], list(runs), key="learn_take_home", width=320,
            format_func=lambda name: option(runs[name], translate),
        )  # fmt: skip
        st.download_button(
            words["take_home_button"], lambda: take_home(runs[name], language), FILE_NAME, "text/html",
            key="learn_download", on_click="ignore", icon=":material/download:", help=words["take_home_help"],
        )  # fmt: skip
