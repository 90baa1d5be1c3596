"""The quiet switch between the views of a page, kept in the address as `view`."""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from ui.shell import address_bar
from vae.runs.store import Run
from vae.words import plain, quoted

_CSS = Path(__file__).parent / "switch.css"


def show(page: str, views: Mapping[str, tuple[str, Callable[[Run], None]]], run: Run) -> None:
    """Draw the switch and the view that is chosen.

    Args:
        page: name of the page, for the widget's key.
        views: what the address calls every view to (its title on the switch, what draws it); the first is the usual
            one, which the address does not name.
        run: which run the view shows.
    """
    usual = next(iter(views))
    asked = st.query_params.get("view", usual)
    shown = asked if asked in views else usual
    if shown != asked:
        names = ", ".join(repr(name) for name in views)
        given = plain(quoted(asked))
        st.warning(
            f"view in the address must be one of {names}, got {given}: showing {views[usual][0]} instead.",
            icon=":material/link_off:",
        )
    # The address is what is chosen: a link or the back button moves the switch, too.
    key = f"{page}_view"
    st.session_state[key] = shown
    style()
    with st.container(key=f"{page}_views"):
        st.segmented_control(
            "View", list(views), key=key, required=True, format_func=lambda name: views[name][0],
            on_change=_keep, args=(key, usual), label_visibility="collapsed",
        )  # fmt: skip
    views[shown][1](run)


def style() -> None:
    """Put what stands in a container of the key PAGE_views beside the page's heading, where there is room."""
    st.html(_CSS)


def _keep(key: str, usual: str) -> None:
    """Take over the choice into the address, of which only the run stays: a place is one of its own view."""
    chosen = st.session_state[key]
    query = {name: value for name, value in st.query_params.to_dict().items() if name == "run"}
    st.query_params.from_dict(query if chosen == usual else query | {"view": chosen})
    address_bar.begin_visit()
