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

MOST_WORKERS = 64
# Of memory, that a training takes with TensorFlow; a machine that swaps trains nothing.
_BYTES_OF_A_WORKER = 1.5e9
# Asked to stop, a training ends after the step under way; one that compiles takes the longest.
SECONDS_TO_STOP = 30.0

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
        self._turns = DeviceTurns(study.name, folders.lock_path(study.name))
        self._devices: list[str] = []
        self._at_work: dict[str, tuple[Trial, Process, str]] = {}

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
        folder = folders.begin(self._study, trial)
        threads = max(1, devices.num_cores() // self.workers)
        self._at_work[trial.name] = trial, start_trial(folder, self._study.name, trial.name, device, threads), device
        return True

    def ended(self) -> list[Ended]:
        """Return whose processes are gone, and let their devices be used."""
        gone = [(trial, begun, device) for trial, begun, device in self._at_work.values() if begun.poll() is not None]
        for trial, _, device in gone:
            del self._at_work[trial.name]
            self._devices.append(device)
        self._turns.let_go({device for _, _, device in self._at_work.values()})
        return [
            Ended(trial, f"{death(begun.returncode)}: take fewer workers." if begun.returncode else "")
            for trial, begun, _ in gone
        ]

    def stop(self) -> None:
        """Ask the processes to stop, and end those that do not."""
        for _, begun, _ in self._at_work.values():
            begun.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for _, begun, _ in self._at_work.values():
            try:
                begun.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                begun.kill()
        self._turns.close()

    def _next_device(self) -> str | None:
        """Take a device out of those that are free, and return it; note who goes first where it is not the turn."""
        self.waits_for = None
        for device in dict.fromkeys(self._devices):
            self.waits_for = self._turns.take(device)
            if self.waits_for is None:
                self._devices.remove(device)
                return device
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
    names = ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    with files.opened(folder / LOG_FILE, "ab") as log:
        return process.start(
            ["vae.studies.trial", study, trial, device], output=log, errors=log,
            settings={**dict.fromkeys(names, str(threads)), **settings},
        )  # fmt: skip


def death(code: int) -> str:
    """Return what to say of a process that is gone without a word, without a full stop."""
    return f"Its process ended with the code {code}, perhaps for want of memory"


def num_workers() -> int:
    """Return how many trainings this machine does at once: one a GPU, else one a core as far as the memory goes."""
    gpus = _gpus()
    if gpus:
        return len(gpus)
    return max(1, int(min(devices.num_cores(), _free_memory() / _BYTES_OF_A_WORKER, MOST_WORKERS)))


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
