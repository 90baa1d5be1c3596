"""The figure of a map of codes: one trace a group, coloured by group or by a value of each point."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

# a mid-tone that can be seen on a white and on a near-black page
REST_COLOR = "#7d838c"
_SHOWN_PERCENT = (1.0, 99.0)


@dataclass(frozen=True)
class Coloring:
    """What the colours of a map say.

    Attributes:
        title: what is shown, with its unit.
        groups: number of the group of every point, uint8 [n]; a group is a trace that the legend can hide.
        names: one name a group.
        values: what every point's colour says, float32 [n], or None where the group has the colour. Points of the last
            group may be without a value (NaN): they stay grey.
    """

    title: str
    groups: np.ndarray
    names: tuple[str, ...]
    values: np.ndarray | None = None


def map_figure(
    xy: np.ndarray,
    coloring: Coloring,
    colors: Sequence[str],
    titles: tuple[str, str],
    *,
    is_equal: bool,
    size: float,
    opacity: float,
    height: int,
) -> go.Figure:
    """Draw points as one WebGL trace a group, in the groups' order and within a trace in the points' order.

    Args:
        xy: places, float32 [n, 2].
        coloring: what the colours say.
        colors: one colour a group.
        titles: titles of the axes.
        is_equal: whether a unit is as long upwards as to the right.
        size: diameter of a point in pixels.
        opacity: of a point, 0 to 1.
        height: of the figure in pixels.

    Returns:
        A figure whose typed arrays stay typed arrays in its JSON. It answers no hover with text of its own.
    """
    figure = go.Figure()
    for group in shown_groups(coloring):
        rows = np.flatnonzero(coloring.groups == group)
        marker = {"size": size, "opacity": opacity, "color": colors[group]}
        if coloring.values is not None and not np.isnan(coloring.values[rows[0]]):
            marker |= {"color": np.asarray(coloring.values[rows], np.float32), "coloraxis": "coloraxis"}
        figure.add_scattergl(
            x=np.asarray(xy[rows, 0], np.float32),
            y=np.asarray(xy[rows, 1], np.float32),
            mode="markers",
            name=coloring.names[group],
            marker=marker,
            hoverinfo="none",
            showlegend=coloring.values is None or "coloraxis" not in marker,
            selected={"marker": {"opacity": 1.0}},
            unselected={"marker": {"opacity": 0.12}},
        )
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        dragmode="pan",
        hovermode="closest",
        hoverdistance=12,
        legend={
            "orientation": "h", "x": 0, "xanchor": "left", "y": 1.01, "yanchor": "bottom", "itemsizing": "constant",
            "title": {"text": ""},
        },
    )  # fmt: skip
    figure.update_xaxes(title_text=titles[0], zeroline=False)
    figure.update_yaxes(title_text=titles[1], zeroline=False)
    if is_equal:
        figure.update_yaxes(scaleanchor="x", scaleratio=1)
    if coloring.values is not None:
        figure.update_layout(coloraxis=_color_axis(coloring))
    return figure


def shown_groups(coloring: Coloring) -> list[int]:
    """Return the groups that have points, in the order of the figure's traces."""
    return np.flatnonzero(np.bincount(coloring.groups, minlength=len(coloring.names))).tolist()


def _color_axis(coloring: Coloring) -> dict:
    """Return a scale from the 1st to the 99th percentile, so that a few extremes don't take all the colours."""
    low, high = np.nanpercentile(coloring.values, _SHOWN_PERCENT)
    if not high > low:
        low, high = low - 0.5, low + 0.5
    title = {"text": coloring.title, "side": "right"}
    return {
        "cmin": float(low),
        "cmax": float(high),
        "colorbar": {"title": title, "thickness": 10, "outlinewidth": 0, "len": 0.9, "xpad": 4},
    }
