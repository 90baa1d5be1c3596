"""The form of a new study: its plan as text, what that would train, and the start."""

import streamlit as st

from ui.shell import visitor
from vae.access import access, claim
from vae.fields import FIELDS
from vae.studies import folders, sweep
from vae.studies.study import Study, StudyError, read
from vae.words import plain, plain_sentence

_EXAMPLE = """\
name = "betas"
preset = "digits-2d"   # what to start from
seeds = 3              # trainings of each combination

[base]                 # fields for all of them
epochs = 30

[grid]                 # every combination is trained
beta = [0.5, 1, 4]
latent_dim = [2, 8]
"""
_TEXT = "studies_plan"


def show() -> str | None:
    """Draw the form, and return the name of a study that was just begun."""
    st.title("Studies", anchor=False)
    st.caption(
        "One training says little: another seed gives other figures. A study trains every combination of the values "
        "you name, several times each, and gives every difference its error bar."
    )
    left, right = st.columns([5, 4], gap="large")
    with left:
        st.session_state[f"_{_TEXT}"] = st.session_state.setdefault(_TEXT, _EXAMPLE)
        text = st.text_area("Plan", key=f"_{_TEXT}", height=340, on_change=_keep, help=_help())
        begun = _checked(text)
    with right:
        _explanation()
    return begun


def _keep() -> None:
    st.session_state[_TEXT] = st.session_state[f"_{_TEXT}"]


def _checked(text: str) -> str | None:
    try:
        study = read(text)
    except StudyError as error:
        st.error(plain_sentence(error), icon=":material/edit_note:")
        return None
    st.markdown(_what(study))
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
    if not st.button(label, key="studies_start", type="primary", icon=":material/play_arrow:"):
        return None
    try:
        sweep.begin_apart(study)
        claim(folders.study_folder(study.name), visitor.name())
    except (StudyError, OSError) as error:
        st.error(plain_sentence(error), icon=":material/error:")
        return None
    return study.name


def _what(study: Study) -> str:
    """Say in a sentence what a plan trains, and how much of it is there."""
    there = sum(one.run is not None for one in folders.standings(study))
    fields = " × ".join(FIELDS[field].label.lower() for field in study.fields) or "one combination"
    seeds = f"{study.seeds} seeds each" if study.seeds > 1 else "one seed each"
    epochs = sum(trial.config.epochs for trial in study.trials)
    known = f" {there} of them are there already." if there else ""
    many = f"{len(study.trials):,} training{'s' if len(study.trials) > 1 else ''}"
    work = f"{epochs:,} epochs in all, {sweep.num_workers()} at once"
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
