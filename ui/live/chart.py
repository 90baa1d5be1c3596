"""Plotly figures that a page draws with every rerun, turned only once into what the browser gets."""

from typing import Any

from plotly.graph_objects import Figure

CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["toImage"]}
"""What figures are drawn with: Plotly's own picture of one carries no view that it could be opened by again."""


class StillFigure(Figure):
    """A copy of a figure that is not changed any more.

    Streamlit asks a figure for its dict whenever it is drawn. Plotly copies and encodes all arrays for it: of a map of
    10,000 points that was a third of the processor time of a rerun.
    """

    _once: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figure for the browser, the same dict each time."""
        if self._once is None:
            self._once = super().to_dict()
        return self._once

    def marked(self, layout: dict[str, Any]) -> "StillFigure":
        """Return the figure with more to its layout, as Plotly's JSON has it; lists go behind those it has.

        Plotly's own ways to add a line and a word check all they are given, which takes 30 ms.
        """
        once = self.to_dict()
        marked = dict(once["layout"])
        for name, value in layout.items():
            known = marked.get(name)
            if isinstance(value, dict):
                marked[name] = {**(known or {}), **value}
            else:
                marked[name] = [*(known or []), *value]
        figure = StillFigure.__new__(StillFigure)
        figure.__dict__["_once"] = {**once, "layout": marked}
        return figure
