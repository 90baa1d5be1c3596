"""The files of a job: progress, history and description, each written so that a reader never sees half of one."""

import json
import math
import os
import types
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, get_args, get_origin, get_type_hints

import numpy as np

from vae import documents
from vae.config import RunConfig
from vae.documents import DocumentError
from vae.early_stopping import HELD_BACK
from vae.families import FAMILIES
from vae.files import MOST_BYTES, opened, overwrite_json, read_bytes, read_json, write_json
from vae.runs.store import HISTORY_COLUMNS

DESCRIPTION_FILE = "job.json"
_FAMILY_COLUMNS = tuple(dict.fromkeys(name for family in FAMILIES.values() for name in family.columns))
ACTIVE_STATES = ("queued", "starting", "training", "measuring")
STATES = (*ACTIVE_STATES, "finished", "stopped", "failed", "interrupted")


@dataclass(frozen=True)
class JobProgress:
    """How far a job is; losses are in nats per image.

    Attributes:
        state: one of STATES. "interrupted" is never written: it is what a reader calls an active state without a
            process.
        message: one sentence on what is happening or what went wrong, may be empty.
        epoch: epochs finished.
        epochs: epochs in all.
        step: training steps done in the epoch under way, 0 between epochs.
        steps: training steps an epoch, 0 while it is unknown.
        images_per_second: training images a second, over the last epoch or the last second.
        seconds_left: estimate of the training time left, without the measuring after it.
        reconstruction: on training images, the mean over the epoch so far.
        kl: on training images, the mean over the epoch so far; 0 for a plain autoencoder.
        val_reconstruction: on held-out images after the last finished epoch.
        val_kl: on held-out images after the last finished epoch.
        kl_weight: weight of the KL term in this epoch; beta, or less while it warms up.
        average_picture: what a held-out picture costs when the average one is drawn for it, see `vae.model.metrics`.
        share: of the figure being measured, 0 to 1.
        run: name of the saved run, once there is one.
        diverged: whether the training ended with a loss that is no number.
        pid: number of the process, for sending it signals while it holds the job's lock.
        updated: when this was written, seconds since 1970.
    """

    state: str = "starting"
    message: str = ""
    epoch: int = 0
    epochs: int = 0
    step: int = 0
    steps: int = 0
    images_per_second: float | None = None
    seconds_left: float | None = None
    reconstruction: float | None = None
    kl: float | None = None
    val_reconstruction: float | None = None
    val_kl: float | None = None
    kl_weight: float | None = None
    average_picture: float | None = None
    share: float | None = None
    run: str | None = None
    diverged: bool = False
    pid: int | None = None
    updated: float = 0.0


def write_description(folder: Path, config: RunConfig, device: str, thorough: bool, queued_at: float) -> None:
    """Write a job's job.json: what is trained, where, how it is measured, and since when it waits."""
    document = {"config": config.to_json(), "device": device, "thorough": thorough, "queued_at": queued_at}
    write_json(folder / DESCRIPTION_FILE, document)


def write_progress(folder: Path, progress: JobProgress) -> None:
    """Write a job's progress.json; figures that are not finite are left out."""
    write_json(folder / "progress.json", _values(progress), lasting=progress.state not in ACTIVE_STATES)


def overwrite_progress(folder: Path, progress: JobProgress) -> None:
    """Write a job's last progress over the file that is there, which a full disk has room for; a reader may see half.

    Raises:
        OSError: there is none, or it cannot be written.
    """
    overwrite_json(folder / "progress.json", _values(progress))


def read_progress(folder: Path) -> JobProgress | None:
    """Return a job's progress, or None when there is none or the file is damaged."""
    document = read_json(folder / "progress.json")
    if document is None or document.get("state") not in STATES:
        return None
    known = {name: value for name, value in document.items() if name in _kinds()}
    if not all(_fits(name, value) for name, value in known.items()):
        return None
    return JobProgress(**known)


def written_at(folder: Path) -> float | None:
    """Return when a job's progress was written last, seconds since 1970 by this machine's clock; None without it."""
    try:
        return (folder / "progress.json").stat().st_mtime
    except OSError:
        return None


@lru_cache(maxsize=1)
def _kinds() -> dict[str, Any]:
    return get_type_hints(JobProgress)


def _fits(name: str, value: Any) -> bool:
    """Return whether a value is one that progress can have: whole numbers are not negative, others are finite."""
    kind = _kinds()[name]
    if get_origin(kind) is types.UnionType:
        if value is None:
            return True
        kind = get_args(kind)[0]
    try:
        if kind is int:
            documents.whole(name, value, low=name == "pid")
        elif kind is float:
            documents.number(name, value)
        return kind in (int, float) or type(value) is kind
    except DocumentError:
        return False


def _values(progress: JobProgress) -> dict[str, Any]:
    return {name: None if _is_not_finite(value) else value for name, value in asdict(progress).items()}


def _is_not_finite(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


class HistoryLog:
    """Appends one line an epoch to history.jsonl; what `read_history` does not read is cut off before the next."""

    def __init__(self, folder: Path) -> None:
        """Open a job's history, new or from before."""
        self._path = folder / "history.jsonl"
        content = read_bytes(self._path) if self._path.exists() else b""
        rows, length = _rows(content)
        if length != len(content):
            with opened(self._path, "r+b") as file:
                file.truncate(length)
        self._last_epoch = rows[-1]["epoch"] if rows else 0

    def append(self, row: dict[str, Any]) -> None:
        """Add an epoch, a dict of the columns, kl_per_dimension and time; one that is there is left alone."""
        if row["epoch"] <= self._last_epoch:
            return
        with opened(self._path, "ab") as file:
            file.write((json.dumps(row) + "\n").encode())
        self._last_epoch = row["epoch"]


class HistoryReader:
    """Reads a job's history again and again, each of its lines once; a file in the place of another is read anew."""

    def __init__(self, folder: Path) -> None:
        """Open nothing yet; the job need not have a history."""
        self._path = folder / "history.jsonl"
        self._file: tuple[int, int] | None = None
        self._begin()

    def read(self) -> dict[str, np.ndarray]:
        """Return what every finished epoch brought.

        Returns:
            Column name to float64 [num_epochs], those of a family where every epoch has them; `time`, seconds since
            1970 at the end of each epoch; and `kl_per_dimension`, float64 [num_epochs, latent_dim] in nats
            ([num_epochs, 0] where there is none). It ends before the first line that is damaged or whose epoch is not a
            whole number above the one before.
        """
        try:
            with opened(self._path) as file:
                self._take(file)
        except OSError:
            self._begin()
        return _columns(self._rows)

    def _begin(self) -> None:
        self._rows: list[dict[str, Any]] = []
        self._length = 0

    def _take(self, file: BinaryIO) -> None:
        found = os.fstat(file.fileno())
        if (found.st_dev, found.st_ino) != self._file or found.st_size < self._length:
            self._begin()
        self._file = found.st_dev, found.st_ino
        file.seek(self._length)
        rows, length = _rows(file.read(MOST_BYTES), self._rows[-1]["epoch"] + 1 if self._rows else 1)
        self._rows += rows
        self._length += length


def read_history(folder: Path) -> dict[str, np.ndarray]:
    """Return what every finished epoch of a job brought, as `HistoryReader.read` does."""
    return HistoryReader(folder).read()


def _columns(rows: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    of_some = [name for name in (*_FAMILY_COLUMNS, HELD_BACK) if rows and all(name in row for row in rows)]
    columns = (*HISTORY_COLUMNS, *of_some)
    history = {name: np.array([row[name] for row in rows], np.float64) for name in columns}
    history["time"] = np.array([row["time"] for row in rows], np.float64)
    per_dimension = [row["kl_per_dimension"] for row in rows]
    size = max(map(len, per_dimension), default=0)
    padded = [[*values, *[math.nan] * (size - len(values))] for values in per_dimension]
    history["kl_per_dimension"] = np.array(padded, np.float64).reshape(len(rows), size)
    return history


def _rows(content: bytes, first: int = 1) -> tuple[list[dict[str, Any]], int]:
    """Return the rows, of epochs from `first` on, up to the first line that is none, and how many bytes they take."""
    rows: list[dict[str, Any]] = []
    length = 0
    for line in content[: content.rfind(b"\n") + 1].splitlines(keepends=True):
        try:
            rows.append(_row(documents.parse(line), rows[-1]["epoch"] + 1 if rows else first))
        except (ValueError, KeyError, TypeError, OverflowError):
            break
        length += len(line)
    return rows, length


def _row(document: Any, first: int) -> dict[str, Any]:
    """Return an epoch's figures, checked: only losses may be other than finite, where a training diverged."""
    columns = (*HISTORY_COLUMNS, *(name for name in (*_FAMILY_COLUMNS, HELD_BACK) if name in document))
    row: dict[str, Any] = {name: float(document[name]) for name in columns}
    row["epoch"] = documents.whole("epoch", document["epoch"], low=first)
    for name in ("kl_weight", "seconds", "images_per_second"):
        documents.number(name, document[name])
    row["kl_per_dimension"] = [float(value) for value in document.get("kl_per_dimension", ())]
    row["time"] = documents.number("time", document["time"]) if "time" in document else math.nan
    return row
