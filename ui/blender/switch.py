"""The quiet switch between the views of a page, kept in the address as `view`."""

from pathlib import Path

import streamlit as st

_KEY = "interpolate_view"
_CSS = Path(__file__).parent / "switch.css"


def choose(titles: dict[str, str]) -> str:
    """Draw the switch and return the chosen view.

    Args:
        titles: how every view is called in the address, and on the switch; the first is the usual one, which the
            address does not name.
    """
    usual = next(iter(titles))
    asked = st.query_params.get("view", usual)
    shown = asked if asked in titles else usual
    if shown != asked:
        names = ", ".join(repr(name) for name in titles)
        st.warning(
            f"view in the address must be one of {names}, got {asked[:40]!r}: showing {titles[usual]} instead.",
            icon=":material/link_off:",
        )
    # The address is what is chosen: a link or the back button moves the switch, too.
    st.session_state[_KEY] = shown
    st.html(_CSS)
    with st.container(key="interpolate_views"):
        st.segmented_control(
            "View", list(titles), key=_KEY, required=True, format_func=lambda name: titles[name],
            on_change=_keep, args=(usual,), label_visibility="collapsed",
        )  # fmt: skip
    return shown


def _keep(usual: str) -> None:
    """Take over the choice into the address, of which only the run stays: a place is one of its own view."""
    chosen = st.session_state[_KEY]
    query = {name: value for name, value in st.query_params.to_dict().items() if name == "run"}
    st.query_params.from_dict(query if chosen == usual else query | {"view": chosen})
