"""How much a session may hand in: refused where the bytes arrive, less of it in a demo."""

from dataclasses import dataclass
from threading import Lock
from typing import Any

import streamlit as st
from starlette.exceptions import HTTPException
from streamlit import config
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from vae.access import Access, access

_MEGABYTE = 1024 * 1024  # as Streamlit counts
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

    Streamlit limits the size of a file, but keeps any number of them for a session, asked for or not.

    Raises:
        AccessError: VAE_ACCESS is no level.
    """
    context = get_script_run_ctx()
    manager: Any = None if context is None else context.uploaded_file_mgr
    if manager is None or isinstance(getattr(manager, "add_file", None), _Gate):
        return
    manager.add_file = _Gate(manager)
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
        allowed = limits()
        with self._lock:
            held = self._manager.file_storage.get(session_id, {})
            sizes = [len(one.data) for number, one in held.items() if number != file.file_id]
            if sum(sizes) + len(file.data) > allowed.session * _MEGABYTE or len(sizes) >= allowed.num_files:
                most = f"{allowed.num_files:,} files of {allowed.session} MB in all"
                raise HTTPException(413, f"A session may hold {most}: remove some first.")
            self._add(session_id=session_id, file=file)
