"""A run's live map as a widget for Jupyter, marimo and other notebooks; the browser decodes, Python holds the point."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from ui.live.contract import PointFacts, as_json
from ui.live.facts import live_map
from ui.live.javascript import FOLDER, joined
from ui.live.styles import LIVE, styles
from ui.notebook.frame import frame_of
from vae.runs.run_files import RunError
from vae.runs.store import Run

_DECIMALS = 3  # of a coordinate, as ui/live/plane.js has them
_FRAME = frame_of((FOLDER / "point.html").read_text(encoding="utf-8"))
_STYLES = styles(*LIVE, "point.css")


class LiveMap(anywidget.AnyWidget):
    """The map of a run with a point to drag, and beside it the picture there.

    `point` and `label` follow the point whenever it is let go, and may be set: `widget.observe(heard, "point")` calls
    `heard(change)`, where `change.new` is the new code.

    Attributes:
        point: the code at the cursor, a float for each latent dimension, in steps of 0.001; set, it takes anything that
            NumPy makes a row of that many numbers, and moves what lies beyond the map's limits to them.
        label: number of the class to draw there, of a conditional run; None of any other.
    """

    _esm = joined(Path(__file__).with_suffix(".js"))
    _frame = traitlets.List(_FRAME).tag(sync=True)
    _styles = traitlets.Unicode(_STYLES).tag(sync=True)
    _facts = traitlets.Dict().tag(sync=True)
    _bundle = traitlets.Bytes().tag(sync=True)
    point = traitlets.Any().tag(sync=True)
    label = traitlets.Any(None, allow_none=True).tag(sync=True)

    def __init__(self, run: Run, point: Any = None, label: int | None = None) -> None:
        """Read the run.

        Args:
            run: any that the browser decodes.
            point: where to begin, [latent_dim]; None for the run's own start.
            label: the class to begin with, of a conditional run; None for the run's own.

        Raises:
            RunError: a file of the run is damaged, or the browser cannot decode it.
            TraitError: point or label do not fit.
        """
        ready = live_map(run)
        if ready.is_remote:
            raise RunError(
                f"run {run.name!r} cannot be shown in a notebook: its network needs ONNX Runtime, open it in the app"
            )
        home = ready.facts.home
        self._run = run
        super().__init__(
            _facts=as_json(PointFacts(**vars(ready.facts), start=home)),
            _bundle=ready.blob,
            point=home["z"] if point is None else point,
            label=home["label"] if label is None and run.config.conditional else label,
        )

    def __repr__(self) -> str:
        return f"LiveMap({self._run.name!r}, point={self.point})"

    @traitlets.validate("point")
    def _check_point(self, proposal: Any) -> tuple[float, ...]:
        size, limit = self._run.config.latent_dim, self._facts["z_limit"]
        try:
            numbers = np.asarray(proposal["value"], float)
        except (TypeError, ValueError):
            numbers = np.empty(0)
        if numbers.shape != (size,) or not np.isfinite(numbers).all():
            raise traitlets.TraitError(f"point must be {size} finite numbers, got {proposal['value']!r}")
        rounded: Sequence[float] = np.clip(numbers.round(_DECIMALS), -limit, limit).tolist()
        return tuple(rounded)

    @traitlets.validate("label")
    def _check_label(self, proposal: Any) -> int | None:
        label, config = proposal["value"], self._run.config
        most = config.num_classes - 1
        if not config.conditional:
            if label is not None:
                raise traitlets.TraitError(f"run {self._run.name!r} is not conditional: leave out label")
            return None
        if not isinstance(label, (int, np.integer)) or isinstance(label, bool) or not 0 <= label <= most:
            raise traitlets.TraitError(f"label must be a whole number from 0 to {most}, got {label!r}")
        return int(label)
