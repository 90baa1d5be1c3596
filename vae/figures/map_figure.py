"""The figure of a map of codes: one trace a group, coloured by group or by a value of each point."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from vae.figures.palette import can_tell_apart
from vae.words import untagged

# a mid-tone that can be seen on a white and on a near-black page
REST_COLOR = "#7d838c"
_SHOWN_PERCENT = (1.0, 99.0)
_UINT16 = 2**16
_REST_OPACITY = 0.3
_FADED = 0.3
_FEW_NAMES = 12
_SHORT_NAME = 3  # letters
_IN_A_ROW = 5  # short names, on a phone too
_FILLED = 0.9  # of the width, the rest is for Plotly's gaps
# What a press on a name does where colours don't tell the groups apart: it shows that one alone.
_ALONE = {"itemclick": "toggleothers", "itemdoubleclick": "toggle"}


@dataclass(frozen=True)
class Coloring:
    """What the colours of a map say.

    Attributes:
        title: what is shown, with its unit.
        groups: number of the group of every point, uint8 [n]; a group is a trace that the legend can hide.
        names: one name a group.
        values: what every point's colour says, float32 [n], or None where the group has the colour. In the rest it is
            NaN.
        has_rest: whether the last group are the points that nothing is said about; it is grey.
    """

    title: str
    groups: np.ndarray
    names: tuple[str, ...]
    values: np.ndarray | None = None
    has_rest: bool = False


def map_figure(
    xy: np.ndarray,
    coloring: Coloring,
    colors: Sequence[str],
    titles: tuple[str, str],
    *,
    is_equal: bool,
    size: float,
    opacity: float,
    is_webgl: bool = True,
) -> go.Figure:
    """Draw points as one trace a group, in the groups' order and within a trace in the points' order.

    Args:
        xy: places, float32 [n, 2].
        coloring: what the colours say.
        colors: one colour a group, for as many as they tell apart; more groups are all grey.
        titles: titles of the axes.
        is_equal: whether a unit is as long upwards as to the right.
        size: diameter of a point in pixels.
        opacity: of a point, 0 to 1.
        is_webgl: whether the browser draws the points by WebGL; without it they are SVG, slow beyond some 10,000.

    Returns:
        A figure whose typed arrays stay typed arrays in its JSON. A point's customdata is its row. It answers no hover
        with text of its own.
    """
    figure = go.Figure()
    is_told = can_tell_apart(len(coloring.names) - coloring.has_rest)
    add_points = figure.add_scattergl if is_webgl else figure.add_scatter
    for group in shown_groups(coloring):
        rows = np.flatnonzero(coloring.groups == group)
        is_rest = coloring.has_rest and group == len(coloring.names) - 1
        shown_opacity = _REST_OPACITY * opacity if is_rest else opacity
        color = colors[group % len(colors)] if is_told and not is_rest else REST_COLOR
        marker: dict[str, Any] = {"size": size, "opacity": shown_opacity, "color": color}
        if coloring.values is not None and not is_rest:
            marker |= {"color": np.asarray(coloring.values[rows], np.float32), "coloraxis": "coloraxis"}
            _add_grey_legend(figure, untagged(coloring.names[group]))
        add_points(
            x=np.asarray(xy[rows, 0], np.float32),
            y=np.asarray(xy[rows, 1], np.float32),
            mode="markers",
            name=untagged(coloring.names[group]),
            legendgroup=coloring.names[group],
            showlegend="coloraxis" not in marker,
            marker=marker,
            hoverinfo="none",
            customdata=rows.astype(np.uint16 if len(xy) <= _UINT16 else np.uint32),
            selected={"marker": {"opacity": 1.0}},
            unselected={"marker": {"opacity": _FADED * shown_opacity}},
        )
    figure.update_layout(
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        dragmode="pan",
        hovermode="closest",
        hoverdistance=12,
        legend={
            "orientation": "h", "x": 0, "xanchor": "left", "y": _below(len(coloring.names)), "yanchor": "top",
            "itemsizing": "constant", "title": {"text": ""}, **({} if is_told else _ALONE),
            **_rows(coloring.names),
        },
    )  # fmt: skip
    figure.update_xaxes(title_text=untagged(titles[0]), zeroline=False)
    figure.update_yaxes(title_text=untagged(titles[1]), zeroline=False)
    if is_equal:
        figure.update_yaxes(scaleanchor="x", scaleratio=1)
    if coloring.values is not None:
        figure.update_layout(coloraxis=_color_axis(coloring.values, coloring.title))
    return figure


def _below(num_names: int) -> float:
    """Return where the legend begins, in heights of the map; on a phone many names take much of them."""
    return -0.18 if num_names <= _FEW_NAMES else -0.22


def _rows(names: Sequence[str]) -> dict[str, Any]:
    """Return how wide a name's entry is: ten digits stand in two rows of five, where one would leave the last alone."""
    if not _IN_A_ROW < len(names) <= 2 * _IN_A_ROW or any(len(name) > _SHORT_NAME for name in names):
        return {}
    return {"entrywidthmode": "fraction", "entrywidth": _FILLED / -(-len(names) // 2)}


def shown_groups(coloring: Coloring) -> list[int]:
    """Return the groups that have points, in the order of the figure's traces: the rest lies below all others."""
    found = np.flatnonzero(np.bincount(coloring.groups, minlength=len(coloring.names))).tolist()
    if coloring.has_rest and len(coloring.names) - 1 in found:
        found = [found[-1], *found[:-1]]
    return found


def _add_grey_legend(figure: go.Figure, name: str) -> None:
    """Add an entry that hides a trace coloured by values: Plotly would draw its dot black on a dark page, too."""
    figure.add_scatter(
        x=[None], y=[None], mode="markers", name=name, legendgroup=name, marker={"color": REST_COLOR}, hoverinfo="skip"
    )


def _color_axis(values: np.ndarray, text: str) -> dict:
    """Return a scale from the 1st to the 99th percentile, so that a few extremes don't take all the colours."""
    low, high = np.nanpercentile(values, _SHOWN_PERCENT)
    if not high > low:
        low, high = low - 0.5, low + 0.5
    title = {"text": text, "side": "right"}
    return {
        "cmin": float(low),
        "cmax": float(high),
        "colorbar": {"title": title, "thickness": 10, "outlinewidth": 0, "len": 0.9, "xpad": 4},
    }


def class_rows(z: np.ndarray, labels: np.ndarray, num_classes: int) -> np.ndarray:
    """Return places for codes of a single dimension: classes in rows, the first on top, spread a little in height.

    Args:
        z: codes, [n].
        labels: classes, [n].
        num_classes: number of rows.

    Returns:
        float32 [n, 2], as the live map lays them out.
    """
    rows = _row_heights(num_classes)[labels]
    jitter = (np.arange(len(z)) * 0.618 % 1 - 0.5) * 0.3
    return np.stack([z, rows + jitter], axis=1).astype(np.float32)


def name_rows(figure: go.Figure, names: Sequence[str]) -> None:
    """Write the classes' names beside their rows, in the place of heights that say nothing."""
    figure.update_yaxes(tickvals=_row_heights(len(names)), ticktext=list(map(untagged, names)))


def _row_heights(num_classes: int) -> np.ndarray:
    return 2.2 - 4.4 * np.arange(num_classes) / max(1, num_classes - 1)
