"""One training on the page: how far it is, what can be done with it, what goes wrong and its film."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.shell import health
from ui.train import controls, film, form, live_film, meter, next_look
from vae import devices, early_stopping
from vae.data.wording import said_of
from vae.families import FAMILIES, TERMS
from vae.film.replay import Film
from vae.glossary import explained
from vae.health.diagnosis import Finding, advised, diagnose, in_balance
from vae.health.signs import Signs, signs_of_training
from vae.jobs import training_jobs
from vae.jobs.training_jobs import Job, JobError
from vae.runs.run_files import RunError
from vae.runs.store import load_run
from vae.words import plain, plain_sentence, signed

_SHORTEST, _LONGEST = 1.0, 6.0
# A look takes some 0.2 s of a core, most of it the browser's own: where few cores train as well, looks are frequent
# while a map still forms and rarer as it settles (`python -m benchmarks train`).
_FEW_CORES = 4
_SHORTEST_ON_FEW_CORES = (2.0, 8.0)
_SHARE_OF_TIME = 1 / 4
_EPOCHS_A_LOOK = 2.5
_HISTORY, _LOOK = "train_history", "train_look"
_ICONS = {
    "queued": ":material/hourglass_empty:", "starting": ":material/hourglass_top:",
    "training": ":material/model_training:", "measuring": ":material/square_foot:",
    "finished": ":material/check_circle:", "stopped": ":material/pause_circle:",
    "failed": ":material/error:", "interrupted": ":material/power_off:",
}  # fmt: skip


def show(name: str) -> None:
    """Draw a job, and while it is active again and again.

    Whoever watches takes time from the training where both run on one machine. So the page looks twice in five
    epochs and shows them one after the other, at most every second and at least every six, and where there are few
    cores at most every other second, later every eight; in between the bar goes on by itself, and in a hidden tab
    nothing does.
    """
    job = training_jobs.load_job(name)
    look = _look(job)
    with st.container(key="train_live_status"):
        status = st.empty()
    if job.state == "training":
        with status:
            meter.stand(job)
    controls.show(job)
    st.session_state[_LOOK] = look  # which need not be made twice
    with st.container(key="train_live"):
        st.fragment(_draw)(name, status, _phase(look))
        live_film.stand(job, look.film)
    if job.state == "finished":
        _health(job)


@dataclass(frozen=True)
class _Look:
    """What there is to show of a job at one moment."""

    job: Job
    history: dict[str, np.ndarray]
    pace: float
    film: film.ReadyFilm | None
    findings: list[Finding]
    standing: str | None


def _look(job: Job) -> _Look:
    """Work out all that is shown: what comes at one moment the browser draws at once, else the page again and again."""
    history = _history(job)
    pace = _pace(job, history)
    found = live_film.film_of(job, history)
    findings, standing = _diagnosis(job, history, found)
    ready = None if found is None else live_film.ready(job, found, pace)
    return _Look(job, history, pace, ready, findings, standing)


def _phase(look: _Look) -> tuple[str, bool, bool]:
    """Return what the controls, and what stands still beside them, depend on."""
    return look.job.state, look.job.is_stopping, look.film is not None


def _history(job: Job) -> dict[str, np.ndarray]:
    """Return what every finished epoch brought; what this visitor has had is not read again."""
    identity = (job.name, job.queued_at)
    known, reader = st.session_state.get(_HISTORY, (None, None))
    if known != identity:
        reader = training_jobs.history_reader(job)
        st.session_state[_HISTORY] = (identity, reader)
    return reader.read()


def _pace(job: Job, history: dict[str, np.ndarray]) -> float:
    """Return after how many seconds to look again."""
    times = history["time"]
    if job.state != "training" or job.is_stopping or len(times) < 2:
        return _SHORTEST
    epoch = float(np.median(np.diff(times[-5:])))
    pace = min(max(_EPOCHS_A_LOOK * epoch, _SHORTEST), _LONGEST)
    if devices.num_cores() > _FEW_CORES:
        return pace
    shortest, longest = _SHORTEST_ON_FEW_CORES
    return max(pace, min(max(_SHARE_OF_TIME * float(times[-1] - times[0]), shortest), longest))


def _draw(name: str, status: DeltaGenerator, drawn: tuple[str, bool, bool]) -> None:
    look = st.session_state.pop(_LOOK, None)
    if look is None:
        try:
            look = _look(training_jobs.load_job(name))
        except JobError:
            st.rerun()
    if _phase(look) != drawn:
        st.rerun()  # other controls, and perhaps a run more or less in every page's picker
    job = look.job
    if job.state != "training":
        with status:
            _status(job, look.history)
    _figures(job, look.history)
    with st.container(key="train_findings"):
        _findings(job, look.findings, look.standing)
    words = [] if look.film is None else film.words(look.film)
    if job.state == "training":
        words.append(meter.word(job, 2 * look.pace))
    next_look.tell(words, look.pace if job.is_active else None)


def _status(job: Job, history: dict[str, np.ndarray]) -> None:
    progress = job.progress
    if job.state == "queued":
        ahead = training_jobs.jobs_ahead(job)
        names = ", ".join(f"**{other.name}**" for other in ahead)
        place = f", after {names}" if ahead else f". {plain(progress.message)}" if progress.message else ""
        st.progress(0.0, f"Waits for {plain(job.device)}{place}")
    elif job.state == "starting":
        st.progress(
            0.0, plain(progress.message) or said_of(job.config, "Starting TensorFlow and reading the pictures …")
        )
    elif job.state == "measuring":
        measuring = plain(progress.message) or said_of(job.config, "Measuring on held-out pictures …")
        st.progress(min(max(progress.share or 0.0, 0.0), 1.0), measuring)
    else:
        _ended(job, history)


def _ended(job: Job, history: dict[str, np.ndarray]) -> None:
    progress = job.progress
    epochs = f"{progress.epoch} of {progress.epochs} epochs"
    if job.state == "finished":
        how = early_stopping.ending(job.config, early_stopping.costs_of(history)) if len(history["epoch"]) else epochs
        st.success(
            f"Finished: {said_of(job.config, how)}. The run is in the picker of every page.", icon=_ICONS["finished"]
        )
    elif job.state == "failed":
        message = plain_sentence(progress.message or "The training failed")
        st.error(f"{message.rstrip('.')} ({epochs} are kept).", icon=_ICONS["failed"])
    elif job.state == "interrupted":
        st.warning(
            f"Its process is gone, by a power cut or because it was ended. {epochs} are kept: resume goes on from "
            "there and gives what an unbroken training would have given.",
            icon=_ICONS["interrupted"],
        )
    else:
        saved = f"what it learned so far{_whose(job, history)} is in the picker of every page"
        kept = saved if progress.run else "nothing was saved as a run"
        st.info(f"Stopped after {epochs}: {kept}. Resume goes on from there.", icon=_ICONS["stopped"])


def _whose(job: Job, history: dict[str, np.ndarray]) -> str:
    """Say, where it need not be the last epoch's, whose weights a run has."""
    costs = early_stopping.costs_of(history)
    return f", with {early_stopping.weights(job.config, costs)}," if job.config.early_stopping and len(costs) else ""


def _has_run(job: Job) -> bool:
    """Return whether the training is over, for now at least, and has left a run."""
    return not job.is_active and (job.state == "finished" or job.progress.run is not None)


def _figures(job: Job, history: dict[str, np.ndarray]) -> None:
    """Say the loss of the last epoch, or of the one that the run has, by its terms, held out and training."""
    if not len(history["epoch"]):
        return
    costs = early_stopping.costs_of(history)
    epoch = early_stopping.kept_epoch(job.config, costs) if _has_run(job) else len(costs)
    last = {name: float(values[epoch - 1]) for name, values in history.items() if values.ndim == 1}
    terms: dict[str, tuple[str, ...]] = {"reconstruction": ("reconstruction",)}
    if job.config.variational:
        terms = {"−ELBO": ("reconstruction", "kl"), **terms, "KL": ("kl",)}
    texts = []
    for label, columns in terms.items():
        held_out, training = (sum(last[prefix + column] for column in columns) for prefix in ("val_", ""))
        texts.append(f"{label} **{signed(held_out, '.1f')}** nats (training {signed(training, '.1f')})")
    for term in FAMILIES[job.config.family].terms:
        if "val_" + term in last:
            texts.append(f"{TERMS[term].title} **{last['val_' + term]:.3f}** (training {last[term]:.3f})")
    if job.config.variational and job.is_active and last["kl_weight"] < job.config.beta:
        texts.append(f"the KL term counts {last['kl_weight']:.2f} and rises to {job.config.beta:g}")
    titles = {"neg_elbo": "−ELBO", "reconstruction": "Reconstruction", "kl": "KL"}
    st.caption(" · ".join(texts), help=said_of(job.config, explained(titles)))


def _diagnosis(job: Job, history: dict[str, np.ndarray], shown: Film | None) -> tuple[list[Finding], str | None]:
    """Return what goes wrong and how critic and encoder stand; nothing of a finished training, which its run tells."""
    if job.state == "finished":
        return [], None
    signs = signs_of_job(job, history, shown)
    return diagnose(signs), in_balance(signs)


def _findings(job: Job, findings: Sequence[Finding], standing: str | None) -> None:
    """Say in plain words what goes wrong: of a finished training by its run, else by what it has brought so far."""

    def follow(finding: Finding) -> None:
        _follow(job, finding)

    if job.state == "finished":
        with contextlib.suppress(RunError):  # said by the card below
            health.show_findings_of(load_run(job.progress.run or job.name), follow)
        return
    health.show_findings(findings, follow)
    if standing is not None:
        st.caption(standing)


def signs_of_job(job: Job, history: dict[str, np.ndarray], shown: Film | None) -> Signs | None:
    """Measure a training by its history and the last frame of its film."""
    progress = job.progress
    if shown is None:
        return signs_of_training(
            job.config, history, average_picture=progress.average_picture, diverged=progress.diverged
        )
    return signs_of_training(
        job.config, history, shown.codes[-1], shown.labels, progress.average_picture, progress.diverged,
        shown.z_log_var, shown.mixture,
    )  # fmt: skip


def _follow(job: Job, finding: Finding) -> None:
    """Put the settings that a finding advises into the form of a new training."""
    form.fill(advised(job.config, finding, training_jobs.duplicate(job).name))
    st.session_state["train_job"] = ""
    st.rerun()


def _health(job: Job) -> None:
    """Hold the finished run against the run that ships for the same data set."""
    try:
        health.show(load_run(job.progress.run or job.name), with_findings=False)
    except RunError as error:
        st.warning(plain_sentence(error), icon=":material/folder_off:")
