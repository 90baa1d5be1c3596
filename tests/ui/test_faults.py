"""Faults of a run where it is drawn: one sentence, the rest of the page stands, and other errors go on."""

import textwrap

from streamlit.testing.v1 import AppTest

SCRIPT = """
from concurrent.futures import BrokenExecutor
import streamlit as st
from ui import faults
from vae.data.dataset import DataError
from vae.runs.run_files import RunError

error = {error}
faults.begin()

@faults.fragment
def first():
    st.button("again", key="again")
    raise error

@faults.fragment
def second():
    raise error

first()
second()
with faults.said_here():
    st.write("before")
    raise error
st.write("below")
"""


def drawn(error):
    return AppTest.from_string(textwrap.dedent(SCRIPT.format(error=error))).run()


def test_a_damaged_run_is_one_sentence_and_the_page_goes_on():
    page = drawn("RunError(\"run 'a' lacks latents.npz\")")
    assert not page.exception
    assert [error.value for error in page.error] == ["Run 'a' lacks latents.npz. Choose another run."]
    assert [text.value for text in page.markdown] == ["before", "below"]


def test_the_sentence_stays_when_its_part_runs_again():
    page = drawn("RunError('gone')")
    page.button(key="again").click().run()
    assert [error.value for error in page.error] == ["Gone. Choose another run."]


def test_data_that_is_gone_and_a_worker_that_died_are_sentences():
    assert drawn("DataError('no data')").error[0].value == "No data. Choose another run."
    page = drawn("BrokenExecutor()")
    assert not page.exception and len(page.error) == 1
    assert "has ended twice" in page.error[0].value


def test_what_is_no_fault_of_a_run_is_not_hidden():
    assert drawn("KeyError('a mistake')").exception
