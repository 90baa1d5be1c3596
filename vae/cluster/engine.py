"""Trainings on the workers of a cluster, one a worker: which does which, and what is done when one is lost."""

import queue
import threading
import time
from collections import defaultdict

from vae import locks
from vae.cluster.address import lasting_name, scheduler_address
from vae.cluster.attempt import Attempt, Outcome
from vae.cluster.fitness import Worker, choose
from vae.cluster.line import LostError
from vae.cluster.parcels import Parcel, parcel_of
from vae.cluster.scheduler import Scheduler
from vae.data.dataset import DataError
from vae.progress import say
from vae.studies import folders
from vae.studies.engine import Ended
from vae.studies.processes import SECONDS_TO_STOP, checked
from vae.studies.study import Study, StudyError, Trial

_SECONDS_BETWEEN_LOOKS = 2.0
_MOST_LOSSES = 3
# One that hangs is there for a while yet, until its scheduler drops it.
_SECONDS_TO_REST = 300.0


class Cluster:
    """The engine of a cluster; attributes as of `vae.studies.engine.Engine`."""

    def __init__(self, study: Study, scheduler: str, workers: int | None = None) -> None:
        """Name the cluster; nothing is connected yet.

        Args:
            study: what is trained.
            scheduler: its address, or its file.
            workers: how many trainings at once, at most.

        Raises:
            StudyError: the scheduler is not named so, or the number is out of its range.
        """
        self._study, self._most = study, checked(workers)
        self._address = scheduler_address(scheduler)
        self.scheduler = lasting_name(scheduler)
        self._scheduler: Scheduler | None = None
        self._parcels: dict[str, Parcel] = {}
        self._threads: dict[str, int] = {}
        self._known: dict[str, bool] = {}
        self._looked, self._is_told = -_SECONDS_BETWEEN_LOOKS, False
        self._at_work: dict[str, tuple[Trial, threading.Thread]] = {}
        self._outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._losses: dict[str, set[str]] = defaultdict(set)
        self._refusals: dict[str, dict[str, str]] = defaultdict(dict)
        self._refused: dict[str, float] = {}
        self._resting: dict[str, float] = {}
        self._holding: set[tuple[str, str]] = set()
        self._failed: list[Ended] = []
        self._is_stopping = threading.Event()

    @property
    def where(self) -> str:
        """On whose workers."""
        most = f", at most {self._most} at once" if self._most else ""
        return f"on the workers of {self._address}, one training each{most}"

    @property
    def waits_for(self) -> str | None:
        """The first worker, where there is none."""
        return None if self._threads or self._scheduler is None else "a worker that can train"

    @property
    def is_at_work(self) -> bool:
        """Whether a training is under way, or what became of one is not told yet."""
        return bool(self._at_work or self._failed)

    def open(self) -> None:
        """Find the data here, and the scheduler.

        Raises:
            StudyError: the data are not here, no scheduler answers, it is of other versions, or all of its workers are.
        """
        try:
            self._parcels = {name: parcel_of(name) for name in {one.config.dataset for one in self._study.trials}}
        except DataError as error:
            raise StudyError(f"this cannot be trained: {error}") from error
        self._scheduler = Scheduler(self._address)
        problems = self._look(self._scheduler)
        if problems and not self._threads:
            raise StudyError(f"no worker of {self._address} can train: {problems[0]}")

    def start(self, trial: Trial) -> bool:
        """Begin a training on a worker that is free."""
        scheduler = self._scheduler
        assert scheduler is not None
        if self._most is not None and len(self._at_work) >= self._most:
            return False
        if time.monotonic() - self._looked > _SECONDS_BETWEEN_LOOKS:
            self._look(scheduler)
        avoided, parcel = self._refusals[trial.name], self._parcels[trial.config.dataset]
        if self._threads and avoided.keys() >= self._threads.keys():
            if time.monotonic() - self._refused[trial.name] < _SECONDS_TO_REST:  # another may come
                return False
            self._failed.append(Ended(trial, f"{avoided[min(self._threads)]} It was tried on every worker."))
            return True
        free = self._threads.keys() - self._at_work.keys() - avoided.keys() - self._at_rest()
        lock = locks.acquire(folders.trial_folder(self._study.name, trial.name) / "lock") if free else None
        if lock is None:  # or a process of this machine's is at it, whose end is waited for
            return False
        tasks = scheduler.tasks()
        able = [
            Worker(one, self._threads[one], tasks.get(one, 0), (one, parcel.fingerprint) in self._holding)
            for one in free
        ]
        address = choose(able)
        folders.begin(self._study, trial)
        attempt = Attempt(scheduler.line(address), self._study, trial, address, parcel, self._is_stopping.is_set)
        thread = threading.Thread(target=self._do, args=[attempt, lock], name=trial.name, daemon=True)
        self._at_work[address] = trial, thread
        self._holding.add((address, parcel.fingerprint))
        thread.start()
        return True

    def ended(self) -> list[Ended]:
        """Return what became of trainings; those of workers that are gone, or have no room, go on elsewhere.

        Raises:
            StudyError: the scheduler is gone.
            OSError: the study's folder cannot be written.
        """
        told, self._failed = self._failed, []
        while not self._outcomes.empty():
            outcome = self._outcomes.get()
            del self._at_work[outcome.worker]
            if outcome.error is not None:
                raise outcome.error
            if outcome.is_lost and self._scheduler is not None:
                self._look(self._scheduler)  # with the scheduler all are lost, for which no training has failed
            told.append(self._judged(outcome))
        return told

    def stop(self) -> None:
        """Let the trainings stop, and bring back their last epochs."""
        self._is_stopping.set()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for _, thread in self._at_work.values():
            thread.join(max(0.0, deadline - time.monotonic()))
        if self._scheduler is not None:
            self._scheduler.close()

    def _do(self, attempt: Attempt, lock: locks.FileLock) -> None:
        with lock:
            outcome = attempt.run()
        self._outcomes.put(outcome)

    def _at_rest(self) -> set[str]:
        return {worker for worker, until in self._resting.items() if time.monotonic() < until}

    def _judged(self, outcome: Outcome) -> Ended:
        trial, worker, reason = outcome.trial, outcome.worker, outcome.reason
        if not reason:
            return Ended(trial)
        if not outcome.is_lost:
            say(f"{trial.name} goes elsewhere: worker {worker} cannot do it. {reason}")
            self._refuse(trial, worker, reason)
            return Ended(trial, goes_on=True)
        say(f"{trial.name} goes on elsewhere: worker {worker} is lost ({reason})")
        self._resting[worker] = time.monotonic() + _SECONDS_TO_REST
        lost = self._losses[trial.name]
        if outcome.has_gained:
            lost.clear()
        elif worker in lost:  # its own fault perhaps: the training is done by others, or not at all
            self._refuse(trial, worker, f"Its worker was lost twice: {reason}.")
        lost.add(worker)
        if len(lost) < _MOST_LOSSES:
            return Ended(trial, goes_on=True)
        return Ended(trial, f"{_MOST_LOSSES} workers were lost with it and no epoch between, the last: {reason}.")

    def _refuse(self, trial: Trial, worker: str, reason: str) -> None:
        self._refusals[trial.name][worker] = reason
        self._refused[trial.name] = time.monotonic()

    def _look(self, scheduler: Scheduler) -> list[str]:
        """Note which workers there are now and can train; return what keeps the new ones of the others from it."""
        try:
            threads = scheduler.threads()
            # One that went may come back as another, at the same address.
            self._known = {one: is_fit for one, is_fit in self._known.items() if one in threads}
            self._resting = {one: until for one, until in self._resting.items() if one in threads}
            new = sorted(threads.keys() - self._known.keys() - self._at_rest())
            found = scheduler.misfits(new) if new else {}
        except LostError as error:
            raise StudyError(
                f"the scheduler at {self._address} is gone; what came back is kept: go on when it is there again"
            ) from error
        for one in [one for one in new if one not in found]:
            say(f"worker {one} does not answer: it is asked again in a while")
            self._resting[one] = time.monotonic() + _SECONDS_TO_REST
        self._known |= {one: problem is None for one, problem in found.items()}
        problems = [problem for problem in found.values() if problem is not None]
        for problem in problems:
            say(problem)
        self._threads = {address: count for address, count in threads.items() if self._known.get(address)}
        self._looked = time.monotonic()
        if not self._threads and not self._is_told:
            say(f"{self._address} has no workers that can train now: waiting for the first")
        self._is_told = not self._threads
        return problems
