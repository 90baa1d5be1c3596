"""What `python -m vae pretrained` and `lesson` do: train the runs that ship, and measure what the lesson tells."""

import argparse
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from vae.cli import listing, plan_commands
from vae.config import ConfigError
from vae.film.frames import Camera, read_frames, save_film
from vae.film.snapshots import Snapshots
from vae.jobs.trainer import Watcher, start_keras, train_and_record
from vae.kind import can_plan
from vae.lesson import figures
from vae.lesson.runs import LESSON_RUNS
from vae.presets import PRESETS, shipped
from vae.progress import say
from vae.runs import store
from vae.runs.checkpoints import checkpoint_path

if TYPE_CHECKING:
    from vae.data.dataset import Dataset
    from vae.model.training import EpochResult
    from vae.model.vae import VAE

LESSON = "lesson"
_MOST_FILM_BYTES = 420_000
"""Of a run that ships, so that all of them are small to download."""


def pretrained(arguments: argparse.Namespace) -> None:
    """Train runs that ship, each from where it was broken off; those of the lesson where they are named."""
    known = (*shipped(), *LESSON_RUNS)
    names = [name for word in arguments.runs for name in (LESSON_RUNS if word == LESSON else (word,))]
    for name in names:
        if name not in known:
            raise ConfigError(f"run must be one of {', '.join(known)}, or {LESSON}, got {name!r}")
    for name in names or shipped():
        begin = time.process_time()
        run = _lesson_run(name) if name in LESSON_RUNS else _shipped_run(name)
        print(listing.metrics_table(run.metrics, run.config))
        print(f"{name}: trained and measured in {time.process_time() - begin:.0f} s of processor time")


def lesson(arguments: argparse.Namespace) -> None:
    """Measure what the lesson tells of its runs, and keep it beside them."""
    start_keras()
    from vae.lesson.measuring import measure_lesson

    measured = measure_lesson(say)
    figures.write(measured, figures.path())
    print(listing.lesson_table(measured))
    print(f"kept in {figures.path()}")


def _shipped_run(name: str) -> store.Run:
    checkpoint, config = checkpoint_path(f"pretrained-{name}"), PRESETS[name].shipped_config
    watcher = _Filming(checkpoint.parent / f"film-{name}")
    folder = store.SHIPPED_FOLDER / name
    thorough = config.is_binarized  # there the literature gives bounds with 5000 samples to compare with
    run = train_and_record(config, folder, checkpoint, thorough=thorough, lean=True, watcher=watcher)
    return plan_commands.planned(run) if can_plan(config) else run


def _lesson_run(name: str) -> store.Run:
    checkpoint, lesson = checkpoint_path(f"pretrained-{name}"), LESSON_RUNS[name]
    film = checkpoint.parent / f"film-{name}" if lesson.is_filmed else None
    snapshots = Snapshots(checkpoint.parent / f"snapshots-{name}", lesson.snapshots) if lesson.snapshots else None
    folder = store.LESSON_FOLDER / name
    return train_and_record(
        lesson.config, folder, checkpoint, lean=True, briefly=True, watcher=_Filming(film, snapshots)
    )


class _Filming(Watcher):
    """Films the training of a run that ships; the pictures of a data set stay out of it."""

    def __init__(self, folder: Path | None, snapshots: Snapshots | None = None) -> None:
        self._folder = folder
        self._snapshots = snapshots

    def on_begin(self, model: "VAE", dataset: "Dataset") -> None:
        self._model = model
        self._camera = None if self._folder is None else Camera(model, dataset, self._folder)
        if self._snapshots is not None:
            self._snapshots.begin(model, dataset)

    def on_epoch(self, result: "EpochResult", is_new: bool) -> None:
        if not is_new:
            return
        if self._camera is not None and self._camera.is_kept(result.epoch):
            self._camera.keep(self._camera.take(result))
        if self._snapshots is not None:
            self._snapshots.take(self._model, result)

    def on_saved(self, run: store.Run) -> None:
        if self._folder is not None:
            save_film(read_frames(self._folder), run.folder, with_originals=False, most_bytes=_MOST_FILM_BYTES)
            shutil.rmtree(self._folder)
        if self._snapshots is not None:
            self._snapshots.write(run.folder)
