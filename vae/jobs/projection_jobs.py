"""Long projections: made by a process of their own, kept on disk, shared by all who ask for the same."""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vae import documents, files, locks
from vae.documents import DocumentError
from vae.jobs import process, stopping
from vae.jobs.turns import turn
from vae.latent.projections import ProjectionError, Report, Setting, project, trustworthiness
from vae.words import one_line

_KEPT_RESULTS = 100
_NICENESS = 10
_SECONDS_BETWEEN_REPORTS = 0.3
_LOOK_SECONDS = 0.02
_DIED = "The computation ended without a result: its process was stopped or ran out of memory."


@dataclass(frozen=True)
class Result:
    """A finished projection: xy float32 [n, 2] and its trustworthiness, as `vae.latent.projections.trustworthiness`."""

    xy: np.ndarray
    trust: float


@dataclass(frozen=True)
class Status:
    """How it stands with a projection.

    Attributes:
        state: "none", "running", "done" or "failed".
        text: what is being done, or why it failed.
        share: how much is done, 0 to 1.
        pid: the process at it, or None.
    """

    state: str
    text: str = ""
    share: float = 0.0
    pid: int | None = None


def job_key(codes: np.ndarray, setting: Setting) -> str:
    """Return the name of the projection of these very codes with this setting, fit for a file."""
    z = np.ascontiguousarray(codes, np.float32)
    digest = hashlib.sha256(json.dumps(z.shape).encode() + z.tobytes()).hexdigest()
    return f"{setting.key}-{digest[:16]}"


def read_result(key: str, num_codes: int) -> Result | None:
    """Return a finished projection, or None where there is none or its file is damaged: it is then made anew."""
    try:
        with files.opened_arrays(_file(key, ".npz")) as file:
            result = Result(file["xy"], float(file["trust"]))
    except Exception:  # zipfile, zlib and NumPy each have their own for a damaged file
        return None
    is_sound = result.xy.shape == (num_codes, 2) and result.xy.dtype == np.float32 and np.isfinite(result.xy).all()
    return result if is_sound and 0 <= result.trust <= 1 else None


def run_job(codes: np.ndarray, setting: Setting, on_progress: Report | None = None) -> Result:
    """Make a projection in this process, unless it is kept already; another one under way is waited for.

    Args:
        codes: [n, d].
        setting: how.
        on_progress: called with the share done and what is being done.

    Raises:
        ProjectionError: another process is making the same, the folder cannot be written, or the setting does not fit.
    """
    key = job_key(codes, setting)
    with _unwritable_is_a_sentence():
        lock = locks.acquire(_file(key, ".lock"))
    if lock is None:
        raise ProjectionError("this projection is being computed by another process: wait for it")
    with lock, _unwritable_is_a_sentence():
        kept = read_result(key, len(codes))
        if kept is not None:
            return kept
        report = _Reporter(key, on_progress)
        report(0.0, "starting")
        try:
            with turn([_file("any", ".lock")], list, lambda _: report(0.0, "waiting for another projection to end")):
                xy = project(codes, setting, report)
                report(1.0, "measuring how far to trust it")
                result = Result(xy, trustworthiness(codes, xy))
                _write_result(key, result)
        except Exception as error:
            text = files.unwritable(_folder(), error) if isinstance(error, OSError) else str(error)
            report.fail(text or type(error).__name__)
            raise
        _file(key, ".json").unlink(missing_ok=True)
        return result


def start(run_name: str, key: str, setting: Setting) -> subprocess.Popen:
    """Start a process that makes a projection of a run's codes; it outlives this one.

    Raises:
        ProjectionError: the folder cannot be written, or no process can be started.
    """
    with _unwritable_is_a_sentence():
        _folder().mkdir(parents=True, exist_ok=True)
        files.write_json(_file(key, ".json"), {})  # nothing is told yet, and there is room to tell
    words = ["vae", "project", run_name, "--method", setting.method, "--perplexity", repr(setting.perplexity),
             "--neighbours", str(setting.num_neighbours), "--min-dist", repr(setting.min_dist),
             "--seed", str(setting.seed)]  # fmt: skip
    # Threads that wait are not to spin: on a busy machine that took several times as long, and the time of the pages.
    try:
        started = process.start(words, settings={"OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "PASSIVE")})
    except OSError as error:
        raise ProjectionError(f"the projection's process cannot be started ({error.strerror or error})") from error
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, started.pid, _NICENESS)  # pages that are open on this machine go first
    return started


def status(key: str, num_codes: int, started: subprocess.Popen | None = None) -> Status:
    """Return how it stands with a projection.

    Args:
        key: from `job_key`.
        num_codes: number of codes.
        started: what `start` gave, if it was this process that started it.
    """
    is_alive = started is not None and started.poll() is None
    is_locked = not is_alive and locks.is_held(_file(key, ".lock"))
    # Read after looking for the process: one that ends in between has written its result.
    if read_result(key, num_codes) is not None:
        return Status("done", share=1.0)
    told = _read_report(key)
    if is_alive or is_locked:
        pid = started.pid if is_alive and started is not None else told.pid
        return Status("running", told.text or "starting", told.share, pid)
    if told.state == "failed":
        return told
    return Status("failed", _DIED) if told.state == "running" or started is not None else Status("none")


def cancel(key: str, num_codes: int, started: subprocess.Popen | None = None) -> None:
    """End the process that makes a projection, if there is one; nothing of it stays.

    Raises:
        ProjectionError: what it left cannot be deleted.
    """

    def pid() -> int | None:
        return status(key, num_codes, started).pid

    def ended() -> bool | None:
        if pid() is None:
            return True
        time.sleep(_LOOK_SECONDS)
        return None

    stopping.end(ended, lambda: stopping.send(pid()), pid)
    with _unwritable_is_a_sentence():
        for path in (_file(key, ".json"), *_folder().glob(f".{key}.*")):
            path.unlink(missing_ok=True)


class _Reporter:
    """Writes how far a projection is to a small file, at most a few times a second."""

    def __init__(self, key: str, also: Report | None) -> None:
        self._path = _file(key, ".json")
        self._also = also or (lambda share, text: None)
        self._last = (-1.0, "")

    def __call__(self, share: float, text: str) -> None:
        self._also(share, text)
        now = time.monotonic()
        if now - self._last[0] >= _SECONDS_BETWEEN_REPORTS:
            self._last = (now, text)
            self._write("running", text, share)

    def fail(self, text: str) -> None:
        self._write("failed", text, 0.0)

    def _write(self, state: str, text: str, share: float) -> None:
        document = {"state": state, "text": text, "share": round(share, 4), "pid": os.getpid()}
        try:
            files.write_json(self._path, document, lasting=False)
        except OSError:  # a full disk costs the bar, not the projection
            if state == "failed":
                with contextlib.suppress(OSError):
                    files.overwrite_json(self._path, document)


def _read_report(key: str) -> Status:
    told = files.read_json(_file(key, ".json"))
    if told is None:
        return Status("none")
    try:
        share, pid = documents.number("share", told["share"]), documents.whole("pid", told["pid"], low=1)
        return Status(documents.text("state", told["state"]), one_line(told["text"]), min(1.0, max(0.0, share)), pid)
    except (DocumentError, KeyError):
        return Status("none")


def _write_result(key: str, result: Result) -> None:
    content = io.BytesIO()
    np.savez(content, xy=result.xy, trust=np.float64(result.trust))
    files.write_bytes(_file(key, ".npz"), content.getvalue())
    times = {}
    for path in _folder().glob("*.npz"):
        with contextlib.suppress(OSError):  # cleared away by another process, or a link that leads nowhere
            times[path] = path.stat().st_mtime
    for path in sorted(times, key=lambda path: times[path])[:-_KEPT_RESULTS]:
        with contextlib.suppress(OSError):  # what cannot be cleared away costs room, not the projection
            path.unlink(missing_ok=True)
            path.with_suffix(".lock").unlink(missing_ok=True)


@contextlib.contextmanager
def _unwritable_is_a_sentence() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ProjectionError(files.unwritable(_folder(), error)) from error


def _folder() -> Path:
    return files.home_folder() / "cache" / "projections"


def _file(key: str, ending: str) -> Path:
    return _folder() / f"{key}{ending}"
