"""A small live view of a run: its map with a point to drag and the picture there; a page may show any number."""

from ui.live import component, remote
from ui.live.contract import Place, PointFacts
from ui.live.prepared import prepared
from ui.live.styles import LIVE
from vae.runs.store import Run

_POINT = component.read("point", "point.js", *LIVE, "point.css")


def show(run: Run, key: str, start: Place | None = None) -> None:
    """Draw a small live view. It is independent of all others, and neither reads nor writes the address.

    Args:
        run: whose latent space to show.
        key: tells it from the other views of the page.
        start: the place to begin at; another one takes the view there. None is the run's own start.

    Raises:
        RunError: a file of the run is damaged.
    """
    ready = prepared(run)
    component.mount(_POINT, key, PointFacts(**vars(ready.facts), start=start or ready.facts.home))
    remote.hand_over(run, ready)
