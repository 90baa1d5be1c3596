"""How far a study is, and what can be done with it: stop, go on, delete."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from ui.shell import training_place, visitor
from ui.shell.duration import duration
from vae.access import access
from vae.runs import store
from vae.studies import expected, folders, sweep, sweep_state
from vae.studies.folders import Standing
from vae.studies.study import Study, StudyError
from vae.studies.sweep_state import SweepState
from vae.words import plain, plain_sentence

_SECONDS = 2.0
_TITLES = {
    "finished": "finished", "failed": "failed", "stopped": "stopped", "interrupted": "interrupted", "waiting": "to do",
    "queued": "starting", "starting": "starting", "training": "training", "measuring": "being measured",
}  # fmt: skip


def show(study: Study, standings: Sequence[Standing]) -> None:
    """Draw how the trainings stand, again and again while some are under way, and the buttons."""
    is_under_way = sweep.is_under_way(study.name)
    st.fragment(_draw, run_every=_SECONDS if is_under_way else None)(study, is_under_way)
    _controls(study, standings, is_under_way)


def _draw(study: Study, was_under_way: bool) -> None:
    standings = folders.standings(study)
    finished = sum(one.run is not None for one in standings)
    key = f"studies_finished_{study.name}"
    is_news = st.session_state.setdefault(key, finished) != finished
    st.session_state[key] = finished
    if is_news or sweep.is_under_way(study.name) != was_under_way:
        st.rerun()  # figures of one more, or other buttons
    done = sum(_epochs(one) for one in standings) / sum(one.trial.config.epochs for one in standings)
    state = sweep_state.read(study.name)
    left = expected.seconds_left(study, standings, state.scheduler is None) if was_under_way else None
    st.progress(min(1.0, done), _text(standings) + ("" if left is None else f". About {duration(left)} left"))
    _say_sweep(state, was_under_way)
    failed = [one for one in standings if one.reason]
    for one in failed[:3]:
        st.warning(f"{plain(one.trial.name)}: {plain(one.reason)}", icon=":material/error:")
    if len(failed) > 3:
        st.caption(f"{len(failed) - 3} more failed: the CSV has them all.")


def _say_sweep(state: SweepState, is_under_way: bool) -> None:
    """Say where the trainings go on and what is waited for, or why they ended before their end."""
    if not is_under_way:
        if state.problem:
            st.warning(plain_sentence(state.problem), icon=":material/error:")
        return
    if state.scheduler is not None:
        waits = f" Waits for {plain(state.waits_for)}." if state.waits_for else ""
        st.caption(f"On the workers of {plain(state.scheduler)}, one training each.{waits}")
    elif state.waits_for:
        st.caption(f"Waits for {plain(state.waits_for)}, which has the device or was there first.")


def _text(standings: Sequence[Standing]) -> str:
    states = Counter(_TITLES[one.state] for one in standings)
    order = dict.fromkeys(_TITLES.values())
    parts = ", ".join(f"{states[title]} {title}" for title in order if states[title])
    return f"{len(standings)} trainings: {parts}"


def _epochs(one: Standing) -> int:
    if one.run is not None:
        return one.trial.config.epochs
    return 0 if one.progress is None else one.progress.epoch


def _controls(study: Study, standings: Sequence[Standing], is_under_way: bool) -> None:
    if not access().may_train or not visitor.may_manage(folders.study_folder(study.name)):
        return
    states = Counter(one.state for one in standings)
    own = store.study_runs_folder(study.name)
    made = sum(one.run is not None and one.run.folder.parent == own for one in standings)
    left = len(sweep.left(standings))
    with st.container(horizontal=True):
        if is_under_way:
            _stop(study.name)
            return
        goes_on = left and st.button(
            f"Go on with {left}", key="studies_go", type="primary", icon=":material/play_arrow:"
        )
        retries = states["failed"] and st.button(
            f"Try {states['failed']} again", key="studies_retry", icon=":material/replay:"
        )
        if left or states["failed"]:
            last = sweep_state.read(study.name).scheduler
            scheduler = training_place.choose(f"studies_scheduler_{study.name}_{last}", last)
        _delete(study.name, f" with the {made} runs that it made")
    if goes_on or retries:
        _do(lambda: training_place.begin(study, scheduler, retry=bool(retries)))


def controls_of_damaged(name: str) -> None:
    """Draw what can be done with a study whose plan cannot be read: stop it where it goes on, then delete it."""
    if not access().may_train or not visitor.may_manage(folders.study_folder(name)):
        return
    if sweep.is_under_way(name):
        st.caption("It goes on by the plan that it began with.")
        _stop(name)
    else:
        _delete(name)


def _stop(name: str) -> None:
    if st.button("Stop", key="studies_stop", icon=":material/pause:"):
        _do(lambda: sweep.stop(name))


def _delete(name: str, what: str = "") -> None:
    """Draw the button that deletes a study, and what else is deleted in words."""
    with st.popover("Delete", icon=":material/delete:"):
        st.write(f"Delete the study {plain(name)}{what}? Other studies that took runs of it train them again.")
        if st.button("Delete it", key="studies_delete", type="primary"):
            _do(lambda: folders.delete(name))


def _do(what: object) -> None:
    assert callable(what)
    try:
        what()
    except StudyError as error:
        st.error(plain_sentence(error), icon=":material/error:")
        return
    st.rerun()
