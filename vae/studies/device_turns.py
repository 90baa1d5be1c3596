"""Sweeps and single trainings take turns: a sweep holds the devices it trains on, and lets a waiting training in."""

import contextlib
import time
from pathlib import Path

from vae.jobs import turns
from vae.jobs.job import device_lock_paths, jobs_on


class DeviceTurns:
    """The devices that a sweep has.

    It takes its turn as a training does, after those that came before it. Where one waits, nothing more is begun on
    that device; when what is under way there has ended the sweep lets go of it and takes its turn anew.
    """

    def __init__(self, study: str, lock: Path) -> None:
        """Begin without any.

        Args:
            study: the name of the study.
            lock: the file whose lock its sweep holds.
        """
        self._study = study
        self._lock = lock
        self._held: dict[str, contextlib.ExitStack] = {}
        self._since: dict[str, float] = {}

    def take(self, device: str) -> str | None:
        """Take a device, so that a training may begin there.

        Returns:
            None where the sweep has it; who goes first where it is not the sweep's turn.
        """
        since = self._since.setdefault(device, time.time())
        others = jobs_on(device)
        if device in self._held:
            return next((job.name for job in others if job.state == "queued"), None)
        ahead = [job for job in others if job.state != "queued" or job.queued_at < since]
        if ahead:
            return ahead[0].name
        paths = device_lock_paths(device)
        held = turns.acquire(paths)
        if held is None:
            return turns.holder(paths) or "another training"
        turns.note_holder(paths, f"study {self._study}", self._lock)
        self._held[device] = held
        return None

    def let_go(self, busy: set[str]) -> None:
        """Let those devices go on which nothing is under way and for which a training waits.

        Args:
            busy: the devices on which something is.
        """
        for device in set(self._held) - busy:
            if any(job.state == "queued" for job in jobs_on(device)):
                self._held.pop(device).close()
                self._since[device] = time.time()

    def close(self) -> None:
        """Let all of them go."""
        while self._held:
            self._held.popitem()[1].close()
