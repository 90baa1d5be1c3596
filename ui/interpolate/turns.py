"""What a live view asks for by turns of its own: worked out once, and not again by a rerun for another reason."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def answered(name: str, key: str, turn: int, find: Callable[[], T]) -> T:
    """Return what was found for the last turn of a view, failure or not; find it where the turn is new.

    Args:
        name: of what is asked for, under which the session keeps the answer.
        key: of the view.
        turn: the view's number of what it asks.
        find: works it out.
    """
    kept = f"interpolate_{name}"
    known = st.session_state.get(kept)
    if known is None or known[0] != (key, turn):
        known = ((key, turn), find())
        st.session_state[kept] = known
    found: T = known[1]
    return found
