"""What the process that sweeps a study says of itself, and what the last one said: kept with the study."""

from dataclasses import asdict, dataclass
from typing import Any

from vae import files
from vae.studies import folders

_FILE = "sweep.json"


@dataclass(frozen=True)
class SweepState:
    """How a sweep stands; of one that has ended how it stood.

    Attributes:
        scheduler: by what to name the scheduler on whose workers it trains; None for this machine.
        is_open: whether its engine is ready.
        waits_for: what it waits for, None where it waits for nothing.
        problem: why it ended before its end; empty where it did not.
    """

    scheduler: str | None = None
    is_open: bool = False
    waits_for: str | None = None
    problem: str = ""


def read(study: str) -> SweepState:
    """Return how the sweep of the study of that name stands, or stood; of none, or a damaged file, nothing is known."""
    known: dict[str, Any] = files.read_json(folders.study_folder(study) / _FILE) or {}
    texts = {name: known[name] for name in ("scheduler", "waits_for", "problem") if isinstance(known.get(name), str)}
    return SweepState(is_open=known.get("is_open") is True, **texts)


def write(study: str, state: SweepState) -> None:
    """Keep how the sweep of a study stands.

    Raises:
        OSError: the study's folder cannot be written.
    """
    files.write_json(folders.study_folder(study) / _FILE, asdict(state))
