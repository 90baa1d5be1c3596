"""Interpolate: walk between two digits along a straight line and an arc, beside a mere cross-fade."""

import streamlit as st

from ui import shell
from ui.interpolator import interpolator
from vae.runs import RunError

TITLE = "Interpolate"
ICON = ":material/timeline:"
ORDER = 20


def main() -> None:
    """Draw the page."""
    shell.set_up(TITLE)
    run = shell.pick_run()
    if run is None:
        return
    try:
        interpolator.show(run)
    except RunError as error:
        st.error(f"{error}. Choose another run.", icon=":material/error:")


main()
