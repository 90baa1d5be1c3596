"""Explore, the home page: drag a point over the latent map and watch the picture change."""

from ui.explore import explorer, training
from ui.shell.page import show_page
from vae.runs.store import Run

TITLE = "Explore"
ICON = ":material/explore:"
ORDER = 0


def show(run: Run) -> None:
    """Draw the live map, and below it what can be downloaded and how the run was trained."""
    explorer.show(run)
    explorer.downloads(run)
    training.show(run)


show_page(TITLE, show)
