"""The film of a job: what its training has shown so far, and more of it with every epoch."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from ui.train import film
from vae.data import datasets
from vae.data.dataset import DataError
from vae.figures.views import View, versions
from vae.film.frames import Frame, spread
from vae.film.replay import Film, film_of_frames
from vae.jobs import training_jobs
from vae.jobs.job import Job

_KEY = "train_frames"


def ready(job: Job, shown: Film, pace: float) -> film.ReadyFilm:
    """Work out what the page hands over of the film.

    Args:
        job: the training.
        shown: its film so far.
        pace: seconds until the next look while the training goes on.
    """
    key = f"train_film_{job.name}_{job.queued_at:.0f}"
    return film.ready(shown, key, pace if job.is_active else None, job.name)


def stand(job: Job, found: film.ReadyFilm | None) -> None:
    """Put the film on the page, or where the first epoch is still under way, which is None, a word about it."""
    if found is not None:
        film.stand(found)
        if not job.is_active:
            about = {"job": job.name, "seed": job.config.seed, "versions": versions()}
            film.downloads(found.film, "train_film_save", View("train", {"job": job.name}, about))
    elif job.is_active:
        st.caption("The map of latent space appears here after the first epoch.")


def film_of(job: Job, history: dict[str, np.ndarray]) -> Film | None:
    """Return the film so far, or None before the first epoch has ended."""
    frames = _frames(job)
    return film_of_frames(job.config, frames, history, _class_names(job, frames)) if frames else None


def _frames(job: Job) -> list[Frame]:
    """Return the frames kept so far; those this visitor has had are not read again."""
    identity = (job.name, job.queued_at)
    known, frames = st.session_state.get(_KEY, (None, []))
    if known != identity:
        frames = []
    new = training_jobs.frames(job, frames[-1].epoch if frames else 0)
    if new:
        kept = set(spread(job.config.epochs).tolist())
        frames = [frame for frame in frames if frame.epoch in kept] + new
    st.session_state[_KEY] = (identity, frames)
    return frames


def _class_names(job: Job, frames: list[Frame]) -> Sequence[str]:
    try:
        return datasets.class_names(job.config.dataset)
    except DataError:  # data of one's own that has been deleted since
        return [str(label) for label in range(int(frames[-1].labels.max()) + 1)]
