"""Live views, which the app beside this package has: it is found where it lies, for nothing here imports it."""

import importlib
import sys
from importlib import util
from pathlib import Path
from typing import Any

from vae.files import ASSETS
from vae.runs.store import Run

_APP = ASSETS.parent / "ui"
_WIDGET = "ui.notebook.live_map"


def live_map(run: Run, point: Any = None, label: int | None = None) -> Any:
    """Return the widget of a run's live map.

    Args:
        run: whose latent space to show.
        point: where to begin, [latent_dim]; None for the run's own start.
        label: the class to begin with, of a conditional run.

    Raises:
        ImportError: anywidget is not installed, the app is not beside this package, or another package has its name.
        ValueError: the run is damaged, or no browser decodes it.
    """
    if util.find_spec("anywidget") is None:
        raise ImportError("a live map in a notebook needs anywidget: pip install 'anywidget>=0.11,<1'")
    _find_app()
    return importlib.import_module(_WIDGET).LiveMap(run, point, label)


def _find_app() -> None:
    """Let the app's own package be found by its name; installed, it lies in a folder of its own."""
    known = sys.modules.get("ui")
    if known is None:
        spec = util.spec_from_file_location("ui", _APP / "__init__.py", submodule_search_locations=[str(_APP)])
        if spec is None or spec.loader is None or not _APP.is_dir():
            raise ImportError(f"a live map in a notebook needs the app, which is not in {_APP}")
        known = sys.modules["ui"] = util.module_from_spec(spec)
        spec.loader.exec_module(known)
    if _APP.resolve() not in [Path(place).resolve() for place in getattr(known, "__path__", [])]:
        raise ImportError("another package named ui is loaded, so that the app's cannot be: start the notebook anew")
