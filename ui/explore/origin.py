"""Where an imported run comes from, in the place of how one was trained here."""

import streamlit as st

from ui.shell.facts_table import facts_table
from vae.runs.origin import Origin
from vae.words import plain, plain_sentence

_SAID = "_said_of_imports"
_CODES = {
    "encoded": "Its codes are those that its encoder gives the pictures.",
    "given": "Its codes came with it.",
    "prior": "Nothing is known of the pictures that it learned from: the dots on the map are draws from the prior.",
}


def note(run_name: str, text: str) -> None:
    """Keep for this session what is to be said of a run beside its own notes."""
    st.session_state.setdefault(_SAID, {})[run_name] = text


def show(run_name: str, origin: Origin) -> None:
    """Draw what was understood of the files, as a table and in sentences."""
    st.write(f"Made elsewhere: read from {plain(' and '.join(origin.sources))}. {_CODES[origin.codes]}")
    st.markdown(facts_table(origin.facts))
    for note in origin.notes:
        st.caption(plain(note))
    said = st.session_state.get(_SAID, {}).get(run_name)
    if said:
        st.caption(plain_sentence(said))
