"""Doing a study on this machine: some trainings at once, each in a process of its own, until all are done."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from vae import devices, files, locks
from vae.access import access
from vae.devices import ALL_GPUS, CPU
from vae.jobs import job_files, process, stopping
from vae.studies import folders
from vae.studies.device_turns import DeviceTurns
from vae.studies.folders import LOG_FILE, Standing
from vae.studies.study import Study, StudyError, Trial

MOST_WORKERS = 64
_POLL_SECONDS = 0.2
_SECONDS_BETWEEN_WORDS = 1.0
# Of memory, that a training takes with TensorFlow; a machine that swaps trains nothing.
_BYTES_OF_A_WORKER = 1.5e9
# Asked to stop, a training ends after the step under way; one that compiles takes the longest.
_SECONDS_TO_STOP = 30.0
_SECONDS_TO_BEGIN = 20.0
DONE = ("finished", "failed")
_TURN_FILE = "turn.json"

_Process = subprocess.Popen[str]


@dataclass
class Sweep:
    """A study that is being done; this process holds its lock.

    Attributes:
        study: the plan.
        workers: how many trainings go on at once.
        retry: whether trainings that failed are tried again.
        waits_for: what else has the device, or waits for it, where it is not the study's turn.
    """

    study: Study
    workers: int
    retry: bool = False
    waits_for: str | None = None
    _devices: list[str] = field(default_factory=list)
    _at_work: dict[str, tuple[_Process, str]] = field(default_factory=dict)

    def run(self, on_change: Callable[[list[Standing]], None] = lambda standings: None) -> list[Standing]:
        """Train all that is not done yet; when this is interrupted the trainings stop, to go on at the next sweep.

        Args:
            on_change: called about once a second with how everything stands.

        Returns:
            How everything stands in the end.

        Raises:
            StudyError: another process is sweeping the study, or its folder cannot be written.
        """
        try:
            lock = locks.acquire(folders.lock_path(self.study.name))
            if lock is None:
                raise StudyError(f"study {self.study.name!r} is being swept already: stop that one first")
            with lock:
                stopping.forget(folders.study_folder(self.study.name))
                folders.write_plan(self.study)
                return self._run(on_change)
        except OSError as error:
            raise StudyError(files.unwritable(folders.study_folder(self.study.name), error)) from error

    def _run(self, on_change: Callable[[list[Standing]], None]) -> list[Standing]:
        skipped = ("finished",) if self.retry else DONE
        waiting = [one.trial for one in folders.standings(self.study) if one.state not in skipped]
        self._devices = _devices(self.workers)
        folder = folders.study_folder(self.study.name)
        turns = DeviceTurns(self.study.name, folders.lock_path(self.study.name))
        told = 0.0
        try:
            while (waiting or self._at_work) and stopping.asked(folder) is None:
                self._let_go()
                turns.let_go({device for _, device in self._at_work.values()})
                while waiting and len(self._at_work) < self.workers and self._has_turn(turns):
                    self._start(waiting.pop(0))
                time.sleep(_POLL_SECONDS)
                if time.monotonic() - told > _SECONDS_BETWEEN_WORDS:
                    on_change(folders.standings(self.study))
                    told = time.monotonic()
        finally:
            self._stop()
            turns.close()
            self._say_who(None)
        return folders.standings(self.study)

    def _has_turn(self, turns: DeviceTurns) -> bool:
        """Return whether a training may begin now, on the first of the free devices then; else say who goes first."""
        who = None
        for device in dict.fromkeys(self._devices):
            who = turns.take(device)
            if who is None:
                self._devices.remove(device)
                self._devices.insert(0, device)
                break
        self._say_who(who)
        return who is None

    def _say_who(self, who: str | None) -> None:
        if who != self.waits_for:
            self.waits_for = who
            files.write_json(folders.study_folder(self.study.name) / _TURN_FILE, {"waits_for": who})

    def _start(self, trial: Trial) -> None:
        folder = folders.begin(self.study, trial)
        device = self._devices.pop(0)
        share = str(max(1, devices.num_cores() // self.workers))
        threads = dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), share)
        with files.opened(folder / LOG_FILE, "ab") as log:
            words = ["vae.studies.trial", self.study.name, trial.name, device]
            begun = process.start(words, output=log, errors=log, settings=threads)
        self._at_work[trial.name] = (begun, device)

    def _let_go(self) -> None:
        for name, (begun, device) in list(self._at_work.items()):
            if begun.poll() is not None:
                del self._at_work[name]
                self._devices.append(device)
                if begun.returncode:
                    self._note_death(name, begun.returncode)

    def _note_death(self, name: str, code: int) -> None:
        """Write down that a training's process is gone without a word, killed for its memory perhaps."""
        folder = folders.trial_folder(self.study.name, name)
        progress = job_files.read_progress(folder)
        if progress is not None and progress.state in job_files.ACTIVE_STATES:
            message = f"Its process ended with the code {code}, perhaps for want of memory: take fewer workers."
            job_files.write_progress(folder, replace(progress, state="failed", message=message))

    def _stop(self) -> None:
        for begun, _ in self._at_work.values():
            begun.terminate()
        deadline = time.monotonic() + _SECONDS_TO_STOP
        for begun, _ in self._at_work.values():
            try:
                begun.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                begun.kill()


def waits_for(name: str) -> str | None:
    """Return what the sweep of the study of that name waits for to have the device; None where it waits for nothing."""
    who = (files.read_json(folders.study_folder(name) / _TURN_FILE) or {}).get("waits_for")
    return who if isinstance(who, str) and is_under_way(name) else None


def is_under_way(name: str) -> bool:
    """Return whether some process is sweeping the study of that name."""
    return locks.is_held(folders.lock_path(name))


def begin_apart(study: Study, retry: bool = False) -> None:
    """Sweep a study in a process of its own, which outlives this one.

    Args:
        study: the plan.
        retry: whether trainings that failed are tried again.

    Raises:
        StudyError: as `begin`, or the folder cannot be written, or no process can be started.
    """
    _check_allowed()
    folder = folders.study_folder(study.name)
    try:
        beginning = locks.acquire(folder / "beginning")
        if beginning is None or is_under_way(study.name):
            raise StudyError(f"study {study.name!r} is being swept already: stop that one first")
        with beginning:
            stopping.forget(folder)
            folders.write_plan(study)
            with files.opened(folder / LOG_FILE, "ab") as log:
                words = ["vae", "sweep", str(folder / folders.PLAN_FILE), *(["--retry"] if retry else [])]
                begun = process.start(words, output=log, errors=log)
            # Until it holds the study's lock nobody else may begin, and nobody would see that it is under way.
            deadline = time.monotonic() + _SECONDS_TO_BEGIN
            while begun.poll() is None and not is_under_way(study.name) and time.monotonic() < deadline:
                time.sleep(_POLL_SECONDS / 4)
            if begun.poll():
                raise StudyError(_last_words(folder))
    except OSError as error:
        raise StudyError(files.unwritable(folder, error)) from error


def _last_words(folder: Path) -> str:
    """Return why a sweep has ended at its beginning."""
    lines = files.read_bytes(folder / LOG_FILE).decode(errors="replace").split("\n")
    said = next((line for line in reversed(lines) if line.strip()), "")
    return said.partition(": ")[2] or said or "the study's process ended without a word"


def stop(name: str) -> None:
    """Ask the process that sweeps a study to stop; its trainings go on from their last epoch at the next sweep.

    Raises:
        StudyError: the folder cannot be written.
    """
    folder = folders.study_folder(name)
    try:
        stopping.ask(folder, stopping.NOW)
    except OSError as error:
        raise StudyError(files.unwritable(folder, error)) from error


def num_workers() -> int:
    """Return how many trainings this machine does at once: one a GPU, else one a core as far as the memory goes."""
    gpus = _gpus()
    if gpus:
        return len(gpus)
    return max(1, int(min(devices.num_cores(), _free_memory() / _BYTES_OF_A_WORKER, MOST_WORKERS)))


def begin(study: Study, workers: int | None = None, retry: bool = False) -> Sweep:
    """Return a sweep of a study, for `run`.

    Args:
        study: the plan.
        workers: how many trainings go on at once; None for as many as the machine allows.
        retry: whether trainings that failed are tried again.

    Raises:
        StudyError: the number of workers is out of its range, or training is turned off here.
    """
    _check_allowed()
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise StudyError(f"workers must be 1 to {MOST_WORKERS}, got {workers}")
    return Sweep(study, workers or num_workers(), retry)


def _check_allowed() -> None:
    if not access().may_train:
        raise StudyError("training is turned off on this public demo: install the app to train on your own machine")


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
