"""A page with nothing but a film: `streamlit run tests/support/film_page.py`, then ?frames=40, or ?frames=9&shown=3."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.synthetic_film import first_frames, synthetic_film
from ui.train import film as film_viewer

st.set_page_config(layout="wide")
number = int(st.query_params.get("frames", "40"))
film = st.cache_resource(synthetic_film)(number)
shown = st.session_state.setdefault("shown", int(st.query_params.get("shown", number)))


@st.fragment
def viewer() -> None:
    """Show the epochs so far; a press brings one more."""
    if st.button("Next epoch", disabled=st.session_state["shown"] == number):
        st.session_state["shown"] += 1
    again = st.button("Again")
    pace = 1.0 if st.session_state["shown"] < number else None
    film_viewer.show(first_frames(film, st.session_state["shown"]), "film_viewer", pace, "synthetic")
    if again:
        st.write("Shown again")


viewer()
