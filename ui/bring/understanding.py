"""What was understood of files: a table, the questions that remain as controls, and pictures to judge it by."""

from dataclasses import replace
from typing import Any

import streamlit as st

from ui import engine
from ui.bring import files as handed_in
from ui.bring.beside import Given
from ui.live import gallery
from ui.shell.facts_table import facts_table
from vae.imports.contract import Understood
from vae.imports.questions import Answers, Question
from vae.words import plain

_KEPT, _ANSWERS = "bring_understood", "bring_answers"
_SIZE = 80
_ALWAYS = ("bring_turned", "bring_variational", "bring_classes_told")


def show(files: dict[str, bytes], more: Given) -> tuple[Understood, Answers]:
    """Draw what was understood of files and ask what is not sure.

    Returns:
        What was understood, with the answers that it rests on.

    Raises:
        ForeignError: they are no networks that a run can have.
        DataError: the pictures given cannot be read.
    """
    answers = _answers()
    understood = _understood(files, answers, more)
    _pictures(understood)
    for question in understood.questions:
        _ask(question)
    _ask_always(understood)
    st.markdown(facts_table(understood.facts))
    for note in understood.notes:
        st.caption(plain(note))
    return understood, answers


def _ask_always(understood: Understood) -> None:
    """Draw what no file says and no trial tells."""
    st.checkbox("Rows and columns change places", key="bring_turned", on_change=_answer, args=("turned",))
    num_inputs = understood.latent_dim + understood.num_classes
    if understood.round_trip is None and understood.may_be_mixed and num_inputs > 2:
        st.number_input(
            f"How many of its {num_inputs} inputs tell the class?", 0, num_inputs - 1, understood.num_classes,
            key="bring_classes_told", on_change=_answer, args=("classes", "bring_classes_told"),
            help="0 where the decoder is told no class",
        )  # fmt: skip
    if understood.round_trip is None:
        st.checkbox(
            "It is a variational autoencoder's", value=True, key="bring_variational", on_change=_answer,
            args=("variational",), help="Its codes then have the prior N(0, I), and circles are drawn for it",
        )  # fmt: skip


def _understood(files: dict[str, bytes], answers: Answers, more: Given) -> Understood:
    """Return what the worker says; it reads the files once for each set of answers."""
    key = (handed_in.identity(), answers, more.key)
    known, found = st.session_state.get(_KEPT, (None, None))
    if known != key or found is None:
        with st.spinner("Reading and trying the networks …"):
            found = engine.understand_files(files, answers)
            samples = more.samples(found.shape)
            if samples is not None:
                found = engine.understand_files(files, answers, samples)
        st.session_state[_KEPT] = key, found
    return found


def _answers() -> Answers:
    """Return the answers given for these files; others are forgotten."""
    known, answers = st.session_state.get(_ANSWERS, (None, None))
    if known != handed_in.identity() or answers is None:
        answers = Answers()
        for control in _ALWAYS:
            st.session_state.pop(control, None)
        st.session_state[_ANSWERS] = handed_in.identity(), answers
    return answers


def _ask(question: Question) -> None:
    key = f"bring_{question.name}"
    options = [value for value, _ in question.options]
    if st.session_state.get(key) != question.chosen:
        st.session_state[key] = question.chosen
    words = dict(question.options)
    st.selectbox(
        question.text, options, key=key, format_func=lambda value: words.get(value, str(value)), on_change=_answer,
        args=(question.name,),
    )  # fmt: skip
    if question.reason:
        st.caption(plain(question.reason))


def _answer(name: str, key: str = "") -> None:
    value: Any = st.session_state[key or f"bring_{name}"]
    known, answers = st.session_state[_ANSWERS]
    st.session_state[_ANSWERS] = known, replace(answers, **{name: value})


def _pictures(understood: Understood) -> None:
    drawn = [gallery.ink(picture, "", alt=f"Picture {number} that it draws")
             for number, picture in enumerate(understood.pictures, 1)]  # fmt: skip
    left, right = st.columns([3, 2], gap="small")
    with left:
        st.caption("Three pictures that it draws")
        gallery.show("bring_drawn", "Three pictures that the decoder draws", drawn, _SIZE)
    if understood.original is None or understood.returned is None or understood.round_trip is None:
        return
    with right:
        what = "A picture that it drew" if understood.is_drawn else "A picture"
        st.caption(f"{what}, encoded and drawn again")
        both = [gallery.ink(understood.original, "", alt="A picture"),
                gallery.ink(understood.returned, "", alt="What comes back of it")]  # fmt: skip
        gallery.show("bring_round_trip", "A picture and what comes back of it", both, _SIZE)
