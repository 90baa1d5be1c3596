"""How a job is stopped: a word left in its folder, and the end of a process that does not listen."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from vae import files

STOP_FILE = "stop"
SAVE, NOW = "save", "now"
_POLITE_SECONDS = 2.0
_KILL_SECONDS = 4.0
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has but one way

Ended = TypeVar("Ended")


def ask(folder: Path, word: str) -> None:
    """Ask the job in a folder to stop after the step under way: SAVE what is finished first, or stop NOW.

    Raises:
        OSError: the folder cannot be written.
    """
    files.write_bytes(folder / STOP_FILE, word.encode())


def asked(folder: Path) -> str | None:
    """Return the word with which a job was asked to stop, or None."""
    try:
        return files.read_bytes(folder / STOP_FILE).decode()
    except (OSError, ValueError):
        return None


def forget(folder: Path) -> None:
    """Take the word back, for a job that begins or goes on.

    Raises:
        OSError: the folder cannot be written.
    """
    (folder / STOP_FILE).unlink(missing_ok=True)


def end(ended: Callable[[], Ended | None], please: Callable[[], None], pid: Callable[[], int | None]) -> Ended | None:
    """End a process: asked first, killed after two seconds.

    Args:
        ended: waits for a moment and returns what is to be had when the process is gone, else None.
        please: asks the process to end; where that fails it is killed all the same.
        pid: returns its number, or None where it is unknown.

    Returns:
        What `ended` gave, or None where the process is still there after some more seconds.
    """
    result = ended()
    if result is None:
        with contextlib.suppress(OSError):
            please()
    deadline = time.monotonic() + _POLITE_SECONDS
    while result is None and time.monotonic() < deadline + _KILL_SECONDS:
        result = ended()
        if result is None and time.monotonic() > deadline:
            send(pid(), _KILL)
    return result


def send(pid: int | None, word: int = signal.SIGTERM) -> None:
    """Send a signal to another process, if it is there and its number is known."""
    if pid is not None and pid > 1 and pid != os.getpid():
        with contextlib.suppress(OSError, OverflowError):  # a number that no process can have
            os.kill(pid, word)
