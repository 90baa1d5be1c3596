"""The process of a training of a study: it trains, writes down how far it is, and ends with the sweep that began it.

`python -m vae.studies.trial STUDY TRIAL DEVICE`, and `more` for one that does further trainings after it, so that Keras
is imported and networks are compiled once: their names come on standard input, a line each, and each code goes to
standard output. It ends with its input.
"""

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vae import backend, devices, files, locks
from vae.config import ConfigError, RunConfig
from vae.files import read_json
from vae.jobs import estimate, job_files
from vae.jobs.job_files import JobProgress
from vae.jobs.trainer import DivergedError, Stopped, Watcher, train_and_record
from vae.jobs.worker import EXPECTED_ERRORS
from vae.studies import folders, processes
from vae.words import sentence

if TYPE_CHECKING:
    from vae.model.training import EpochResult

_SECONDS_BETWEEN_WRITES = 0.5
_LOCK_SECONDS = 30.0
DISK_FAILED = 74
"""As EX_IOERR of sysexits.h."""
MACHINE_FAILED = 69
"""As EX_UNAVAILABLE there: the data, the device or Keras are not as they must be."""


class TrialWatcher(Watcher):
    """Writes a training's progress, and stops it where its sweep is asked to or is gone."""

    def __init__(self, study: str, folder: Path, epochs: int) -> None:
        self._sweep = folders.lock_path(study)
        self._folder = folder
        self._written = -_SECONDS_BETWEEN_WRITES
        self._began = time.monotonic()
        self._epoch_ends: list[float] = []
        self.progress = JobProgress("starting", epochs=epochs)
        self.is_asked_to_stop = False

    def write(self, **changes: Any) -> None:
        """Change fields of the progress and write it."""
        self.progress = replace(self.progress, **changes, updated=time.time())
        job_files.write_progress(self._folder, self.progress)
        self._written = time.monotonic()

    def on_step(self, epoch: int, step: int, steps: int) -> None:
        """Write about twice a second; a sweep that was killed holds its lock no more."""
        if time.monotonic() - self._written < _SECONDS_BETWEEN_WRITES:
            return
        self.check()
        self.write(state="training", epoch=epoch - 1, step=step, steps=steps)

    def on_epoch(self, result: "EpochResult", is_new: bool) -> None:
        """Keep what the epoch brought, and when."""
        if is_new:
            self._epoch_ends.append(time.monotonic())
        self.progress = replace(
            self.progress, epoch=result.epoch, step=0, reconstruction=result.reconstruction, kl=result.kl,
            images_per_second=result.images_per_second,
        )  # fmt: skip
        self.check()

    def on_measure(self, name: str, share: float) -> None:
        """Write what is being measured."""
        if time.monotonic() - self._written > _SECONDS_BETWEEN_WRITES:
            self.check()
            self.write(state="measuring", message=f"Measuring: {name}.", share=share)

    def remember(self, config: RunConfig, device: str, is_first: bool) -> None:
        """Keep for later estimates what a training that is finished took; of some at once on a processor its share."""
        count = len(self._epoch_ends)
        if count < 2:
            return
        each = (self._epoch_ends[-1] - self._epoch_ends[0]) / (count - 1)  # without the first, which compiles
        threads = os.environ.get(processes.THREADS[0], "")
        is_sharing = device == devices.CPU and threads.isdecimal()
        share = min(1.0, int(threads) / devices.num_cores()) if is_sharing else 1.0
        estimate.remember(config, device, share * each)
        beside = time.monotonic() - self._began - count * each
        estimate.remember_beside(config, device, share * max(0.0, beside), is_first)

    def check(self) -> None:
        """Raise Stopped where there is nobody any more for whom to go on; the checkpoint stays."""
        if self.is_asked_to_stop or not locks.is_held(self._sweep):
            raise Stopped(save=False)


def train(study: str, name: str, device: str, is_first: bool = True) -> int:
    """Do one training, or go on with it, and write down how it ended; what is expected to fail is no error here.

    Args:
        study: the study's name.
        name: the training's.
        device: what to train on, as `vae.devices` names it.
        is_first: whether this process has done no other before.

    Returns:
        The process's code: 0, or DISK_FAILED or MACHINE_FAILED, which another machine may do better.
    """
    folder = folders.trial_folder(study, name)
    lock = locks.acquire(folder / "lock", _LOCK_SECONDS)
    if lock is None:
        return 0  # another process is at it
    with lock:
        config = RunConfig.from_json((read_json(folder / folders.CONFIG_FILE) or {}).get("config", "{}"))
        watcher = TrialWatcher(study, folder, config.epochs)
        signal.signal(signal.SIGTERM, lambda *_: setattr(watcher, "is_asked_to_stop", True))
        # The terminal's Ctrl-C is the sweep's to hear, which asks for the end by SIGTERM.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        watcher.write()
        try:
            devices.prepare(device)
            train_and_record(
                config, folders.run_folder(study, name), folder / folders.CHECKPOINT_FILE, device=device, lean=True,
                renews=True, watcher=watcher,
            )  # fmt: skip
            watcher.write(state="finished", message="", share=None)
            watcher.remember(config, device, is_first)
        except Stopped:
            watcher.write(state="stopped", message=f"Stopped after epoch {watcher.progress.epoch} of {config.epochs}.")
        except EXPECTED_ERRORS as error:
            watcher.write(state="failed", message=sentence(error), diverged=isinstance(error, DivergedError))
            return 0 if isinstance(error, (DivergedError, ConfigError)) else MACHINE_FAILED
        except OSError as error:
            watcher.write(state="failed", message=sentence(f"{error.strerror or error}: free some space, then go on"))
            return DISK_FAILED
        except Exception as error:
            text = f"something unforeseen happened ({type(error).__name__}: {str(error)[:300]}); the log has more"
            watcher.write(state="failed", message=sentence(text))
            raise
    return 0


def work(study: str, names: Iterable[str], device: str, answer: Callable[[int], None]) -> None:
    """Do trainings in turn, each with its own log.

    Args:
        study: the study's name.
        names: the trainings'.
        device: what to train on, as `vae.devices` names it.
        answer: is told the code of each when it has ended, as `trial.train` returns it.
    """
    for index, name in enumerate(names):
        with _logged(folders.trial_folder(study, name.strip()) / folders.LOG_FILE):
            try:
                code = train(study, name.strip(), device, is_first=index == 0)
            except Exception:
                traceback.print_exc()
                sys.exit(1)
        answer(code)


@contextlib.contextmanager
def _logged(path: Path) -> Iterator[None]:
    """Let what is printed, by libraries too, go to a file."""
    kept = [os.dup(1), os.dup(2)]
    try:
        with files.opened(path, "ab") as log:
            _print_to([log.fileno()] * 2)
        yield
    finally:
        _print_to(kept)
        for descriptor in kept:
            os.close(descriptor)


def _print_to(descriptors: list[int]) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    for descriptor, standard in zip(descriptors, (1, 2), strict=True):
        os.dup2(descriptor, standard)


def _names(first: str) -> Iterator[str]:
    yield first
    yield from sys.stdin


if __name__ == "__main__":
    backend.go_lightly()
    if sys.argv[4:]:
        work(sys.argv[1], _names(sys.argv[2]), sys.argv[3], lambda code: print(code, flush=True))
    else:
        sys.exit(train(sys.argv[1], sys.argv[2], sys.argv[3]))
