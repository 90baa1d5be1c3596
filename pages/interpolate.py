"""Interpolate: what lies between codes, along a path, between four corners and by adding and subtracting them."""

from functools import partial

from ui.interpolate import arithmetic, corners, interpolator
from ui.shell import switch
from ui.shell.page import show_page

TITLE = "Interpolate"
ICON = ":material/timeline:"
ORDER = 20

VIEWS = {
    "path": ("Path", interpolator.show),
    "corners": ("Four corners", corners.show),
    "arithmetic": ("Arithmetic", arithmetic.show),
}

show_page(TITLE, partial(switch.show, "interpolate", VIEWS))
