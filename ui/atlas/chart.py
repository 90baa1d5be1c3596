"""The map's chart and its settings; what is selected on it becomes the visitor's choice."""

import re
from typing import Any, TypedDict

import numpy as np
import streamlit as st
from plotly.graph_objects import Figure
from streamlit.elements.plotly_chart import PlotlyChartSelectionSerde

from ui.atlas import choice, coloring, hover, outline
from ui.atlas.coloring import Setting
from ui.atlas.points import Points
from ui.live.chart import CONFIG, StillFigure
from ui.live.told import fits
from ui.memory import remembered
from ui.shell import address_bar
from vae.data.wording import said_of
from vae.figures import map_figure
from vae.latent.projections import Places

_CONFIG = {**CONFIG, "scrollZoom": True, "displayModeBar": True, "modeBarButtonsToRemove": ["toImage", "autoScale2d"]}


class SelectedPoint(TypedDict):
    """A point of the chart that is selected: its row among the points, or a list of one."""

    customdata: int | list[int]


class Selection(TypedDict):
    """What the chart tells."""

    points: list[SelectedPoint]
    box: list[dict]
    lasso: list[dict]


def _forgive_what_no_chart_tells() -> None:
    """Let what a client made by hand tells of a chart count as nothing: Streamlit's reader raises, also for others."""
    read = PlotlyChartSelectionSerde.deserialize

    def read_or_nothing(serde: PlotlyChartSelectionSerde, text: str | None) -> Any:
        try:
            return read(serde, text)
        except (TypeError, ValueError, RecursionError):
            return read(serde, None)

    setattr(PlotlyChartSelectionSerde, "deserialize", read_or_nothing)  # noqa: B010


_forgive_what_no_chart_tells()


def settings(run_points: Points) -> Setting:
    """Draw the choice of colours with what belongs to it, and return it."""
    names, usual = coloring.available(run_points), coloring.usual(run_points)
    wanted = st.session_state.get("atlas_by", usual)
    if wanted not in names:
        del st.session_state["atlas_by"]
        if wanted in coloring.OF_ANY_RUN:
            shown = "the classes" if usual == coloring.CLASS else usual.lower()
            address_bar.add_problem(choice.VIEW, f"These points cannot be coloured by {wanted}: showing {shown}.")
        wanted = usual
    st.session_state["_atlas_by"] = wanted
    by = st.selectbox("Colour by", names, key="_atlas_by", on_change=_keep, args=("atlas_by",), width=210)
    if by == coloring.DISAGREEMENT:
        return Setting(by, k=_number("Neighbours, k", "atlas_k", 10, 1, 100))
    if by == coloring.MOVED:
        epochs = coloring.film_epochs(run_points)[:-1]
        if st.session_state.get("atlas_epoch") not in epochs:
            st.session_state["atlas_epoch"] = epochs[0]
        st.session_state["_atlas_epoch"] = st.session_state["atlas_epoch"]
        epoch = st.selectbox(
            "From epoch", epochs, key="_atlas_epoch", on_change=_keep, args=("atlas_epoch",), width=120
        )
        return Setting(by, epoch=epoch)
    return Setting(by)


def appearance(num_points: int) -> tuple[float, float]:
    """Draw the points' size and opacity, and return them; more points begin smaller and fainter."""
    is_many = num_points > 20_000
    size = _slider("Size of a point, pixels", "atlas_size", 3.0 if is_many else 5.0, 1.0, 14.0, 0.5)
    opacity = _slider("Opacity", "atlas_opacity", 0.5 if is_many else 0.75, 0.05, 1.0, 0.05)
    return size, opacity


def show(run_points: Points, places: Places, setting: Setting, size: float, opacity: float) -> str:
    """Draw the chart and return the key of its element; the same figure in every run that leaves the settings alone."""
    chart_key = f"atlas_chart_{run_points.run.name}_{run_points.part}"
    figure = _figure(run_points, places, setting, size, opacity)
    st.plotly_chart(
        figure, key=chart_key, height="stretch", config=_CONFIG, selection_mode=("points", "box", "lasso"),
        on_select=lambda: _hear(run_points, places, chart_key), alt=_alternative(run_points, setting),
    )  # fmt: skip
    return chart_key


def _figure(run_points: Points, places: Places, setting: Setting, size: float, opacity: float) -> Figure:
    is_webgl = hover.has_webgl()
    if setting.by == coloring.KEPT:  # small to make, and it changes with every selection kept
        return _drawn(run_points, places, setting, size, opacity, is_webgl)
    return _cached_figure(
        run_points.key, run_points.version, places.key, setting, size, opacity, is_webgl, run_points, places
    )


@remembered(max_entries=6)
def _cached_figure(
    key: str, version: str, places_key: str, setting: Setting, size: float, opacity: float, is_webgl: bool,
    _points: Points, _places: Places,
) -> Figure:  # fmt: skip
    return StillFigure(_drawn(_points, _places, setting, size, opacity, is_webgl))


def _drawn(run_points: Points, places: Places, setting: Setting, size: float, opacity: float, is_webgl: bool) -> Figure:
    titles, names = places.titles, run_points.names
    xy, is_line = shown_at(run_points, places), run_points.run.config.latent_dim == 1
    if is_line:
        titles = titles[0], "class"
    figure = map_figure.map_figure(
        xy, coloring.coloring(run_points, setting), coloring.THEME_COLORS, titles,
        is_equal=not is_line and _are_coordinates(titles), size=size, opacity=opacity, is_webgl=is_webgl,
    )  # fmt: skip
    if is_line:
        map_figure.name_rows(figure, names)
    return figure


def shown_at(run_points: Points, places: Places) -> np.ndarray:
    """Return where the points lie on the chart, float [n, 2]: of one dimension every class has a row of its own."""
    if run_points.run.config.latent_dim > 1:
        return places.xy
    return map_figure.class_rows(places.xy[:, 0], run_points.latents.labels, len(run_points.names))


def _are_coordinates(titles: tuple[str, str]) -> bool:
    """Return whether both axes are latent coordinates as they are: only then do lengths compare."""
    return all(re.fullmatch(r"z\d+", title) for title in titles)


def _alternative(run_points: Points, setting: Setting) -> str:
    return (
        f"Map of {len(run_points):,} {run_points.part} {said_of(run_points.run.config, 'images')} of the run "
        f"{run_points.run.name}, "
        f"coloured by: {setting.by}. "
        "Points can be chosen beside it by number, class or how misplaced they are."
    )


def _hear(run_points: Points, places: Places, chart_key: str) -> None:
    """Take over what the chart has selected."""
    selection = st.session_state[chart_key].get("selection")
    if not fits(selection, Selection):
        return
    told = (point["customdata"] for point in selection["points"])
    rows = [row for one in told for row in (one[:1] if isinstance(one, list) else [one])]
    indices = np.array([row for row in rows if 0 <= row < len(run_points)], np.int64)
    has_outline = bool(selection["box"] or selection["lasso"])
    if not has_outline and not len(indices):
        now = choice.current(run_points)
        if now is not None and now.source == choice.CHART:
            choice.clear(run_points)
    elif len(indices) == 1 and not has_outline:
        choice.choose_point(run_points, int(indices[0]), choice.CHART)
    else:
        drawn = "lasso" if selection["lasso"] else "box" if selection["box"] else "clicks"
        inside = np.unique(indices)
        word, num_missed = _box_word(run_points, places, selection["box"], inside) if drawn == "box" else "", 0
        if not word and len(inside) > choice.MOST_NAMED:
            word, num_missed = _outline_word(run_points, places, selection, inside)
        choice.choose_many(run_points, inside, f"Inside the {drawn}", choice.CHART, word, num_missed)


def _box_word(run_points: Points, places: Places, boxes: list[dict], inside: np.ndarray) -> str:
    """Return what an address calls the points in a box; nothing where it is not one box with all of its points."""
    corners: list[Any] = [boxes[0].get(axis) for axis in ("x", "y")] if len(boxes) == 1 else []
    if not corners or not all(fits(ends, list[float]) and len(ends) == 2 for ends in corners):
        return ""
    (x0, x1), (y0, y1) = corners
    return choice.box_word(shown_at(run_points, places), (x0, x1, y0, y1), inside)


def _outline_word(run_points: Points, places: Places, selection: Selection, inside: np.ndarray) -> tuple[str, int]:
    """Return what an address calls the points in all that was drawn, and how many it chooses more or fewer."""
    drawn: list[tuple[Any, Any, bool]] = [(one.get("x"), one.get("y"), False) for one in selection["lasso"]]
    drawn += [(one.get("x"), one.get("y"), True) for one in selection["box"]]
    outlines = []
    for xs, ys, is_box in drawn:
        if not (fits(xs, list[float]) and fits(ys, list[float]) and len(xs) == len(ys) >= (2 if is_box else 3)):
            return "", 0
        corners = np.array([xs, ys], np.float64).T
        if is_box:
            (x0, y0), (x1, y1) = corners[:2]
            corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
        outlines.append(corners)
    found = outline.written(shown_at(run_points, places), run_points.latents.labels, outlines, inside)
    return (f"lasso-{found.text}", found.num_missed) if outline.TEXT.fullmatch(found.text) else ("", 0)


def _number(label: str, name: str, default: int, low: int, high: int) -> int:
    st.session_state[f"_{name}"] = st.session_state.get(name, default)
    return st.number_input(label, low, high, key=f"_{name}", on_change=_keep, args=(name,), width=150)


def _slider(label: str, name: str, default: float, low: float, high: float, step: float) -> float:
    kept = st.session_state.get(name)
    st.session_state[f"_{name}"] = default if kept is None else kept
    return st.slider(label, low, high, step=step, key=f"_{name}", on_change=_keep, args=(name,))


def _keep(name: str) -> None:
    st.session_state[name] = st.session_state[f"_{name}"]
