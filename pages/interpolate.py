"""Interpolate: what lies between codes, along a path, between four corners and by adding and subtracting them."""

from ui import shell
from ui.blender import arithmetic, corners, switch
from ui.interpolator import interpolator
from vae.runs import Run

TITLE = "Interpolate"
ICON = ":material/timeline:"
ORDER = 20

VIEWS = {
    "path": ("Path", interpolator.show),
    "corners": ("Four corners", corners.show),
    "arithmetic": ("Arithmetic", arithmetic.show),
}


def draw(run: Run) -> None:
    """Draw the switch and the view that is chosen."""
    VIEWS[switch.choose({name: title for name, (title, _) in VIEWS.items()})][1](run)


shell.show_page(TITLE, draw)
