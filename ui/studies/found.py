"""What a study found: a figure against a field, rate and distortion, the table, and its runs to open and take away."""

from collections.abc import Sequence
from functools import partial

import plotly.graph_objects as go
import streamlit as st

from ui import faults
from ui.live.chart import StillFigure
from ui.memory import remembered
from ui.studies.table import as_markdown
from vae.data.wording import said_of_all
from vae.fields import FIELDS
from vae.glossary import explained
from vae.runs.store import changed_at
from vae.studies import charts, folders, report, results
from vae.studies.folders import Standing
from vae.studies.results import FIGURES, Group
from vae.studies.study import Study

_MOST_ON_A_WALL = 9
_BUTTON = "#737880"  # Plotly's own grey is too faint; this one is seen in the light and the dark theme
_PICTURE = {"displaylogo": False, "displayModeBar": True, "modeBarButtons": [["toImage"]]}
_AS_PLANNED = "the plan"
_USUAL = ("neg_elbo", "reconstruction", "kl", "knn_accuracy")
_FILES = (
    ("Trainings (CSV)", "csv", "text/csv", ":material/table:"),
    ("Report (HTML)", "html", "text/html", ":material/article:"),
    ("Plan (TOML)", "toml", "application/toml", ":material/description:"),
)


def show(study: Study, standings: Sequence[Standing]) -> None:
    """Draw what the finished trainings say; nothing before there is one."""
    groups = _groups(study, standings)
    figures = results.known_figures(groups)
    if not figures:
        return
    with faults.said_here():
        _figures(study, groups, figures)
    st.header("Figures", anchor=False)
    with st.container(horizontal=True):
        sorted_by = st.selectbox("Sort by", [_AS_PLANNED, *figures], format_func=_title, key="studies_sort", width=280)
        usual = [name for name in _USUAL if name in figures]
        shown = st.multiselect(
            "Show", figures, usual, format_func=_title, key="studies_shown",
            help=_meanings(study, st.session_state.get("studies_shown", usual)),
        )  # fmt: skip
    order = [name for name in figures if name in shown]
    st.markdown(as_markdown(study, groups, order, None if sorted_by == _AS_PLANNED else sorted_by))
    st.caption(
        "Means over seeds with 95% intervals by bootstrap, which are too narrow where seeds are few; on held-out "
        "data. Who chooses by them what to use should measure the choice on data that had no part in it."
    )
    _runs(study, groups)
    _files(study)


def _title(name: str) -> str:
    return FIGURES.get(name, name)


def _meanings(study: Study, figures: list[str]) -> str:
    """Return what figures that are chosen mean, as Markdown, said of what the study's runs make."""
    text = explained({name: _title(name).removesuffix(", nats") for name in figures})
    return said_of_all((trial.config for trial in study.trials), text)


def _named_by(study: Study) -> str:
    return ", ".join(FIELDS[field].label.lower() for field in study.fields) or "nothing: there is one combination"


def _figures(study: Study, groups: list[Group], figures: list[str]) -> None:
    has_plane = {"kl", "reconstruction"} <= set(figures)
    left, right = st.columns(2, gap="large") if has_plane and study.fields else (st.container(), st.container())
    if study.fields:
        with left:
            st.header("What changes it", anchor=False)
            with st.container(horizontal=True):
                figure = st.selectbox(
                    "Figure", figures, format_func=_title, key="studies_figure",
                    help=_meanings(study, [st.session_state.get("studies_figure", figures[0])]),
                )  # fmt: skip
                field = st.selectbox(
                    "Against", study.fields, format_func=lambda name: FIELDS[name].label, key="studies_field"
                )
            _chart(charts.against(groups, field, figure), "against", f"{study.name}-{figure}-{field}")
    if has_plane:
        with right:
            st.header("Rate and distortion", anchor=False)
            st.caption(
                "What a code costs against what an output costs: lower and further left is better. The line joins what "
                f"nothing else beats in both. Points are named by {_named_by(study)}."
            )
            _chart(charts.rate_distortion(groups), "plane", f"{study.name}-rate-distortion")


def _chart(figure: go.Figure, key: str, name: str) -> None:
    """Draw a figure with what saves it: as a picture by a button within it, or for Plotly, which draws it anew."""
    picture = {"format": "png", "filename": name, "scale": 2}
    figure.update_layout(modebar={"color": _BUTTON, "activecolor": _BUTTON, "bgcolor": "rgba(0, 0, 0, 0)"})
    st.plotly_chart(
        StillFigure(figure), key=f"studies_{key}_{name}", config={**_PICTURE, "toImageButtonOptions": picture}
    )
    st.download_button(
        "Figure (Plotly JSON)", figure.to_json, f"{name}.json", "application/json", key=f"studies_{key}_json",
        on_click="ignore", type="tertiary", icon=":material/data_object:",
    )  # fmt: skip


def _runs(study: Study, groups: list[Group]) -> None:
    st.header("Its runs", anchor=False)
    names = [name for group in groups for name in group.runs]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Run", names, key="studies_run", width=480)
        query = {"run": name}
        st.page_link("app.py", label="Explore", icon=":material/explore:", query_params=query)
        st.page_link("pages/atlas.py", label="Atlas", icon=":material/map:", query_params=query)
        others = [group.runs[0] for group in groups if group.runs and group.runs[0] != name][:3]
        st.page_link(
            "pages/compare.py", label="Compare", icon=":material/compare:",
            query_params={**query, "runs": ",".join([name, *others])},
        )  # fmt: skip
        if wall := _for_the_wall(study, groups):
            st.page_link(
                "pages/learn.py", label=f"One cursor over {len(wall)} maps", icon=":material/grid_view:",
                query_params={"step": "wall", "runs": ",".join(wall)},
            )  # fmt: skip


def _for_the_wall(study: Study, groups: list[Group]) -> list[str]:
    """Return one run a combination whose codes are places on a map, as many as hang beside each other."""
    sizes = {repr(trial.values): trial.config.latent_dim for trial in study.trials}
    flat = [group.runs[0] for group in groups if group.runs and sizes[repr(group.values)] <= 2]
    return flat[:_MOST_ON_A_WALL] if len(flat) > 1 else []


def _files(study: Study) -> None:
    with st.container(horizontal=True):
        for label, ending, mime, icon in _FILES:
            st.download_button(
                label, partial(_content, study, ending), f"{study.name}.{ending}", mime,
                key=f"studies_{ending}", on_click="ignore", type="tertiary", icon=icon,
            )  # fmt: skip


def _content(study: Study, ending: str) -> str:
    if ending == "toml":
        return study.text
    standings = folders.standings(study)
    return results.as_csv(study, standings) if ending == "csv" else report.report(study, standings)


def _groups(study: Study, standings: Sequence[Standing]) -> list[Group]:
    made = tuple(
        None if one.run is None else (one.run.folder, changed_at(one.run, "metrics.json")) for one in standings
    )
    return _read(study.text, made, study, standings)


@remembered(max_entries=8)
def _read(text: str, made: tuple, _study: Study, _standings: Sequence[Standing]) -> list[Group]:
    return results.groups(_study, _standings)
