"""Atlas: every encoded image on one map, to point at, to open one by one and to select by the hundred."""

from ui import shell
from ui.atlas import atlas_map
from vae.runs import Run

TITLE = "Atlas"
ICON = ":material/map:"
ORDER = 30


def draw(run: Run) -> None:
    """Draw the view of the run; more views than the map get their switch here."""
    atlas_map.show(run)


shell.show_page(TITLE, draw)
