"""A study's figures for Plotly: a figure against a field with its intervals, and the rate-distortion plane."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from vae.fields import FIELDS
from vae.figures.comparison_figures import RUN_COLORS
from vae.studies.results import FIGURES, Group, shown

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")
_WIDE = 20.0  # values that lie so many times apart are drawn on a logarithmic axis
_MOST_NAMED = 8  # points of the frontier; all others say what they are under the pointer
_MARGIN = {"l": 64, "r": 16, "t": 24, "b": 48}


def against(groups: Sequence[Group], field: str, figure: str) -> go.Figure:
    """Draw a figure's mean and 95 % interval against a field, a line for every combination of the other fields.

    Args:
        groups: the study's combinations; those without the field or the figure are left out.
        field: a field of the study.
        figure: a name in `vae.studies.results.FIGURES`.

    Returns:
        The figure; single seeds are small dots.
    """
    drawn = [group for group in groups if field in group.values and figure in group.figures]
    values = [group.values[field] for group in drawn]
    is_number = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)
    lines: dict[str, list[Group]] = {}
    for group in drawn:
        lines.setdefault(_label({name: value for name, value in group.values.items() if name != field}), []).append(
            group
        )
    chart = go.Figure()
    for index, (label, line) in enumerate(lines.items()):
        if is_number:
            line = sorted(line, key=lambda group: group.values[field])
        _add_line(chart, line, field, figure, label, index, is_number)
    title = FIELDS[field].label
    chart.update_xaxes(title_text=title, type=_axis(values) if is_number else "category")
    chart.update_yaxes(title_text=FIGURES[figure])
    chart.update_layout(height=380, margin=_MARGIN, showlegend=len(lines) > 1, legend=_below())
    return chart


def rate_distortion(groups: Sequence[Group]) -> go.Figure:
    """Draw what the codes cost, the KL, against what the outputs cost, the reconstruction; lower left is better.

    The line is the frontier: combinations for which no other is lower in both; they are named by their values. On a
    falling diagonal −ELBO is the same.
    """
    drawn = [group for group in groups if {"kl", "reconstruction"} <= set(group.figures)]
    chart = go.Figure()
    best = _frontier(drawn)
    if len(best) > 1:
        chart.add_scatter(
            x=[group.figures["kl"].mean for group in best], y=[group.figures["reconstruction"].mean for group in best],
            mode="lines", line={"color": "#8a8f98", "dash": "dot"}, name="frontier", hoverinfo="skip",
        )  # fmt: skip
    for index, group in enumerate(drawn):
        kl, reconstruction = group.figures["kl"], group.figures["reconstruction"]
        chart.add_scatter(
            x=[kl.mean], y=[reconstruction.mean], textposition="top right",
            text=[", ".join(map(shown, group.values.values()))], customdata=[_label(group.values)],
            mode="markers+text" if len(best) <= _MOST_NAMED and group in best else "markers", cliponaxis=False,
            name=_label(group.values), showlegend=False,
            marker={"size": 10, **_style(index)}, error_x=_bars([kl]), error_y=_bars([reconstruction]),
            hovertemplate="%{customdata}<br>KL %{x:.2f}<br>reconstruction %{y:.2f}<extra></extra>",
        )  # fmt: skip
    chart.update_xaxes(title_text="KL, nats: what a code costs")
    chart.update_yaxes(title_text="Reconstruction, nats: what an output costs")
    chart.update_layout(height=420, margin=_MARGIN, showlegend=False)
    return chart


def _add_line(
    chart: go.Figure, line: Sequence[Group], field: str, figure: str, label: str, index: int, is_number: bool
) -> None:
    places = [_place(group.values[field], is_number) for group in line]
    intervals = [group.figures[figure] for group in line]
    name = label or FIGURES[figure]
    chart.add_scatter(
        x=places, y=[one.mean for one in intervals], mode="lines+markers", name=name, legendgroup=name,
        marker={"size": 9, **_style(index)}, line={"color": _style(index)["color"], "width": 2},
        error_y=_bars(intervals),
        hovertemplate=f"{FIELDS[field].label} %{{x}}<br>{FIGURES[figure]} %{{y:.5g}}<extra>{label}</extra>",
    )  # fmt: skip
    chart.add_scatter(
        x=[place for place, one in zip(places, intervals, strict=True) for _ in one.values],
        y=[value for one in intervals for value in one.values], mode="markers", legendgroup=name, showlegend=False,
        marker={"size": 4, "color": _style(index)["color"], "opacity": 0.55}, hoverinfo="skip",
    )  # fmt: skip


def _bars(intervals: Sequence[Any]) -> dict[str, Any]:
    """Return error bars from the means to the ends of their intervals; none where there is but one seed."""
    return {
        "type": "data", "symmetric": False, "thickness": 1.5, "width": 4,
        "array": [0.0 if math.isnan(one.high) else one.high - one.mean for one in intervals],
        "arrayminus": [0.0 if math.isnan(one.low) else one.mean - one.low for one in intervals],
    }  # fmt: skip


def _frontier(drawn: Sequence[Group]) -> list[Group]:
    """Return the combinations that none beats in both terms, by rising KL."""
    points = np.array([[group.figures["kl"].mean, group.figures["reconstruction"].mean] for group in drawn])
    kept = [
        group
        for group, point in zip(drawn, points, strict=True)
        if not ((points <= point).all(axis=1) & (points < point).any(axis=1)).any()
    ]
    return sorted(kept, key=lambda group: group.figures["kl"].mean)


def _place(value: Any, is_number: bool) -> Any:
    return value if is_number else shown(value)


def _label(values: dict[str, Any]) -> str:
    return ", ".join(f"{FIELDS[name].label.lower()} {shown(value)}" for name, value in values.items())


def _axis(values: Sequence[float]) -> str:
    return "log" if values and min(values) > 0 and max(values) / min(values) >= _WIDE else "linear"


def _style(index: int) -> dict[str, str]:
    """Return colour and symbol of a line; the symbol changes when the colours begin again."""
    symbol = _SYMBOLS[index // len(RUN_COLORS) % len(_SYMBOLS)]
    return {"color": RUN_COLORS[index % len(RUN_COLORS)], "symbol": symbol}


def _below() -> dict[str, Any]:
    return {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.22, "yanchor": "top"}
