"""What the browser needs of a run, computed once for all pages and visitors, and again when its files change."""

from ui.live.facts import LiveMap, live_map
from ui.memory import remembered
from vae.runs.store import Run


def prepared(run: Run) -> LiveMap:
    """Return what the browser needs of a run.

    Raises:
        RunError: a file of the run is damaged.
    """
    changed = (run.folder / "web.safetensors").stat().st_mtime_ns
    return _prepared(str(run.folder), changed, run)


@remembered(max_entries=6)
def _prepared(folder: str, changed: int, _run: Run) -> LiveMap:
    return live_map(_run)
