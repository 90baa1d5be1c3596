"""The training curves of several runs in one figure for Plotly."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

# Blue, vermilion, green and purple that differ for every kind of colour vision and keep 3:1 on both pages.
RUN_COLORS = ("#2f83c5", "#d66012", "#159070", "#a763c9")
AXES = ("epochs", "seconds")
_EARLY = 0.05
_BAR = 28  # pixels of Plotly's buttons: on a touch screen they are always there, over what stands at the top


def history_figure(
    histories: Mapping[str, dict[str, np.ndarray]], axis: str = "epochs", unit: str = "nats per image"
) -> go.Figure:
    """Draw −ELBO, reconstruction and KL of runs over their training: held-out solid, training dotted, a colour a run.

    The first panel is reconstruction + KL with weight 1, whatever weight a training used. A plain autoencoder is in the
    panel of the reconstruction alone.

    Args:
        histories: columns of history.csv by the run's name, at most four runs, in the order of their colours.
        axis: "epochs", or "seconds" since the training began.
        unit: what the terms are counted in.

    Returns:
        A figure of one or three panels above each other.

    Raises:
        ValueError: the axis is unknown or there are too many runs.
    """
    if axis not in AXES:
        raise ValueError(f"axis must be one of {', '.join(AXES)}, got {axis!r}")
    if len(histories) > len(RUN_COLORS):
        raise ValueError(f"there must be at most {len(RUN_COLORS)} runs, got {len(histories)}")
    panels: dict[str, tuple[str, ...]] = {"Reconstruction": ("reconstruction",)}
    if any(_is_variational(history) for history in histories.values()):
        panels = {"−ELBO = reconstruction + KL": ("reconstruction", "kl"), **panels, "KL": ("kl",)}
    figure = make_subplots(rows=len(panels), shared_xaxes=True, vertical_spacing=0.09, subplot_titles=list(panels))
    for row, (title, columns) in enumerate(panels.items(), start=1):
        shown = []
        for color, (name, history) in zip(RUN_COLORS, histories.items(), strict=False):
            if "kl" in columns and not _is_variational(history):
                continue
            shown.append(history)
            _add_run(figure, row, title, columns, name, history, color, axis)
        figure.update_yaxes(title_text=unit, range=_late_range(shown, columns), row=row, col=1)
    time = "epoch" if axis == "epochs" else "seconds of training"
    figure.update_xaxes(title_text=time, row=len(panels), col=1)
    figure.update_annotations(x=0, xanchor="left", selector={"yref": "paper"})
    figure.update_layout(
        height=140 + _BAR + 180 * len(panels),
        margin={"t": 30 + _BAR},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.3 / len(panels), "yanchor": "top"},
    )
    return figure


def _add_run(
    figure: go.Figure, row: int, title: str, columns: Sequence[str], name: str, history: dict[str, np.ndarray],
    color: str, axis: str,
) -> None:  # fmt: skip
    x = history["epoch"] if axis == "epochs" else np.cumsum(history["seconds"])
    unit = "epoch %{x}" if axis == "epochs" else "after %{x:.0f} s"
    for prefix, label, dash in (("val_", "held-out", "solid"), ("", "training", "dot")):
        figure.add_scatter(
            x=x,
            y=sum(history[prefix + column] for column in columns),
            name=name,
            legendgroup=name,
            showlegend=title == "Reconstruction" and prefix == "val_",
            mode="lines+markers" if len(x) < 3 else "lines",
            line={"color": color, "dash": dash, "width": 2 if prefix else 1.5},
            hovertemplate=f"{title}<br>{unit}: %{{y:.2f}} nats<extra>{name}, {label}</extra>",
            row=row,
            col=1,
        )


def _is_variational(history: dict[str, np.ndarray]) -> bool:
    return bool(np.any(history["kl"] > 0))


def _late_range(histories: Sequence[dict[str, np.ndarray]], columns: Sequence[str]) -> list[float]:
    """Return the y range that shows all curves well after their steep beginnings, which would flatten the rest."""
    late = []
    for history in histories:
        start = min(int(_EARLY * len(history["epoch"])) + 1, len(history["epoch"]) - 1)
        for prefix in ("", "val_"):
            late.append(np.sum([history[prefix + column] for column in columns], axis=0)[start:])
    values = np.concatenate(late)
    margin = 0.08 * float(np.ptp(values)) + 0.1
    return [float(values.min() - margin), float(values.max() + margin)]
