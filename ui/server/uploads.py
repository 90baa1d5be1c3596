"""How much a session may hand in: refused where the bytes arrive, less of it in a demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import streamlit as st
from starlette.exceptions import HTTPException
from streamlit import config
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from ui.server import arrivals
from vae.access import Access, access

_MEGABYTE = 1024 * 1024  # as Streamlit counts
_FRAMING = _MEGABYTE  # a request is a little larger than its file; of what has arrived the exact size counts
_SIZE_OPTION = "server.maxUploadSize"


@dataclass(frozen=True)
class Limits:
    """What one session may hand in, in megabytes; its files are held in memory until it ends.

    Attributes:
        pictures: all pictures of Encode together.
        num_pictures: how many files Encode reads at once.
        megapixels: of one picture.
        file: one file to train on.
        session: everything that a session holds at a time.
        num_files: how many files that are.
    """

    pictures: int
    num_pictures: int
    megapixels: int
    file: int
    session: int
    num_files: int


_LIMITS = {
    "own": Limits(pictures=50, num_pictures=200, megapixels=50, file=200, session=400, num_files=5000),
    "shared": Limits(pictures=50, num_pictures=200, megapixels=50, file=100, session=150, num_files=2000),
    "demo": Limits(pictures=10, num_pictures=20, megapixels=16, file=10, session=20, num_files=40),
}


def limits(allowed: Access | None = None) -> Limits:
    """Return the limits of a level of access, that of VAE_ACCESS by default.

    Raises:
        AccessError: VAE_ACCESS is no level.
    """
    return _LIMITS[(allowed or access()).level]


def watch() -> None:
    """Hold every upload of this server against the limits, whether a page's uploader or a client made by hand sends it.

    Streamlit limits the size of a file, but takes and keeps any number of them for a session, asked for or not.

    Raises:
        AccessError: VAE_ACCESS is no level.
    """
    context = get_script_run_ctx()
    manager: Any = None if context is None else context.uploaded_file_mgr
    if manager is None or isinstance(getattr(manager, "add_file", None), _Gate):
        return
    gate = _Gate(manager)
    manager.add_file = gate
    arrivals.watch(arrivals.Arrivals(gate.admit))
    if st.get_option(_SIZE_OPTION) > limits().file:
        config.set_option(_SIZE_OPTION, limits().file)


class _Gate:
    """Stands before a file manager's `add_file`: it lets in what the session has room for."""

    def __init__(self, manager: Any) -> None:
        self._add = manager.add_file
        self._manager = manager
        self._lock = Lock()

    def __call__(self, session_id: str, file: UploadedFileRec) -> None:
        """Keep a file of a session.

        Raises:
            HTTPException: 413, the session holds too much already.
        """
        with self._lock:
            _check(self._held(session_id) | {file.file_id: len(file.data)})
            self._add(session_id=session_id, file=file)

    def admit(self, session_id: str, coming: Mapping[str, int]) -> None:
        """Let files come whose bytes, by file, are on their way; each takes the place of one that is held.

        Raises:
            HTTPException: 413, with what the session holds already that is too much.
        """
        held = self._held(session_id)
        _check(held | {name: max(size, held.get(name, 0)) for name, size in coming.items()}, _FRAMING)

    def _held(self, session_id: str) -> dict[str, int]:
        held = self._manager.file_storage.get(session_id, {})
        return {name: len(one.data) for name, one in list(held.items())}


def _check(sizes: Mapping[str, int], spare: int = 0) -> None:
    allowed = limits()
    if sum(sizes.values()) > allowed.session * _MEGABYTE + spare or len(sizes) > allowed.num_files:
        most = f"{allowed.num_files:,} files of {allowed.session} MB in all"
        raise HTTPException(413, f"A session may hold {most}: remove some first.")
