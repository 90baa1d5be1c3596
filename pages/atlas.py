"""Atlas: every encoded image on one map, what each latent dimension does, and the decoded manifold."""

from functools import partial

from ui.atlas import atlas_map, dimensions, exports, manifold
from ui.shell import shell, switch

TITLE = "Atlas"
ICON = ":material/map:"
ORDER = 30

VIEWS = {
    "map": ("Map", atlas_map.show),
    "dimensions": ("Dimensions", dimensions.show),
    "manifold": ("Manifold", manifold.show),
    "files": ("Files", exports.show),
}

shell.show_page(TITLE, partial(switch.show, "atlas", VIEWS))
