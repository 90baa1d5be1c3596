"""A new study: its plan by a form or as text, what that would train and how long it takes, and the start."""

from collections.abc import Sequence

import streamlit as st

from ui.shell import training_place, visitor
from ui.shell.duration import duration
from ui.studies import plan_form
from vae.access import access, claim
from vae.fields import FIELDS
from vae.jobs.job import JobError
from vae.studies import expected, folders, processes, sweep
from vae.studies.folders import Standing
from vae.studies.study import Study, StudyError, read
from vae.words import plain, plain_sentence

_TEXT, _WAY = "studies_plan", "studies_way"
_FORM, _AS_TEXT = "Form", "Text"
_SCHEDULER = "studies_scheduler"
_MOST_TRIED = 6


def show() -> str | None:
    """Draw the form, and return the name of a study that was just begun."""
    st.caption(
        "One training says little: another seed gives other figures. A study trains every combination of the values "
        "you name, several times each, and gives every difference its error bar."
    )
    left, right = st.columns([5, 4], gap="large")
    with left:
        way = _way()
        try:
            text = _text() if way == _AS_TEXT else plan_form.show()
        except StudyError as error:
            st.error(plain_sentence(error), icon=":material/edit_note:")
            return None
        if way == _AS_TEXT:
            begun = _checked(text)
    with right:
        if way == _AS_TEXT:
            _explanation()
        else:
            begun = _checked(text)
            _written(text)
    return begun


def _way() -> str:
    """Let the plan be made by the form or as text, which begins with what the form has written last."""
    st.session_state[f"_{_WAY}"] = st.session_state.setdefault(_WAY, _FORM)
    chosen = st.segmented_control(
        "Plan", [_FORM, _AS_TEXT], key=f"_{_WAY}", on_change=_keep_way, label_visibility="collapsed", required=True
    )
    return str(chosen)


def _keep_way() -> None:
    st.session_state[_WAY] = st.session_state[f"_{_WAY}"]


def _text() -> str:
    st.session_state[f"_{_TEXT}"] = st.session_state.setdefault(_TEXT, st.session_state.get("studies_written", ""))
    return st.text_area("Plan", key=f"_{_TEXT}", height=340, on_change=_keep, help=_help())


def _written(text: str) -> None:
    """Show what the form has written, from which the text can go on as long as nobody has changed it."""
    before = st.session_state.get("studies_written")
    if st.session_state.get(_TEXT) == before:
        st.session_state[_TEXT] = text
    st.session_state["studies_written"] = text
    st.markdown("**The same as a file**")
    st.code(text, language=None, wrap_lines=True)
    st.caption("What is trained already, here or in another study, is not trained again.")


def _keep() -> None:
    st.session_state[_TEXT] = st.session_state[f"_{_TEXT}"]


def _checked(text: str) -> str | None:
    try:
        study = read(text)
    except StudyError as error:
        st.error(plain_sentence(error), icon=":material/edit_note:")
        return None
    standings = folders.standings(study)
    scheduler = st.session_state.get(_SCHEDULER) or None
    st.markdown(_what(study, standings, is_here=scheduler is None))
    if scheduler is None:
        _time(standings)
    if not access().may_train:
        st.info("Training is turned off on this public demo: install the app to do a study.", icon=":material/info:")
        return None
    is_known = study.name in folders.list_studies()
    if is_known and not visitor.may_manage(folders.study_folder(study.name)):
        st.warning(
            f"There is a study named {study.name} that is not yours: choose another name.", icon=":material/lock:"
        )
        return None
    label = "Change the study, and train what is new" if is_known else "Start the study"
    with st.container(horizontal=True, vertical_alignment="center"):
        is_started = st.button(label, key="studies_start", type="primary", icon=":material/play_arrow:")
        scheduler = training_place.choose(_SCHEDULER)
    if not is_started:
        return None
    try:
        training_place.begin(study, scheduler)
        claim(folders.study_folder(study.name), visitor.name())
    except (StudyError, OSError) as error:
        st.error(plain_sentence(error), icon=":material/error:")
        return None
    return study.name


def _time(standings: Sequence[Standing]) -> None:
    """Say how long what is left will take, or let that be tried out."""
    left = sweep.left(standings)
    known = expected.expected(left)
    if known is not None:
        if left:
            measuring = "" if known.counts_measuring else " and what is measured after each, which is not known yet"
            st.caption(
                f"About {duration(known.seconds)} on this machine{measuring}, by what such trainings took before."
            )
        return
    kinds = expected.unknown(left)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("How long such trainings take is not known yet on this machine.", width="content")
        if len(kinds) > _MOST_TRIED or not access().may_train:
            return
        if st.button("Try it out", key="studies_estimate", icon=":material/timer:", type="tertiary",
                     help="Trains for some seconds, once for every size of network"):  # fmt: skip
            try:
                with st.spinner("Trying it out …"):
                    expected.try_out(kinds)
            except JobError as error:
                st.warning(plain_sentence(error), icon=":material/timer_off:")
                return
            st.rerun()


def _what(study: Study, standings: Sequence[Standing], is_here: bool) -> str:
    """Say in a sentence what a plan trains, and how much of it is there."""
    there = sum(one.run is not None for one in standings)
    fields = " × ".join(FIELDS[field].label.lower() for field in study.fields) or "one combination"
    seeds = f"{study.seeds} seeds each" if study.seeds > 1 else "one seed each"
    epochs = sum(trial.config.epochs for trial in study.trials)
    known = f" {there} of them are there already." if there else ""
    many = f"{len(study.trials):,} training{'s' if len(study.trials) > 1 else ''}"
    at_once = f"{processes.num_workers()} at once" if is_here else "one a worker at once"
    work = f"{epochs:,} epochs in all, {at_once}"
    return f"**{plain(study.name)}**: {many} ({plain(fields)}, {seeds}), {work}.{known}"


def _explanation() -> None:
    st.markdown(
        "**preset** is what to start from, **base** has values for all trainings, **grid** lists of values: every "
        "combination is trained, as often as **seeds** says, with other random draws each time.\n\n"
        "What is trained already, here or in another study, is not trained again: change the plan, start it again, and "
        "only what is new is trained.\n\n"
        "The same plan as a file is done in a terminal by `latent-explorer sweep betas.toml`."
    )


def _help() -> str:
    names = ", ".join(f"`{name}`" for name in FIELDS if name not in ("name", "shape", "seed"))
    return f"TOML. Fields: {names}."
