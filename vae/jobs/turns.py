"""Whose turn it is: jobs that need the same thing go one after the other."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from vae import files, locks

POLL_SECONDS = 0.3


@contextlib.contextmanager
def turn(paths: Sequence[Path], ahead: Callable[[], list[str]], wait: Callable[[list[str]], None]) -> Iterator[None]:
    """Hold the locks on all of some files; before that wait for those that came earlier.

    Args:
        paths: the files, all of which stand for what is needed.
        ahead: returns who goes first, asked again and again; what it raises ends the waiting.
        wait: is told who that is whenever it is not one's turn; nobody, where a lock is held by someone unknown.

    Raises:
        OSError: the files cannot be made.
    """
    while True:
        names = ahead()
        held = None if names else acquire(paths)
        if held is not None:
            break
        wait(names)
        time.sleep(POLL_SECONDS)
    with held:
        yield


def note_holder(paths: Sequence[Path], who: str, lock: Path) -> None:
    """Write down who holds the locks on some files, for those who wait.

    Args:
        paths: the files.
        who: in words.
        lock: a file whose lock they hold as long as it is true.
    """
    for path in paths:
        with contextlib.suppress(OSError):  # then it is not said who it is
            files.write_json(_note(path), {"who": who, "lock": str(lock)})


def holder(paths: Sequence[Path]) -> str | None:
    """Return who holds the lock on one of some files, as far as they have written it down."""
    for path in paths:
        note = files.read_json(_note(path)) or {}
        who, lock = note.get("who"), note.get("lock")
        if isinstance(who, str) and isinstance(lock, str) and locks.is_held(path) and locks.is_held(Path(lock)):
            return who
    return None


def _note(path: Path) -> Path:
    return path.with_suffix(".json")


def acquire(paths: Sequence[Path]) -> contextlib.ExitStack | None:
    """Take all locks on some files, or none: who held some and waited for the others could wait for ever.

    Raises:
        OSError: the files cannot be made.
    """
    with contextlib.ExitStack() as stack:
        for path in paths:
            lock = locks.acquire(path, POLL_SECONDS)
            if lock is None:
                return None
            stack.enter_context(lock)
        return stack.pop_all()
