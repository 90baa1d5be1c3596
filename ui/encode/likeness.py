"""Does this look like a digit? The picture's scores beside those of held-out images."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from ui.live.chart import StillFigure
from ui.memory import remembered
from vae.data import datasets
from vae.runs.store import Run
from vae.runs.typicality import Yardstick, yardstick
from vae.words import PROGRAM, plain

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


def likeness_figure(found: Yardstick, value: float) -> StillFigure:
    """Draw the histogram of held-out scores with a line at the threshold and a marker at this picture's score."""
    low, high = float(found.edges[0]), float(max(found.edges[-1], min(value, 2 * found.edges[-1])))
    at, is_beyond = min(value, high), value > high
    line = {"type": "line", "x0": at, "x1": at, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain",
            "line": {"width": 3, "color": _MARK_COLOR}}  # fmt: skip
    word = {
        "x": at, "y": 1.0, "yref": "paper", "text": f"this one{f', {value:,.0f} →' if is_beyond else ''}",
        "showarrow": False, "yanchor": "bottom", "xanchor": "right" if is_beyond else "center",
    }  # fmt: skip
    return _histogram(found.title, found.threshold, tuple(found.edges.tolist()), tuple(found.counts.tolist())).marked(
        {"shapes": [line], "annotations": [word], "xaxis": {"range": [low, high * 1.02]}}
    )


@remembered(max_entries=16)
def _histogram(title: str, threshold: float, edges: tuple[float, ...], counts: tuple[int, ...]) -> StillFigure:
    """Draw all that is the same for every picture: Plotly takes 60 ms for it."""
    steps = np.array(edges)
    figure = go.Figure(
        go.Bar(
            x=(steps[1:] + steps[:-1]) / 2, y=counts, width=np.diff(steps), marker_color=_BAR_COLOR, opacity=0.55,
            hovertemplate="%{x:.0f} nats: %{y} images<extra></extra>",
        )
    )  # fmt: skip
    figure.add_vline(x=threshold, line={"dash": "dot", "width": 1.5, "color": _BAR_COLOR})
    figure.update_layout(
        height=210, margin={"l": 0, "r": 8, "t": 24, "b": 0}, bargap=0, showlegend=False,
        xaxis={"title": f"{title}, nats per image"}, yaxis={"visible": False},
    )  # fmt: skip
    return StillFigure(figure)


def _show_limits(found: Yardstick) -> None:
    failures = found.known_failures()
    if failures:
        st.markdown("**Where this is known to fail.** " + " ".join(map(plain, failures)))
    reliable = [
        f"{plain(other.title)} (AUC {other.auc:.3f}, {other.detected:.0%} found)"
        for other in found.outsiders
        if other.is_told_apart
    ]
    if reliable:
        st.caption("Told apart reliably: " + "; ".join(reliable) + ".")


def _listed(scores: dict[str, float]) -> str:
    titles = {"neg_elbo": "−ELBO", "reconstruction": "reconstruction error"}
    return " and ".join(f"{titles[name]} {value:,.1f} nats" for name, value in scores.items())
