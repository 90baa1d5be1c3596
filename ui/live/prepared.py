"""What the browser needs of a run, computed once for all pages and visitors, and again when its files change."""

from ui.live.facts import LiveMap, live_map
from ui.memory import remembered
from vae.runs.store import Run, changed_at


def prepared(run: Run) -> LiveMap:
    """Return what the browser needs of a run.

    Raises:
        RunError: a file of the run is damaged.
    """
    return _prepared(str(run.folder), changed_at(run, "web.safetensors"), run)


@remembered(max_entries=24)
def _prepared(folder: str, changed: int, _run: Run) -> LiveMap:
    return live_map(_run)
