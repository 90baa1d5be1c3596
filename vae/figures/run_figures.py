"""Figures of a run for Plotly: its training history and how much each latent dimension carries."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from vae.runs.dimensions import in_order, is_unused

# mid-tones that keep 3:1 contrast on a white and on a near-black page; everything else is left to the page's theme
_HELD_OUT_COLOR = "#2f83c5"
_TRAINING_COLOR = "#7d838c"


def history_figure(history: dict[str, np.ndarray], names: tuple[str, str] = ("image", "images")) -> go.Figure:
    """Draw the negative ELBO, its reconstruction term and its KL term over the epochs, training beside held-out.

    The first panel is reconstruction + KL with weight 1, whatever weight the training used, so that runs compare. The
    epochs in which the KL weight was still rising are shaded. A plain autoencoder gets the reconstruction alone.

    Args:
        history: columns of history.csv, [num_epochs] each: epoch, reconstruction, kl, val_reconstruction, val_kl and
            kl_weight.
        names: what one and several of what is learned are called.

    Returns:
        A figure of one or three panels above each other, in nats for each.
    """
    panels: dict[str, tuple[str, ...]] = {"Reconstruction": ("reconstruction",)}
    if np.any(history["kl"] > 0):
        panels = {"−ELBO = reconstruction + KL": ("reconstruction", "kl"), **panels, "KL": ("kl",)}
    figure = make_subplots(rows=len(panels), shared_xaxes=True, vertical_spacing=0.09, subplot_titles=list(panels))
    for row, (name, columns) in enumerate(panels.items(), start=1):
        for prefix, label, color, dash in (
            ("", f"training {names[1]}", _TRAINING_COLOR, "dot"),
            ("val_", f"held-out {names[1]}", _HELD_OUT_COLOR, "solid"),
        ):
            figure.add_scatter(
                x=history["epoch"],
                y=sum(history[prefix + column] for column in columns),
                name=label,
                legendgroup=label,
                showlegend=row == 1,
                mode="lines+markers" if len(history["epoch"]) < 3 else "lines",
                line={"color": color, "dash": dash, "width": 2},
                hovertemplate=f"{name}<br>epoch %{{x}}: %{{y:.2f}} nats<extra>{label}</extra>",
                row=row,
                col=1,
            )
        figure.update_yaxes(title_text=f"nats per {names[0]}", range=_late_range(history, columns), row=row, col=1)
    _shade_warmup(figure, history)
    figure.update_xaxes(title_text="epoch", row=len(panels), col=1)
    figure.update_annotations(x=0, xanchor="left", selector={"yref": "paper"})
    figure.update_layout(
        title="Training history",
        height=180 + 170 * len(panels),
        hovermode="x unified",
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.3 / len(panels), "yanchor": "top"},
    )
    return figure


def _late_range(history: dict[str, np.ndarray], columns: tuple[str, ...]) -> list[float]:
    """Return the y range that shows a curve well after its steep beginning, which would flatten the rest."""
    curves = np.stack([sum(history[prefix + column] for column in columns) for prefix in ("", "val_")])
    late = curves[:, min(len(curves[0]) // 20 + 1, len(curves[0]) - 1) :]
    margin = 0.08 * (late.max() - late.min()) + 0.1
    return [float(late.min() - margin), float(late.max() + margin)]


def _shade_warmup(figure: go.Figure, history: dict[str, np.ndarray]) -> None:
    epochs, weight = history["epoch"], history["kl_weight"]
    rising = np.flatnonzero(weight < weight[-1])
    if not np.any(history["kl"] > 0) or not len(rising):
        return
    first, last = float(epochs[0]), float(epochs[min(rising[-1] + 1, len(epochs) - 1)])
    figure.add_vrect(x0=first, x1=last, fillcolor=_TRAINING_COLOR, opacity=0.15, line_width=0, row="all", col=1)
    figure.add_annotation(
        text=f"KL weight rises to {weight[-1]:g}", x=first, y=0, xref="x", yref="y domain", xanchor="left",
        yanchor="bottom", showarrow=False,
    )  # fmt: skip


def kl_figure(kl_per_dimension: np.ndarray, noun: str = "image") -> go.Figure:
    """Draw how many nats each latent dimension carries, most telling first; unused ones are hatched and named so.

    Args:
        kl_per_dimension: mean KL of every dimension, in nats, [latent_dim].
        noun: what it is a mean over.

    Returns:
        A bar chart.
    """
    values = np.asarray(kl_per_dimension, np.float64)
    order = in_order(values)
    is_idle = is_unused(values)[order]
    names = [f"z{index + 1}" for index in order]
    figure = go.Figure(
        go.Bar(
            x=names,
            y=values[order],
            text=["unused" if idle else f"{value:.2f}" for value, idle in zip(values[order], is_idle, strict=True)],
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": [_TRAINING_COLOR if idle else _HELD_OUT_COLOR for idle in is_idle],
                "pattern": {"shape": ["/" if idle else "" for idle in is_idle]},
            },
            hovertemplate="%{x}: %{y:.4f} nats<extra></extra>",
        )
    )
    num_used = int((~is_idle).sum())
    figure.update_layout(
        title=f"KL per latent dimension: {num_used} of {len(values)} in use",
        xaxis={"title": f"latent dimension{', largest first' if len(values) > 2 else ''}", "type": "category"},
        yaxis={"title": f"KL, nats per {noun}", "rangemode": "tozero"},
        height=360,
    )
    return figure
