"""The Train page: one training, with its film as it learns, or the form of a new one."""

import streamlit as st

from ui import faults
from ui.shell import address_bar, training_place, visitor
from ui.shell.known_runs import found_runs
from ui.shell.run_picker import option
from ui.train import expectation, film, form, form_address, job_view
from vae.access import access, claim
from vae.config import RunConfig
from vae.data import datasets
from vae.data.wording import said_of
from vae.fields import changes_text
from vae.jobs import standby, training_jobs
from vae.jobs.job import Job, JobError, job_folder, list_jobs, name_taken_by
from vae.numerals import NumeralError, read_whole
from vae.runs.store import own_runs_folder
from vae.schedule import cautions
from vae.studies.folders import study_folder
from vae.studies.plan_text import repeated
from vae.studies.study import MOST_SEEDS, StudyError
from vae.words import lowered, plain, plain_sentence, quoted

_NEW = ""
_BEGUN = "train_begun"
"""Under which the session has a training just started, until the browser tells of its address."""


def show() -> None:
    """Draw the page: the chosen training, or the form of a new one."""
    if not access().may_train:
        _demo()
        return
    found = list_jobs()
    job = _choose(found)
    _problem()
    if job is not None:
        job_view.show(job.name)
        return
    st.title("Train your own", anchor=False)
    st.caption("Start with the settings as they are, and watch the map of latent space form while the network learns.")
    left, right = st.columns([4, 6], gap="large")
    with left:
        _new_training()
    with right:
        _example()
    if not any(one.is_active for one in found):  # which would lose a core for some seconds
        standby.make_ready()


def _new_training() -> None:
    config = form.show()
    if config is None:
        return
    form_address.write(config)
    if config.dataset in datasets.dataset_names():
        _cautions(config)
    # Filled in last: a trial takes seconds, in which Start must be there to be pressed.
    expected = st.container()
    if _start(config):
        return
    with expected:
        expectation.show(config, form.device())


def _cautions(config: RunConfig) -> None:
    """Warn about settings that cannot bring a good run, each with a button that mends it."""
    for caution in cautions(config, datasets.num_training(config.dataset)):
        with st.container(gap=None):
            st.warning(said_of(config, caution.text), icon=":material/warning:")
            label = changes_text(caution.changes)
            if st.button(f"Take {label}", key=f"train_mend_{caution.kind}", icon=":material/build:", type="tertiary"):
                form.change(caution.changes)
                st.rerun()


def _start(config: RunConfig) -> bool:
    """Draw what starts the training; return whether nothing is to be drawn below it."""
    taken = name_taken_by(config.name)
    if not _may_take(config.name, taken):
        st.warning(
            f"There is a training or run named {config.name} that is not yours: choose another name.",
            icon=":material/lock:",
        )
        return False
    seeds = _seeds()
    if seeds is None:
        return False
    if seeds > 1:
        return _repeat(config, seeds)
    overwrite = False
    if taken not in (None, "shipped"):
        kind = "unfinished training" if taken == "unfinished" else taken
        overwrite = st.checkbox(f"Replace the {kind} named {config.name}", key=f"train_overwrite_{config.name}")
    if not st.button(
        "Start training", key="train_start", type="primary", width="stretch", icon=":material/play_arrow:"
    ):
        return False
    try:
        job = training_jobs.start(config, form.device(), overwrite)
        claim(job.folder, visitor.name())
    except (JobError, OSError) as error:
        st.error(plain_sentence(error), icon=":material/error:")
        return True
    st.session_state["train_job"] = st.session_state[_BEGUN] = job.name
    form.next_name()
    st.rerun()


def _seeds() -> int | None:
    """Draw how often it is to be trained, and return that, or None after a sentence."""
    st.session_state["_train_seeds"] = st.session_state.setdefault("train_seeds", "1")
    typed = st.text_input(
        "How many times, with different seeds", key="_train_seeds", on_change=_keep_seeds, width=300,
        help="One training says little of a setting: another seed gives other figures. More than one make a study, "
        "which shows their mean and how far they differ",
    )  # fmt: skip
    try:
        return read_whole(typed, 1, MOST_SEEDS)
    except NumeralError as error:
        st.error(plain_sentence(f"How many times, with different seeds: {error}"), icon=":material/error:")
        return None


def _keep_seeds() -> None:
    st.session_state["train_seeds"] = st.session_state["_train_seeds"]


def _repeat(config: RunConfig, seeds: int) -> bool:
    """Draw what starts a study of several trainings that differ by their seed alone, and go there."""
    st.caption("A study takes the devices that there are, and keeps its runs on the page Studies.")
    scheduler = training_place.choose("train_scheduler")
    if not st.button(
        f"Train {seeds} times", key="train_start", type="primary", width="stretch", icon=":material/play_arrow:"
    ):
        return False
    try:
        study = repeated(config, seeds)
        training_place.begin(study, scheduler)
        claim(study_folder(study.name), visitor.name())
    except (StudyError, OSError) as error:
        st.error(plain_sentence(error), icon=":material/error:")
        return True
    st.switch_page("pages/studies.py", query_params={"study": study.name})


def _may_take(name: str, taken: str | None) -> bool:
    """Return whether a name is free, or that of a training of this visitor's, or of a run that they brought in.

    The run that a training made has its name, and is whose the training is.
    """
    folder = job_folder(name)
    if folder.exists():
        return visitor.may_manage(folder)
    return taken is None or visitor.may_manage(own_runs_folder() / name)


def _choose(found: list[Job]) -> Job | None:
    """Let a training be looked at, or a new one be prepared: as the address says, then the last choice, the latest."""
    names = [job.name for job in found]
    _follow_address(names)
    if not found:
        return None
    if st.session_state.get("train_job", names[0]) not in [*names, _NEW]:
        st.session_state["train_job"] = names[0]
    st.session_state["_train_job"] = st.session_state.setdefault("train_job", names[0])
    by_name = {job.name: job for job in found}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Training", [_NEW, *names], key="_train_job", on_change=_keep_job, width=360,
            format_func=lambda name: f"{name} · {by_name[name].state}" if name else "New training …",
        )  # fmt: skip
        if st.session_state["train_job"] and st.button("New training", key="train_new", icon=":material/add:"):
            st.session_state["train_job"] = _NEW
            st.rerun()
    chosen = st.session_state["train_job"]
    _write_address(chosen)
    return by_name.get(chosen)


def _follow_address(names: list[str]) -> None:
    asked = st.query_params.get("job")
    if asked is not None:
        st.session_state.pop(_BEGUN, None)
    elif _BEGUN in st.session_state:
        return  # the form's address, which was under way while its training was started
    elif form_address.take():
        st.session_state["train_job"] = _NEW
    if asked is None or asked == st.session_state.get("train_asked"):
        return
    st.session_state["train_asked"] = asked
    if asked in names:
        st.session_state["train_job"] = asked
    else:
        shown = f"showing {names[0]}" if names else "start one below"
        st.warning(f"There is no training named {plain(quoted(asked, 64))}: {shown}.", icon=":material/link_off:")


def _write_address(name: str) -> None:
    """Say in the address which training is watched; what the form asks for is said beside the form alone."""
    st.session_state["train_asked"] = name or None
    if name == st.query_params.get("job", _NEW):
        return
    query = {part: value for part, value in st.query_params.to_dict().items() if part == "run"}
    st.query_params.from_dict({**query, "job": name} if name else query)
    address_bar.begin_visit()


def _keep_job() -> None:
    st.session_state["train_job"] = st.session_state["_train_job"]


def _problem() -> None:
    problem = st.session_state.pop("train_problem", None)
    if problem:
        st.error(plain_sentence(problem), icon=":material/error:")


def _example() -> None:
    """Show what a training looks like: the film of the run that is chosen first on every page."""
    runs, _ = found_runs()
    if runs:
        with faults.said_here():
            shown = film.of_run(runs[0])
            st.caption(f"This is how **{runs[0].name}**, {lowered(option(runs[0]))}, learned: press play.")
            film.show(shown, f"train_example_{runs[0].name}", None, runs[0].name, is_whole=True)


def _demo() -> None:
    st.title("How training looks", anchor=False)
    st.info(
        "Training is turned off on this public demo: install the app, in two commands, to train on your own machine. "
        "These are the films of the runs that ship.",
        icon=":material/info:",
    )
    with faults.said_here():
        film.show_shipped_films(found_runs()[0])
