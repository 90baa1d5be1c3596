"""Interpolate: walk between two digits along a straight line and an arc, beside a mere cross-fade."""

from ui import shell
from ui.interpolator import interpolator

TITLE = "Interpolate"
ICON = ":material/timeline:"
ORDER = 20

shell.show_page(TITLE, interpolator.show)
