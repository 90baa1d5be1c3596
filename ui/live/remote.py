"""Pictures of runs that no browser decodes: their live views ask for them, and the worker process draws them."""

import base64
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import streamlit as st

from ui import engine
from ui.faults import fragment, said_here
from ui.live import component
from ui.live.facts import LiveMap
from ui.live.told import told
from vae.pictures.kind import draw
from vae.runs.store import Run

_MOST = 64
"""Pictures that are drawn at once, as ui/live/remote_line.js asks for them."""
_ANSWERS = "remote_answers"
_MOST_ANSWERS = 8
"""Runs whose last answer is kept: more are never on a page."""
_REMOTE = component.read("remote", "remote.js")


@dataclass(frozen=True)
class RemoteAnswer:
    """Pictures that were asked for.

    Attributes:
        turn: the number of what was asked.
        pixels: base64 of uint8, picture after picture, each row by row.
    """

    turn: int
    pixels: str


@dataclass(frozen=True)
class RemoteFacts:
    """What the element that asks for pictures is told."""

    fingerprint: str
    answer: RemoteAnswer | None


class Wanted(TypedDict):
    """Pictures that are wanted: a number, codes, and for each the shares of the classes, or nothing."""

    turn: int
    codes: list[list[float]]
    shares: list[list[float]]


class RemoteTells(TypedDict):
    """What that element tells: which pictures are wanted."""

    wanted: Wanted


def hand_over(run: Run, ready: LiveMap) -> None:
    """Give the browser what live views of a run need, and where it cannot decode that, a way to ask for pictures."""
    component.hand_over({ready.fingerprint: ready.blob})
    if ready.is_remote:
        _answer(run, ready)


@fragment
def _answer(run: Run, ready: LiveMap) -> None:
    """Draw what was asked for; a wish runs only this again."""
    key = f"remote_{ready.fingerprint}"
    wanted: Wanted | None = told(key, RemoteTells).get("wanted")
    answers: dict[str, RemoteAnswer] = st.session_state.setdefault(_ANSWERS, {})
    known = answers.pop(key, None)
    if wanted is not None and (known is None or known.turn != wanted["turn"]) and _fits(run, wanted):
        with said_here(f"{_ANSWERS} {key}"):
            known = _drawn(run, wanted)
    _keep(answers, key, known)
    component.mount(_REMOTE, key, RemoteFacts(ready.fingerprint, known), RemoteTells)


def _keep(answers: dict[str, RemoteAnswer], key: str, known: RemoteAnswer | None) -> None:
    """Keep an answer, and of others those that were given last."""
    if known is not None:
        answers[key] = known
    while len(answers) > _MOST_ANSWERS:
        del answers[next(iter(answers))]


def _fits(run: Run, wanted: Wanted) -> bool:
    """Return whether wishes are such as our own script has: what arrives need not come from it."""
    sizes = {len(code) for code in wanted["codes"]}, {len(shares) for shares in wanted["shares"]}
    num_classes = run.config.num_classes if run.config.conditional else 0
    count = len(wanted["codes"])
    return sizes == ({run.config.latent_dim}, {num_classes}) and count == len(wanted["shares"]) and 1 <= count <= _MOST


def _drawn(run: Run, wanted: Wanted) -> RemoteAnswer:
    shares = np.array(wanted["shares"], np.float32) if run.config.conditional else None
    pictures = engine.draw(run.folder, np.array(wanted["codes"], np.float32), shares)
    return RemoteAnswer(wanted["turn"], base64.b64encode(draw(pictures).tobytes()).decode("ascii"))
