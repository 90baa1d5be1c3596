"""Interpolate: what lies between codes, along a path, between four corners and by adding and subtracting them."""

from functools import partial

from ui import shell, switch
from ui.blender import arithmetic, corners
from ui.interpolator import interpolator

TITLE = "Interpolate"
ICON = ":material/timeline:"
ORDER = 20

VIEWS = {
    "path": ("Path", interpolator.show),
    "corners": ("Four corners", corners.show),
    "arithmetic": ("Arithmetic", arithmetic.show),
}

shell.show_page(TITLE, partial(switch.show, "interpolate", VIEWS))
