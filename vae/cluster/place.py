"""On a worker of a cluster: a training in a folder of its own, for as long as the sweep that began it asks for it."""

import asyncio
import contextlib
import logging
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vae import devices, files, locks
from vae.cluster import parcels
from vae.cluster.parcels import Parcel
from vae.jobs import job_files
from vae.studies import folders
from vae.studies.processes import Process, start_trial

INBOX = "inbox"
_LOOK_SECONDS = 0.1
_SECONDS_TO_END = 20.0
_SNAPSHOT = "snapshot.npz"
_LETTERS_OF_THE_LOG = 20_000
_places: dict[str, "Place"] = {}


class Place:
    """Where one training is done on a worker: a VAE_HOME of its own, deleted when its sweep leaves it or is silent.

    The worker holds the lock of a sweep there, so that the training's process ends with the worker, however that ends.
    """

    def __init__(self, order: Mapping[str, Any], scratch: str, threads: int) -> None:
        """Make the folder.

        Args:
            order: `study`, `trial` and `config`, which say what is trained; `backend`, on what Keras runs; `patience`,
                the seconds of silence after which nobody wants it any more; `token`, which tells this attempt from all
                others.
            scratch: a folder of the worker's.
            threads: how many compute.
        """
        self.order, self._threads = order, threads
        self.home = Path(tempfile.mkdtemp(prefix="latent-explorer-", dir=scratch))
        self._heard = time.monotonic()
        self._questions = 0
        self._is_left = False
        self._process: Process | None = None
        self._lock = locks.acquire(self._here(folders.lock_path(order["study"])))
        (self.home / INBOX).mkdir()

    @property
    def folder(self) -> Path:
        """The training's folder."""
        return self._here(folders.trial_folder(self.order["study"], self.order["trial"]))

    @property
    def run(self) -> Path:
        """The folder of the run that it makes."""
        return self._here(folders.run_folder(self.order["study"], self.order["trial"]))

    def wait(self) -> None:
        """Return when the sweep has left, or was not heard of for too long."""
        while not self._is_left and (self._questions or time.monotonic() - self._heard < self.order["patience"]):
            time.sleep(_LOOK_SECONDS)

    def close(self) -> None:
        """End the process and delete everything."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self._process.kill()
        if self._lock is not None:
            self._lock.release()
        shutil.rmtree(self.home, ignore_errors=True)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Let it be no silence while a question is answered, which may take long."""
        self._questions += 1
        try:
            yield
        finally:
            self._heard = time.monotonic()
            self._questions -= 1

    def has_begun(self) -> None:
        """Answer, which only a place that is there does."""

    def has(self, parcel: Parcel) -> bool:
        """Return whether the data are here already."""
        return parcels.is_here(parcel)

    def put(self, name: str, content: bytes, is_first: bool) -> None:
        """Write a piece of a file that comes."""
        with files.opened(self.home / INBOX / name, "wb" if is_first else "ab") as file:
            file.write(content)

    def keep(self, parcel: Parcel, digests: dict[str, str]) -> None:
        """Keep the data that came."""
        parcels.keep(parcel, self.home / INBOX, digests)

    def go(self, parcel: Parcel) -> int:
        """Start the training, from the checkpoint where one came, and return the mark of that one, as `news` has it."""
        settings = parcels.lay_out(parcel, self.home)
        self.folder.mkdir(parents=True)
        files.write_json(self.folder / folders.CONFIG_FILE, {"config": self.order["config"]})
        came, mark = self.home / INBOX / folders.CHECKPOINT_FILE, 0
        if came.exists():
            mark = came.stat().st_mtime_ns
            os.replace(came, self.folder / folders.CHECKPOINT_FILE)
        device = devices.find_device(devices.AUTO).name
        self._process = start_trial(
            self.folder, self.order["study"], self.order["trial"], device, self._threads, VAE_HOME=str(self.home),
            VAE_BACKEND=self.order["backend"], **settings,
        )  # fmt: skip
        return mark

    def news(self, mark: int) -> dict[str, Any]:
        """Return how the training stands.

        Args:
            mark: of the last checkpoint that is known to who asks, 0 before the first.

        Returns:
            Its `progress`, the exit `code` of its process or None, and of a newer checkpoint, which is kept aside for
            `read`, the `mark` and `size`; size 0 where there is none. Of the run, where there is one, the size of each
            of its `files`; of a process that ended with a code the end of the `log`.
        """
        assert self._process is not None
        code = self._process.poll()  # first: what it wrote before its end is there then
        progress = job_files.read_progress(self.folder)
        made = code == 0 and self.run.is_dir()  # of a diverged training its good epochs
        return {
            "progress": None if progress is None else asdict(progress),
            "code": code,
            "files": {path.name: path.stat().st_size for path in sorted(self.run.iterdir())} if made else {},
            "log": self._log() if code else "",
            **self._snapshot(mark),
        }

    def read(self, name: str, offset: int) -> bytes:
        """Return a piece of a file of the run, or of the checkpoint that `news` kept aside."""
        path = self.folder / _SNAPSHOT if name == folders.CHECKPOINT_FILE else self.run / name
        with files.opened(path) as file:
            file.seek(offset)
            return file.read(parcels.BYTES_AT_ONCE)

    def stop(self) -> None:
        """Ask the training to stop after the step under way."""
        if self._process is not None:
            self._process.terminate()

    def leave(self) -> None:
        """Let the place be deleted."""
        self._is_left = True

    def _here(self, path: Path) -> Path:
        return self.home / path.relative_to(files.home_folder())

    def _snapshot(self, mark: int) -> dict[str, int]:
        """Keep a newer checkpoint aside, for it may be replaced while it is read."""
        path, aside = self.folder / folders.CHECKPOINT_FILE, self.folder / _SNAPSHOT
        try:
            if path.stat().st_mtime_ns == mark:
                return {"mark": mark, "size": 0}
            aside.unlink(missing_ok=True)
            os.link(path, aside)
        except FileNotFoundError:  # before the first epoch, or after the last
            return {"mark": mark, "size": 0}
        except OSError:  # no links there
            shutil.copyfile(path, aside)
            shutil.copystat(path, aside)
        state = aside.stat()
        return {"mark": state.st_mtime_ns, "size": state.st_size}

    def _log(self) -> str:
        with files.opened(self.folder / folders.LOG_FILE) as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LETTERS_OF_THE_LOG))
            return file.read().decode(errors="replace")


def attend(order: Mapping[str, Any], scratch: str, threads: int) -> None:
    """Be the task of a training for as long as its sweep wants it; arguments as of `Place`."""
    logging.getLogger("distributed.worker").addFilter(_is_no_question)
    place = Place(order, scratch, threads)
    _places[order["token"]] = place
    try:
        place.wait()
    finally:
        del _places[order["token"]]
        place.close()


async def answer_a_sweep(token: str, what: str, *arguments: Any) -> dict[str, Any]:
    """Do what a sweep asks a place for, beside the worker's own loop.

    Returns:
        The `result`; or the `problem` in words where the disk or the data fail; or neither, where there is no such
        place.
    """
    return await asyncio.to_thread(_answer, token, what, arguments)


def _answer(token: str, what: str, arguments: tuple[Any, ...]) -> dict[str, Any]:
    place = _places.get(token)
    if place is None:
        return {}
    try:
        with place.listening():
            return {"result": getattr(place, what)(*arguments)}
    except OSError as error:
        return {"problem": files.disk_problem(error) or error.strerror or str(error)}
    except ValueError as error:
        return {"problem": str(error)}


def _is_no_question(record: logging.LogRecord) -> bool:
    """Return whether a line of the worker's log is none of the many that say that a sweep asked something."""
    return answer_a_sweep.__name__ not in record.getMessage()
