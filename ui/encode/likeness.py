"""Does this look like a digit? The picture's scores beside those of held-out images."""

import plotly.graph_objects as go
import streamlit as st

from vae.data import datasets
from vae.runs.store import Run
from vae.runs.typicality import Yardstick, yardstick
from vae.words import PROGRAM

_BAR_COLOR = "#7d838c"
_MARK_COLOR = "#d66012"


def show(run: Run, scores: dict[str, float]) -> None:
    """Draw the verdict, a histogram a score, and where the score is known to fail."""
    noun = datasets.noun(run.config.dataset)
    yardsticks = [found for name in scores if (found := yardstick(run.metrics, name)) is not None]
    if not yardsticks:
        st.write(
            f"This run was not measured against strange pictures: `{PROGRAM} evaluate {run.name}` does it. "
            f"Its scores are {_listed(scores)}."
        )
        return
    st.write(yardsticks[0].verdict(scores[yardsticks[0].score], noun))
    for column, found in zip(st.columns(len(yardsticks), gap="large"), yardsticks, strict=True):
        value = scores[found.score]
        with column:
            st.plotly_chart(
                likeness_figure(found, value), key=f"encode_likeness_{found.score}",
                config={"displayModeBar": False, "staticPlot": False},
            )  # fmt: skip
            st.caption(
                f"{found.title}: {value:,.1f} nats, higher than {float(found.percentile(value)):.0f} % of "
                f"{found.num_images:,} held-out images. Above {found.threshold:,.0f} nats lie "
                f"{100 - found.percent:g} % of them ({found.false_alarms:.1%} of others it was checked on)."
            )
    _show_limits(yardsticks[0])


def likeness_figure(found: Yardstick, value: float) -> go.Figure:
    """Draw the histogram of held-out scores with a line at the threshold and a marker at this picture's score."""
    middles = (found.edges[1:] + found.edges[:-1]) / 2
    figure = go.Figure(
        go.Bar(
            x=middles, y=found.counts, width=found.edges[1:] - found.edges[:-1], marker_color=_BAR_COLOR, opacity=0.55,
            hovertemplate="%{x:.0f} nats: %{y} images<extra></extra>",
        )
    )  # fmt: skip
    low, high = float(found.edges[0]), float(max(found.edges[-1], min(value, 2 * found.edges[-1])))
    figure.add_vline(x=found.threshold, line={"dash": "dot", "width": 1.5, "color": _BAR_COLOR})
    figure.add_vline(x=min(value, high), line={"width": 3, "color": _MARK_COLOR})
    is_beyond = value > high
    figure.add_annotation(
        x=min(value, high), y=1.0, yref="paper", text=f"this one{f', {value:,.0f} →' if is_beyond else ''}",
        showarrow=False, yanchor="bottom", xanchor="right" if is_beyond else "center",
    )  # fmt: skip
    figure.update_layout(
        height=210, margin={"l": 0, "r": 8, "t": 24, "b": 0}, bargap=0, showlegend=False,
        xaxis={"title": f"{found.title}, nats per image", "range": [low, high * 1.02]},
        yaxis={"visible": False},
    )  # fmt: skip
    return figure


def _show_limits(found: Yardstick) -> None:
    failures = found.known_failures()
    if failures:
        st.markdown("**Where this is known to fail.** " + " ".join(failures))
    reliable = [
        f"{other.title} (AUC {other.auc:.3f}, {other.detected:.0%} found)"
        for other in found.outsiders
        if other.is_told_apart
    ]
    if reliable:
        st.caption("Told apart reliably: " + "; ".join(reliable) + ".")


def _listed(scores: dict[str, float]) -> str:
    titles = {"neg_elbo": "−ELBO", "reconstruction": "reconstruction error"}
    return " and ".join(f"{titles[name]} {value:,.1f} nats" for name, value in scores.items())
