"""The bar of a training under way: it goes on at the training's own speed while nobody asks how far that is."""

import time
from pathlib import Path

from ui.live import component
from vae.jobs.job import Job

_FOLDER = Path(__file__).parent
_METER = component.read("training_meter", _FOLDER / "meter.js", _FOLDER / "meter.css")


def show(job: Job, patience: float) -> None:
    """Draw how far a training is, moving on once a second; each call corrects it.

    Args:
        job: a job whose state is "training".
        patience: seconds that the bar goes on without another call; then it waits.
    """
    progress = job.progress
    parts = []
    if progress.images_per_second:
        parts.append(f"{progress.images_per_second:,.0f} pictures/s on {job.device}")
    if job.is_stopping:
        parts.append("stopping …")
    facts = {
        "text": " · ".join(parts),
        "epoch": progress.epoch,
        "step": progress.step,
        "epochs": progress.epochs,
        "steps": progress.steps,
        "seconds_left": progress.seconds_left,
        "age": round(max(0.0, time.time() - progress.updated), 2),
        "patience": patience,
    }
    component.mount(_METER, f"train_meter_{job.name}", facts)
