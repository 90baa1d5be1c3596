"""Atlas: every encoded image on one map, what each latent dimension does, and the decoded manifold."""

from ui import shell, switch
from ui.atlas import atlas_map, dimensions, exports, manifold
from vae.runs import Run

TITLE = "Atlas"
ICON = ":material/map:"
ORDER = 30

VIEWS = {
    "map": ("Map", atlas_map.show),
    "dimensions": ("Dimensions", dimensions.show),
    "manifold": ("Manifold", manifold.show),
    "files": ("Files", exports.show),
}


def draw(run: Run) -> None:
    """Draw the switch and the view that is chosen."""
    VIEWS[switch.choose("atlas", {name: title for name, (title, _) in VIEWS.items()})][1](run)


shell.show_page(TITLE, draw)
