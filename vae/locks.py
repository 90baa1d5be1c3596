"""File locks that live and die with a process: who holds one is alive, whatever became of its process number."""

import os
import sys
import time
from pathlib import Path

from vae import files

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_RETRY_SECONDS = 0.02
_LOOK_SECONDS = 0.5
"""Longer than anybody looks whether a lock is held, which takes it from all others for that moment."""


class FileLock:
    """A held lock on a file; the system releases it when the process ends, however it ends.

    On POSIX systems the lock belongs to the opened file, so that a child that is handed `descriptor` goes on holding it
    when its parent closes or dies. The file itself is never deleted: a lock on a deleted file would hold nothing.
    """

    def __init__(self, descriptor: int) -> None:
        """Take over a descriptor that holds the lock; `acquire` and `adopt` make these."""
        self.descriptor = descriptor

    def release(self) -> None:
        """Let the lock go, unless another process was handed it."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def acquire(path: Path, timeout: float = _LOOK_SECONDS) -> FileLock | None:
    """Take the lock on a file, which is made if need be.

    Args:
        path: the file.
        timeout: seconds to go on trying; by default as long as somebody may be asking whether it is held.

    Returns:
        The lock, or None when another process, or another part of this one, holds it.

    Raises:
        OSError: the file cannot be made, or something else stands in its place.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = files.descriptor_of(path, os.O_RDWR | os.O_CREAT)
    deadline = time.monotonic() + timeout
    while not _lock(descriptor, exclusive=True):
        if time.monotonic() >= deadline:
            os.close(descriptor)
            return None
        time.sleep(_RETRY_SECONDS)
    return FileLock(descriptor)


def is_held(path: Path) -> bool:
    """Return whether some process holds the lock on a file."""
    try:
        descriptor = files.descriptor_of(path, os.O_RDONLY)  # enough for a shared lock, on a read-only disk, too
    except OSError:
        return False
    try:
        # Shared, so that two who ask at the same moment do not take each other for the holder.
        return not _lock(descriptor, exclusive=False)
    finally:
        os.close(descriptor)


def adopt(descriptor: int, path: Path) -> FileLock | None:
    """Take over the lock that a parent process handed down; programs started from here do not get it.

    Returns:
        The lock, or None when the descriptor is of another file or another process holds the lock.
    """
    try:
        if not os.path.samestat(os.fstat(descriptor), path.stat()):
            return None
        os.set_inheritable(descriptor, False)
    except OSError:
        return None
    return FileLock(descriptor) if _lock(descriptor, exclusive=True) else None


def _lock(descriptor: int, exclusive: bool) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            if not exclusive:
                msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
