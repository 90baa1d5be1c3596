"""The part of every page that takes a saved picture back: drop it, and its view opens."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from ui.live.javascript import joined

_FOLDER = Path(__file__).parent
_HTML = '<p class="note" role="status" popover="manual"></p>'
_CSS = (_FOLDER / "reopener.css").read_text(encoding="utf-8")
_JS = joined(_FOLDER / "reopener.js")


def mount(pages: Sequence[str]) -> None:
    """Listen for dropped files.

    Args:
        pages: the path of every page below the app's address, "" for the home page.
    """
    component = st.components.v2.component("latent_explorer.reopener", html=_HTML, css=_CSS, js=_JS)
    component(key="reopener", data=[{"pages": list(pages)}])
