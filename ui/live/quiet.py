"""Word of when a page's live view stands, its visitor is at rest and looks there: time for what is heavy."""

import streamlit as st

from ui.live import component
from ui.live.contract import QuietTells

QUIET_KEY = "explore_is_quiet"
"""Where the session keeps what `is_quiet` says."""
_WATCHER = component.read("quiet", "quiet.js")


def is_quiet() -> bool:
    """Return whether a live view stood, and what is heavy was in sight of a visitor at rest."""
    return bool(st.session_state.get(QUIET_KEY))


def await_quiet() -> None:
    """Mount what notices when it is quiet, where what is heavy begins; the fragment that calls this runs again then."""
    component.mount(_WATCHER, "explore_quiet_watcher", None, QuietTells, _keep_quiet)


def _keep_quiet() -> None:
    st.session_state[QUIET_KEY] = True
