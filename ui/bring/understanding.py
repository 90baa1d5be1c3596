"""What was understood of files: a table, the questions that remain as controls, and pictures to judge it by."""

from dataclasses import replace
from typing import Any

import streamlit as st

from ui import engine
from ui.bring import files as handed_in
from ui.bring.beside import Given
from ui.live import gallery
from ui.shell.facts_table import facts_table
from vae.foreign.description import ForeignError
from vae.imports.contract import Understood
from vae.imports.decoders import MOST_CLASSES
from vae.imports.questions import Answers, Question
from vae.words import plain, plain_sentence

_KEPT, _ANSWERS = "bring_understood", "bring_answers"
_SIZE = 80


def show(files: dict[str, bytes], more: Given) -> tuple[Understood, Answers] | None:
    """Draw what was understood of files and ask what is not sure.

    Returns:
        What was understood, with the answers that it rests on; None where that is nothing, and why was said.

    Raises:
        DataError: the pictures given cannot be read.
    """
    answers = _answers()
    try:
        understood = _understood(files, answers, more)
    except ForeignError as error:
        st.error(plain_sentence(error), icon=":material/error:")
        _ask_what_may_mend(error, answers)
        return None
    _pictures(understood)
    for question in understood.questions:
        _ask(question)
    _ask_always(understood, answers)
    st.markdown(facts_table(understood.facts))
    for note in understood.notes:
        st.caption(plain(note))
    return understood, answers


def _ask_what_may_mend(error: ForeignError, answers: Answers) -> None:
    """Draw the ways on from files that could not be understood, or not with these answers."""
    if "classes" in error.answerable:
        _ask_classes("How many of its inputs tell the class?", MOST_CLASSES, answers.classes or 0)
    if "encoder" in error.answerable or answers.encoder == -1:
        _ask_alone(answers)
    if answers != Answers():
        st.button(
            "Start again", key="bring_again", on_click=_start_again, icon=":material/restart_alt:",
            help="Forgets all answers about these files",
        )  # fmt: skip


def _ask_always(understood: Understood, answers: Answers) -> None:
    """Draw what no file says and no trial tells."""
    if understood.may_be_turned:
        _checkbox("Rows and columns change places", "turned", answers.turned)
    num_inputs = understood.latent_dim + understood.num_classes
    if not understood.has_encoder and understood.may_be_mixed and num_inputs > 2:
        text = f"How many of its {num_inputs} inputs tell the class?"
        _ask_classes(text, min(num_inputs - 1, MOST_CLASSES), understood.num_classes)
    if not understood.has_encoder:
        _checkbox(
            "It is a variational autoencoder's", "variational", answers.variational is not False,
            "Its codes then have the prior N(0, I), and circles are drawn for it",
        )  # fmt: skip
    if understood.has_encoder or answers.encoder == -1:
        _ask_alone(answers)


def _checkbox(label: str, name: str, is_so: bool, text: str | None = None) -> None:
    st.session_state[f"bring_{name}"] = is_so
    st.checkbox(label, key=f"bring_{name}", on_change=_answer, args=(name,), help=text)


def _ask_classes(text: str, most: int, count: int) -> None:
    st.session_state["bring_classes_told"] = count
    st.number_input(
        text, 0, most, key="bring_classes_told", on_change=_answer, args=("classes", "bring_classes_told"),
        help="0 where the decoder is told no class",
    )  # fmt: skip


def _ask_alone(answers: Answers) -> None:
    st.session_state["bring_alone"] = answers.encoder == -1
    st.checkbox("Decoder alone", key="bring_alone", on_change=_take_alone, help="Leaves the encoder out")


def _take_alone() -> None:
    known, answers = st.session_state[_ANSWERS]
    st.session_state[_ANSWERS] = known, replace(answers, encoder=-1 if st.session_state["bring_alone"] else None)


def _start_again() -> None:
    st.session_state.pop(_ANSWERS, None)


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
