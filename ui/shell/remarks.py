"""What one page has to say of a run, kept for the page that shows it."""

import streamlit as st

_REMARKS = "_remarks"


def keep(run_name: str, text: str) -> None:
    """Keep a sentence on a run as long as this session lasts."""
    st.session_state.setdefault(_REMARKS, {})[run_name] = text


def kept(run_name: str) -> str:
    """Return what was kept of a run last, "" for nothing."""
    text: str = st.session_state.get(_REMARKS, {}).get(run_name, "")
    return text
