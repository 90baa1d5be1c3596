"""A process that has loaded what trainings need before one is asked for, which then begins so many seconds sooner.

A page that offers a training lets it load (`make_ready`), and the next job is handed to it in place of a new process
(`give`), with the descriptors of its lock and its log over a socket pair. It ends with the process that began it, and
by itself where nothing is asked of it for five minutes. There is one only where the processor is the only device, since
what a training sees of GPUs is settled before Keras is loaded, and none on Windows, which hands on no descriptors.
"""

import contextlib
import os
import select
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import IO

from vae import backend, devices, locks
from vae.jobs import process

IDLE_SECONDS = 300.0
_MOST_BYTES = 1024
_NUM_DESCRIPTORS = 2
_guard = threading.Lock()


@dataclass(frozen=True)
class _Ready:
    line: socket.socket
    process: subprocess.Popen[str]
    settings: dict[str, str]

    @property
    def is_there(self) -> bool:
        """Whether it waits, in the surroundings that a process would have that is begun now."""
        return self.process.poll() is None and self.settings == process.surroundings()

    @property
    def has_failed(self) -> bool:
        """Whether it could not load what it should, which another one could not either."""
        return self.process.poll() not in (None, 0)


_ready: _Ready | None = None


def make_ready() -> None:
    """Let a process load what trainings need, unless one does already or there can be none; returns at once."""
    global _ready
    with _guard:
        if not _is_possible() or (_ready is not None and (_ready.is_there or _ready.has_failed)):
            return
        _leave()
        with contextlib.suppress(OSError):  # then a training begins as it does without
            _ready = _begin()


def give(words: list[str], lock: locks.FileLock, log: IO[bytes]) -> bool:
    """Hand a job to the process that waits, which goes on when this one ends; say whether there is one.

    Args:
        words: what `vae.jobs.worker` is told before the lock's descriptor.
        lock: the job's, which the process takes over.
        log: where it prints to from now on.
    """
    global _ready
    with _guard:
        ready, _ready = _ready, None
    if ready is None:
        return False
    with ready.line:
        if not ready.is_there:
            return False
        try:
            socket.send_fds(ready.line, ["\0".join(words).encode()], [lock.descriptor, log.fileno()])
        except OSError:  # it has just ended
            return False
    return True


def _is_possible() -> bool:
    is_cpu_alone = [device.name for device in devices.list_devices()] == [devices.CPU]
    return is_cpu_alone and hasattr(socket, "send_fds")


def _leave() -> None:
    """Let a process end that is of no use any more."""
    global _ready
    if _ready is not None:
        _ready.line.close()
        _ready = None


def _begin() -> _Ready:
    here, there = socket.socketpair()
    with there:
        try:
            begun = process.start(["vae.jobs.standby", str(there.fileno())], passed=[there.fileno()])
        except OSError:
            here.close()
            raise
    return _Ready(here, begun, process.surroundings())


def _load() -> None:
    """Import what a training on the processor needs."""
    devices.prepare(devices.CPU)
    backend.start()
    from vae.film import recording
    from vae.model import data_parallel, step_loop, training

    assert all((recording, data_parallel, step_loop, training))


def main(arguments: list[str]) -> int:
    """Load, wait for a job and do it.

    Args:
        arguments: the descriptor of the socket over which it comes.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    backend.go_lightly()
    with socket.socket(fileno=int(arguments[0])) as line:
        line.set_inheritable(False)
        _load()
        if not select.select([line], [], [], IDLE_SECONDS)[0]:
            return 0
        told, descriptors, _, _ = socket.recv_fds(line, _MOST_BYTES, _NUM_DESCRIPTORS)
    if len(descriptors) != _NUM_DESCRIPTORS:  # who began it has ended
        return 0
    lock, log = descriptors
    for output in (1, 2):
        os.dup2(log, output)
    os.close(log)
    from vae.jobs import worker

    return worker.main([*told.decode().split("\0"), str(lock)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
