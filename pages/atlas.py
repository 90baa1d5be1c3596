"""Atlas: every encoded image on one map, what each latent dimension does, and the decoded manifold."""

from functools import partial

from ui.atlas import atlas_map, dimensions, exports, manifold
from ui.shell import switch
from ui.shell.page import show_page

TITLE = "Atlas"
ICON = ":material/map:"
ORDER = 30

VIEWS = {
    "map": ("Map", atlas_map.show),
    "dimensions": ("Dimensions", dimensions.show),
    "manifold": ("Manifold", manifold.show),
    "files": ("Files", exports.show),
}

show_page(TITLE, partial(switch.show, "atlas", VIEWS))
