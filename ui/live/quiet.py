"""Word of when a page's live view stands and its visitor is at rest: time for what is heavy."""

import streamlit as st

from ui.live import component
from ui.live.contract import QuietTells

QUIET_KEY = "explore_is_quiet"
"""Where the session keeps what `is_quiet` says."""
_WATCHER = component.read("quiet", "quiet.js")


def is_quiet() -> bool:
    """Return whether a live view stands and its visitor has since been at rest for a moment."""
    return bool(st.session_state.get(QUIET_KEY))


def await_quiet() -> None:
    """Mount what notices when it is quiet; the fragment that calls this then runs again, and only that."""
    component.mount(_WATCHER, "explore_quiet_watcher", None, QuietTells, _keep_quiet)


def _keep_quiet() -> None:
    st.session_state[QUIET_KEY] = True
