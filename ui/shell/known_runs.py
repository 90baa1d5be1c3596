"""The runs that there are, read again only when a file of theirs changes."""

import os
from functools import lru_cache
from pathlib import Path

from vae.runs.store import SHIPPED_FOLDER, Run, list_runs, own_runs_folder


def found_runs() -> tuple[list[Run], list[str]]:
    """Return all valid runs and one sentence for each damaged folder, read again only when a file changes."""
    return _found_runs(tuple(_signature(parent) for parent in (SHIPPED_FOLDER, own_runs_folder())))


@lru_cache(maxsize=4)
def _found_runs(signature: tuple) -> tuple[list[Run], list[str]]:
    """Read the runs; Python compares such a signature in no time, Streamlit's caches take a millisecond to hash one."""
    return list_runs()


def _signature(parent: Path) -> tuple:
    """Return what changes with any file of a runs folder, in a tenth of a millisecond: every rerun asks."""
    found = []
    for folder in _entries(str(parent)):
        if folder.is_dir():
            found.append((folder.path, 0, 0))
            found += [_state(file) for file in _entries(folder.path)]
    return (str(parent), *sorted(found))


def _entries(folder: str) -> list[os.DirEntry]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # there is none, or it may not be read
        return []


def _state(file: os.DirEntry) -> tuple[str, int, int]:
    try:
        state = file.stat()
    except OSError:  # a link to nowhere, or a file that vanished while it was looked at
        return file.path, -1, -1
    return file.path, state.st_mtime_ns, state.st_size
