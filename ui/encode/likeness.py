"""Does this look like a digit? The verdict on a picture, its scores beside those of held-out images, and the rates."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from ui.live.chart import StillFigure
from ui.memory import remembered
from vae.data import datasets
from vae.runs.run_data import class_names_of
from vae.runs.store import Run
from vae.shape import MNIST
from vae.verdict.court import court, refusal_of, share
from vae.verdict.traits import can_judge
from vae.verdict.typicality import Yardstick, yardstick
from vae.words import PROGRAM, plain

_BAR_COLOR = "#7d838c"
_MARK_COLOR = "#d66012"


def show(run: Run, image: np.ndarray, others: np.ndarray, scores: dict[str, float], label: int | None) -> None:
    """Draw the verdict on a picture, how often it is wrong, and a histogram a score.

    Args:
        run: the run that judges.
        image: the picture, prepared, uint8 [*shape].
        others: all that was found on the same photo or file, prepared, uint8 [n, *shape].
        scores: its scores in nats, by name.
        label: the class that a conditional run was told or guessed, of which the scores are.
    """
    told = "" if label is None else f" as class {plain(class_names_of(run)[label])}"
    found = court(run.metrics)
    if found is None and not can_judge(run.config.shape):
        st.write(
            f"There is no verdict for pictures of {run.config.shape.text}: the judge looks at ink in grey pictures of "
            f"{MNIST.pixels_text}. Its scores are {_listed(scores)}."
        )
        _sticks(run, scores, told)
        return
    if found is None:
        st.write(
            f"This run was not measured against strange pictures: `{PROGRAM} evaluate {run.name} --verdict` does it. "
            f"Its scores are {_listed(scores)}."
        )
        return
    noun, nouns = called(run)
    st.write(found.verdict(image, scores[found.yardstick.score], plain(noun), plain(nouns), others))
    st.caption(f"Measured on pictures it did not learn from; what passes: {plain(found.rates())}.")
    _sticks(run, scores, told)


def refusal(run: Run, image: np.ndarray, others: np.ndarray, scores: dict[str, float]) -> str | None:
    """Return a sentence on a picture whose verdict is that it is none of the data set's, else None; as `show`."""
    found = court(run.metrics)
    if found is None or not found.refuses(image, scores[found.yardstick.score], others):
        return None
    noun = plain(called(run)[0])
    return f"{refusal_of(noun)} The model answers with the nearest that it knows. Further down stands why."


def _sticks(run: Run, scores: dict[str, float], told: str) -> None:
    """Draw a histogram a score that was measured; `told` is the class it is of, in words."""
    sticks = [stick for name in scores if (stick := yardstick(run.metrics, name)) is not None]
    if not sticks:
        return
    for column, stick in zip(st.columns(len(sticks), gap="large"), sticks, strict=True):
        value = scores[stick.score]
        with column:
            st.plotly_chart(
                likeness_figure(stick, value),
                key=f"encode_likeness_{stick.score}",
                config={"displayModeBar": False, "staticPlot": False},
            )
            st.caption(
                f"{stick.title}{told}: {value:,.1f} nats, higher than {float(stick.percentile(value)):.0f}% of "
                f"{stick.num_images:,} held-out images. Above {stick.threshold:,.0f} nats lie "
                f"{100 - stick.percent:g}% of training images moved a little and {share(stick.false_alarms)} of these."
            )


def called(run: Run) -> tuple[str, str]:
    """Return what one and what several of a run's pictures are called; one's own by their data set's name."""
    dataset = run.config.dataset
    noun, nouns = datasets.noun(dataset), datasets.nouns(dataset)
    if datasets.is_own(dataset):
        of = f" of “{datasets.title(dataset)}”"
        return noun + of, nouns + of
    return noun, nouns


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
        {"shapes": [line], "annotations": [word], "xaxis": {"range": [low, high + 0.02 * abs(high)]}}
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


def _listed(scores: dict[str, float]) -> str:
    titles = {"neg_elbo": "−ELBO", "reconstruction": "reconstruction error"}
    return " and ".join(f"{titles[name]} {value:,.1f} nats" for name, value in scores.items())
