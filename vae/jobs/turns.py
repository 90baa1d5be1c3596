"""Whose turn it is: jobs that need the same thing go one after the other."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from vae import locks

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
        held = None if names else _acquire(paths)
        if held is not None:
            break
        wait(names)
        time.sleep(POLL_SECONDS)
    with held:
        yield


def _acquire(paths: Sequence[Path]) -> contextlib.ExitStack | None:
    """Take all locks, or none: who held some and waited for the others could wait for ever."""
    with contextlib.ExitStack() as stack:
        for path in paths:
            lock = locks.acquire(path, POLL_SECONDS)
            if lock is None:
                return None
            stack.enter_context(lock)
        return stack.pop_all()
