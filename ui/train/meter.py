"""The bar of a training under way: it goes on at the training's own speed while nobody asks how far that is."""

import time
from dataclasses import dataclass
from pathlib import Path

from ui.live import component
from vae.data.wording import said_of
from vae.jobs.job import Job

_FOLDER = Path(__file__).parent
_METER = component.read("training_meter", _FOLDER / "meter.js", _FOLDER / "meter.css")


@dataclass(frozen=True)
class MeterFacts:
    """What the bar is told.

    Attributes:
        text: how fast the training is, and that it is stopping.
        epoch: how many are done.
        step: how many are done of the one under way.
        epochs: how many there are.
        steps: how many each has; 0 as long as nobody knows.
        seconds_left: until the end, or None.
        age: seconds since all this was so.
        patience: seconds that the bar goes on without another word.
    """

    text: str
    epoch: int
    step: int
    epochs: int
    steps: int
    seconds_left: float | None
    age: float
    patience: float


def stand(job: Job) -> None:
    """Put the bar on the page; it shows nothing before the first of its words."""
    component.listen(_METER, _key(job))


def word(job: Job, patience: float) -> component.Word:
    """Return what tells the bar how far a training is: it moves on once a second, and each word corrects it.

    Args:
        job: a job whose state is "training".
        patience: seconds that the bar goes on without another word; then it waits.
    """
    progress = job.progress
    parts = []
    if progress.images_per_second:
        parts.append(said_of(job.config, f"{progress.images_per_second:,.0f} pictures/s on {job.device}"))
    if job.is_stopping:
        parts.append("stopping …")
    facts = MeterFacts(
        text=" · ".join(parts),
        epoch=progress.epoch,
        step=progress.step,
        epochs=progress.epochs,
        steps=progress.steps,
        seconds_left=progress.seconds_left,
        age=round(max(0.0, time.time() - progress.updated), 2),
        patience=patience,
    )
    return component.word(_key(job), facts)


def _key(job: Job) -> str:
    return f"train_meter_{job.name}"
