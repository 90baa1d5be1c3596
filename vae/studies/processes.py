"""Trainings as processes of this machine: one a GPU, or some on its cores."""

import subprocess
import time
from pathlib import Path

from vae import devices, files
from vae.devices import ALL_GPUS, CPU
from vae.jobs import process
from vae.studies import folders
from vae.studies.device_turns import DeviceTurns
from vae.studies.engine import Ended
from vae.studies.folders import LOG_FILE
from vae.studies.study import Study, StudyError, Trial
from vae.studies.worker import Worker

MOST_WORKERS = 64
# Of memory, that a training takes with TensorFlow; a machine that swaps trains nothing.
_BYTES_OF_A_WORKER = 1.5e9
# Asked to stop, a training ends after the step under way; one that compiles takes the longest.
SECONDS_TO_STOP = 30.0
THREADS = ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""Environment variables that say how many threads of a training's process compute."""

Process = subprocess.Popen[str]


class Processes:
    """The engine without a cluster; attributes as of `vae.studies.engine.Engine`."""

    def __init__(self, study: Study, workers: int | None = None) -> None:
        """Take so many trainings at once, or as many as the machine allows.

        Raises:
            StudyError: the number is out of its range.
        """
        self.workers = checked(workers) or num_workers()
        self._study = study
        self.waits_for: str | None = None
        self.scheduler: str | None = None
        self._turns = DeviceTurns(study.name, folders.lock_path(study.name))
        self._devices: list[str] = []
        self._at_work: dict[str, tuple[Trial, Worker, str]] = {}
        self._idle: list[tuple[Worker, str]] = []

    @property
    def where(self) -> str:
        """How many at once."""
        return f"{self.workers} at once"

    @property
    def is_at_work(self) -> bool:
        """Whether there are processes."""
        return bool(self._at_work)

    def open(self) -> None:
        """Find the devices."""
        self._devices = _devices(self.workers)

    def start(self, trial: Trial) -> bool:
        """Start a training's process on a device that is free."""
        device = self._next_device()
        if device is None:
            return False
        folders.begin(self._study, trial)
        self._at_work[trial.name] = trial, self._worker(trial, device), device
        return True

    def ended(self) -> list[Ended]:
        """Return whose trainings have ended, and let their devices be used."""
        codes = {name: worker.code() for name, (_, worker, _) in self._at_work.items()}
        ended = []
        for name, code in codes.items():
            if code is not None:
                trial, worker, device = self._at_work.pop(name)
                self._devices.append(device)
                self._idle.append((worker, device))
                ended.append(Ended(trial, f"{death(code)}: take fewer workers." if code else ""))
        self._turns.let_go({device for _, _, device in self._at_work.values()})
        return ended

    def stop(self) -> None:
        """Ask the processes to stop, and end those that do not."""
        at_work = [worker for _, worker, _ in self._at_work.values()]
        workers = [*at_work, *(worker for worker, _ in self._idle)]
        for worker in workers:
            worker.dismiss()
        for worker in at_work:
            worker.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for worker in workers:
            worker.end(deadline - time.monotonic())
        self._turns.close()

    def _worker(self, trial: Trial, device: str) -> Worker:
        """Give a training to a process that has done others on the same device, or to a new one."""
        for one in [one for one in self._idle if one[1] == device]:
            self._idle.remove(one)
            if one[0].give(trial.name):
                return one[0]
            one[0].dismiss()
        return Worker(start_worker(self._study.name, trial.name, device, max(1, devices.num_cores() // self.workers)))

    def _dismiss_idle(self) -> None:
        while self._idle:
            self._idle.pop()[0].dismiss()

    def _next_device(self) -> str | None:
        """Take a device out of those that are free, and return it; note who goes first where it is not the turn."""
        self.waits_for = None
        for device in dict.fromkeys(self._devices):
            self.waits_for = self._turns.take(device)
            if self.waits_for is None:
                self._devices.remove(device)
                return device
        if self.waits_for is not None:
            self._dismiss_idle()  # they keep memory, of a GPU too, which others are to have
        return None


def start_trial(folder: Path, study: str, trial: str, device: str, threads: int, **settings: str) -> Process:
    """Start the process of a training.

    Args:
        folder: the training's, where its log is.
        study: the study's name.
        trial: the training's.
        device: what to train on, as `vae.devices` names it.
        threads: how many of them compute.
        settings: more environment variables for it alone.

    Raises:
        OSError: no process can be started, or the log cannot be written.
    """
    with files.opened(folder / LOG_FILE, "ab") as log:
        return process.start(
            ["vae.studies.trial", study, trial, device], output=log, errors=log,
            settings={**_threads(threads), **settings},
        )  # fmt: skip


def start_worker(study: str, trial: str, device: str, threads: int) -> Process:
    """Start the process of a training that does others, too, when it is told their names; arguments as above.

    Raises:
        OSError: as above.
    """
    with files.opened(folders.trial_folder(study, trial) / LOG_FILE, "ab") as log:
        return process.start(
            ["vae.studies.trial", study, trial, device, "more"], source=subprocess.PIPE, output=subprocess.PIPE,
            errors=log, settings=_threads(threads),
        )  # fmt: skip


def _threads(count: int) -> dict[str, str]:
    return dict.fromkeys(THREADS, str(count))


def death(code: int) -> str:
    """Return what to say of a process that is gone without a word, without a full stop."""
    return f"Its process ended with the code {code}, perhaps for want of memory"


def num_workers() -> int:
    """Return how many trainings this machine does at once: one a GPU, else one a core as far as the memory goes."""
    gpus = _gpus()
    if gpus:
        return len(gpus)
    return max(1, int(min(devices.num_cores(), _free_memory() / _BYTES_OF_A_WORKER, MOST_WORKERS)))


def num_side_by_side(workers: int | None = None) -> int:
    """Return how many trainings go on at once without slowing each other down: one a GPU, one without any.

    Args:
        workers: how many go on at once; None for as many as the machine allows.
    """
    gpus = max(1, len(_gpus()))
    return gpus if workers is None else min(workers, gpus)


def checked(workers: int | None) -> int | None:
    """Return a number of workers, None where none is named.

    Raises:
        StudyError: it is out of its range.
    """
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise StudyError(f"workers must be 1 to {MOST_WORKERS}, got {workers}")
    return workers


def _devices(workers: int) -> list[str]:
    """Return one device a worker; more workers than GPUs share them."""
    found = _gpus() or [CPU]
    return [found[index % len(found)] for index in range(workers)]


def _gpus() -> list[str]:
    return [device.name for device in devices.list_devices() if device.name not in (CPU, ALL_GPUS)]


def _free_memory() -> float:
    """Return how many bytes of memory are free, what files fill of it included; infinite where nobody says."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return 1024.0 * next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return float("inf")
