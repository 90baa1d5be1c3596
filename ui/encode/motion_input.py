"""Motions to encode: by a rule with its numbers, or along a path that the arm follows while it is drawn."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import streamlit as st

from ui.encode.given import Found, Given
from ui.live import component
from ui.live.told import told
from vae.motion import own, words
from vae.motion.own import MotionError
from vae.motion.rules import KINDS
from vae.motion.shapes import letter_shapes
from vae.runs.store import Run

MOST_PLACES = 200
"""Places of a drawn path that are taken; its view sends no more."""
FIRST_PATH = [[-0.7, 1.1], [-0.35, 1.4], [0.0, 1.1], [0.35, 0.8], [0.7, 1.1]]
"""The path that stands there at first."""
_BY = ("By a rule", "Draw a path")
_TITLES = {"reach": "Reach", "wave": "Wave", "circle": "Circle", "letter": "Letter", "avoid": "Go round something"}
_KEY = "encode_motion"
_PAD = component.read(
    "motion_pad", Path(__file__).parent / "motion_pad.js", "controls.css", Path(__file__).parent / "motion_pad.css"
)


@dataclass(frozen=True)
class MotionPadFacts:
    """What the pad is told: the path that stands on it at first, in metres, and how many places one may have."""

    path: list[list[float]]
    most: int


class MotionPadTells(TypedDict):
    """What the pad tells: the path, in metres."""

    path: list[list[float]]


def ask(run: Run) -> Found:
    """Draw the choice, and the numbers or the pad, and return the motion; a sentence where the arm can't make it."""
    kept = st.session_state.get("encode_motion_by", _BY[0])
    st.session_state["_encode_motion_by"] = kept
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.segmented_control(
            "Made", _BY, key="_encode_motion_by", label_visibility="collapsed", required=True, on_change=_keep_by
        )
        rule, letter = _rule() if by == _BY[0] else (None, "")
    try:
        values = _drawn() if rule is None else _ruled(rule, letter)
    except MotionError as error:
        return Found(problems=(f"{str(error)[0].upper()}{str(error)[1:]}.",))
    name = words.text(values)
    return Found((Given(f"{by} {name}", f"{name[0].upper()}{name[1:]}", values, is_prepared=True),))


def _keep_by() -> None:
    st.session_state["encode_motion_by"] = st.session_state["_encode_motion_by"]


def _rule() -> tuple[str, str]:
    """Draw the choice of a rule and, for letters, of which, and return both."""
    rule = st.selectbox(
        "Rule", KINDS, format_func=lambda name: _TITLES[name], key=f"{_KEY}_rule", width=220,
        label_visibility="collapsed",
    )  # fmt: skip
    if rule != "letter":
        return rule, ""
    letters = list(letter_shapes())
    return rule, st.segmented_control(
        "Letter", letters, default="S", key=f"{_KEY}_letter", label_visibility="collapsed", required=True
    )


def _ruled(rule: str, letter: str) -> np.ndarray:
    """Draw the fields of a rule and return its motion."""
    numbers = own.NUMBERS[rule]
    chosen = {}
    for column, number in zip(st.columns(len(numbers)), numbers, strict=True):
        chosen[number.name] = column.slider(
            number.title, float(number.low), float(number.high), float(number.usual), float(number.step),
            key=f"{_KEY}_{rule}_{number.name}",
        )  # fmt: skip
    return own.by_rule(rule, chosen, letter)


def _drawn() -> np.ndarray:
    """Draw the pad and return the motion along its path."""
    kept = st.session_state.get("encode_motion_path", FIRST_PATH)
    path = told(f"{_KEY}_pad", MotionPadTells).get("path", kept)
    if len(path) > MOST_PLACES or any(len(place) != 2 for place in path):
        path = kept
    st.session_state["encode_motion_path"] = path
    component.mount(_PAD, f"{_KEY}_pad", MotionPadFacts(kept, MOST_PLACES), MotionPadTells)
    return own.by_path(path)
