"""Where an imported run comes from, in the place of how one was trained here."""

import streamlit as st

from vae.runs.origin import Origin
from vae.words import plain

_CODES = {
    "encoded": "Its codes are those that its encoder gives the pictures.",
    "given": "Its codes came with it.",
    "prior": "Nothing is known of the pictures that it learned from: the dots on the map are draws from the prior.",
}


def show(origin: Origin) -> None:
    """Draw what was understood of the files, as a table and in sentences."""
    st.write(f"Made elsewhere: read from {plain(' and '.join(origin.sources))}. {_CODES[origin.codes]}")
    st.markdown(table(origin.facts))
    for note in origin.notes:
        st.caption(plain(note))


def table(facts: tuple[tuple[str, str], ...]) -> str:
    """Return what was understood as a Markdown table of two columns."""
    rows = [f"| {plain(what)} | {plain(how)} |" for what, how in facts]
    return "\n".join(["| | |", "|---|---|", *rows])
