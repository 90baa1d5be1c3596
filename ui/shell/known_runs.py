"""The runs that there are, read again only when a file of theirs changes."""

from functools import lru_cache

from vae.runs.store import Run, list_runs, signature


def found_runs() -> tuple[list[Run], list[str]]:
    """Return all valid runs and one sentence for each damaged folder, read again only when a file changes."""
    return _found_runs(signature())


@lru_cache(maxsize=4)
def _found_runs(signature: tuple) -> tuple[list[Run], list[str]]:
    """Read the runs; Python compares such a signature in no time, Streamlit's caches take a millisecond to hash one."""
    return list_runs()
