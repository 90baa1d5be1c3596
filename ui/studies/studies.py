"""The page Studies: one study, or the form of a new one."""

import streamlit as st

from ui.shell import address_bar
from ui.studies import found, plan, standing
from vae.fields import FIELDS
from vae.studies import folders, results
from vae.studies.study import Study, StudyError
from vae.words import plain, plain_sentence, quoted

_NEW = ""
_CHOSEN = "studies_chosen"
"""Under which the session keeps the name of the study that is looked at."""


def show() -> None:
    """Draw the page."""
    st.title("Studies", anchor=False)
    names = folders.list_studies()
    _follow_address(names)
    name = _choose(names) if names else _NEW
    if name == _NEW:
        begun = plan.show()
        if begun is not None:
            _look_at(begun)
            st.rerun()
        return
    try:
        study = folders.open_study(name)
    except StudyError as error:
        st.error(plain_sentence(error), icon=":material/error:")
        standing.controls_of_damaged(name)
        return
    st.caption(_told(study))
    standings = folders.standings(study)
    standing.show(study, standings)
    found.show(study, standings)


def _told(study: Study) -> str:
    """Say what differs between a study's trainings, and how often each is done."""
    parts = []
    for field in study.fields:
        values = dict.fromkeys(results.shown(trial.values[field]) for trial in study.trials if field in trial.values)
        parts.append(f"{FIELDS[field].label}: {', '.join(map(plain, values))}")
    seeds = f"{study.seeds} seeds each" if study.seeds > 1 else "one seed each"
    return " · ".join([*parts, seeds])


def _follow_address(names: list[str]) -> None:
    """Choose the study that the address names, or say that there is none."""
    asked = st.query_params.get("study")
    if asked is not None and asked != st.session_state.get("studies_asked"):
        st.session_state["studies_asked"] = asked
        if asked in names:
            st.session_state[_CHOSEN] = asked
        else:
            st.warning(f"There is no study named {plain(quoted(asked, 40))}.", icon=":material/link_off:")


def _choose(names: list[str]) -> str:
    """Let a study be looked at, or a new one be planned: as the address says, then the last choice, then the first."""
    if st.session_state.get(_CHOSEN, names[0]) not in [*names, _NEW]:
        st.session_state[_CHOSEN] = names[0]
    st.session_state["_studies_chosen"] = st.session_state.setdefault(_CHOSEN, names[0])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Study", [_NEW, *names], key="_studies_chosen", on_change=_keep, width=360,
            format_func=lambda name: name or "New study …",
        )  # fmt: skip
        if st.session_state[_CHOSEN] and st.button("New study", key="studies_new", icon=":material/add:"):
            _look_at(_NEW)
            st.rerun()
    chosen: str = st.session_state[_CHOSEN]
    _write_address(chosen)
    return chosen


def _keep() -> None:
    st.session_state[_CHOSEN] = st.session_state["_studies_chosen"]


def _look_at(name: str) -> None:
    st.session_state[_CHOSEN] = name


def _write_address(name: str) -> None:
    """Say in the address which study is looked at."""
    st.session_state["studies_asked"] = name or None
    if name == st.query_params.get("study", _NEW):
        return
    query = {part: value for part, value in st.query_params.to_dict().items() if part == "run"}
    st.query_params.from_dict({**query, "study": name} if name else query)
    address_bar.begin_visit()
