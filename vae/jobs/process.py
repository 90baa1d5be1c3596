"""Processes of one's own: how each of them is started."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from vae import files, locks

_PACKAGE_PARENT = Path(__file__).resolve().parents[2]


def start(
    words: Sequence[str],
    source: int = subprocess.DEVNULL,
    output: int | IO[bytes] = subprocess.DEVNULL,
    errors: int | IO[bytes] = subprocess.DEVNULL,
    lock: locks.FileLock | None = None,
    outlives: bool = True,
    settings: Mapping[str, str] | None = None,
    passed: Sequence[int] = (),
) -> subprocess.Popen[str]:
    """Start `python -m` with some words; it finds this package and VAE_HOME wherever it is started from.

    Args:
        words: the module and its arguments.
        source: where it reads from, as for `subprocess.Popen`.
        output: where it prints to, as for `subprocess.Popen`.
        errors: where its complaints go.
        lock: a lock that it takes over by its descriptor, except on Windows.
        outlives: whether it goes on when this process, or its terminal, ends.
        settings: environment variables for it alone.
        passed: descriptors that it gets beside the lock's, except on Windows.

    Raises:
        OSError: no process can be started.
    """
    descriptors = (*passed, *([] if lock is None else [lock.descriptor]))
    process = subprocess.Popen(
        [sys.executable, "-m", *words], stdin=source, stdout=output, stderr=errors, text=True,
        env={**surroundings(), **(settings or {})}, **_options(descriptors, outlives),
    )  # fmt: skip
    # Someone has to ask how it ended, or it stays in the process table for as long as the server runs.
    threading.Thread(target=process.wait, name=f"end of {words[0]}", daemon=True).start()
    return process


def surroundings() -> dict[str, str]:
    """Return the environment of a process that is started now."""
    paths = [str(_PACKAGE_PARENT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ, "PYTHONPATH": os.pathsep.join(paths), "VAE_HOME": str(files.home_folder().absolute()),
    }  # fmt: skip


def _options(descriptors: Sequence[int], outlives: bool) -> dict[str, Any]:
    if os.name == "nt":
        flags = ("CREATE_NEW_PROCESS_GROUP", "CREATE_NO_WINDOW")
        return {"creationflags": sum(getattr(subprocess, flag) for flag in flags) if outlives else 0}
    return {"start_new_session": outlives, "pass_fds": descriptors}
