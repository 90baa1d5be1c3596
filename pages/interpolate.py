"""Interpolate: what lies between codes, along a path, between four corners, by sums of codes and by planning."""

from ui.interpolate import arithmetic, corners, interpolator, planner
from ui.shell import switch
from ui.shell.page import show_page
from vae.kind import can_plan
from vae.runs.store import Run

TITLE = "Interpolate"
ICON = ":material/timeline:"
ORDER = 20

VIEWS = {
    "path": ("Path", interpolator.show),
    "corners": ("Four corners", corners.show),
    "arithmetic": ("Arithmetic", arithmetic.show),
}


def draw(run: Run) -> None:
    """Draw the switch and its view; planning is a view of motions alone."""
    planning = {"planner": ("Planning", planner.show)} if can_plan(run.config) else {}
    switch.show("interpolate", VIEWS | planning, run)


show_page(TITLE, draw)
