"""Compare: two or more runs side by side, their maps linked, their figures, curves and pictures beside each other."""

import streamlit as st

from ui.compare import choice, comparer, sections
from ui.shell.page import show_page
from vae.runs.store import Run

TITLE = "Compare"
ICON = ":material/compare:"
ORDER = 50


def draw(run: Run) -> None:
    """Draw the linked maps, and below them what else tells the runs apart."""
    runs = choice.choose(run)
    if len(runs) < 2:
        st.info(choice.none_chosen(run), icon=":material/compare:")
        return
    comparer.show(runs)
    sections.agreement(runs)
    sections.show_figures(runs)
    left, right = sections.halves(runs)
    with left:
        sections.show_pictures(runs)
    with right:
        sections.show_curves(runs)
    sections.show_health(runs)


choice.lead()
show_page(TITLE, draw)
