"""A worker process that ends when the process that started it does, however that ended: not even kill -9 leaves it."""

import multiprocessing
import os
import threading
from multiprocessing.connection import Connection


class Lifeline:
    """A pipe on which nothing is ever sent; the system closes it when the process that made this ends.

    Works alike on Linux, macOS and Windows, where a process's parent cannot be watched in one way.
    """

    def __init__(self) -> None:
        self.end, self._held = multiprocessing.Pipe(duplex=False)
        """What a worker is given for `follow`."""


def follow(end: Connection) -> None:
    """End this process as soon as the one that holds the other end of the line is gone."""
    threading.Thread(target=_wait, args=(end,), name="lifeline", daemon=True).start()


def _wait(end: Connection) -> None:
    try:
        end.recv_bytes()
    except (EOFError, OSError):
        # At once: a native call that never returns, or a lock held for ever, must not keep it.
        os._exit(1)
