"""Compare: two or more runs side by side, their maps linked, their figures, curves and pictures beside each other."""

import streamlit as st

from ui import shell
from ui.comparer import choice, comparer, sections
from vae.runs import Run

TITLE = "Compare"
ICON = ":material/compare:"
ORDER = 50


def draw(run: Run) -> None:
    """Draw the linked maps, and below them what else tells the runs apart."""
    heading, chooser = st.columns([1, 2], vertical_alignment="bottom")
    heading.title("Side by side", anchor=False)
    with chooser:
        runs = choice.choose(run)
    if len(runs) < 2:
        st.info("Choose at least one other run to compare with.", icon=":material/compare:")
        return
    comparer.show(runs)
    sections.agreement(runs)
    sections.show_figures(runs)
    sections.show_pictures(runs)
    sections.show_curves(runs)
    sections.show_health(runs)


choice.lead()
shell.show_page(TITLE, draw)
