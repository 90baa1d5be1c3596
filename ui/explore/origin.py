"""Where an imported run comes from, in the place of how one was trained here."""

import streamlit as st

from ui.shell import remarks
from ui.shell.facts_table import facts_table
from vae.runs.origin import Origin
from vae.words import plain, plain_sentence

_CODES = {
    "encoded": "Its codes are those that its encoder gives the pictures.",
    "given": "Its codes came with it.",
    "prior": "Nothing is known of the pictures that it learned from: the dots on the map are draws from the prior.",
}


def show(run_name: str, origin: Origin) -> None:
    """Draw what was understood of the files, as a table and in sentences."""
    st.write(f"Made elsewhere: read from {plain(' and '.join(origin.sources))}. {_CODES[origin.codes]}")
    st.markdown(facts_table(origin.facts))
    for note in origin.notes:
        st.caption(plain(note))
    if remark := remarks.kept(run_name):
        st.caption(plain_sentence(remark))
